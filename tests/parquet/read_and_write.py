"""Parquet as pandas, Polars, DuckDB and Spark have it: read and written by pyarrow, beside CSV and JSONL of the same."""

import csv
import datetime
import io
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

program = sys.argv[1]
folder = Path(tempfile.mkdtemp())


def sayso(*arguments):
    return subprocess.run([program, "classify", "--quiet", *map(str, arguments)], check=True, capture_output=True).stdout


def columns_are_those_of_csv_and_jsonl():
    options = ["examples/grid.txt", "--extract", "--date", "2025-01-25"]
    path = folder / "grid.parquet"
    sayso(*options, "-o", path)
    table = pq.read_table(path)
    text, whole, real = pa.string(), pa.int64(), pa.float64()
    always = {"doc": text, "index": whole, "start": whole, "end": whole, "text": text, "label": text, "confidence": real}
    scores = {f"score_{label}": real for label in ["claim", "forecast", "other", "reported_forecast"]}
    found = dict.fromkeys(["source", "resolved_source", "cue", "content", "horizon"], text)
    found |= {"horizon_from": pa.date32(), "horizon_to": pa.date32(), "condition": text, "modality": text, "negated": pa.bool_()}
    assert {field.name: field.type for field in table.schema} == always | scores | found, table.schema
    assert all(field.nullable == (field.name in found) for field in table.schema)

    rows = table.to_pylist()
    lines = [json.loads(line) for line in sayso(*options, "--format", "jsonl").splitlines()]
    assert len(rows) == len(lines) > 20
    for row, line in zip(rows, lines):
        for name in ["doc", "index", "start", "end", "text", "label", "resolved_source", "modality", "negated"]:
            assert row[name] == line[name], (name, row, line)
        for name in ["source", "cue", "content", "horizon", "condition"]:
            assert row[name] == (line[name] and line[name]["text"]), (name, row, line)
        for name in ["horizon_from", "horizon_to"]:
            assert row[name] == (line[name] and datetime.date.fromisoformat(line[name])), (name, row, line)
        for label, score in line["scores"].items():
            assert abs(row[f"score_{label}"] - score) <= 0.00005 + 1e-12, (label, row, line)
    assert any(row["horizon_from"] for row in rows) and any(row["source"] for row in rows)

    plain = pa.BufferReader(sayso("examples/grid.txt", "--format", "parquet"))
    assert pq.read_table(plain).column_names == [*always, *scores]


def what_pyarrow_writes_is_read(compression, row_group_size):
    n = 5000
    table = pa.table({
        "other": [1.5] * n,
        "text": [f"The minister said that bill {i} had failed." if i % 3 else "It will “rain” at 5, she thinks.\nSoon." for i in range(n)],
        "id": list(range(n)),
    })
    path = folder / "rows.parquet"
    pq.write_table(table, path, compression=compression, row_group_size=row_group_size)
    out = sayso(path, "--id-column", "id", "--format", "csv").decode()
    rows = list(csv.DictReader(io.StringIO(out, newline="")))
    assert [row["doc"] for row in rows] == [str(i) for i in range(n)], compression
    assert [row["text"] for row in rows] == table["text"].to_pylist(), compression


def row_groups_are_bounded():
    path = folder / "many.parquet"
    with open(folder / "many.csv", "w") as file:
        file.write("text\n" + "It rained.\n" * 150_000)
    sayso(folder / "many.csv", "-o", path)
    metadata = pq.ParquetFile(path).metadata
    assert metadata.num_rows == 150_000 and metadata.num_row_groups == 3, metadata


columns_are_those_of_csv_and_jsonl()
for compression in ["none", "snappy", "gzip", "zstd"]:
    what_pyarrow_writes_is_read(compression, 700)
what_pyarrow_writes_is_read("snappy", 1_000_000)
row_groups_are_bounded()
print("Parquet: read by pyarrow, written by pyarrow, all well")
