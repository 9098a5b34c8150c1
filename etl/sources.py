"""The registry of public data sets that `repertoire fetch` knows. The entries are data: sources.csv, source_files.csv.

An entry of sources.csv is one address, a row of source_files.csv one file that comes of it: the file at the address
itself, or one out of the archive there. An address is `untested` until somebody has tried it and says so in the table.
Sizes and counts are exact, or the least that can be right where they begin with ">=" (a chart that grows every week).
"""

from __future__ import annotations

import csv
import difflib
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from warehouse.errors import UnknownSource

DELIMITERS = {"comma": ",", "tab": "\t"}


@dataclass(frozen=True)
class Amount:
    """A number of bytes or rows: exactly `value`, or, with `least`, that many or more."""

    value: int
    least: bool = False

    def fits(self, number: int) -> bool:
        """Whether a measured number is right."""
        return number >= self.value if self.least else number == self.value

    def __str__(self) -> str:
        return f"{'at least ' if self.least else ''}{self.value:,}"


@dataclass(frozen=True)
class SourceFile:
    """A file of a data set and what is known of it.

    kinds : the kinds of input it holds, the first as the loader sees it.
    delimiter : "comma", with quotes as usual, or "tab", without quotes.
    bytes : None where it is not known.
    sha256 : hexadecimal; empty where it is not known.
    rows : rows below the header.
    columns : `column_digest` of the header.
    """

    name: str
    kinds: tuple[str, ...]
    delimiter: str
    bytes: Amount | None
    sha256: str
    rows: Amount
    columns: str


@dataclass(frozen=True)
class Source:
    """A data set.

    address : of the download; of the page to visit where `by_hand` is set, because the page wants a login.
    archive : name of the zip file at the address; empty where the address is the file itself.
    as_of : the day the data are of, where it is known.
    tested : whether somebody has tried the address.
    """

    name: str
    title: str
    address: str
    by_hand: bool
    archive: str
    archive_bytes: Amount | None
    archive_sha256: str
    as_of: date | None
    licence: str
    tested: bool
    files: tuple[SourceFile, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of input in its files, each once."""
        return tuple(dict.fromkeys(kind for file in self.files for kind in file.kinds))

    @property
    def bytes(self) -> Amount | None:
        """Size of the download, or of the files to place by hand; None where it is not known."""
        if self.archive:
            return self.archive_bytes
        return self.files[0].bytes if len(self.files) == 1 else None


@cache
def sources() -> tuple[Source, ...]:
    """Every data set, in the order of the table."""
    files: dict[str, list[SourceFile]] = {}
    for row in _table("source_files.csv"):
        files.setdefault(row["source"], []).append(_file(row))
    return tuple(_source(row, tuple(files.get(row["name"], ()))) for row in _table("sources.csv"))


def find(name: str) -> Source:
    """The data set of that name. Raises UnknownSource."""
    known = {source.name: source for source in sources()}
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"Did you mean {near[0]}?" if near else f"Known: {', '.join(known)}."
        raise UnknownSource(f"There is no public data set called {name!r} in the registry.", hint)
    return known[name]


def listing() -> list[dict[str, object]]:
    """The registry for people and programs, a data set an item, its files inside; ready for JSON."""
    return [
        {
            "name": source.name,
            "title": source.title,
            "kinds": list(source.kinds),
            "address": source.address,
            "status": "tested" if source.tested else "untested",
            "by_hand": source.by_hand,
            "archive": source.archive or None,
            "bytes": _text(source.bytes),
            "sha256": source.archive_sha256 or None,
            "as_of": source.as_of.isoformat() if source.as_of else None,
            "licence": source.licence,
            "files": [_file_listing(file) for file in source.files],
        }
        for source in sources()
    ]


def column_digest(names: Iterable[str]) -> str:
    """sha256, hexadecimal, of the column names in order, one a line."""
    return hashlib.sha256("\n".join(names).encode()).hexdigest()


def _file_listing(file: SourceFile) -> dict[str, object]:
    return {
        "name": file.name,
        "kinds": list(file.kinds),
        "rows": str(file.rows),
        "bytes": _text(file.bytes),
        "sha256": file.sha256 or None,
        "columns": file.columns,
    }


def _source(row: dict[str, str], files: tuple[SourceFile, ...]) -> Source:
    return Source(
        name=row["name"],
        title=row["title"],
        address=row["address"],
        by_hand=row["by_hand"] == "yes",
        archive=row["archive"],
        archive_bytes=_amount(row["archive_bytes"]),
        archive_sha256=row["archive_sha256"],
        as_of=date.fromisoformat(row["as_of"]) if row["as_of"] else None,
        licence=row["licence"],
        tested=row["status"] == "tested",
        files=files,
    )


def _file(row: dict[str, str]) -> SourceFile:
    rows = _amount(row["rows"]) or Amount(0, least=True)
    kinds = tuple(row["kinds"].split())
    return SourceFile(
        row["file"], kinds, row["delimiter"], _amount(row["bytes"]), row["sha256"], rows, row["columns_sha256"]
    )


def _amount(text: str) -> Amount | None:
    return Amount(int(text.removeprefix(">=")), text.startswith(">=")) if text else None


def _text(amount: Amount | None) -> str | None:
    return None if amount is None else str(amount)


def _table(name: str) -> list[dict[str, str]]:
    text = resources.files("etl").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
