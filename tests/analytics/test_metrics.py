"""Expected values are worked by hand on the four rows of `ROWS`:

row  true    answers   hit   confidence
0    0       0 1 2     yes   .9
1    0 1     1 0 2     yes   .8
2    1       0 1 2     no    .6      (right at the second place)
3    2       0 1 2     no    .3
"""

from __future__ import annotations

import numpy as np
import pytest

from analytics import metrics
from analytics.ragged import Ragged

TRUTH = Ragged.of([[0], [0, 1], [1], [2]])
RANKED = np.array([[0, 1, 2], [1, 0, 2], [0, 1, 2], [0, 1, 2]])
CONFIDENCE = np.array([0.9, 0.8, 0.6, 0.3])
ROWS = metrics.outcome(RANKED, CONFIDENCE, TRUTH, 3)


def test_top_k() -> None:
    assert [metrics.top_k(RANKED, TRUTH, 3, k) for k in (1, 2, 3)] == [0.5, 0.75, 1.0]


def test_confusion_has_hits_on_the_diagonal_and_sums_to_the_rows() -> None:
    assert metrics.confusion(ROWS).tolist() == [[1, 0, 0], [1, 1, 0], [1, 0, 0]]


def test_a_miss_of_a_track_with_two_genres_is_shared() -> None:
    missed = metrics.outcome(np.array([[0]]), np.array([0.5]), Ragged.of([[1, 2]]), 3)
    assert metrics.confusion(missed).tolist() == [[0, 0, 0], [0.5, 0, 0], [0.5, 0, 0]]


def test_per_label() -> None:
    each = metrics.per_label(metrics.confusion(ROWS))
    assert each.n.tolist() == [1, 2, 1]
    assert each.predicted_n.tolist() == [3, 1, 0]
    assert each.precision == pytest.approx([1 / 3, 1, 0])
    assert each.recall == pytest.approx([1, 0.5, 0])
    assert each.f1 == pytest.approx([0.5, 2 / 3, 0])


def test_summary() -> None:
    found = metrics.summary(ROWS)
    assert tuple(found) == metrics.NAMES
    assert found["top1"] == 0.5
    assert found["top5"] == 1.0
    assert found["macro_f1"] == pytest.approx((0.5 + 2 / 3 + 0) / 3)
    assert found["balanced_accuracy"] == pytest.approx(0.5)


def test_labels_that_are_not_tested_do_not_dilute_the_macro_mean() -> None:
    wider = metrics.outcome(RANKED, CONFIDENCE, TRUTH, 50)
    assert metrics.summary(wider)["macro_f1"] == pytest.approx(metrics.summary(ROWS)["macro_f1"])


def test_ece_in_two_bins() -> None:
    """[0, .5): |.3 - 0|; [.5, 1]: |.9 + .8 + .6 - 2|; together .6 over 4 rows."""
    assert metrics.ece(CONFIDENCE, ROWS.top1, bins=2) == pytest.approx(0.15)
    assert metrics.ece(np.array([1.0, 0.0]), np.array([True, False])) == 0


def test_calibration_bins() -> None:
    low, high = metrics.calibration(ROWS, bins=2)
    assert (low["n"], low["confidence"], low["accuracy"]) == pytest.approx((1, 0.3, 0))
    assert (high["n"], high["confidence"], high["accuracy"]) == pytest.approx((3, 2.3 / 3, 2 / 3))


def test_coverage_and_threshold() -> None:
    half, whole = metrics.coverage_curve(ROWS, (0.5, 1.0))
    assert half == {"coverage": 0.5, "threshold": 0.8, "accuracy": 1.0}
    assert whole == {"coverage": 1.0, "threshold": 0.3, "accuracy": 0.5}
    assert metrics.at_threshold(ROWS, 0.6) == pytest.approx({"threshold": 0.6, "coverage": 0.75, "accuracy": 2 / 3})
    assert metrics.at_threshold(ROWS, 0.95) == {"threshold": 0.95, "coverage": 0.0, "accuracy": None}


def test_weights_count_as_repeated_rows() -> None:
    """Weights are how the bootstrap repeats rows: 2, 0, 1, 1 must equal rows 0, 0, 2, 3."""
    pick = np.array([0, 0, 2, 3])
    repeated = metrics.outcome(RANKED[pick], CONFIDENCE[pick], TRUTH.take(pick), 3)
    assert metrics.summary(ROWS, np.array([2.0, 0, 1, 1])) == pytest.approx(metrics.summary(repeated))


def test_the_interval_holds_the_value_and_narrows_with_rows() -> None:
    random = np.random.default_rng(0)
    widths = []
    for n in (100, 10_000):
        truth = Ragged.of(random.integers(0, 2, (n, 1)).tolist())
        ranked = np.column_stack([random.integers(0, 2, n)] * 1)
        found = metrics.intervals(metrics.outcome(ranked, np.full(n, 0.5), truth, 2))["top1"]
        assert found.low <= found.value <= found.high
        widths.append(found.high - found.low)
    # A share of .5 has a 95% interval of 2 x 1.96 x sqrt(.25 / n).
    assert widths == pytest.approx([0.196, 0.0196], rel=0.25)


def test_clusters_are_drawn_together() -> None:
    one = metrics.outcome(RANKED, CONFIDENCE, TRUTH, 3, clusters=np.zeros(4, int))
    found = metrics.intervals(one)["top1"]
    assert found.low == found.value == found.high == 0.5


def test_pooled_folds_equal_one_run() -> None:
    parts = [metrics.outcome(RANKED[i], CONFIDENCE[i], TRUTH.take(i), 3) for i in (np.array([0, 1]), np.array([2, 3]))]
    assert metrics.summary(metrics.pooled(parts)) == pytest.approx(metrics.summary(ROWS))


#: Genres 0 and 1 are one family, genre 2 the other; the family is answered right four times, with these chances.
FAMILIES = metrics.with_families(ROWS, np.array([0, 0, 1]), np.array([0, 0, 0, 1]), np.array([0.9, 0.8, 0.7, 0.6]))


def test_an_answer_of_the_right_family_counts_half() -> None:
    assert FAMILIES.sibling is not None
    assert FAMILIES.sibling.tolist() == [True, True, True, False]
    found = metrics.summary(FAMILIES)
    assert tuple(found) == (*metrics.NAMES, *metrics.FAMILY_NAMES)
    assert found["hierarchy"] == pytest.approx((1 + 1 + 0.5 + 0) / 4)
    assert found["family_top1"] == 1
    assert found["family_ece"] == pytest.approx((0.1 + 0.2 + 0.3 + 0.4) / 4)
    assert {name: found[name] for name in metrics.NAMES} == metrics.summary(ROWS)


def test_a_family_is_answered_where_the_genre_is_not_sure() -> None:
    assert metrics.in_two_steps(FAMILIES, 0.7, 0.65) == {
        "genre": {"coverage": 0.5, "accuracy": 1.0},
        "family": {"coverage": 0.25, "accuracy": 1.0},
        "either": {"coverage": 0.75, "accuracy": 1.0},
    }
    assert metrics.in_two_steps(FAMILIES, 0.2, 0.5)["family"] == {"coverage": 0.0, "accuracy": None}
    assert metrics.in_two_steps(ROWS, 0.7, 0.65) == {"genre": {"coverage": 0.5, "accuracy": 1.0}}


def test_folds_are_pooled_with_their_families() -> None:
    both = metrics.pooled([FAMILIES, FAMILIES])
    assert metrics.summary(both) == pytest.approx(metrics.summary(FAMILIES))
    assert both.family is not None
    assert len(both) == len(both.family) == 8
    assert metrics.pooled([ROWS, ROWS]).family is None
