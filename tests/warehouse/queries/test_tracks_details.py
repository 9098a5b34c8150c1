"""What the pages of Discover and of one track ask: standings, releases, extents, the tally of a live count."""

from __future__ import annotations

import pytest

from tests.warehouse.catalogue import Track, published
from warehouse.connect import View
from warehouse.features import by_name
from warehouse.filters import parse
from warehouse.queries import tracks

POP, ROCK = ("big", "pop", "Pop"), ("big", "rock", "Rock")
TRACKS = [
    Track("a", "Halo", ("Ann", "Ben"), (POP, ROCK), 50, recording="r1", values={"energy": 0.2, "duration_ms": 100_000}),
    Track("b", "Halo", ("Ann",), (POP,), 80, recording="r1", values={"energy": 0.9, "duration_ms": 100_000}),
    Track("c", "Moon", ("Ann",), (POP,), 50, values={"energy": None, "duration_ms": 300_000}),
    Track("d", "Sun", ("Eve",), (POP,), 10),
    Track("e", "Rain", ("Eve",), (ROCK,), None),
]


@pytest.fixture(scope="module")
def view() -> View:
    return published(TRACKS)


def number(view: View, track_id: str) -> int:
    return int(tracks.track(view, track_id)["track_no"].iloc[0])


def test_a_standing_counts_recordings_at_their_highest(view: View) -> None:
    # pop: recordings r1 (80), c (50), d (10); rock: a alone of r1 (50), e has no popularity.
    found = tracks.standings(view, number(view, "a")).to_dict("records")
    assert found == [
        {"vocabulary": "big", "genre": "pop", "n": 3, "below": 1, "equal": 1},
        {"vocabulary": "big", "genre": "rock", "n": 1, "below": 0, "equal": 1},
    ]
    unmeasured = tracks.standings(view, number(view, "e")).to_dict("records")
    assert [(row["n"], row["below"], row["equal"]) for row in unmeasured] == [(1, 0, 0)]


def test_other_releases_are_the_same_recording_without_the_track_itself(view: View) -> None:
    assert tracks.other_releases(view, "r1", "a")["track_id"].tolist() == ["b"]
    assert tracks.other_releases(view, "c", "c").empty


def test_artists_come_in_the_order_of_the_credits(view: View) -> None:
    assert tracks.track_artists(view, number(view, "a"))["name"].tolist() == ["Ann", "Ben"]
    assert tracks.track_artists(view, -1).empty


def test_extents_know_of_values_and_give_short_ranges_whole(view: View) -> None:
    found = tracks.extents(view).set_index("feature")
    assert list(found.index) == list(by_name())
    counted = view.rows(f"select {', '.join(f'count({name})' for name in by_name())} from tracks")[0]
    assert found["known"].tolist() == [n > 0 for n in counted]
    assert not found.loc["label", "known"]
    assert found.loc["energy", ["low", "high"]].tolist() == [0, 1]
    assert found.loc["popularity", ["low", "high"]].tolist() == [0, 100]
    low, high = found.loc["duration_ms", ["low", "high"]]
    assert 100_000 <= low < 101_000
    assert 299_000 < high <= 300_000
    assert found.loc["tempo", ["low", "high"]].isna().all()
    assert found.loc["title", ["low", "high"]].isna().all()


def test_the_summary_of_a_filter_by_hand(view: View) -> None:
    found = tracks.summary(view, parse("popularity >= 10"), 0).to_dict("records")[0]
    assert found == {
        "tracks": 4, "recordings": 3, "merged_repeats": 1, "artists": 3, "genres": 2, "vocabulary": "big", "measured": 3,
        "q1_popularity": 30.0, "median_popularity": 50.0, "q3_popularity": 65.0,
        "hits": 3, "hit_share": 1.0, "zero_popularity": 0,
    }  # fmt: skip
