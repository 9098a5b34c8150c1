"""Delimited text (.csv, .tsv, .txt, .dat, also packed) -> a table of text columns in the order of the file."""

from __future__ import annotations

import csv
import io
from array import array
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from etl.formats import text
from etl.formats.layout import SAMPLE_ROWS, SOURCE, Layout, Relation, Row, quoted, unique
from etl.formats.packed import stamp
from etl.formats.scan import Grid, Scanned, place, scan
from warehouse.connect import Workbench
from warehouse.errors import EmptyInput, UnreadableInput

DELIMITERS = (",", "\t", ";", "|")
EXPORT_MARK = "# source: Repertoire export"
_HEADER_BYTES = 1 << 16
_LONGEST_HEADER = 1 << 24
_LONGEST_CELL = 1 << 30
_MOST_NULLS = 1 / 50  # of the first characters; more of them and it is no text


def inspect(path: Path, encoding: str | None, quoting: bool) -> Layout:
    """Read the head of a file: delimiter, columns, sample, and whether it is one of our own exports.

    Raises MissingInput, EmptyInput, UnreadableInput.
    """
    before = stamp(path)
    encoding = text.encoding_of(path, encoding)
    head, whole = text.head(path, encoding, _HEADER_BYTES, _LONGEST_HEADER, 2)
    if not head.strip():
        raise EmptyInput(f"{path} is empty.", "The first line must name the columns.")
    lines = list(io.StringIO(head, newline=None))
    preamble = 0
    if lines[0].startswith(EXPORT_MARK):
        preamble = next((i for i, line in enumerate(lines) if not line.startswith("# ")), len(lines))
    body = lines[preamble:]
    if not body or not body[0].strip():
        raise EmptyInput(f"{path} has no header line.", "The first line must name the columns.")
    if "\0" in body[0] or head.count("\0") > len(head) * _MOST_NULLS:
        raise UnreadableInput(f"{path} is not a text file.", "Save it as UTF-8 CSV, or name its encoding.")
    delimiter = max(DELIMITERS, key=body[0].count)
    names, height, sample = _first_rows(path, body, whole, delimiter, quoting)
    guarded = any(line.startswith("# text guard: on") for line in lines[:preamble])
    return Layout(
        path, names, delimiter, preamble, guarded, "csv", encoding, quoting, sample=sample, header=height, stamp=before
    )


def _first_rows(
    path: Path, body: list[str], whole: bool, delimiter: str, quoting: bool
) -> tuple[tuple[str, ...], int, tuple[Row, ...]]:
    """Columns, lines of the header, and the first rows that fit; the last row of a head that was cut is left out."""
    reader = _csv_reader(iter(body), delimiter, quoting)
    try:
        names = unique(next(reader))
        height = reader.line_num
        rows = list(islice(reader, SAMPLE_ROWS + 1))
    except csv.Error as error:
        raise UnreadableInput(f"{path} cannot be read: {error}", "Save it as UTF-8 CSV and try again.") from error
    if not whole and len(rows) <= SAMPLE_ROWS:
        rows = rows[:-1]
    fitting = [row for row in rows[:SAMPLE_ROWS] if len(row) == len(names)]
    return names, height, tuple(tuple(cell or None for cell in row) for row in fitting)


def _csv_reader(lines: Iterator[str], delimiter: str, quoting: bool) -> Any:
    csv.field_size_limit(_LONGEST_CELL)
    return csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if quoting else csv.QUOTE_NONE)


def read(workbench: Workbench, layout: Layout) -> Relation:
    """Load a file into the temporary table `incoming`. Raises InputError, HomeError; DuckDB's errors as they come."""
    grid = Grid(SOURCE, layout.columns, layout.delimiter, layout.quoting, header=True)
    scanned, mark = scan(workbench, layout, grid)
    rows = int(workbench.value(f"select count(*) from {SOURCE}"))
    relation = Relation(layout, mark, rows, scanned.faults)
    relation.lines = _row_lines(workbench, relation, scanned)
    return relation


def _row_lines(workbench: Workbench, relation: Relation, scanned: Scanned) -> pa.Array | None:
    """The line of each row; None when they are consecutive. Counted one by one only when blank lines are between."""
    layout, extent = relation.layout, scanned.extent
    last = extent.lines if len(layout.columns) == 1 else extent.lines - extent.blank_end
    if not relation.faults and last == layout.first_line - 1 + relation.rows:
        return None
    lines, end = place(layout.first_line, relation.rows, lambda: _tall_rows(workbench, layout), scanned)
    return pa.array(lines) if end == last else _count_lines(relation, scanned.encoding)


def _tall_rows(workbench: Workbench, layout: Layout) -> tuple[np.ndarray, np.ndarray]:
    """Rows with line feeds in their cells, and how many."""
    names = [quoted(name) for name in layout.columns]
    feeds = " + ".join(f"coalesce(length({n}) - length(replace({n}, chr(10), '')), 0)" for n in names)
    some = " or ".join(f"contains({n}, chr(10))" for n in names)
    found = workbench.arrow(f"select rowid, {feeds} from {SOURCE} where {some}")
    return found.column(0).to_numpy(), found.column(1).to_numpy()


def _count_lines(relation: Relation, encoding: str | None) -> pa.Array:
    """The line on which each row of `incoming` starts, for files with blank lines among the rows."""
    layout = relation.layout
    faulty = {fault.line for fault in relation.faults}
    lines = array("q")
    with text.open_text(layout.path, encoding) as whole:
        reader = _csv_reader(islice(whole, layout.preamble, None), layout.delimiter, layout.quoting)
        end = layout.preamble
        for row in reader:
            start, end = end + 1, layout.preamble + reader.line_num
            if row and start >= layout.first_line and start not in faulty:
                lines.append(start)
    lines.extend([0] * (relation.rows - len(lines)))
    return pa.array(np.array(lines[: relation.rows], np.int64))
