"""Checks of the marts: keys unique, values in the ranges of FEATURES, references that lead somewhere."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import pyarrow as pa

from warehouse import features, landed
from warehouse.connect import Workbench

KEYS: dict[str, str] = {
    "tracks": "track_id",
    "artists": "artist_id",
    "genres": "vocabulary, genre",
    "families": "family",
    "track_genres": "track_no, vocabulary, genre",
    "track_artists": "track_no, artist_id",
    "label_sets": "label_set, vocabulary, genre",
    "popularity_history": "track_id, as_of",
    "popularity_velocity": "track_no",
    "mood_ranges": "mood, feature",
    "moods": "mood",
    "loads": "load_id",
    "name_links": "title, artists",
    "chart_entries": "chart, region, day, rank, tie",
    "charts": "chart, region",
    "track_charts": "track_no, chart, region",
    "playlist_tracks": "playlist_id, item",
    "playlists": "playlist_id",
    "series": "series, key, name",
    "descriptors": "collection, clip, name",
    "tags": "item_kind, item, tag",
    "links": "load_id, kind",
    "linked_play_sources": "source_item",
    "play_items": "item",
    "item_plays": "item",
    "artist_plays": "artist_key",
    "listener_totals": "listener",
    "plays_by_day": "day",
    "forecast_series": "series_id",
    "forecasts": "series_id, ahead",
    "forecast_backtests": "series_id, origin, ahead",
    "forecast_models": "series_id, model",
    "trend_points": "series_id, start",
    "listener_group_genres": "kind, label, genre",
    "trend_series": "series_id",
    "mover_now": "source, what, place, item",
}
REFERENCES: tuple[tuple[str, str, str], ...] = (
    ("track_genres", "track_no", "tracks"),
    ("track_artists", "track_no", "tracks"),
    ("track_artists", "artist_id", "artists"),
    ("track_loads", "load_id", "loads"),
    ("rejects", "load_id", "loads"),
    ("chart_entries", "load_id", "loads"),
    ("track_charts", "track_no", "tracks"),
    ("playlist_tracks", "load_id", "loads"),
    ("links", "load_id", "loads"),
)


@dataclass(frozen=True)
class Check:
    """A question about one relation: SQL that counts (rows that fail, rows looked at). `target`: the other it reads."""

    relation: str
    name: str
    column: str
    sql: str
    fatal: bool = False
    target: str = ""


def all_checks() -> list[Check]:
    """Every check, in order. Fatal ones stop a build."""
    return [*_key_checks(), *_range_checks(), *_reference_checks(), _load_check(), *_play_checks()]


def _standing(workbench: Workbench) -> list[Check]:
    """Every check that says something here: single plays are not there where a rollup stands in their place."""
    if not landed.relations(workbench):
        return all_checks()
    return [check for check in all_checks() if check.target != "play_events"] + _rolled_checks()


def run(workbench: Workbench, changed: Collection[str] | None = None) -> list[str]:
    """Run the checks, keep the results in the table `checks`, and return what fatal ones found, in words.

    changed : the relations made since the last time; of the others the result of that time stands. None: all are.
    """
    before = {} if changed is None else _before(workbench)
    found = []
    for check in _standing(workbench):
        known = before.get((check.relation, check.name, check.column))
        if known is None or {check.relation, check.target} & set(changed or ()):
            known = workbench.rows(check.sql)[0]
        found.append((check, *known))
    _keep(workbench, found)
    return [f"{c.relation}: {failed} rows fail {c.name!r}" for c, failed, _ in found if c.fatal and failed]


def _before(workbench: Workbench) -> dict[tuple[str, str, str], tuple[int, int]]:
    """(relation, check, column) -> (rows that failed, rows looked at), as the last checks found."""
    if not workbench.value("select count(*) from duckdb_tables() where table_name = 'checks' and schema_name = 'main'"):
        return {}
    rows = workbench.rows("select relation, check_name, column_name, failed, total from checks")
    return {(relation, name, column): (failed, total) for relation, name, column, failed, total in rows}


def _keep(workbench: Workbench, found: list[tuple[Check, int, int]]) -> None:
    rows = pa.table(
        {
            "relation": [c.relation for c, _, _ in found],
            "check_name": [c.name for c, _, _ in found],
            "column_name": [c.column for c, _, _ in found],
            "failed": pa.array([int(failed) for _, failed, _ in found], pa.int64()),
            "total": pa.array([int(total) for _, _, total in found], pa.int64()),
            "passed": [failed == 0 for _, failed, _ in found],
        }
    )
    workbench.con.register("check_results", rows)
    workbench.con.execute("create or replace table checks as select * from check_results")
    workbench.con.unregister("check_results")


def _key_checks() -> list[Check]:
    return [Check(relation, "key is unique", key, _repeated(relation, key), True) for relation, key in KEYS.items()]


def _repeated(relation: str, key: str) -> str:
    """SQL that counts the rows whose key another row has, or that have none. `count(distinct ...)` takes twice as long."""
    missing = " and ".join(f"{column} is null" for column in key.split(", "))
    distinct = f"(select count(*) from (select distinct {key} from {relation} where not ({missing})))"
    return f"select count(*) - {distinct}, count(*) from {relation}"


def _range_checks() -> list[Check]:
    """One question for all ranges would be one scan; separate ones stay fast because a column is read once each."""
    return [
        Check(
            "tracks",
            f"between {f.low:g} and {f.high:g}",
            f.name,
            f'select count(*) filter ("{f.name}" not between {f.low} and {f.high}), count("{f.name}") from tracks',
        )
        for f in features.numeric()
        if f.low is not None and f.high is not None
    ]


def _reference_checks() -> list[Check]:
    return [
        Check(
            relation,
            f"is in {target}",
            column,
            f"select (select count(*) from {relation} anti join {target} using ({column})), "
            f"(select count(*) from {relation})",
            target=target,
        )
        for relation, column, target in REFERENCES
    ]


def _load_check() -> Check:
    return Check(
        "loads",
        "rows read = loaded + merged + rejected",
        "rows_read",
        "select count(*) filter (rows_read <> rows_loaded + rows_merged + rows_rejected), count(*) from loads",
        True,
    )


def _play_checks() -> list[Check]:
    """No play is lost or counted twice on the way to a rollup."""
    return [
        _adds_up(relation, "plays add up", "play_events", condition)
        for relation, condition in (
            ("item_plays", ""),
            ("listener_totals", ""),
            ("plays_by_day", " where is_timed"),
            ("item_plays_weekly", " where is_timed"),
        )
    ]


def _rolled_checks() -> list[Check]:
    """The same of a rollup, whose single plays are elsewhere: its tables agree with each other."""
    pairs = (
        ("item_plays", "listener_items"),
        ("listener_totals", "listener_items"),
        ("item_plays_weekly", "plays_by_day"),
    )
    return [_adds_up(relation, "rolled up plays add up", target) for relation, target in pairs]


def _adds_up(relation: str, name: str, target: str, condition: str = "") -> Check:
    sql = (
        f"select abs(coalesce((select sum(plays) from {relation}), 0) - coalesce(sum(plays), 0)), count(*) "
        f"from {target}{condition}"
    )
    return Check(relation, name, "plays", sql, True, target)
