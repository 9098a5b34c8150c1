"""Feedback as plays."""

from __future__ import annotations

import numpy as np
import pytest

from analytics.recommend.spoken import with_feedback
from tests.analytics.recommend.listening import listening
from warehouse.userdata import Said


def test_a_like_adds_a_skip_halves_and_a_dislike_removes() -> None:
    taste = listening()
    before = taste.plays.toarray()
    heard, unheard = np.flatnonzero(before[3])[:3], np.flatnonzero(before[3] == 0)[:2]
    names = [str(name) for name in taste.ids]
    said = [
        Said("listener 3", names[heard[0]], "artist", "like", 2.0),
        Said("listener 3", names[heard[1]], "artist", "skip"),
        Said("listener 3", names[heard[2]], "artist", "dislike"),
        Said("listener 3", names[unheard[0]], "artist", "like"),
        Said("listener 3", names[unheard[1]], "artist", "dislike"),
    ]
    made, counted = with_feedback(taste, said)
    after, usual = made.plays.toarray(), np.median(taste.plays.data)
    expected = before.copy()
    expected[3, heard] = [before[3, heard[0]] + 2 * usual, before[3, heard[1]] / 2, 0]
    expected[3, unheard[0]] = usual
    assert after == pytest.approx(expected)
    assert counted == 5
    assert made.plays.nnz == np.count_nonzero(expected)


def test_a_profile_that_likes_becomes_a_listener_and_what_is_unknown_is_left_out() -> None:
    taste = listening()
    said = [
        Said("mine", "i05", "artist", "like"),
        Said("mine", "i06", "artist", "skip"),
        Said("only against", "i05", "artist", "dislike"),
        Said("mine", "nowhere", "artist", "like"),
        Said("other", "i05", "track", "like"),
    ]
    made, counted = with_feedback(taste, said)
    assert made.listeners.tolist()[-1] == "mine"
    assert made.shape == (taste.shape[0] + 1, taste.shape[1])
    assert np.flatnonzero(made.plays.toarray()[-1]).tolist() == [5]
    assert counted == 2
    assert (made.plays[:-1] != taste.plays).nnz == 0


def test_without_feedback_the_taste_is_the_same() -> None:
    taste = listening()
    made, counted = with_feedback(taste, [])
    assert counted == 0
    assert (made.plays != taste.plays).nnz == 0
