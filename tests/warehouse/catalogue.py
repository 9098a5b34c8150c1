"""A tiny published catalogue for tests of queries, filters and the export, made without any SQL file of ours.

The tables have the columns of a published snapshot. A test gives Track rows and reads the truth from the same rows.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from warehouse.connect import Snapshot, View
from warehouse.features import by_name

SNAPSHOT = Snapshot(7, dt.datetime(2026, 11, 22, 15, 30), dt.date(2022, 10, 1), True, False, "0.1.0")


@dataclass(frozen=True)
class Track:
    """One track. `artists` are names, `genres` are (vocabulary, genre, family), `values` further columns of
    FEATURES, `moods` memberships."""

    track_id: str
    title: str | None = "Song"
    artists: tuple[str, ...] = ("Somebody",)
    genres: tuple[tuple[str, str, str], ...] = ()
    popularity: int | None = None
    collections: tuple[str, ...] = ("ours",)
    recording: str | None = None
    values: dict[str, Any] = field(default_factory=dict)
    moods: dict[str, float | None] = field(default_factory=dict)

    def value(self, name: str) -> Any:
        """The value of a column, None when missing."""
        joined = {
            "artists": "; ".join(self.artists),
            "genres": "; ".join(sorted({g for _, g, _ in self.genres})) or None,
        }
        own = {"track_id": self.track_id, "title": self.title, "popularity": self.popularity}
        return {**joined, **own, "collection": "; ".join(self.collections), **self.values}.get(name)

    @property
    def key(self) -> str:
        """The recording."""
        return self.recording or self.track_id


def plain(text: str) -> str:
    """Lower case without accents, by Python's own tables."""
    letters = unicodedata.normalize("NFD", text)
    return "".join(c for c in letters if unicodedata.category(c) != "Mn").lower()


def artist_id(name: str) -> str:
    """The identifier of an artist."""
    return hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()[:12]


def stored(tracks: list[Track]) -> list[Track]:
    """The tracks in the order in which they are stored."""
    return sorted(tracks, key=lambda t: (t.popularity is None, -(t.popularity or 0), t.track_id))


def published(tracks: list[Track], snapshot: Snapshot = SNAPSHOT) -> View:
    """A view on a database in memory that holds these tracks."""
    con = duckdb.connect()
    order = stored(tracks)
    numbers = {t.track_id: i for i, t in enumerate(order, start=1)}
    _tracks(con, order, numbers)
    _sides(con, order, numbers)
    _labels(con, order)
    return View(con, snapshot)


def _tracks(con: duckdb.DuckDBPyConnection, order: list[Track], numbers: dict[str, int]) -> None:
    best = {t.key: t.track_id for t in reversed(order)}
    names = by_name()
    types = {**{n: f.sql_type for n, f in names.items()}, "main_artist": "varchar", "main_artist_id": "varchar"}
    types |= {"recording_key": "varchar", "is_canonical": "boolean", "search_text": "varchar", "track_no": "integer"}
    types |= {
        "recording_tracks": "integer",
        "main_artist_no": "integer",
        "has_guests": "boolean",
        "label_set": "integer",
    }
    same, sets, people = Counter(t.key for t in order), _sets(order), _people(order)
    rows = [
        {n: t.value(n) for n in names}
        | {"main_artist": t.artists[0], "main_artist_id": artist_id(t.artists[0]), "recording_key": t.key}
        | {"is_canonical": best[t.key] == t.track_id, "track_no": numbers[t.track_id]}
        | {"recording_tracks": same[t.key], "main_artist_no": people[t.artists[0]], "has_guests": len(t.artists) > 1}
        | {"label_set": sets.get(frozenset(t.genres))}
        | {"search_text": None if t.title is None else f"{plain(t.title)} {plain('; '.join(t.artists))}"}
        for t in order
    ]
    _create(con, "tracks", types, rows)


def _sets(order: list[Track]) -> dict[frozenset[tuple[str, str, str]], int]:
    return {
        labels: i for i, labels in enumerate(dict.fromkeys(frozenset(t.genres) for t in order if t.genres), start=1)
    }


def _people(order: list[Track]) -> dict[str, int]:
    return {name: i for i, name in enumerate(sorted({name for t in order for name in t.artists}), start=1)}


def _sides(con: duckdb.DuckDBPyConnection, order: list[Track], numbers: dict[str, int]) -> None:
    ids = {"track_no": "integer", "track_id": "varchar"}
    number = {t.track_id: {"track_no": numbers[t.track_id], "track_id": t.track_id} for t in order}
    labels = [
        number[t.track_id] | dict(zip(("vocabulary", "genre", "family"), g, strict=True))
        for t in order
        for g in t.genres
    ]
    _create(con, "track_genres", {**ids, "vocabulary": "varchar", "genre": "varchar", "family": "varchar"}, labels)
    people = _people(order)
    credits = [
        number[t.track_id] | {"artist_id": artist_id(name), "name": name, "position": i, "artist_no": people[name]}
        for t in order
        for i, name in enumerate(t.artists, start=1)
    ]
    types = {**ids, "artist_id": "varchar", "name": "varchar", "position": "integer", "artist_no": "integer"}
    _create(con, "track_artists", types, credits)
    labelled = [
        {"label_set": i} | dict(zip(("vocabulary", "genre", "family"), g, strict=True))
        for labels, i in _sets(order).items()
        for g in labels
    ]
    names = {"vocabulary": "varchar", "genre": "varchar", "family": "varchar"}
    _create(con, "label_sets", {"label_set": "integer", **names}, labelled)
    loads = [
        {"track_id": t.track_id, "load_id": i, "collection": name, "line": numbers[t.track_id] + 1}
        for t in order
        for i, name in enumerate(t.collections, start=1)
    ]
    _create(
        con,
        "track_loads",
        {"track_id": "varchar", "load_id": "integer", "collection": "varchar", "line": "bigint"},
        loads,
    )
    history = [
        {
            "track_id": t.track_id,
            "as_of": dt.date(2022, 10, 1),
            "as_of_assumed": True,
            "popularity": t.popularity,
            "load_id": 1,
        }
        for t in order
        if t.popularity is not None
    ]
    moods = [
        {"mood": name, "track_no": numbers[t.track_id], "membership": membership}
        for t in order
        for name, membership in t.moods.items()
        if membership != 0
    ]
    _create(con, "track_moods", {"mood": "varchar", "track_no": "integer", "membership": "decimal(3, 2)"}, moods)
    types = {"track_id": "varchar", "as_of": "date", "as_of_assumed": "boolean", "popularity": "integer"}
    _create(con, "popularity_history", {**types, "load_id": "integer"}, history)


def _labels(con: duckdb.DuckDBPyConnection, order: list[Track]) -> None:
    names = {name for t in order for name in t.artists}
    artists = []
    for name in sorted(names):
        theirs = [t.popularity for t in order if name in t.artists and t.popularity is not None]
        row = {"artist_id": artist_id(name), "name": name, "search_text": plain(name)}
        artists.append(
            row | {"tracks": sum(name in t.artists for t in order), "top_popularity": max(theirs, default=None)}
        )
    types = {"artist_id": "varchar", "name": "varchar", "search_text": "varchar", "tracks": "bigint"}
    _create(con, "artists", {**types, "top_popularity": "integer"}, artists)
    found = sorted({g for t in order for g in t.genres})
    genres = [
        dict(zip(("vocabulary", "genre", "family"), g, strict=True)) | _middle([t for t in order if g in t.genres])
        for g in found
    ]
    _create(con, "genres", {"vocabulary": "varchar", "genre": "varchar", "family": "varchar", **MIDDLE}, genres)
    families = [
        {"family": family} | _middle([t for t in order if family in {f for _, _, f in t.genres}])
        for family in sorted({family for _, _, family in found})
    ]
    _create(con, "families", {"family": "varchar", **MIDDLE}, families)
    levels = Counter(level for level in _recordings(order).values() if level is not None)
    figures = {"number": SNAPSHOT.number, "popularity_counts": [levels[level] for level in range(101)]}
    figures |= {"tracks": len(order), "recordings": len(_recordings(order)), "artists": len(names)}
    counts_of = {"tracks": "bigint", "recordings": "bigint", "artists": "bigint", "popularity_counts": "bigint[]"}
    _create(con, "catalogue", {"number": "integer", **counts_of}, [figures])
    counts = Counter(v for t in order for v in {v for v, _, _ in t.genres})
    largest = max(sorted(counts), key=lambda v: counts[v], default=None)
    rows = [{"vocabulary": v, "tracks": n, "is_default": v == largest} for v, n in counts.items()]
    _create(con, "vocabularies", {"vocabulary": "varchar", "tracks": "bigint", "is_default": "boolean"}, rows)
    load = {"load_id": 1, "file": "a.csv", "kind": "tracks", "collection": "ours", "vocabulary": "big"}
    load |= {"as_of": dt.date(2022, 10, 1), "as_of_assumed": True, "loaded_at": dt.datetime(2026, 11, 22)}
    types = {
        "load_id": "integer",
        "file": "varchar",
        "kind": "varchar",
        "collection": "varchar",
        "vocabulary": "varchar",
    }
    types |= {"as_of": "date", "as_of_assumed": "boolean", "loaded_at": "timestamp"}
    _create(con, "loads", types, [load, {**load, "load_id": 2, "file": "b.csv", "collection": "market"}])
    run = {"model": "genre", "run": "20261122T150000-abcdef", "promoted": True, "trained_at": dt.datetime(2026, 11, 22)}
    older = {**run, "run": "20261101T150000-000000", "promoted": False}
    types = {"model": "varchar", "run": "varchar", "promoted": "boolean", "trained_at": "timestamp"}
    _create(con, "model_runs", types, [older, run])


MIDDLE = {
    "tracks": "bigint",
    "recordings": "bigint",
    "q1_popularity": "double",
    "median_popularity": "double",
    "q3_popularity": "double",
}


def _recordings(tracks: list[Track]) -> dict[str, int | None]:
    """Recording -> its highest popularity among these tracks."""
    best: dict[str, int | None] = {}
    for t in tracks:
        known = [p for p in (best.get(t.key), t.popularity) if p is not None]
        best[t.key] = max(known, default=None)
    return best


def _middle(tracks: list[Track]) -> dict[str, Any]:
    """tracks, recordings and quartiles of their popularity, each recording once."""
    best = _recordings(tracks)
    levels = [level for level in best.values() if level is not None]
    found = np.quantile(levels, (0.25, 0.5, 0.75)).tolist() if levels else [None] * 3
    quartiles = dict(zip(("q1_popularity", "median_popularity", "q3_popularity"), found, strict=True))
    return {"tracks": len(tracks), "recordings": len(best), **quartiles}


def _create(con: duckdb.DuckDBPyConnection, table: str, types: dict[str, str], rows: list[dict[str, Any]]) -> None:
    con.execute(f"create table {table} ({', '.join(f'{chr(34)}{n}{chr(34)} {t}' for n, t in types.items())})")
    if rows:
        arrow = pa.table({n: [row.get(n) for row in rows] for n in types})
        con.register("given", arrow)
        con.execute(f"insert into {table} by name select * from given")
        con.unregister("given")
