"""Ratios of shares by hand; who plays a genre; what the catalogue lacks; nothing of few."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from analytics.audience import profiles

NAMES = ("jazz", "pop", "rock")


def shares() -> np.ndarray:
    """30 listeners who play jazz and some rock, 70 who play pop."""
    rng = np.random.default_rng(0)
    fans = np.column_stack([rng.uniform(0.5, 0.7, 30), np.full(30, 0.1), np.zeros(30)])
    fans[:, 2] = 1 - fans.sum(axis=1)
    others = np.column_stack([np.full(70, 0.02), np.full(70, 0.9), np.full(70, 0.08)])
    return np.vstack([fans, others])


def test_ratios_are_means_with_a_t_interval() -> None:
    values, inside = shares(), np.arange(100) < 30
    times, low, high = profiles.ratios(values, inside)
    own, whole = values[:30, 0], values[:, 0].mean()
    half = stats.t.ppf(0.975, 29) * own.std(ddof=1) / np.sqrt(30)
    assert times[0] == pytest.approx(own.mean() / whole)
    assert (low[0], high[0]) == pytest.approx(((own.mean() - half) / whole, (own.mean() + half) / whole))


def test_over_listened_genres_and_what_the_catalogue_lacks() -> None:
    values, inside = shares(), np.arange(100) < 30
    rows = profiles.over_listened(values, inside, NAMES, {"jazz": 0.1, "pop": 0.5, "rock": 0.4})
    assert [row["genre"] for row in rows] == ["jazz", "rock"]
    assert rows[0]["demand"] == pytest.approx(values[:30, 0].mean() / 0.1)
    assert [row["underserved"] for row in rows] == [True, False]
    served = profiles.served(values, inside, NAMES, {"jazz": 0.1, "pop": 0.5, "rock": 0.4})
    assert served == pytest.approx(0.1 + 0.1 + values[:30, 2].mean())


def test_the_listeners_of_a_genre_and_what_else_they_play() -> None:
    one = profiles.of_genre(shares(), 0, NAMES, 20)
    assert one is not None
    assert one["listeners"] == 30
    assert [also["genre"] for also in one["also"]] == ["rock"]
    rest = shares()[:, 2] / shares()[:, 1:].sum(axis=1)
    assert one["also"][0]["times"] == pytest.approx(rest[:30].mean() / rest.mean())
    assert profiles.of_genre(shares(), 0, NAMES, 31) is None, "nothing is told of fewer"
