"""Any export as an Excel workbook: the rows of the CSV in their order on one sheet, where they are from on another.

Both are made of the same batches, so they cannot differ. The guard of the CSV stays as well, for the day somebody saves the
sheet as CSV. What is more than a few rows is written by a process of its own (warehouse/workbook.py).
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path

import pyarrow as pa

from warehouse import workbook
from warehouse.errors import FilterError, NobodyWaits
from warehouse.export import Pieces
from warehouse.limits import HAS_LEFT

MOST_ROWS = 1_048_575
"""Rows of a sheet below its heading."""
HERE = 1_000
"""Rows that are written at once in the process that is asked: starting another takes as long."""
PIECE = 1 << 16
EVERY = 0.2  # seconds between two looks whether anybody still waits


def stream_workbook(pieces: Pieces) -> Iterator[bytes]:
    """The workbook of an export, in pieces. Before the first piece it raises FilterError for more rows than a sheet holds, and
    NobodyWaits when the client leaves.
    """
    with tempfile.TemporaryDirectory(prefix="repertoire-") as folder:
        path = Path(folder) / "rows.xlsx"
        batches, entries = _bounded(pieces), pieces.provenance.entries() if pieces.provenance else {}
        begun = list(_first(batches))
        if sum(batch.num_rows for batch in begun) <= HERE:
            workbook.write(path, pieces.names, begun, entries)
        else:
            about = {workbook.ABOUT: json.dumps({"names": list(pieces.names), "entries": entries})}
            _write_apart(path, chain(begun, batches), begun[0].schema.with_metadata(about))
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece


def _bounded(pieces: Pieces) -> Iterator[pa.RecordBatch]:
    """The batches that have rows; what comes after the last row of a sheet is refused."""
    rows = 0
    for batch in pieces.batches:
        rows += batch.num_rows
        if rows > MOST_ROWS:
            raise FilterError(
                f"A sheet of Excel holds {MOST_ROWS:,} rows; there are more.", "Export CSV, or filter the rows."
            )
        if batch.num_rows:
            yield batch


def _first(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    rows = 0
    while rows <= HERE and (batch := next(batches, None)) is not None:
        rows += batch.num_rows
        yield batch


def _write_apart(path: Path, batches: Iterator[pa.RecordBatch], schema: pa.Schema) -> None:
    """Have another process write it; whatever is raised here ends that process."""
    command = [sys.executable, "-P", "-m", "warehouse.workbook", str(path)]  # -P: not what lies in the working folder
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as child:
        assert child.stdin is not None
        try:
            with pa.ipc.new_stream(child.stdin, schema) as sink:
                for batch in batches:
                    sink.write_batch(pa.RecordBatch.from_arrays(batch.columns, schema=schema))
            child.stdin.close()
            _wait(child)
        except BaseException:
            child.kill()
            with suppress(OSError):  # what it did not take
                child.stdin.close()
            raise


def _wait(child: subprocess.Popen[bytes]) -> None:
    while True:
        try:
            code = child.wait(EVERY)
        except subprocess.TimeoutExpired:
            if HAS_LEFT.get()():
                raise NobodyWaits("Whoever asked has left, so the workbook was not finished.", "Ask again.") from None
            continue
        if code:
            raise subprocess.CalledProcessError(code, child.args)
        return
