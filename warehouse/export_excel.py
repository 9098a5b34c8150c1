"""Any export as an Excel workbook: the rows of the CSV in their order on one sheet, where they are from on another.

Both are made of the same batches, so they cannot differ. Text is always a string, also where it begins with = or http: nothing
becomes a formula or a link. The guard of the CSV stays as well, for the day somebody saves the sheet as CSV.

Memory does not grow with the rows: xlsxwriter keeps one row (constant_memory) and the rest in a file.
"""

from __future__ import annotations

import datetime as dt
import math
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xlsxwriter

from warehouse.errors import FilterError
from warehouse.export import Pieces

MOST_ROWS = 1_048_575
"""Rows of a sheet below its heading."""
MOST_TEXT = 32_767
"""Characters of one cell; what is longer is cut."""
EXACT = 10**15
"""From here on a spreadsheet changes the last digits of a whole number, so it is written as text."""
ROWS, FROM = "Rows", "Where from"
PIECE = 1 << 16


def stream_workbook(pieces: Pieces) -> Iterator[bytes]:
    """The workbook of an export, in pieces. Raises FilterError before the first piece for more rows than a sheet holds."""
    with tempfile.TemporaryDirectory(prefix="repertoire-") as folder:
        path = Path(folder) / "rows.xlsx"
        _write(path, pieces)
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece


def _write(path: Path, pieces: Pieces) -> None:
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        forms: dict[type, Any] = {
            dt.datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
            dt.date: book.add_format({"num_format": "yyyy-mm-dd"}),
        }
        sheet = book.add_worksheet(ROWS)
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(pieces.names):
            sheet.write_string(0, column, name, book.add_format({"bold": True}))
        for place, row in enumerate(_rows(pieces), start=1):
            if place > MOST_ROWS:
                raise FilterError(
                    f"A sheet of Excel holds {MOST_ROWS:,} rows; there are more.", "Export CSV, or filter the rows."
                )
            for column, value in enumerate(row):
                _cell(sheet, place, column, value, forms)
        if pieces.provenance:
            _origin(book.add_worksheet(FROM), pieces.provenance.entries())


def _rows(pieces: Pieces) -> Iterator[tuple[Any, ...]]:
    for batch in pieces.batches:
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _cell(sheet: Any, row: int, column: int, value: Any, forms: dict[type, Any]) -> None:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, column, value, forms[dt.datetime if isinstance(value, dt.datetime) else dt.date])
    elif isinstance(value, str) or abs(value) >= EXACT:
        sheet.write_string(row, column, str(value)[:MOST_TEXT])
    else:
        sheet.write_number(row, column, value)


def _origin(sheet: Any, entries: dict[str, str]) -> None:
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 100)
    for row, (label, words) in enumerate(entries.items()):
        sheet.write_string(row, 0, label)
        sheet.write_string(row, 1, words[:MOST_TEXT])
