"""Questions about the catalogue as a whole: counts, the snapshot before, loads and how fresh they are, tables, checks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from warehouse.connect import View
from warehouse.filters import TrackFilter
from warehouse.queries import levels
from warehouse.queries.fixed import sql, text_of

# Name -> the relation that is counted, and how.
COUNTS: Mapping[str, tuple[str, str]] = {
    "tracks": ("tracks", "count(*)"),
    "artists": ("artists", "count(*)"),
    "genres": ("vocabularies", "coalesce(max(genres) filter (is_default), 0)"),
    "plays": ("item_plays", "coalesce(sum(plays), 0)::bigint"),
    "chart_entries": ("chart_entries", "count(*)"),
    "playlists": ("playlists", "count(*)"),
}


def counts(view: View) -> dict[str, int]:
    """tracks, artists, genres (of the largest vocabulary), plays, chart_entries, playlists."""
    there = relations(view)
    asked = [f"select '{n}', {how} from {relation}" for n, (relation, how) in COUNTS.items() if relation in there]
    found = dict(view.rows(" union all ".join(asked)))
    return {name: int(found.get(name, 0)) for name in COUNTS}


def relations(view: View) -> set[str]:
    """Names of the tables and views there are: a snapshot of an earlier version lacks some."""
    return {name for (name,) in view.rows("select table_name from information_schema.tables")}


def freshness(view: View) -> pd.DataFrame:
    """One row a kind of input, the most rows first: kind, loads, rows, as_of, as_of_assumed, loaded_at, newest_file.

    as_of is the newest date the data of that kind are of, loaded_at when it was last loaded.
    """
    return view.frame(sql("freshness"))


def dictionary(view: View) -> pd.DataFrame:
    """One row a column of a served table, in order: relation, grain (what one row is), column_name, type."""
    return view.frame(sql("dictionary"))


def earlier(view: View) -> dict[str, Any] | None:
    """The figures of the newest earlier snapshot with other data, None when this is the first.

    number, published_at, as_of, tracks, recordings, artists, genres, popularity_counts (recordings at 0, 1, ... 100).
    """
    rows = view.arrow(sql("earlier_snapshot")).to_pylist()
    return rows[0] if rows else None


def figures(view: View) -> dict[str, Any]:
    """The figures of this snapshot, named as those of `earlier`: what the two are compared by."""
    found: dict[str, Any] = view.arrow("select * from catalogue").to_pylist()[0]
    return found


def snapshots(view: View) -> pd.DataFrame:
    """Earlier snapshots and this one, newest first: number, published_at, as_of, tracks, recordings, artists, genres."""
    columns = "number, published_at, as_of, tracks, recordings, artists, genres"
    return view.frame(f"select {columns} from snapshots union select {columns} from catalogue order by number desc")


def popularity_levels(view: View, flt: TrackFilter) -> list[int]:
    """Recordings at popularity 0, 1, ... 100 among the tracks that the filter keeps, each once at its highest."""
    where, params = flt.where()
    query = (
        sql("popularity_levels_all")
        if flt.is_all
        else sql("popularity_levels", where=where, levels=text_of("levels_of_matched"))
    )
    found = view.frame(query, params)
    return [int(n) for n in levels.counted(found["popularity"], found["recordings"])]


def repeats(view: View, limit: int = 200) -> pd.DataFrame:
    """track_id, title, artists, tracks, lowest, highest (popularity) of recordings under several ids, most repeated first."""
    return view.frame(sql("repeated_recordings"), {"limit": limit})


def loads(view: View) -> pd.DataFrame:
    """One row a load, newest first: see warehouse/sql/raw/loads.sql."""
    return view.frame("select * from loads order by load_id desc")


def checks(view: View) -> pd.DataFrame:
    """relation, check_name, column_name, failed, total, passed; failed ones first."""
    return view.frame("select * from checks order by passed, relation, column_name, check_name")


def collections(view: View) -> list[str]:
    """Names of the collections, by name."""
    return [str(name) for (name,) in view.rows("select distinct collection from loads order by collection")]
