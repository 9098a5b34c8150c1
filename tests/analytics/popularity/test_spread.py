from __future__ import annotations

import numpy as np
import pytest

from analytics.popularity import spread
from analytics.popularity.config import Config
from analytics.popularity.spread import ERRORS, Spread
from analytics.ragged import Floats

CONFIG = Config(threads=1)


def made(n: int = 4000, seed: int = 0) -> tuple[np.ndarray, Floats, Floats, Floats]:
    """X, y, zero, level: the error's size is told by the first column, 2 or 12 points."""
    random = np.random.default_rng(seed)
    X = random.uniform(0, 1, (n, 3)).astype(np.float32)
    level = np.full(n, 50.0)
    zero = np.where(X[:, 1] > 0.5, 0.05, 0.4)
    y = level + np.where(X[:, 0] > 0.5, 12, 2) * random.normal(0, 1, n)
    return X, np.where(random.uniform(0, 1, n) < zero, 0.0, np.clip(y, 1, 100)), zero, level


@pytest.fixture(scope="module")
def fitted() -> Spread:
    X, y, zero, level = made()
    return spread.fit(X, y, zero, level, np.zeros(len(y)), np.arange(len(y)) % 2 == 0, CONFIG)


def test_intervals_hold_what_they_say_and_are_as_wide_as_they_must(fitted: Spread) -> None:
    """Of 80% with 5% at 0, 84% of the rest must be held: a normal error of 2 needs 5.6 to 7 points, one of 12 six times that."""
    X, y, zero, level = made(seed=1)
    scale = spread.scales(fitted, X, zero, level, 1)
    low, high = spread.interval(fitted, zero, level, scale, np.zeros(len(y)))
    assert 0.77 < np.mean((y >= low) & (y <= high)) < 0.86
    calm, wild = ((X[:, 0] <= 0.5) & (zero < 0.1), (X[:, 0] > 0.5) & (zero < 0.1))
    assert 4 < (high - low)[calm].mean() < 9
    assert 25 < (high - low)[wild].mean() < 50


def test_an_interval_that_must_hold_0_reaches_it(fitted: Spread) -> None:
    zero, level = np.array([0.3, 0.9, 0.01]), np.array([50.0, 50, 50])
    low, high = spread.interval(fitted, zero, level, np.full(3, 5.0), np.zeros(3))
    assert low[0] == low[1] == 0
    assert low[2] > 20
    assert high[1] < high[2]


def test_quantiles_of_the_mixture_by_hand() -> None:
    """A fifth at 0, the rest evenly between 40 and 60: the median is 3/8 of the way, a tenth is at 0."""
    even = Spread(None, np.linspace(-1, 1, ERRORS), np.zeros(4), 0.0, 0.8)  # type: ignore[arg-type]
    one = (np.array([0.2]), np.array([50.0]), np.array([10.0]))
    assert spread.quantile(even, *one, 0.1)[0] == 0
    assert spread.quantile(even, *one, 0.5)[0] == pytest.approx(40 + 20 * 3 / 8, abs=0.1)
    assert spread.quantile(even, *one, 1.0)[0] == pytest.approx(60)


def test_what_is_missing_widens_and_stays_within_bounds() -> None:
    low, high = spread.at_least(np.array([10.0, 0, 95, 40]), np.array([20.0, 4, 100, 90]), np.full(4, 30.0))
    assert low.tolist() == [0, 0, 70, 40]
    assert high.tolist() == [30, 30, 100, 90]


def test_classes_of_missing_inputs() -> None:
    assert spread.missing_class(np.array([0.0, 0.01, 0.25, 0.3, 0.5, 0.9, 1.0])).tolist() == [0, 1, 1, 2, 2, 3, 3]


def test_all_at_0_and_none_at_0_are_fitted() -> None:
    X, y, _, level = made(400)
    teach = np.arange(400) % 2 == 0
    for truth, chance in ((np.zeros(400), np.ones(400)), (np.maximum(y, 1), np.zeros(400))):
        found = spread.fit(X, truth, chance, level, np.zeros(400), teach, CONFIG)
        scale = spread.scales(found, X, chance, level, 1)
        low, high = spread.interval(found, chance, level, scale, np.zeros(400))
        assert np.isfinite(low).all()
        assert np.mean((truth >= low) & (truth <= high)) >= 0.75


def test_a_spread_survives_storing(fitted: Spread) -> None:
    X, _, zero, level = made(50)
    again = spread.unpack(*spread.pack(fitted))
    assert np.array_equal(spread.scales(fitted, X, zero, level, 1), spread.scales(again, X, zero, level, 1))
    assert (again.usual, again.coverage) == (fitted.usual, 0.8)
