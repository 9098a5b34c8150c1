"""The sample file holds what `TRUTH` says, counted with nothing but csv."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from tests.sample import COLUMNS, FORMULAS, MISSING_LOOKALIKES, NON_ASCII, QUOTED, TRUTH, write_sample

Row = dict[str, str]


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    with write_sample(tmp_path_factory.mktemp("sample") / "s.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def tracks(rows: list[Row]) -> dict[str, list[Row]]:
    by_id = defaultdict(list)
    for row in rows:
        if row["artists"]:
            by_id[row["track_id"]].append(row)
    return by_id


def test_every_byte_is_the_same_twice(tmp_path: Path) -> None:
    assert write_sample(tmp_path / "a.csv").read_bytes() == write_sample(tmp_path / "b" / "b.csv").read_bytes()


def test_layout(rows: list[Row]) -> None:
    assert tuple(rows[0]) == COLUMNS
    assert [row[""] for row in rows] == [str(n) for n in range(TRUTH.rows)]


def test_counts(rows: list[Row], tracks: dict[str, list[Row]]) -> None:
    usable = sum(len(same) for same in tracks.values())
    assert (len(rows) - usable, len(tracks), usable - len(tracks)) == (
        TRUTH.rows_rejected,
        TRUTH.tracks,
        TRUTH.rows_merged,
    )
    assert len({row["track_genre"] for row in rows}) == TRUTH.genres
    assert sum(len({row["track_genre"] for row in same}) == 2 for same in tracks.values()) == TRUTH.tracks_in_two_genres
    assert sum(len({row["popularity"] for row in same}) == 2 for same in tracks.values()) == TRUTH.disagreeing
    assert {id: max(int(row["popularity"]) for row in tracks[id]) for id, _ in TRUTH.highest_popularity} == dict(
        TRUTH.highest_popularity
    )


def test_names(tracks: dict[str, list[Row]]) -> None:
    credits = [same[0]["artists"] for same in tracks.values()]
    assert len({name for credit in credits for name in credit.split(";")}) == TRUTH.artists
    assert credits.count(TRUTH.not_available_artist) == TRUTH.not_available_tracks
    assert sum(";" in credit for credit in credits) == TRUTH.two_artists
    titles = {same[0]["track_name"] for same in tracks.values()}
    assert titles.issuperset(MISSING_LOOKALIKES + NON_ASCII + QUOTED + FORMULAS)


def test_missing_and_merged(tracks: dict[str, list[Row]]) -> None:
    first = [same[0] for same in tracks.values()]
    assert sum(float(row["tempo"]) == 0 for row in first) == TRUTH.no_tempo
    assert sum(int(row["time_signature"]) == 0 for row in first) == TRUTH.no_time_signature
    recordings = {(row["track_name"], row["artists"].split(";")[0], int(row["duration_ms"]) // 2000) for row in first}
    assert len(recordings) == TRUTH.recordings == TRUTH.tracks - TRUTH.re_releases
