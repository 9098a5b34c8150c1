"""Which kind of input a file is, and which of its columns is which. The answers are data: schemas.csv and aliases.csv.

A schema is a known layout: it says how artists and genres are separated and which vocabulary a genre label belongs
to. A file of no known layout is read as `generic_tracks`: its columns are matched by alias, and its labels belong to a
vocabulary named after its collection.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from warehouse.errors import NotRecognised

KINDS = ("tracks",)
REQUIRED = {"tracks": ("title", "artists")}


@dataclass(frozen=True)
class Schema:
    """A known layout of files.

    columns : the file's columns by which it is known; empty for the generic one.
    artist_separator, genre_separator : what joins several values in a cell; empty where a cell holds one value.
    vocabulary, subvocabulary : the label sets of its genre and subgenre columns; empty means the collection's name.
    ignored : columns known and left out on purpose.
    """

    name: str
    kind: str
    columns: frozenset[str]
    artist_separator: str
    genre_separator: str
    vocabulary: str
    subvocabulary: str
    ignored: frozenset[str]


@dataclass(frozen=True)
class Recognition:
    """A file's schema, the column that holds each of our names, and the columns nobody asked for."""

    schema: Schema
    columns: dict[str, str]
    unknown: tuple[str, ...]


@cache
def aliases() -> dict[str, list[str]]:
    """Our name -> the names other people give it, lower case, best first."""
    table: dict[str, list[str]] = {}
    for row in _table("aliases.csv"):
        table.setdefault(row["name"], []).append(row["alias"])
    return table


@cache
def schemas() -> tuple[Schema, ...]:
    """The known layouts, most particular first, the generic one last."""
    return tuple(
        Schema(**{**row, "columns": frozenset(row["columns"].split()), "ignored": frozenset(row["ignored"].split())})
        for row in _table("schemas.csv")
    )


def recognise(columns: tuple[str, ...], kind: str | None = None) -> Recognition:
    """The schema and column mapping of a file with these columns.

    Raises NotRecognised, naming what was found and what is needed, when no kind fits.
    """
    check_kind(kind)
    present = {name.lower(): name for name in columns}
    schema = next(s for s in schemas() if s.columns <= present.keys())
    mapping = {name: hit for name, names in aliases().items() if (hit := _first(names, present)) is not None}
    missing = [name for name in REQUIRED[schema.kind] if name not in mapping]
    if missing:
        raise NotRecognised(
            f"No known kind of input has these columns: {_some(columns)}.",
            f"A table of tracks needs a column for {' and '.join(missing)}; "
            f"accepted names: {'; '.join(', '.join(aliases()[name]) for name in missing)}.",
        )
    used = set(mapping.values())
    unknown = tuple(c for c in columns if c not in used and c.lower() not in schema.ignored and not _is_index(c))
    return Recognition(schema, mapping, unknown)


def check_kind(kind: str | None) -> None:
    """Raises NotRecognised when `kind` is not None and no kind of input."""
    if kind is not None and kind not in KINDS:
        raise NotRecognised(f"There is no kind of input called {kind!r}.", f"Known kinds: {', '.join(KINDS)}.")


def _first(names: list[str], present: dict[str, str]) -> str | None:
    return next((present[name] for name in names if name in present), None)


def _is_index(column: str) -> bool:
    return column.startswith(("column_", "Unnamed"))


def _some(columns: tuple[str, ...], most: int = 12) -> str:
    listed = ", ".join(columns[:most])
    return listed if len(columns) <= most else f"{listed} and {len(columns) - most} more"


def _table(name: str) -> list[dict[str, Any]]:
    text = resources.files("etl").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
