from __future__ import annotations

import numpy as np
import pytest

from analytics.recommend import choose


def test_the_pool_is_the_best_that_are_not_out() -> None:
    scores = np.array([5.0, 9, 7, 9, 1])
    out = np.array([False, False, False, True, False])
    assert choose.pool(scores, out, 2).tolist() == [1, 2]
    assert choose.pool(scores, np.ones(5, bool), 2).tolist() == []
    assert choose.pool(scores, out, 10).tolist() == [1, 2, 0, 4]
    assert choose.pool(np.ones(5), out, 2).tolist() == [0, 1], "of equal ones the first"


def test_a_pool_found_by_a_sample_is_the_same() -> None:
    random = np.random.default_rng(0)
    scores, out = random.normal(size=200_000), random.random(200_000) < 0.1
    expected = np.argsort(-np.where(out, -np.inf, scores), kind="stable")[:50]
    assert choose.pool(scores, out, 50).tolist() == expected.tolist()


def test_a_pool_of_an_almost_empty_catalogue_is_what_is_left() -> None:
    out = np.ones(200_000, dtype=bool)
    out[[7, 11]] = False
    assert choose.pool(np.zeros(200_000), out, 50).tolist() == [7, 11]


def test_diversity_takes_the_second_best_of_another_kind() -> None:
    """Items 0 and 1 are the same thing, 2 is another: worth 1, 0.9, 0; 0.5 x 0.9 - 0.5 x 1 < 0.5 x 0 - 0.5 x 0."""
    alike = np.array([[1.0, 1, 0], [1, 1, 0], [0, 0, 1]])
    scores = np.array([10.0, 9.5, 5.0])
    assert choose.diverse(scores, lambda i: alike[i], 3, 0.0).tolist() == [0, 1, 2]
    assert choose.diverse(scores, lambda i: alike[i], 2, 0.5).tolist() == [0, 2]
    assert choose.diverse(scores, lambda i: alike[i], 9, 1.0).tolist() == [0, 2, 1]
    assert choose.diverse(scores[:0], lambda i: alike[i], 3, 0.5).tolist() == []


def test_the_dial_moves_towards_what_many_or_few_know() -> None:
    scores, level = np.array([1.0, 2, 3, 4]), np.array([4.0, 3, 2, np.nan])
    assert choose.dialled(scores, level, 0.5) is scores
    familiar, deep = (choose.dialled(scores, level, dial) for dial in (0.0, 1.0))
    assert familiar[0] - scores[0] == pytest.approx(2 * scores.std() / level[:3].std())
    assert deep[0] - scores[0] == pytest.approx(-(familiar[0] - scores[0]))
    assert familiar[3] == deep[3] == 4.0, "what nothing is known of stays"
    assert choose.dialled(scores, np.ones(4), 0.0) is scores
