"""What is known of a file before and after it is read: Layout, Relation, Fault, Fingerprint; and names of columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from warehouse.errors import UnreadableInput

SOURCE = "incoming"
ITEMS = "chr(31)"  # SQL for what joins the items of a list
ITEM_SEPARATOR = "\x1f"
SAMPLE_ROWS = 50
MOST_COLUMNS = 500  # of formats in which a name costs nothing; a header line has paid for its own
Row = tuple[str | None, ...]
Stamp = tuple[int, int, int]


@dataclass(frozen=True)
class Fingerprint:
    """What one pass over the bytes tells (all of them unpacked).

    sha256 : of the content, hex.
    bytes : size.
    lines : lines that end in a line feed or at the end of the file.
    blank_end : how many of these lines are empty and at the end.
    nulls : whether there is a zero byte.
    longest : bytes of the longest line, where that is more than a few megabytes.
    """

    sha256: str
    bytes: int
    lines: int
    blank_end: int = 0
    nulls: bool = False
    longest: int = 0


@dataclass(frozen=True)
class Layout:
    """How a file is laid out.

    columns : names as in the file, told apart; those of nested values joined by dots.
    delimiter, preamble, header, guarded : CSV only: what parts cells, the lines before the header and those of the
        header, and whether text cells carry a guard.
    format : csv, parquet, json (records numbered from 1) or ndjson (records by line).
    encoding : Python's name of it, None for UTF-8.
    quoting : whether a quotation mark encloses a cell; otherwise it is a character like others.
    types : column -> DuckDB type, of those that are not text.
    sample : the first rows, at most SAMPLE_ROWS, as text; None for null.
    paths : JSON only: where each column is in a record (a JSON pointer).
    left_out : columns that hold neither text nor numbers (pictures, sound) and are not read.
    stamp : what the file system said of the file when it was looked at.
    """

    path: Path
    columns: tuple[str, ...]
    delimiter: str = ","
    preamble: int = 0
    guarded: bool = False
    format: str = "csv"
    encoding: str | None = None
    quoting: bool = True
    types: dict[str, str] = field(default_factory=dict)
    sample: tuple[Row, ...] = ()
    header: int = 1
    paths: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    stamp: Stamp | None = None

    @property
    def first_line(self) -> int:
        """Line of the first row, or number of the first record."""
        return self.preamble + self.header + 1 if self.format == "csv" else 1


@dataclass
class Fault:
    """A line, or record, that could not be fitted into the columns."""

    line: int
    column: str | None
    reason: str
    value: str


@dataclass
class Relation:
    """A file as the temporary table `incoming` (row n of the file has rowid n, from 0), with the faults beside it.

    layout : as read; a JSON file may have columns that its first records did not show, after those of the layout given.
    lines : line (CSV, NDJSON) or number (JSON, Parquet) of each row; None when they are consecutive from `first_line`.
    """

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
        """Line, or record number, of row 0 when there are no `lines`."""
        return self.layout.first_line


def shown(path: Path) -> str:
    """A path as text that can be printed and stored, whatever bytes its name has."""
    return "".join("\ufffd" if "\ud800" <= letter <= "\udfff" else letter for letter in str(path))


def pattern(path: Path) -> str:
    """The pattern that this one file fits, for DuckDB, which takes a path for a pattern and ~ for a home."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in str(path.absolute()))


def quoted(name: str) -> str:
    """A column's name as an SQL identifier, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


def unique(names: Iterable[str]) -> tuple[str, ...]:
    """Names trimmed, empty ones numbered, repeated ones told apart (DuckDB does not tell upper from lower case).

    What a name becomes depends on those before it only.
    """
    taken = {"rowid"}  # the name DuckDB has for the number of a row
    counts: dict[str, int] = {}  # so that a hundred thousand equal names are not counted from one each time
    result = []
    for position, raw in enumerate(names):
        name = plain = raw.strip() or f"column_{position}"
        count = counts.get(plain.lower(), 1)
        while name.lower() in taken:
            count += 1
            name = f"{plain}_{count}"
        counts[plain.lower()] = count
        taken.add(name.lower())
        result.append(name)
    return tuple(result)


def check_width(path: Path, names: Iterable[str]) -> None:
    """Raises UnreadableInput when there are more than MOST_COLUMNS names."""
    listed = list(names)
    if len(listed) > MOST_COLUMNS:
        first = ", ".join(name[:40] for name in listed[:3])
        raise UnreadableInput(
            f"{path} would have more than {MOST_COLUMNS} columns ({first}, ...).",
            "Its records should be objects with the same names in each; names may not be ids or values.",
        )
