#!/usr/bin/env bash
# Opens reports in Chromium and uses them as a reader would: tests/browser/run.sh [the built program]
# Installs what is missing: Debian's chromium, nodejs and npm, and the packages that package-lock.json pins.
set -euo pipefail
program=$(realpath "${1:-target/debug/sayso}")
cd "$(dirname "$0")"

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
missing=()
command -v chromium >/dev/null || missing+=(chromium)
command -v node >/dev/null || missing+=(nodejs)
command -v npm >/dev/null || missing+=(npm)
if [ ${#missing[@]} -gt 0 ]; then
  as_root apt-get update -q
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
fi
[ -d node_modules ] && npm ls --silent >/dev/null 2>&1 || npm ci --silent --no-audit --no-fund

SAYSO="$program" node report.test.mjs
