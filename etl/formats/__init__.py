"""Bytes in a file -> the temporary DuckDB table `incoming`, in the order of the file.

Nothing is interpreted here: cells stay text (those of Parquet keep their type), so that a bad one can be rejected with
its line and its words. Lines that do not fit are set apart and reported as faults.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from etl.formats import delimited, parquet, structured
from etl.formats.layout import SOURCE, Fault, Fingerprint, Layout, Relation, shown
from etl.formats.packed import PACKINGS, fingerprint, open_bytes, stamp
from etl.formats.scan import FAULT_KINDS
from etl.formats.text import COPY
from warehouse.connect import Workbench
from warehouse.errors import EmptyInput, HomeError, NotRecognised, RepertoireError, UnreadableInput

__all__ = [
    "FAULT_WORDS",
    "SOURCE",
    "SUFFIXES",
    "Fault",
    "Fingerprint",
    "Layout",
    "Relation",
    "fingerprint",
    "inspect",
    "is_supported",
    "open_bytes",
    "read",
    "shown",
    "stamp",
    "with_text",
]

_TEXT = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".dat": "csv",
    ".json": "json",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
}
SUFFIXES = (*_TEXT, *(f"{end}{packed}" for packed in PACKINGS for end in _TEXT), ".parquet")
FAULT_WORDS = frozenset({*FAULT_KINDS.values(), structured.NO_OBJECT})


def is_supported(path: Path) -> bool:
    """Whether the file's name says that it is of a format that can be read."""
    return path.name.lower().endswith(SUFFIXES)


def inspect(path: Path, encoding: str | None = None, quoting: bool = True) -> Layout:
    """Read the head of a file: its format, columns and first rows.

    encoding : of text without a byte order mark; None means UTF-8.
    quoting : CSV: whether a quotation mark encloses a cell.

    Raises MissingInput, EmptyInput, UnreadableInput, NotRecognised.
    """
    if shown(path) != str(path):
        raise UnreadableInput(f"The name of {shown(path)} is not UTF-8 text.", "Rename the file.")
    if not is_supported(path):
        raise NotRecognised(f"{path} is not of a known format.", f"Known endings: {', '.join(SUFFIXES)}.")
    format = _format(path)
    if format == "parquet":
        return parquet.inspect(path)
    if format == "csv":
        return delimited.inspect(path, encoding, quoting)
    return structured.inspect(path, encoding, by_line=format == "ndjson")


def with_text(layout: Layout, encoding: str | None = None, quoting: bool = True) -> Layout:
    """The layout of the same file, read anew with another encoding or quoting, so that names and sample fit them."""
    return inspect(layout.path, encoding or layout.encoding, quoting)


def read(workbench: Workbench, layout: Layout) -> Relation:
    """Load a file into the temporary table `incoming`, as its layout says.

    Raises EmptyInput when there are no rows, UnreadableInput when the file is damaged, changes meanwhile or unpacks to
    too much, HomeError when disk or memory is full.
    """
    before = layout.stamp or stamp(layout.path)
    try:
        relation = _READERS[layout.format](workbench, layout)
    except duckdb.Error as error:
        raise _explained(
            layout, error, str(error).replace(str(workbench.home.path / COPY), layout.path.name)
        ) from error
    if stamp(layout.path) != before:
        raise UnreadableInput(f"{layout.path} changed while it was read.", "Load it again when it no longer changes.")
    if relation.rows_read == 0:
        raise EmptyInput(f"{layout.path} has a header but no rows.", "Nothing was loaded.")
    return relation


_READERS = {
    "csv": delimited.read,
    "json": structured.read,
    "ndjson": structured.read,
    "parquet": parquet.read,
}


def _format(path: Path) -> str:
    name = path.name.lower()
    for packed in PACKINGS:
        name = name.removesuffix(packed)
    return _TEXT.get(Path(name).suffix, "parquet")


def _explained(layout: Layout, error: duckdb.Error, words: str) -> RepertoireError:
    """What an error of DuckDB means for whoever loads the file."""
    reason = words.splitlines()[0]
    if isinstance(error, duckdb.OutOfMemoryException):
        return HomeError(
            f"There is not enough memory or disk to read {layout.path}: {reason}",
            "Set REPERTOIRE_MEMORY_LIMIT higher, or make room on the disk that holds REPERTOIRE_HOME.",
        )
    if "no space left" in words.lower():
        return HomeError("The disk that holds REPERTOIRE_HOME is full.", "Make room and load the file again.")
    if isinstance(error, (duckdb.FatalException, duckdb.InternalException)):
        return HomeError(f"The database failed on {layout.path}: {reason}", "Nothing was loaded; report the file.")
    hint = "Save it as UTF-8 CSV and try again." if layout.format == "csv" else "Check that the file is whole."
    return UnreadableInput(f"{layout.path} cannot be read: {reason}", hint)
