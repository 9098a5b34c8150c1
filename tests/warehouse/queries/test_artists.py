"""Questions about one artist, on a catalogue counted by hand."""

from __future__ import annotations

import pytest

from tests.warehouse.catalogue import Track, artist_id, published
from warehouse.connect import View
from warehouse.errors import FilterError
from warehouse.queries import artists

POP, ROCK = ("big", "pop", "Pop"), ("big", "rock", "Rock")
ANN = artist_id("Ann")


@pytest.fixture(scope="module")
def view() -> View:
    return published(
        [
            Track("a", "Halo", ("Ann",), (POP, ROCK), 50, recording="r1", values={"energy": 0.2}),
            Track("b", "Halo", ("Ann",), (POP,), 80, recording="r1", values={"energy": 0.4}),
            Track("c", "Moon", ("Eve", "Ann"), (POP,), 20, values={"energy": 0.9}),
            Track("d", "Sun", ("Ann",), (), None),
            Track("e", "Rain", ("Eve",), (ROCK,), 99),
        ]
    )


def test_tracks_of_an_artist_are_every_credit_the_most_popular_first(view: View) -> None:
    found = artists.artist_tracks(view, ANN, ["track_id", "title"])
    assert found["track_id"].tolist() == ["b", "a", "c", "d"]
    assert found["position"].tolist() == [1, 1, 2, 1]
    assert found["is_canonical"].tolist() == [True, False, True, True]
    with pytest.raises(FilterError):
        artists.artist_tracks(view, ANN, ["nothing"])


def test_popularity_is_over_recordings_at_their_highest(view: View) -> None:
    # r1 at 80, c at 20, d without one.
    found = artists.artist_popularity(view, ANN).to_dict("records")
    assert found == [{"recordings": 3, "measured": 2, "q1": 35.0, "median": 50.0, "q3": 65.0}]


def test_genres_are_counted_over_tracks(view: View) -> None:
    found = artists.artist_genres(view, ANN)
    assert list(zip(found["genre"], found["tracks"], strict=True)) == [("pop", 3), ("rock", 1)]


def test_medians_leave_out_what_is_missing(view: View) -> None:
    found = artists.artist_medians(view, ANN).set_index("feature")
    assert found.loc["energy", ["n", "median"]].tolist() == [3, 0.4]
    assert next(iter(found.index)) == "popularity"
    assert "tempo" not in found.index


def test_an_unknown_artist_has_nothing(view: View) -> None:
    assert artists.artist_tracks(view, "gone", ["title"]).empty
    assert artists.artist_genres(view, "gone").empty
