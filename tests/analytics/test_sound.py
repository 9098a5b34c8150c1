"""The space of sound: what becomes normal scores, what stays, where missing values stand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from analytics import sound


def columns() -> np.ndarray:
    rng = np.random.default_rng(0)
    skewed = np.exp(rng.normal(size=2_000))
    even = rng.uniform(size=2_000)
    lumps = np.where(rng.random(2_000) < 0.15, rng.normal(0.9, 0.03, 2_000), 0.0)
    return np.column_stack([skewed, even, lumps])


def test_skewed_features_become_normal_scores_and_lumps_stay_lumps() -> None:
    X = columns()
    space = sound.fit(X, ("length", "energy", "instrumental"))
    points = space.place(X)
    assert space.ranked == (True, False, False)
    assert points.mean(axis=0) == pytest.approx([0, 0, 0], abs=0.01)
    assert points.std(axis=0) == pytest.approx([1, 1, 1], abs=0.01)
    middle = np.argsort(X[:, 0])[1_000]
    assert points[middle, 0] == pytest.approx(norm.ppf(1_000.5 / 2_000), abs=0.02)
    assert points[:, 1] == pytest.approx((X[:, 1] - X[:, 1].mean()) / X[:, 1].std(), abs=1e-4)


def test_missing_stands_in_the_middle_and_the_unseen_at_the_ends() -> None:
    X = columns()
    space = sound.fit(X, ("length", "energy", "instrumental"))
    far = space.place(np.array([[np.nan, np.nan, np.nan], [1e9, 0.5, 0.0], [-5.0, 0.5, 0.0]]))
    assert far[0].tolist() == [0, 0, 0]
    assert far[1, 0] == pytest.approx(space.place(X)[:, 0].max(), abs=1e-4)
    assert far[2, 0] == pytest.approx(space.place(X)[:, 0].min(), abs=1e-4)


def test_few_values_are_tied_at_their_mid_rank() -> None:
    x = np.array([0.0] * 70 + [1.0] * 20 + [2.0] * 7 + [3.0] * 3)
    space = sound.fit(x[:, None], ("speech",))
    scores, share = norm.ppf([0.35, 0.80, 0.935, 0.985]), np.array([0.70, 0.20, 0.07, 0.03])
    mean = (scores * share).sum()
    spread = np.sqrt(((scores - mean) ** 2 * share).sum())
    placed = space.place(np.array([[0.0], [1.0], [2.0], [3.0]]))[:, 0]
    assert space.ranked == (True,)
    assert placed == pytest.approx((scores - mean) / spread, abs=1e-4)


def test_stored_and_read_it_places_the_same() -> None:
    X = columns()
    space = sound.fit(X, ("a", "b", "c"))
    again = sound.SoundSpace.of_arrays(("a", "b", "c"), space.arrays())
    assert (again.place(X) == space.place(X)).all()
