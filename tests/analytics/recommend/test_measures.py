from __future__ import annotations

import math

import numpy as np
import pytest

from analytics.recommend import measures
from analytics.recommend.measures import Lists


def _lists(items: list[list[int]], hits: list[list[int]], held: list[int], level: list[float]) -> Lists:
    """Lists filled up to 20 with -1; hits are positions."""
    shown = np.full((len(items), 20), -1)
    found = np.zeros((len(items), 20), dtype=bool)
    for row, (places, right) in enumerate(zip(items, hits, strict=True)):
        shown[row, : len(places)] = places
        found[row, right] = True
    return Lists(shown, found, np.array(held), np.array(level))


def test_metrics_are_as_worked_by_hand() -> None:
    """One listener, 3 items held out, found at the 1st and the 12th place of twelve."""
    lists = _lists([list(range(12))], [[0, 11]], [3], [4.0])
    heard = np.array([8.0, 4, 2, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1])
    each = measures.per_listener(lists, heard, listeners=8)
    ideal = 1 + 1 / math.log2(3) + 1 / 2
    assert each["ndcg@10"] == pytest.approx([1 / ideal])
    assert each["recall@20"] == pytest.approx([2 / 3])
    assert each["precision@10"] == pytest.approx([1 / 10])
    assert each["recall@10"] == pytest.approx([1 / 3])
    # 0 bits for the item that all 8 heard, 1 and 2 for the next, 3 for each of the others, unheard one included.
    assert each["novelty"] == pytest.approx([(0 + 1 + 2 + 7 * 3) / 10])
    # The head is the most-heard fifth of 15 items: the first three.
    assert each["long_tail"] == pytest.approx([7 / 10])
    assert each["popularity_lift"] == pytest.approx([(8 + 4 + 2 + 6) / 10 / 4])
    assert measures.coverage(lists, 15) == pytest.approx(10 / 15)


def test_recall_divides_by_what_can_be_found() -> None:
    """30 held out, the first 20 answers all right: 1 and not 2/3."""
    lists = _lists([list(range(20))], [list(range(20))], [30], [1.0])
    each = measures.per_listener(lists, np.ones(40), 5)
    assert each["recall@20"] == pytest.approx([1.0])
    assert each["ndcg@10"] == pytest.approx([1.0])


def test_nothing_to_answer_with_is_no_hit_and_no_item() -> None:
    lists = _lists([[], [3]], [[], [0]], [2, 1], [math.nan, 2.0])
    each = measures.per_listener(lists, np.array([1.0, 1, 1, 1]), 4)
    assert each["ndcg@10"] == pytest.approx([0.0, 1.0])
    assert measures.coverage(lists, 4) == pytest.approx(1 / 4)


def test_the_interval_holds_the_mean_and_leaves_out_what_cannot_be_told() -> None:
    found = measures.intervals(np.array([0.0, 1.0, 0.0, 1.0, math.nan]))
    assert found.value == pytest.approx(0.5)
    assert 0 <= found.low < 0.5 < found.high <= 1
    again = measures.intervals(np.array([0.0, 1.0, 0.0, 1.0]))
    assert (again.low, again.high) == (found.low, found.high)
    assert math.isnan(measures.intervals(np.array([math.nan])).value)
