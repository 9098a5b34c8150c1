from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.popularity import measures

RESULT = measures.Tested(
    y=np.array([0.0, 10, 20, 50]),
    expected=np.array([10.0, 10, 20, 40]),
    zero=np.array([0.8, 0.2, 0.1, 0.1]),
    low=np.array([0.0, 5, 21, 30]),
    high=np.array([20.0, 15, 30, 60]),
    quantiles=np.array([[0.0, 10, 20], [0, 10, 20], [10, 20, 30], [30, 40, 60]]),
    clusters=np.arange(4),
)


def test_figures_worked_by_hand() -> None:
    """Errors -10, 0, 0, 10; mean popularity 20, deviations 400, 100, 0, 900 in squares."""
    found = measures.summary(RESULT)
    assert found["r2"] == pytest.approx(1 - 200 / 1400)
    assert found["mae"] == pytest.approx(5)
    assert found["mse"] == pytest.approx(50)
    assert found["coverage"] == pytest.approx(3 / 4)
    assert found["width"] == pytest.approx((20 + 10 + 9 + 30) / 4)
    assert found["pinball_50"] == pytest.approx((5 + 0 + 0 + 5) / 4)
    assert found["pinball_10"] == pytest.approx(0.1 * (0 + 10 + 10 + 20) / 4)
    assert found["pinball_90"] == pytest.approx(0.1 * (20 + 10 + 10 + 10) / 4)
    assert found["auc"] == 1
    assert found["brier"] == pytest.approx((0.04 + 0.04 + 0.01 + 0.01) / 4)
    assert set(found) == set(measures.NAMES) == set(measures.WORDS)


def test_ties_count_half_in_the_auc() -> None:
    score, positive = np.array([0.5, 0.5, 0.2]), np.array([True, False, False])
    assert measures.auc(score, positive, np.ones(3)) == pytest.approx(0.75)


@given(st.integers(0, 1000))
def test_the_auc_is_the_share_of_pairs_in_order(seed: int) -> None:
    random = np.random.default_rng(seed)
    score, positive = random.integers(0, 6, 30) / 5, random.uniform(0, 1, 30) < 0.4
    positive[:2] = [True, False]
    pairs = score[positive][:, None] - score[~positive][None, :]
    assert measures.auc(score, positive, np.ones(30)) == pytest.approx(np.mean((pairs > 0) + 0.5 * (pairs == 0)))


def test_what_is_not_defined_is_left_out() -> None:
    lively = RESULT.take(np.array([1, 2, 3]))
    assert {"auc", "brier"} & set(measures.intervals(lively)) == set()
    assert "r2" not in measures.intervals(RESULT.take(np.array([2, 2, 2])))


def test_intervals_hold_the_value_and_narrow_with_n() -> None:
    random = np.random.default_rng(0)
    widths = []
    for n in (200, 5000):
        y = random.uniform(0, 100, n)
        said = y + random.normal(0, 20, n)
        made = measures.Tested(
            y, said, np.full(n, 0.1), said - 25, said + 25, np.tile(said[:, None], (1, 3)), np.arange(n)
        )
        found = measures.intervals(made)["r2"]
        assert found.low < found.value < found.high
        widths.append(found.high - found.low)
    assert widths[1] < widths[0] / 3


def test_clusters_are_drawn_together() -> None:
    """Ten copies of each row in one cluster say no more than the row alone."""
    random = np.random.default_rng(1)
    index = np.repeat(np.arange(50), 10)
    y = random.uniform(0, 100, 50)
    said = y + random.normal(0, 20, 50)
    one = measures.Tested(y, said, y * 0, said, said, np.tile(said[:, None], (1, 3)), np.arange(50))
    apart = measures.intervals(
        measures.Tested(*(getattr(one.take(index), name) for name in _FIELDS[:-1]), np.arange(500))
    )["mae"]
    together = measures.intervals(one.take(index))["mae"]
    assert together.high - together.low > 2 * (apart.high - apart.low)


_FIELDS = ("y", "expected", "zero", "low", "high", "quantiles", "clusters")


def test_coverage_by_group_and_calibration_worked_by_hand() -> None:
    first, second = measures.coverage_by(RESULT, np.array([0, 0, 2, 2]), ["a", "none", "b"])
    assert first == {"group": "a", "n": 2, "coverage": 1.0, "width": 15.0, "popularity": 5.0, "expected": 10.0}
    assert (second["group"], second["coverage"]) == ("b", 0.5)
    bins = measures.calibration(RESULT, bins=2)
    assert [(b["n"], b["at_zero"]) for b in bins] == [(3, 0.0), (1, 1.0)]
    assert bins[0]["chance"] == pytest.approx(0.4 / 3)


def test_pooled_keeps_every_row() -> None:
    assert len(measures.pooled([RESULT, RESULT])) == 8
    assert measures.summary(measures.pooled([RESULT, RESULT])) == pytest.approx(measures.summary(RESULT))
