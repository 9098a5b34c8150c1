"""An Excel workbook of Arrow batches: one sheet of rows, one that says where they are from.

Text is always a string, also where it begins with = or http: nothing becomes a formula or a link. Memory does not grow with the
rows: xlsxwriter keeps one row (constant_memory) and the rest in a file beside the workbook.

As a program it reads batches from standard input (`python -m warehouse.workbook PATH`): writing cells is work of Python that
holds its interpreter, and a server that does it answers nobody else.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import xlsxwriter

MOST_TEXT = 32_767
"""Characters of one cell; what is longer is cut."""
EXACT = 10**15
"""From here on a spreadsheet changes the last digits of a whole number, so it is written as text."""
ROWS, FROM = "Rows", "Where from"
ABOUT = b"repertoire"
"""The metadata of the schema that a program is given: JSON of `names` and `entries`."""


def write(path: Path, names: Sequence[str], batches: Iterable[pa.RecordBatch], entries: Mapping[str, str]) -> None:
    """Write the workbook: a heading of `names`, the rows of the batches, and label -> words of `entries` where there are some."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent)}) as book:
        forms: dict[type, Any] = {
            dt.datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
            dt.date: book.add_format({"num_format": "yyyy-mm-dd"}),
        }
        sheet = book.add_worksheet(ROWS)
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(names):
            sheet.write_string(0, column, name, book.add_format({"bold": True}))
        for place, row in enumerate(_rows(batches), start=1):
            for column, value in enumerate(row):
                _cell(sheet, place, column, value, forms)
        if entries:
            _origin(book.add_worksheet(FROM), entries)


def _rows(batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[Any, ...]]:
    for batch in batches:
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


def _origin(sheet: Any, entries: Mapping[str, str]) -> None:
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 100)
    for row, (label, words) in enumerate(entries.items()):
        sheet.write_string(row, 0, label)
        sheet.write_string(row, 1, words[:MOST_TEXT])


def main(path: Path) -> None:
    """Write the workbook of the batches on standard input, an Arrow stream."""
    with suppress(AttributeError, OSError):  # not on every system
        os.nice(10)
    with pa.ipc.open_stream(sys.stdin.buffer) as batches:
        about = json.loads(batches.schema.metadata[ABOUT])
        write(path, about["names"], batches, about["entries"])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
