"""DuckDB's reader of delimited text with its own list of lines that do not fit, and on which line each row begins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np

from etl.formats.layout import Fault, Fingerprint, Layout, pattern
from etl.formats.packed import beside, fingerprint, open_bytes, packing
from etl.formats.text import Extent, copied, encoding_of
from warehouse.connect import Workbench
from warehouse.errors import UnreadableInput

FAULTS = "incoming_faults"
FAULT_KINDS = {
    "MISSING COLUMNS": "too few columns",
    "TOO MANY COLUMNS": "too many columns",
    "UNQUOTED VALUE": "a quote that is not closed",
    "INVALID ENCODING": "not UTF-8 text",
    "LINE SIZE OVER MAXIMUM": "line too long",
}
LONGEST_LINE = 16 << 20  # bytes
_BUFFER = 32 << 20
_LOST = _BUFFER - (4 << 20)  # DuckDB passes over a line that is longer than its buffer without a word
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Grid:
    """How DuckDB is to cut lines into cells; `select` makes rows of table `table` from what it cut."""

    table: str
    columns: tuple[str, ...]
    delimiter: str
    quoting: bool
    header: bool
    select: str = "*"


@dataclass(frozen=True)
class Scanned:
    """What came of a scan: faults in the order of the file with the lines each takes, and the extent of the text."""

    faults: list[Fault]
    heights: list[int]
    extent: Extent
    encoding: str | None


def scan(workbench: Workbench, layout: Layout, grid: Grid) -> tuple[Scanned, Fingerprint]:
    """Read a text into the temporary table `grid.table`.

    A copy is read in place of a file in another encoding, of one with lines before the header (a quote in them would
    be taken for the start of a cell), and of one that DuckDB would misread: lines ended in several ways or by carriage
    returns, zero bytes.
    """
    encoding = encoding_of(layout.path, layout.encoding)
    if not layout.preamble and encoding is None:
        try:
            found, mark = beside(workbench, layout.path, lambda: _scan(workbench, layout.path, grid, 0))
        except duckdb.InvalidInputException:
            pass  # the copy tells whether it was the ends of lines
        else:
            if (
                not mark.nulls
                and mark.longest < _LOST
                and mark.lines >= layout.first_line - 1 + _count(workbench, grid)
            ):
                return Scanned(*found, Extent(mark.lines, mark.blank_end), encoding), mark
    return beside(workbench, layout.path, lambda: _scan_copy(workbench, layout, grid, encoding))


def _scan_copy(workbench: Workbench, layout: Layout, grid: Grid, encoding: str | None) -> Scanned:
    with copied(workbench, layout.path, encoding, layout.preamble) as (copy, extent):
        if fingerprint(copy).longest >= _LOST:
            raise UnreadableInput(
                f"{layout.path} has a line of more than {_LOST >> 20} MB.",
                "Is it a table? Split the line, or remove it.",
            )
        return Scanned(*_scan(workbench, copy, grid, layout.preamble), extent, encoding)


def _scan(workbench: Workbench, path: Path, grid: Grid, skipped: int) -> tuple[list[Fault], list[int]]:
    con = workbench.con
    for table in (grid.table, FAULTS, f"{FAULTS}_scan"):
        con.execute(f"drop table if exists {table}")
    values = {"path": pattern(path), "columns": dict.fromkeys(grid.columns, "VARCHAR"), "delimiter": grid.delimiter}
    reader = _reader_sql(grid, packing(path))
    con.execute(f"create temp table {grid.table} as select {grid.select} from {reader}", values)
    return _faults(workbench, path, skipped)


def _reader_sql(grid: Grid, packed: str | None) -> str:
    quote = '"' if grid.quoting else ""
    unpack = f", compression='{packed}'" if packed else ""
    return f"""read_csv($path, auto_detect=false, columns=$columns, delim=$delimiter, quote='{quote}', escape='{quote}',
        header={str(grid.header).lower()}, hive_partitioning=false, max_line_size={LONGEST_LINE}, buffer_size={_BUFFER},
        store_rejects=true, rejects_table='{FAULTS}', rejects_scan='{FAULTS}_scan', rejects_limit=0{unpack})"""


def _count(workbench: Workbench, grid: Grid) -> int:
    return int(workbench.value(f"select count(*) from {grid.table}"))


def _faults(workbench: Workbench, path: Path, skipped: int) -> tuple[list[Fault], list[int]]:
    """What DuckDB set apart when it read `path`, a copy of the file without its first `skipped` lines."""
    # One line can have several errors; the first one is told.
    found = workbench.rows(
        f"""select line_byte_position, any_value(column_name order by byte_position),
            any_value(error_type order by byte_position),
            any_value(trim(csv_line, chr(10) || chr(13)) order by byte_position)
        from {FAULTS} group by line_byte_position order by line_byte_position"""
    )
    lines = lines_at(path, [int(row[0]) for row in found]) if found else []
    faults = [
        Fault(skipped + line, column, FAULT_KINDS.get(str(error), str(error).lower()), str(text)[:500])
        for line, (_, column, error, text) in zip(lines, found, strict=True)
    ]
    return faults, [1 + str(text).count("\n") for *_, text in found]


def lines_at(path: Path, positions: Sequence[int]) -> list[int]:
    """Line numbers (from 1) of byte positions (from 1), which must ascend. A position at blank lines means the line
    after them."""
    lines, line, here = [], 1, 0
    with open_bytes(path) as stream:
        for position in positions:
            while here < position - 1 and (piece := stream.read(min(position - 1 - here, _CHUNK))):
                line, here = line + piece.count(b"\n"), here + len(piece)
            while (peeked := stream.peek(1)[:1]) and peeked in b"\r\n":  # type: ignore[attr-defined]
                line, here = line + stream.read(1).count(b"\n"), here + 1
            lines.append(line)
    return lines


def place(
    first: int, rows: int, tall: Callable[[], tuple[np.ndarray, np.ndarray]], scanned: Scanned
) -> tuple[np.ndarray, int]:
    """The line on which each row begins, and the last line of all, when rows and faults fill all lines from `first`.

    tall : gives the numbers of the rows that take more than one line, and how many more.
    """
    heights = np.ones(rows, np.int64)
    numbers, more = tall()
    heights[numbers] += more
    begins = first + np.cumsum(heights) - heights
    faulty = np.cumsum([0, *scanned.heights])
    # Without the faults before it, a fault would begin here; rows that begin here or later move down by its height.
    at = np.array([fault.line for fault in scanned.faults], np.int64) - faulty[:-1]
    begins += faulty[np.searchsorted(at, begins, side="right")]
    return begins, int(first - 1 + heights.sum() + faulty[-1])
