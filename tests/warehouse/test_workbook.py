"""Cells are what the batches hold, as far as a spreadsheet can hold it."""

from __future__ import annotations

import datetime as dt
import io
import subprocess
import sys
from pathlib import Path

import openpyxl
import pyarrow as pa

from warehouse import workbook

BATCH = pa.RecordBatch.from_pydict(
    {
        "whole": [1, 10**15, None],
        "part": [0.25, float("nan"), float("inf")],
        "day": [dt.date(2026, 3, 1), None, dt.date(1999, 12, 31)],
        "moment": [dt.datetime(2026, 3, 1, 12, 30), None, None],
        "flag": [True, False, None],
        "text": ["=1+1", "x" * 40_000, "http://example.invalid"],
    }
)
CELLS = [
    (1, 0.25, dt.datetime(2026, 3, 1), dt.datetime(2026, 3, 1, 12, 30), True, "=1+1"),
    ("1000000000000000", None, None, None, False, "x" * 32_767),
    (None, None, dt.datetime(1999, 12, 31), None, None, "http://example.invalid"),
]


def rows(made: bytes) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(made))["Rows"].iter_rows(values_only=True))


def test_values_become_cells_of_their_kind(tmp_path: Path) -> None:
    path = tmp_path / "rows.xlsx"
    workbook.write(path, BATCH.schema.names, [BATCH, BATCH.slice(0, 0), BATCH.slice(2)], {})
    assert rows(path.read_bytes()) == [tuple(BATCH.schema.names), *CELLS, CELLS[2]]
    assert openpyxl.load_workbook(path).sheetnames == ["Rows"]
    assert list(tmp_path.iterdir()) == [path]


def test_as_a_program_it_reads_batches(tmp_path: Path) -> None:
    path, sent = tmp_path / "rows.xlsx", io.BytesIO()
    schema = BATCH.schema.with_metadata(
        {workbook.ABOUT: b'{"names": ["a", "b", "c", "d", "e", "f"], "entries": {"source": "ours"}}'}
    )
    with pa.ipc.new_stream(sent, schema) as sink:
        sink.write_batch(pa.RecordBatch.from_arrays(BATCH.columns, schema=schema))
    subprocess.run([sys.executable, "-m", "warehouse.workbook", path], input=sent.getvalue(), check=True)
    assert rows(path.read_bytes()) == [tuple("abcdef"), *CELLS]
    assert list(openpyxl.load_workbook(path)["Where from"].iter_rows(values_only=True)) == [("source", "ours")]
