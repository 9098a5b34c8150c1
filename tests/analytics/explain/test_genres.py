"""Contrasts of planted genres: the feature that sets a genre apart leads, and only where it was planted."""

from __future__ import annotations

import numpy as np
import pytest

from analytics.explain import genres
from analytics.explain.genres import Sounds
from analytics.progress import Cancelled
from analytics.ragged import Ragged


def sounds(seed: int, apart: float) -> Sounds:
    """600 tracks of 3 sibling genres; the second differs from the others in its second feature by `apart`."""
    random = np.random.default_rng(seed)
    genre = random.integers(0, 3, 600)
    X = random.normal(size=(600, 4))
    X[:, 1] += apart * (genre == 1)
    return Sounds(
        np.array([f"t{i}" for i in range(600)], dtype=object),
        X,
        Ragged.of([[g] for g in genre]),
        random.integers(0, 120, 600),
        ("a", "b", "c", "d"),
        ("x", "y", "z"),
        ("R", "R", "R"),
    )


def explained(data: Sounds) -> genres.Found:
    served = genres.refits(data, seed=9, threads=1)[0]
    return genres.explain(served, {0, 1, 2}, data, threads=1)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_planted_feature_sets_its_genre_apart(seed: int) -> None:
    found = explained(sounds(seed, apart=3))
    of_y = next(rows for rows in found.rows if rows["scope"].iloc[0] == "y").set_index("feature")
    assert of_y["importance"].idxmax() == "b"
    assert of_y.loc["b", "low"] > of_y.drop("b")["high"].max()
    assert of_y.loc["b", "direction"] > 0.8
    whole = found.rows[0].set_index("feature")
    assert whole["scope"].iloc[0] == "all"
    assert whole["importance"].idxmax() == "b"
    assert whole["direction"].isna().all()


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_nothing_stands_out_where_nothing_was_planted(seed: int) -> None:
    found = explained(sounds(seed, apart=0))
    of_y = next(rows for rows in found.rows if rows["scope"].iloc[0] == "y").set_index("feature")
    assert of_y["importance"].max() < 3 * of_y["importance"].drop(of_y["importance"].idxmax()).max()


def test_points_are_of_the_genre_and_its_siblings() -> None:
    data = sounds(0, apart=3)
    found = explained(data)
    each = found.contrasts[1]
    points = next(frame for frame in found.points if frame["scope"].iloc[0] == "y")
    assert set(points["track_id"]) == set(data.ids[each.own]) | set(data.ids[each.others])
    assert len(points) == 4 * (len(each.own) + len(each.others))


def test_a_genre_that_the_model_never_learned_is_left_out() -> None:
    data = sounds(0, apart=3)
    served = genres.refits(data, seed=9, threads=1)[0]
    found = genres.explain(served, {0, 1}, data, threads=1)
    assert [rows["scope"].iloc[0] for rows in found.rows] == ["all", "x", "y"]


def test_it_can_be_stopped() -> None:
    def stop(step: str, done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        genres.refits(sounds(0, 0), 0, 1, stop)
