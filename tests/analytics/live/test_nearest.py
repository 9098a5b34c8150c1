"""What is near: distances by hand, and when a place is lonely."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.live import nearest
from analytics.live.candidates import Candidate
from analytics.live.nearest import _reach
from tests.warehouse.homes import tiny
from warehouse.connect import Reader

THREE = (
    "track_id,title,artists,popularity,genre,energy,tempo\na,One,A,10,pop,0.2,100\nb,Two,B,20,rock,0.4,120\n"
    "c,Three,C,,pop,0.6,140\n"
)


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    return Reader(tiny(tmp_path, THREE))


def test_distances_are_in_standard_deviations(reader: Reader) -> None:
    # Of 0.2, 0.4, 0.6 the deviation is sqrt(0.08 / 3) = 0.1633, of 100, 120, 140 it is 16.33: each step is 1.2247 of both.
    scale = nearest.scales(reader)
    assert scale == pytest.approx({"energy": math.sqrt(0.08 / 3), "tempo": math.sqrt(800 / 3)})
    found = nearest.nearest(reader, Candidate(values={"energy": 0.2, "tempo": 100.0}))
    assert list(found["track_id"]) == ["a", "b", "c"]
    assert list(found["distance"]) == pytest.approx([0, math.sqrt(1.5), 2 * math.sqrt(1.5)])


def test_only_known_features_count(reader: Reader) -> None:
    found = nearest.nearest(reader, Candidate(values={"energy": 0.6}))
    assert list(found["distance"]) == pytest.approx([0, math.sqrt(1.5), 2 * math.sqrt(1.5)])
    assert nearest.nearest(reader, Candidate(values={"key": 3.0})).empty


def test_a_track_is_not_near_itself_and_genres_can_be_asked_for(reader: Reader) -> None:
    with reader.view() as view:
        (key,) = view.rows("select recording_key from tracks where track_id = 'a'")[0]
    me = Candidate(values={"energy": 0.2, "tempo": 100.0}, track_id="a", recording=key)
    assert list(nearest.nearest(reader, me)["track_id"]) == ["b", "c"]
    pop = nearest.nearest(reader, me, genre=("tiny", "pop"))
    assert list(pop["has_genre"]) == [False, True]
    assert list(nearest.nearest(reader, me, genre=("tiny", "pop"), within=True)["track_id"]) == ["c"]
    assert list(nearest.nearest(reader, me, rated=True)["track_id"]) == ["b"]


def test_a_release_counts_once(sample_home: Path) -> None:
    """Dance song 0 was released twice: only one of them is in the list."""
    reader = Reader(sample_home)
    with reader.view() as view:
        rows = view.rows("select energy, tempo, danceability from tracks where track_id = 'again00000000000000000'")
    values = dict(zip(("energy", "tempo", "danceability"), rows[0], strict=True))
    found = nearest.nearest(reader, Candidate(values=values), rows=10)
    assert len(found) == 10
    assert (found["title"] == "Dance song 0").sum() == 1
    assert found["distance"].iloc[0] == pytest.approx(0)


def test_the_reach_is_the_distance_to_the_fifth_of_nearly_all() -> None:
    line = np.arange(100, dtype=np.float32)[:, None]
    # On a line of steps of 1 the fifth nearest is 3 away, at its ends up to 5; the scale makes 2 a unit.
    assert _reach(line, {"x": 2.0}) == pytest.approx(2.5, abs=0.06)
    assert math.isnan(_reach(line[:40], {"x": 2.0}))


def test_a_place_beyond_the_reach_is_lonely(sample_home: Path) -> None:
    reader = Reader(sample_home)
    reach = nearest.reach(reader)
    assert 0 < reach < 3
    near = pd.DataFrame({"distance": [0.0] * 4 + [reach * 0.99]})
    far = pd.DataFrame({"distance": [0.0] * 4 + [reach * 1.01]})
    assert [nearest.is_lonely(reader, f) for f in (near, far, near.head(4))] == [False, True, True]
