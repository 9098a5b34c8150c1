"""A delimited text file (.csv, .tsv, .txt, also .gz) -> a temporary DuckDB table of text columns in file order.

Nothing is interpreted here: every cell stays text, so that a bad one can be rejected with its line and its words.
Lines that do not fit the header's columns are set apart by DuckDB's own reader and reported as rejects.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import IO, cast

import duckdb
import pyarrow as pa

from warehouse.connect import Workbench
from warehouse.errors import EmptyInput, MissingInput, NotRecognised, UnreadableInput

SUFFIXES = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz")
DELIMITERS = (",", "\t", ";", "|")
SOURCE = "incoming"
FAULTS = "incoming_faults"
EXPORT_MARK = "# source: Repertoire export"
_CHUNK = 1 << 22
_HEADER_BYTES = 1 << 16
FAULT_KINDS = {
    "MISSING COLUMNS": "too few columns",
    "TOO MANY COLUMNS": "too many columns",
    "UNQUOTED VALUE": "a quote that is not closed",
    "INVALID ENCODING": "not UTF-8 text",
    "LINE SIZE OVER MAXIMUM": "line too long",
}
FAULT_WORDS = frozenset(FAULT_KINDS.values())


@dataclass(frozen=True)
class Fingerprint:
    """What one pass over the bytes tells: content hash (sha256, hex), size in bytes, number of newlines (unpacked)."""

    sha256: str
    bytes: int
    newlines: int


@dataclass(frozen=True)
class Layout:
    """How a file is laid out. `preamble` is the lines before the header, `guarded` whether text cells carry a guard."""

    path: Path
    columns: tuple[str, ...]
    delimiter: str
    preamble: int = 0
    guarded: bool = False


@dataclass
class Fault:
    """A line the reader could not fit into the columns."""

    line: int
    column: str | None
    reason: str
    value: str


@dataclass
class Relation:
    """A file as the temporary table `incoming` (row n of the file has rowid n, from 0), with the faults beside it."""

    layout: Layout
    fingerprint: Fingerprint
    rows: int
    faults: list[Fault] = field(default_factory=list)
    lines: pa.Array | None = None

    @property
    def rows_read(self) -> int:
        """Rows in the table plus faulty lines."""
        return self.rows + len(self.faults)

    @property
    def first_line(self) -> int:
        """Line of row 0 when no cell holds a newline."""
        return self.layout.preamble + 2


def is_supported(path: Path) -> bool:
    """Whether the file's name says that it is a delimited text file."""
    return path.name.lower().endswith(SUFFIXES)


def inspect(path: Path) -> Layout:
    """Read the head of a file: delimiter, columns, and whether it is one of our own exports.

    Raises MissingInput, EmptyInput, UnreadableInput.
    """
    head = _head(path)
    lines = head.splitlines(keepends=True)
    preamble = 0
    if lines and lines[0].startswith(EXPORT_MARK):
        preamble = next((i for i, line in enumerate(lines) if not line.startswith("# ")), len(lines))
    body = lines[preamble:]
    if not body or not body[0].strip():
        raise EmptyInput(f"{path} has no header line.", "The first line must name the columns.")
    delimiter = max(DELIMITERS, key=body[0].count)
    names = next(csv.reader(io.StringIO("".join(body)), delimiter=delimiter))
    guarded = any(line.startswith("# text guard: on") for line in lines[:preamble])
    return Layout(path, _unique(names), delimiter, preamble, guarded)


def read(workbench: Workbench, layout: Layout) -> Relation:
    """Load a file into the temporary table `incoming`.

    Raises EmptyInput when there is a header and no row, UnreadableInput when DuckDB cannot read the file.
    """
    con = workbench.con
    for table in (SOURCE, FAULTS, f"{FAULTS}_scan"):
        con.execute(f"drop table if exists {table}")
    try:
        con.execute(f"create temp table {SOURCE} as select * from {_reader_sql(layout)}", _reader_values(layout))
    except (duckdb.InvalidInputException, duckdb.IOException) as error:
        reason = str(error).splitlines()[0]
        raise UnreadableInput(
            f"{layout.path} cannot be read: {reason}", "Save it as UTF-8 CSV and try again."
        ) from error
    rows = int(workbench.value(f"select count(*) from {SOURCE}"))
    relation = Relation(layout, fingerprint(layout.path), rows, _faults(workbench, layout))
    if relation.rows_read == 0:
        raise EmptyInput(f"{layout.path} has a header but no rows.", "Nothing was loaded.")
    expected = relation.rows_read + layout.preamble + 1
    # A newline inside quotes or a blank line shifts line numbers: only then is it worth counting them one by one.
    if relation.faults or relation.fingerprint.newlines not in (expected, expected - 1):
        relation.lines = _count_lines(relation)
    return relation


def fingerprint(path: Path) -> Fingerprint:
    """Hash, size and newlines of a file, in one pass."""
    digest, size, newlines = hashlib.sha256(), 0, 0
    with open_bytes(path) as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            newlines += chunk.count(b"\n")
            size += len(chunk)
    return Fingerprint(digest.hexdigest(), size, newlines)


@contextmanager
def open_bytes(path: Path) -> Iterator[IO[bytes]]:
    """The file's bytes, unpacked. Raises MissingInput, UnreadableInput."""
    try:
        if _is_packed(path):
            with gzip.open(path) as packed:
                yield cast(IO[bytes], packed)
        else:
            with path.open("rb") as plain:
                yield plain
    except FileNotFoundError:
        raise MissingInput(f"{path} does not exist.", "Check the path.") from None
    except (OSError, EOFError) as error:
        raise UnreadableInput(
            f"{path} cannot be read: {error}", "Check that the file is whole and readable."
        ) from error


def _is_packed(path: Path) -> bool:
    return path.suffix.lower() == ".gz"


def _head(path: Path) -> str:
    if not is_supported(path):
        known = ", ".join(SUFFIXES)
        raise NotRecognised(f"{path} is not of a known format.", f"Known endings: {known}.")
    with open_bytes(path) as stream:
        head = stream.read(_HEADER_BYTES)
    if not head.strip():
        raise EmptyInput(f"{path} is empty.", "The first line must name the columns.")
    if b"\0" in head:
        raise UnreadableInput(f"{path} is not a text file.", "Save it as UTF-8 CSV and try again.")
    return head.decode("utf-8-sig", errors="replace")


def _unique(names: list[str]) -> tuple[str, ...]:
    """Column names trimmed, empty ones numbered, repeated ones told apart."""
    seen: dict[str, int] = {}
    result = []
    for position, raw in enumerate(names):
        name = raw.strip() or f"column_{position}"
        seen[name.lower()] = seen.get(name.lower(), 0) + 1
        count = seen[name.lower()]
        result.append(name if count == 1 else f"{name}_{count}")
    return tuple(result)


def _reader_sql(layout: Layout) -> str:
    packed = ", compression='gzip'" if _is_packed(layout.path) else ""
    return f"""read_csv($path, auto_detect=false, columns=$columns, delim=$delimiter, quote='"', escape='"', header=true,
        skip=$skip, store_rejects=true, rejects_table='{FAULTS}', rejects_scan='{FAULTS}_scan', rejects_limit=0{packed})"""


def _reader_values(layout: Layout) -> dict[str, object]:
    return {
        "path": str(layout.path),
        "columns": dict.fromkeys(layout.columns, "VARCHAR"),
        "delimiter": layout.delimiter,
        "skip": layout.preamble,
    }


def _faults(workbench: Workbench, layout: Layout) -> list[Fault]:
    # One line can have several errors; the first one is told.
    found = workbench.rows(
        f"""select line_byte_position, any_value(column_name order by byte_position),
            any_value(error_type order by byte_position), any_value(csv_line order by byte_position)
        from {FAULTS} group by line_byte_position order by line_byte_position"""
    )
    lines = _lines_at(layout.path, [int(row[0]) for row in found]) if found else []
    return [
        Fault(line, column, FAULT_KINDS.get(str(error), str(error).lower()), str(text)[:500])
        for line, (_, column, error, text) in zip(lines, found, strict=True)
    ]


def _lines_at(path: Path, positions: list[int]) -> list[int]:
    """Line numbers (from 1) of byte positions, which must ascend."""
    lines, line = [], 1
    with open_bytes(path) as stream:
        for before, here in pairwise([0, *(max(p - 1, 0) for p in positions)]):
            line += stream.read(here - before).count(b"\n")
            lines.append(line)
    return lines


def _count_lines(relation: Relation) -> pa.Array:
    """The line on which each row of `incoming` starts, for files in which rows and lines differ."""
    faulty = {fault.line for fault in relation.faults}
    lines: list[int] = []
    with open_bytes(relation.layout.path) as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8", errors="replace", newline="")
        reader = csv.reader(text, delimiter=relation.layout.delimiter)
        end = 0
        for row in reader:
            start, end = end + 1, reader.line_num
            if row and start > relation.layout.preamble + 1 and start not in faulty:
                lines.append(start)
    lines = lines[: relation.rows] + [0] * (relation.rows - len(lines))
    return pa.array(lines, pa.int64())
