"""Checks of the marts: keys unique, values in the ranges of FEATURES, references that lead somewhere."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from warehouse import features
from warehouse.connect import Workbench

KEYS: dict[str, str] = {
    "tracks": "track_id",
    "artists": "artist_id",
    "genres": "vocabulary, genre",
    "families": "family",
    "track_genres": "track_id, vocabulary, genre",
    "track_artists": "track_id, artist_id",
    "popularity_history": "track_id, as_of",
    "loads": "load_id",
}
REFERENCES: tuple[tuple[str, str, str], ...] = (
    ("track_genres", "track_no", "tracks"),
    ("track_artists", "track_no", "tracks"),
    ("track_artists", "artist_id", "artists"),
    ("track_loads", "load_id", "loads"),
    ("rejects", "load_id", "loads"),
)


@dataclass(frozen=True)
class Check:
    """A question about one relation: SQL that counts (rows that fail, rows looked at)."""

    relation: str
    name: str
    column: str
    sql: str
    fatal: bool = False


def all_checks() -> list[Check]:
    """Every check, in order. Fatal ones stop a build."""
    return [*_key_checks(), *_range_checks(), *_reference_checks(), _load_check()]


def run(workbench: Workbench) -> list[str]:
    """Run every check, keep the results in the table `checks`, and return what fatal ones found, in words."""
    found = [(check, *workbench.rows(check.sql)[0]) for check in all_checks()]
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
    return [f"{c.relation}: {failed} rows fail {c.name!r}" for c, failed, _ in found if c.fatal and failed]


def _key_checks() -> list[Check]:
    return [
        Check(
            relation, "key is unique", key, f"select count(*) - count(distinct ({key})), count(*) from {relation}", True
        )
        for relation, key in KEYS.items()
    ]


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
