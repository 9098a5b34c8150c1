"""Questions about the catalogue as a whole: counts, the snapshot before, loads, rejects and checks."""

from __future__ import annotations

from typing import Any

import pandas as pd

from warehouse.connect import View


def counts(view: View) -> dict[str, int]:
    """tracks, artists, genres (of the largest vocabulary), plays, chart_entries, playlists."""
    row = view.rows(
        """select (select count(*) from tracks), (select count(*) from artists),
            (select coalesce(max(genres), 0) from vocabularies where is_default)"""
    )[0]
    names = ("tracks", "artists", "genres")
    return {**dict(zip(names, (int(n) for n in row), strict=True)), "plays": 0, "chart_entries": 0, "playlists": 0}


def earlier(view: View) -> dict[str, Any] | None:
    """The figures of the newest earlier snapshot with other data, None when this is the first.

    number, published_at, as_of, tracks, recordings, artists, genres, popularity_counts (recordings at 0, 1, ... 100).
    """
    frame = view.frame(
        """select * from snapshots
        where number < (select number from catalogue) and data_version <> (select data_version from catalogue)
        order by number desc limit 1"""
    )
    return frame.to_dict("records")[0] if len(frame) else None


def loads(view: View) -> pd.DataFrame:
    """One row a load, newest first: see warehouse/sql/raw/loads.sql."""
    return view.frame("select * from loads order by load_id desc")


def reject_reasons(view: View) -> pd.DataFrame:
    """load_id, file, column_name, reason, n: how many rows were rejected for what, most first."""
    return view.frame(
        """select load_id, any_value(file) as file, column_name, reason, count(*) as n
        from rejects group by load_id, column_name, reason order by n desc, load_id desc, column_name, reason"""
    )


def rejects(view: View, limit: int = 200) -> pd.DataFrame:
    """load_id, file, line, column_name, reason, value of rejected rows, newest load first."""
    return view.frame("select * from rejects order by load_id desc, line limit $limit", {"limit": limit})


def checks(view: View) -> pd.DataFrame:
    """relation, check_name, column_name, failed, total, passed; failed ones first."""
    return view.frame("select * from checks order by passed, relation, column_name, check_name")


def collections(view: View) -> list[str]:
    """Names of the collections, by name."""
    return [str(name) for (name,) in view.rows("select distinct collection from loads order by collection")]
