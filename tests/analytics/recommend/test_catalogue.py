"""Likeness by the features that are measured of what is liked: whoever lacks the same is not near for that."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from analytics.recommend import content
from analytics.recommend.catalogue import Catalogue, catalogue_of

NONE = pa.table({"track_no": pa.array([], pa.int64()), "genre": pa.array([], pa.string())})


@pytest.fixture(scope="module")
def found() -> Catalogue:
    """200 tracks of four features; of every tenth, from 0 on, only tempo and loudness are known."""
    rng = np.random.default_rng(4)
    sound = rng.normal(0, 1, (200, 4))
    sound[::10, 2:] = np.nan
    columns = {
        name: pa.array(sound[:, i], from_pandas=True)
        for i, name in enumerate(("tempo", "loudness", "energy", "valence"))
    }
    return catalogue_of(pa.table({"track_no": range(200), "popularity": [0.0] * 200, **columns}), NONE)


def test_ranks_that_agree_are_alike_and_ends_are_not() -> None:
    points = content.ranked_points(np.array([[1.0], [2], [2], [50], [np.nan]]))
    likeness = points @ points.T
    assert likeness[1, 2] == pytest.approx(1)
    assert likeness[0, 3] == pytest.approx(np.cos(np.pi * 3 / 4))  # mid-ranks 1/8 and 7/8 of half a circle
    assert likeness[0, 1] > likeness[0, 3]
    assert likeness[4].tolist() == [0] * 5


def test_what_is_known_of_the_likes_decides(found: Catalogue) -> None:
    lacking = np.arange(0, 200, 10)
    assert found.known(lacking[:2]) == (0, 1)
    assert found.known(np.array([0, 1])) == (0, 1, 2, 3)
    by_all = [_near(found, place) for place in lacking]
    by_known = [_near(found.by((0, 1)), place) for place in lacking]
    # A tenth of the tracks lack two features: they are not more than that among the nearest ones, give or take luck.
    assert np.isin(by_known, lacking).mean() < 0.2 < np.isin(by_all, lacking).mean()
    ranks = np.argsort(np.argsort(found.sound[:, :2], axis=0), axis=0)
    apart = [np.abs(ranks[near] - ranks[place]).mean() for near, place in zip(by_known, lacking, strict=True)]
    assert np.mean(apart) < 25  # of 200; a third of them apart is chance
    assert found.by((0, 1)).features == ("tempo", "loudness")


def _near(found: Catalogue, place: int) -> np.ndarray:
    likeness = found.content.likeness(int(place), np.arange(200))
    likeness[place] = -9
    return np.argsort(-likeness)[:10]
