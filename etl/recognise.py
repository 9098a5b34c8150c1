"""Which kind of input a file is, and which of its columns is which. The answers are data: schemas.csv and aliases.csv.

A schema is a known layout: how artists and genres are separated, which vocabulary a genre label belongs to, what its
ids are ids of. A file of no known layout is read as a generic one of the first kind whose columns it has; its columns
are matched by alias, and its labels belong to a vocabulary named after its collection.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from etl.formats import Layout
from warehouse import features
from warehouse.errors import NotRecognised

# What a file of a kind must have: of every group one column. The order is the order in which generic layouts are tried.
REQUIRED: dict[str, tuple[tuple[str, ...], ...]] = {
    "charts": (("rank",), ("day",), ("title", "track_id")),
    "plays": (("listener",), ("track_id", "title", "artist", "artist_id"), ("played_at", "plays", "ms_played")),
    "playlists": (("playlist_id", "playlist"), ("track_id", "title")),
    "tracks": (("title",), ("artists",)),
    "tags": (("tag", "tag_id"), ("track_id", "artist", "artist_id")),
    "descriptors": (("clip",),),
    "series": (("key",),),
    "names": (("id",), ("name",)),
}
KINDS = ("tracks", "plays", "charts", "playlists", "series", "descriptors", "tags", "names")
# Kinds in which every column that has no name of ours is a figure; they are told apart by what the cells hold.
MEASURED = ("series", "descriptors")
_FEWEST_FIGURES = {"series": 1, "descriptors": 3}
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?", re.IGNORECASE)
_NAMELESS = re.compile(r"column_\d+|Unnamed(: \d+)?(\.\d+)*|Unnamed: \d+_level_\d+")
_LONGEST_NAME = 60  # of a column, in messages: what is taken for a header may be megabytes
# Cells that mean "no value" in a column of numbers or dates; in a column of text they are names.
NO_NUMBER = ("", "na", "n/a", "nan", "null", "none", "-")
_ANY = "any"


@dataclass(frozen=True)
class Schema:
    """A known layout of files.

    kind, also : what its rows are; further kinds that are read from the same rows where their columns are there.
    columns : the columns by which it is known, in plain form; none for a generic layout.
    artist_separator : how several artists stand in a cell: ";", ", ", `list` (a list as Python writes it); with `|`
        between them, the first that occurs in the file. Empty: a cell holds one artist.
    genre_separator : what joins several genres; empty where a cell holds one.
    vocabulary, subvocabulary : the label sets of its genre and subgenre columns; empty means the collection's name.
    namespace : what its ids are prefixed with, so that the ids of two sources never meet.
    encoding, has_quotes : how its text is written, where that differs from UTF-8 with quotes.
    missing : a text that means "no value" in every column but the title and the artists.
    constants : values of columns that the file leaves out because they are the same in every row.
    ignored : columns known and left out on purpose. private : columns that must not be kept.
    """

    name: str
    kind: str
    also: tuple[str, ...]
    columns: frozenset[str]
    artist_separator: str
    genre_separator: str
    vocabulary: str
    subvocabulary: str
    namespace: str
    encoding: str
    has_quotes: bool
    missing: str
    constants: Mapping[str, str]
    ignored: frozenset[str]
    private: frozenset[str]


@dataclass(frozen=True)
class Recognition:
    """A file's schema and kind, the column that holds each of our names, and the columns nobody asked for.

    also : the same for further kinds that are read from the same rows.
    """

    schema: Schema
    kind: str
    columns: dict[str, str]
    unknown: tuple[str, ...]
    also: tuple[Recognition, ...] = field(default=())


@cache
def aliases(kind: str) -> dict[str, list[str]]:
    """Our name -> the names other people give it in files of a kind, in plain form, best first."""
    table: dict[str, list[str]] = {}
    for row in _table("aliases.csv"):
        if row["kind"] in (kind, _ANY):
            table.setdefault(row["name"], []).append(row["alias"])
    return table


@cache
def schemas() -> tuple[Schema, ...]:
    """The known layouts, most particular first, and the generic ones in the order of REQUIRED."""
    read = [_schema(row) for row in _table("schemas.csv")]
    order = list(REQUIRED)
    return tuple(sorted(read, key=lambda s: (not s.columns, -len(s.columns), order.index(s.kind))))


def plain(name: str) -> str:
    """A column's name as it is compared: lower case, letters and digits, one underscore for whatever is between."""
    return re.sub(r"[^0-9a-z]+", "_", name.lower()).strip("_")


def recognise(layout: Layout, kind: str | None = None, mapping: Mapping[str, str] | None = None) -> Recognition:
    """The schema and column mapping of a file.

    mapping : their column -> our name, where the user has said so; it wins over the aliases.

    Raises NotRecognised, naming what was found and what is needed, when no kind fits.
    """
    check_kind(kind)
    present = {plain(column): column for column in reversed(layout.columns) if plain(column)}
    given = _given(mapping or {}, present, kind)
    for schema in schemas():
        wanted = kind or schema.kind
        if wanted not in (schema.kind, *schema.also) or not schema.columns <= present.keys():
            continue
        found = _columns(wanted, present, given)
        if schema.columns or kind or _fits(schema.kind, found, layout, _columns("tracks", present, given)):
            _check_required(wanted, schema, found, layout)
            return _recognition(schema, wanted, found, layout, present, given)
    raise NotRecognised(
        f"No known kind of input has these columns: {_some(layout.columns)}.",
        f"{_needs()} Say what they are with --kind and --map theirs=ours.",
    )


def columns_of(kind: str, layout: Layout, mapping: Mapping[str, str] | None = None) -> Recognition:
    """The schema and column mapping of a file that is known to be of a kind, whether or not it has all that the kind needs.

    Raises NotRecognised for a mapping that names what is not there.
    """
    present = {plain(column): column for column in reversed(layout.columns) if plain(column)}
    given = _given(mapping or {}, present, kind)
    schema = next(s for s in schemas() if kind in (s.kind, *s.also) and s.columns <= present.keys())
    return _recognition(schema, kind, _columns(kind, present, given), layout, present, given)


def check_kind(kind: str | None) -> None:
    """Raises NotRecognised when `kind` is not None and no kind of input."""
    if kind is not None and kind not in KINDS:
        raise NotRecognised(f"There is no kind of input called {kind!r}.", f"Known kinds: {', '.join(KINDS)}, audio.")


def _recognition(
    schema: Schema, kind: str, found: dict[str, str], layout: Layout, present: dict[str, str], given: dict[str, str]
) -> Recognition:
    others = [k for k in (schema.kind, *schema.also) if k != kind] if kind == schema.kind else []
    columns = {other: _columns(other, present, given) for other in others}
    also = tuple(
        Recognition(schema, other, columns[other], ())
        for other in others
        if not _missing(other, schema, columns[other])
    )
    used = {*found.values(), *(column for other in also for column in other.columns.values())}
    known = schema.ignored | schema.private
    unknown = tuple(c for c in layout.columns if c not in used and plain(c) not in known and not is_index(c))
    return Recognition(schema, kind, found, () if kind in MEASURED else unknown, also)


def _columns(kind: str, present: dict[str, str], given: dict[str, str]) -> dict[str, str]:
    """Our name -> the file's column: as the user has said, else by alias, a column for one name only."""
    found: dict[str, str] = {ours: column for ours, column in given.items() if ours in aliases(kind)}
    for ours, names in aliases(kind).items():
        free = (present[name] for name in names if name in present and present[name] not in found.values())
        if ours not in found and (hit := next(free, None)) is not None:
            found[ours] = hit
    return found


def _given(mapping: Mapping[str, str], present: dict[str, str], kind: str | None) -> dict[str, str]:
    """Our name -> the file's column, from what the user said. Raises NotRecognised for names that are not there."""
    ours_known = {name for k in ((kind,) if kind else KINDS) for name in aliases(k)}
    found = {}
    for theirs, ours in mapping.items():
        if plain(theirs) not in present:
            raise NotRecognised(f"There is no column {theirs!r}.", f"Columns: {_some(tuple(present.values()), 40)}.")
        if ours not in ours_known:
            raise NotRecognised(
                f"There is no column of ours called {ours!r}.", f"Names: {', '.join(sorted(ours_known))}."
            )
        found[ours] = present[plain(theirs)]
    return found


def _fits(kind: str, found: dict[str, str], layout: Layout, as_tracks: Mapping[str, str]) -> bool:
    """Whether a file of no known layout can be of a kind: its columns are there and, where it matters, are numbers."""
    if any(not any(name in found for name in group) for group in REQUIRED[kind]):
        return False
    if kind == "playlists":  # a table of tracks may name playlists too; then it says how they sound
        return not any(f.name in as_tracks for f in features.FEATURES if f.role in ("input", "target"))
    if kind not in MEASURED:
        return kind != "names"  # any table has an id and a name
    others = [place for place, column in enumerate(layout.columns) if column not in found.values()]
    figures = [place for place in others if _is_number(layout, place)]
    measured = [place for place in figures if not _is_id(layout.columns[place])]
    return len(measured) >= _FEWEST_FIGURES[kind] and (kind == "descriptors" or figures == others)


def _is_number(layout: Layout, place: int) -> bool:
    """Whether the filled cells of a column's first rows are numbers, and there are any."""
    given = [(row[place] or "").strip() for row in layout.sample if place < len(row)]
    cells = [cell for cell in given if cell.lower() not in NO_NUMBER]
    return bool(cells) and all(_NUMBER.fullmatch(cell) for cell in cells)


def _is_id(column: str) -> bool:
    return plain(column).endswith("id") or is_index(column)


def _missing(kind: str, schema: Schema, found: dict[str, str]) -> list[tuple[str, ...]]:
    """The groups of required columns of which neither the file nor the schema has one."""
    there = {*found, *schema.constants}
    return [group for group in REQUIRED[kind] if not there & set(group) and not _is_told_otherwise(kind, group)]


def _is_told_otherwise(kind: str, group: tuple[str, ...]) -> bool:
    """The day of a chart may stand in the file's name, and whose plays they are may go without saying."""
    return (kind, group) in {("charts", ("day",)), ("plays", ("listener",))}


def _check_required(kind: str, schema: Schema, found: dict[str, str], layout: Layout) -> None:
    missing = _missing(kind, schema, found)
    if not missing:
        return
    names = "; ".join(", ".join(alias for name in group for alias in aliases(kind)[name]) for group in missing)
    raise NotRecognised(
        f"As a table of {kind}, {layout.path.name} has no column for "
        f"{' and '.join(' or '.join(group) for group in missing)}; it has {_some(layout.columns)}.",
        f"Accepted names: {names}. Or name a column with --map theirs=ours.",
    )


def _needs() -> str:
    """What each kind needs, in a sentence; with the accepted names for tracks, which most files are."""
    wanted = {kind: " and ".join(" or ".join(group) for group in groups) for kind, groups in REQUIRED.items()}
    accepted = "; ".join(", ".join(aliases("tracks")[name]) for (name,) in REQUIRED["tracks"])
    others = "; ".join(f"{kind}: {columns}" for kind, columns in wanted.items() if kind != "tracks")
    return f"A table of tracks needs a column for {wanted['tracks']}; accepted names: {accepted}. Others: {others}."


def _schema(row: dict[str, str]) -> Schema:
    """One line of schemas.csv."""
    constants = dict(pair.split("=", 1) for pair in row["constants"].split(";") if pair)
    return Schema(
        name=row["name"],
        kind=row["kind"],
        also=tuple(row["also"].split()),
        columns=frozenset(row["columns"].split()),
        artist_separator=row["artist_separator"],
        genre_separator=row["genre_separator"],
        vocabulary=row["vocabulary"],
        subvocabulary=row["subvocabulary"],
        namespace=row["namespace"],
        encoding=row["encoding"],
        has_quotes=row["quotes"] != "no",
        missing=row["missing"],
        constants=constants,
        ignored=frozenset(row["ignored"].split()),
        private=frozenset(row["private"].split()),
    )


def is_index(column: str) -> bool:
    """Whether a column is the nameless first one in which pandas and R number the rows."""
    return bool(_NAMELESS.fullmatch(column))


def _some(columns: tuple[str, ...], most: int = 12) -> str:
    listed = ", ".join(column[:_LONGEST_NAME] for column in columns[:most])
    return listed if len(columns) <= most else f"{listed} and {len(columns) - most} more"


def _table(name: str) -> list[dict[str, Any]]:
    text = resources.files("etl").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
