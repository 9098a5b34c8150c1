"""A delimited text file (.csv, .tsv, .txt, also .gz) -> a temporary DuckDB table of text columns in file order.

Nothing is interpreted here: every cell stays text, so that a bad one can be rejected with its line and its words.
Lines that do not fit the header's columns are set apart by DuckDB's own reader and reported as rejects.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
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
_LONGEST_HEADER = 1 << 24
_LONGEST_CELL = 1 << 30
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
    """What one pass over the bytes tells: content hash (sha256, hex), size in bytes, lines that end in a line feed or
    at the end of the file (all of them unpacked)."""

    sha256: str
    bytes: int
    lines: int


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
    lines = _head(path).splitlines(keepends=True)
    preamble = 0
    if lines and lines[0].startswith(EXPORT_MARK):
        preamble = next((i for i, line in enumerate(lines) if not line.startswith("# ")), len(lines))
    body = lines[preamble:]
    if not body or not body[0].strip():
        raise EmptyInput(f"{path} has no header line.", "The first line must name the columns.")
    delimiter = max(DELIMITERS, key=body[0].count)
    names = next(csv.reader(io.StringIO("".join(body), newline=None), delimiter=delimiter))
    guarded = any(line.startswith("# text guard: on") for line in lines[:preamble])
    return Layout(path, _unique(names), delimiter, preamble, guarded)


def read(workbench: Workbench, layout: Layout) -> Relation:
    """Load a file into the temporary table `incoming`.

    Raises EmptyInput when there is a header and no row, UnreadableInput when DuckDB cannot read the file.
    """
    mark = fingerprint(layout.path)
    try:
        faults = _fill(workbench, layout)
    except (duckdb.InvalidInputException, duckdb.IOException) as error:
        reason = str(error).splitlines()[0]
        raise UnreadableInput(
            f"{layout.path} cannot be read: {reason}", "Save it as UTF-8 CSV and try again."
        ) from error
    rows = int(workbench.value(f"select count(*) from {SOURCE}"))
    relation = Relation(layout, mark, rows, faults)
    if relation.rows_read == 0:
        raise EmptyInput(f"{layout.path} has a header but no rows.", "Nothing was loaded.")
    # A newline inside quotes or a blank line shifts line numbers: only then is it worth counting them one by one.
    if relation.faults or mark.lines != relation.rows_read + layout.preamble + 1:
        relation.lines = _count_lines(relation)
    return relation


def _fill(workbench: Workbench, layout: Layout) -> list[Fault]:
    """Fill `incoming`. A copy is read in place of a file with lines before the header (a quote in them would be taken
    for the start of a cell) and of one that DuckDB refuses (line feeds and carriage returns mixed)."""
    if not layout.preamble:
        try:
            return _scan(workbench, layout, layout.path, _is_packed(layout.path))
        except duckdb.InvalidInputException:
            pass
    copy = workbench.home.path / "incoming.csv"
    try:
        with _open_text(layout) as lines, copy.open("w", encoding="utf-8", errors="surrogateescape", newline="") as out:
            out.writelines(lines)
        return _scan(workbench, layout, copy, packed=False)
    finally:
        copy.unlink(missing_ok=True)


def _scan(workbench: Workbench, layout: Layout, path: Path, packed: bool) -> list[Fault]:
    con = workbench.con
    for table in (SOURCE, FAULTS, f"{FAULTS}_scan"):
        con.execute(f"drop table if exists {table}")
    values = {"path": str(path), "columns": dict.fromkeys(layout.columns, "VARCHAR"), "delimiter": layout.delimiter}
    con.execute(f"create temp table {SOURCE} as select * from {_reader_sql(packed)}", values)
    skipped = layout.preamble if path != layout.path else 0
    return _faults(workbench, path, skipped)


@contextmanager
def _open_text(layout: Layout) -> Iterator[Iterator[str]]:
    """The file's lines from its header on, each ended by a line feed whatever ended it in the file."""
    with open_bytes(layout.path) as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape", newline=None)
        yield islice(text, layout.preamble, None)


def fingerprint(path: Path) -> Fingerprint:
    """Hash, size and lines of a file, in one pass."""
    digest, size, newlines, last = hashlib.sha256(), 0, 0, b"\n"
    with open_bytes(path) as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            newlines += chunk.count(b"\n")
            size += len(chunk)
            last = chunk[-1:]
    return Fingerprint(digest.hexdigest(), size, newlines + (last != b"\n"))


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
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableInput(
            f"{path} cannot be read: {error}", "Check that the file is whole and readable."
        ) from error


def _is_packed(path: Path) -> bool:
    return path.suffix.lower() == ".gz"


def shown(path: Path) -> str:
    """A path as text that can be printed and stored, whatever bytes its name has."""
    return os.fsencode(path).decode("utf-8", errors="replace")


def _head(path: Path) -> str:
    if shown(path) != str(path):
        raise UnreadableInput(f"The name of {shown(path)} is not UTF-8 text.", "Rename the file.")
    if not is_supported(path):
        known = ", ".join(SUFFIXES)
        raise NotRecognised(f"{path} is not of a known format.", f"Known endings: {known}.")
    with open_bytes(path) as stream:
        head = stream.read(_HEADER_BYTES)
        while len(head) < _LONGEST_HEADER and head.count(b"\n") < 2 and (more := stream.read(_HEADER_BYTES)):
            head += more
    if not head.strip():
        raise EmptyInput(f"{path} is empty.", "The first line must name the columns.")
    if b"\0" in head:
        raise UnreadableInput(f"{path} is not a text file.", "Save it as UTF-8 CSV and try again.")
    return head.decode("utf-8-sig", errors="replace")


def _unique(names: list[str]) -> tuple[str, ...]:
    """Column names trimmed, empty ones numbered, repeated ones told apart."""
    taken = {"rowid"}  # the name DuckDB has for the number of a row
    result = []
    for position, raw in enumerate(names):
        name = plain = raw.strip() or f"column_{position}"
        count = 1
        while name.lower() in taken:
            count += 1
            name = f"{plain}_{count}"
        taken.add(name.lower())
        result.append(name)
    return tuple(result)


def _reader_sql(packed: bool) -> str:
    unpack = ", compression='gzip'" if packed else ""
    return f"""read_csv($path, auto_detect=false, columns=$columns, delim=$delimiter, quote='"', escape='"', header=true,
        store_rejects=true, rejects_table='{FAULTS}', rejects_scan='{FAULTS}_scan', rejects_limit=0{unpack})"""


def _faults(workbench: Workbench, path: Path, skipped: int) -> list[Fault]:
    """What DuckDB set apart when it read `path`, a copy of the file without its first `skipped` lines."""
    # One line can have several errors; the first one is told.
    found = workbench.rows(
        f"""select line_byte_position, any_value(column_name order by byte_position),
            any_value(error_type order by byte_position), any_value(csv_line order by byte_position)
        from {FAULTS} group by line_byte_position order by line_byte_position"""
    )
    lines = _lines_at(path, [int(row[0]) for row in found]) if found else []
    return [
        Fault(skipped + line, column, FAULT_KINDS.get(str(error), str(error).lower()), str(text).strip("\r\n")[:500])
        for line, (_, column, error, text) in zip(lines, found, strict=True)
    ]


def _lines_at(path: Path, positions: list[int]) -> list[int]:
    """Line numbers (from 1) of byte positions (from 1), which must ascend. A position at blank lines means the line
    after them."""
    lines, line, here = [], 1, 0
    with open_bytes(path) as packed_or_plain:
        stream = io.BufferedReader(cast(io.RawIOBase, packed_or_plain))
        for position in positions:
            piece = stream.read(max(position - 1 - here, 0))
            line, here = line + piece.count(b"\n"), here + len(piece)
            while stream.peek(1)[:1] in (b"\r", b"\n"):
                line, here = line + stream.read(1).count(b"\n"), here + 1
            lines.append(line)
    return lines


def _count_lines(relation: Relation) -> pa.Array:
    """The line on which each row of `incoming` starts, for files in which rows and lines differ."""
    preamble = relation.layout.preamble
    faulty = {fault.line for fault in relation.faults}
    lines: list[int] = []
    csv.field_size_limit(_LONGEST_CELL)
    with _open_text(relation.layout) as text:
        reader = csv.reader(text, delimiter=relation.layout.delimiter)
        end = preamble
        for row in reader:
            start, end = end + 1, preamble + reader.line_num
            if row and start > preamble + 1 and start not in faulty:
                lines.append(start)
    lines = lines[: relation.rows] + [0] * (relation.rows - len(lines))
    return pa.array(lines, pa.int64())
