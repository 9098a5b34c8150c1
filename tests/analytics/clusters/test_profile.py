"""Differences and what genre does not explain, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from analytics.clusters import profile
from analytics.ragged import Ragged


def test_differences_are_in_standard_deviations_of_all() -> None:
    points = np.array([[0, 1], [2, 1], [4, 1], [6, 1]], np.float32)
    apart = profile.differences(points, np.array([0, 0, 1, -1]), 3)
    spread = np.sqrt(5)
    assert apart == pytest.approx(np.array([[-2 / spread, 0], [1 / spread, 0], [0, 0]]))


def genres_of(names: list[list[int]]) -> Ragged:
    return Ragged.of(names)


def test_a_group_that_is_a_genre_is_explained_by_it() -> None:
    genres = genres_of([[i // 100] for i in range(500)])
    member = np.arange(500) < 100
    assert profile.unexplained(member, genres) == pytest.approx(0, abs=1e-9)


def test_a_group_across_genres_is_not_explained_and_half_is_half() -> None:
    genres = genres_of([[i // 100] for i in range(500)])
    across = np.arange(500) % 10 == 0
    assert profile.unexplained(across, genres) == 1
    # Half of one genre in five: H(0.1) = 0.325 nats, of which the genre leaves 0.2 x H(0.5) = 0.139: 43%.
    assert profile.unexplained(np.arange(500) < 50, genres) == pytest.approx(0.43, abs=0.02)


def test_without_genres_or_members_nothing_is_said() -> None:
    genres = genres_of([[0], [1], []])
    assert np.isnan(profile.unexplained(np.zeros(3, bool), genres))
    assert np.isnan(profile.unexplained(np.array([False, False, True]), genres))
