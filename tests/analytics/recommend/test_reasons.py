"""Every reason is counted again from the tables that the model was given."""

from __future__ import annotations

import numpy as np
import pytest

from analytics import recommend
from analytics.recommend import Recommender, reasons
from analytics.recommend.recommender import profile_row
from analytics.recommend.taste import Taste
from tests.analytics.recommend.listening import CONFIG, listening


@pytest.fixture(scope="module")
def taste() -> Taste:
    return listening(listeners=100)


@pytest.fixture(scope="module")
def served(taste: Taste) -> Recommender:
    return Recommender.of(taste, recommend.fit(taste, CONFIG))


def test_shared_listeners_are_those_that_heard_both(taste: Taste, served: Recommender) -> None:
    heard = taste.plays.toarray() > 0
    liked = np.array([0, 1, 2])
    for place in (4, 5, 30):
        found = reasons.shared(served, liked, place)
        assert found is not None
        other = int(str(found["item"])[1:])
        assert found["listeners"] == (heard[:, place] & heard[:, other]).sum()
        assert found["of"] == heard[:, other].sum()
        cosine = {
            i: (heard[:, place] & heard[:, i]).sum() / np.sqrt(heard[:, place].sum() * heard[:, i].sum()) for i in liked
        }
        assert cosine[other] == max(cosine.values())


def test_marks_are_on_the_item_and_on_something_liked(taste: Taste, served: Recommender) -> None:
    rock = reasons.marks(served.model.content, served.mark_names, np.array([0, 2]), 4)
    assert rock is not None
    assert rock["marks"][0] == "tag: rock"
    neither = reasons.marks(served.model.content, served.mark_names, np.array([0]), 5)
    assert neither is None or "tag: jazz" not in neither["marks"]


def test_sound_is_told_where_both_stand_on_the_same_side(taste: Taste, served: Recommender) -> None:
    found = reasons.sound(served, np.array([0, 2, 4]), 6)
    assert found is not None
    energy = next(f for f in found["features"] if f["feature"] == "energy")
    assert energy["value"] == pytest.approx(taste.sound[6, 0], rel=1e-6)
    assert energy["liked"] == pytest.approx(taste.sound[[0, 2, 4], 0].mean(), rel=1e-6)
    other = reasons.sound(served, np.array([0, 2, 4]), 7)
    assert other is None or "energy" not in [f["feature"] for f in other["features"]]


def test_every_item_has_a_reason_even_without_likes(served: Recommender) -> None:
    places = np.arange(80)
    for profile in ({}, {0: 1.0}, {0: -1.0}):
        told = reasons.reasons(served, profile_row(80, profile), places)
        assert all(told)
    first = reasons.reasons(served, profile_row(80, {}), places)[0][0]
    assert first == {"kind": "popular", "listeners": int(served.heard[0])}
