#!/usr/bin/env bash
# Reads with pyarrow what the program writes, and has it read what pyarrow writes: tests/parquet/run.sh [a program built with
# the feature `parquet`]. Installs pyarrow in a virtual environment of its own.
set -euo pipefail
program=$(realpath "${1:-target/debug/sayso}")
cd "$(dirname "$0")/../.."
venv=target/parquet-venv

if ! "$venv/bin/python" -c "import pyarrow" 2>/dev/null; then
  if ! python3 -m venv "$venv" 2>/dev/null; then
    install="apt-get install -y -q --no-install-recommends python3-venv"
    if [ "$(id -u)" = 0 ]; then apt-get update -q && $install; else sudo apt-get update -q && sudo $install; fi
    python3 -m venv "$venv"
  fi
  "$venv/bin/pip" install -q --disable-pip-version-check -r tests/parquet/requirements.txt
fi
"$venv/bin/python" tests/parquet/read_and_write.py "$program"
