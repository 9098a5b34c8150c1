from __future__ import annotations

import numpy as np
import pytest

from analytics.explain import importance


def test_sizes_and_contrasts_by_hand() -> None:
    contributions = np.array([[1.0, -2.0], [3.0, 2.0], [-1.0, 0.0], [-3.0, 0.0]])
    assert importance.mean_size(contributions).tolist() == [2.0, 1.0]
    assert importance.contrast(contributions, own=2).tolist() == [4.0, 0.0]


def test_direction_is_the_rank_correlation_of_value_and_contribution() -> None:
    values = np.array([[1.0, 5.0, 1.0], [2.0, 5.0, np.nan], [3.0, 5.0, 2.0], [9.0, 5.0, 3.0]])
    contributions = np.array([[0.1, 1.0, 3.0], [0.2, 2.0, 9.0], [0.3, 3.0, 2.0], [0.4, 4.0, 1.0]])
    up, constant, down = importance.direction(values, contributions)
    assert (up, down) == (pytest.approx(1), pytest.approx(-1))
    assert np.isnan(constant)


def test_correlated_features_are_one_group_whatever_the_sign() -> None:
    random = np.random.default_rng(0)
    a, c = random.normal(size=500), random.normal(size=500)
    X = np.column_stack([a, c, -a + random.normal(0, 0.2, 500), np.ones(500), np.full(500, np.nan)])
    assert importance.groups(X).tolist() == [0, 1, 0, 2, 3]


def test_features_that_have_nothing_in_common_stay_apart() -> None:
    X = np.random.default_rng(1).normal(size=(500, 4))
    assert importance.groups(X).tolist() == [0, 1, 2, 3]
    assert importance.groups(X[:, :1]).tolist() == [0]


def test_ranges_compare_shares_not_sizes() -> None:
    served = np.array([6.0, 4.0])
    low, high = importance.ranges(served, [np.array([0.8, 0.2]), np.array([0.5, 0.5])])
    assert low.tolist() == [5.0, 2.0]
    assert high.tolist() == [8.0, 5.0]


def test_rows_of_points_belong_to_their_track_and_feature() -> None:
    ids = np.array(["x", "y"], dtype=object)
    frame = importance.points("genre", "pop", ["a", "b"], ids, np.array([[1.0, 2.0], [3.0, 4.0]]), np.eye(2))
    assert frame[["feature", "track_id", "value", "contribution"]].values.tolist() == [
        ["a", "x", 1.0, 1.0],
        ["a", "y", 3.0, 0.0],
        ["b", "x", 2.0, 0.0],
        ["b", "y", 4.0, 1.0],
    ]
