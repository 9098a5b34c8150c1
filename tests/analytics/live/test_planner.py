"""The planner against published figures, and figures worked by hand."""

from __future__ import annotations

import math

import pytest

from analytics.live import planner
from analytics.live.planner import Arm
from warehouse.errors import UnreadableInput


def arm(name: str, successes: int, people: int) -> Arm:
    return Arm(name, people, successes / people)


def test_shares_need_what_the_published_formula_says() -> None:
    # Fleiss, formula 4.14 for 0.60 and 0.70: (1.960 sqrt(2 x 0.65 x 0.35) + 0.8416 sqrt(0.24 + 0.21))^2 / 0.1^2 = 355.95.
    assert planner.plan_shares(0.6, 0.1).per_arm == 356
    assert planner.plan_shares(0.7, -0.1).per_arm == 356
    assert planner.plan_shares(0.6, 0.1, power=0.9).per_arm > 356


def test_means_need_what_cohens_table_says() -> None:
    # Cohen (1988), table 2.4.1, two-sided 0.05, power 0.80: d = 0.20 393, 0.50 64, 0.80 26.
    found = [planner.plan_means(1.0, d).per_arm for d in (0.2, 0.5, 0.8)]
    assert found == [394, 64, 26]  # 393.4 people are 394
    assert planner.plan_means(20.0, 10.0).per_arm == 64
    assert planner.plan_means(1.0, 50.0).per_arm == 2


def test_time_follows_from_traffic_in_whole_weeks() -> None:
    plan = planner.plan_shares(0.6, 0.1, daily=100)
    assert (plan.total, plan.days, plan.weeks) == (712, 8, 2)
    unknown = planner.plan_shares(0.6, 0.1)
    assert (unknown.days, unknown.weeks) == (None, None)


def test_several_arms_share_alpha() -> None:
    three = planner.plan_shares(0.6, 0.1, arms=3)
    assert three.alpha == pytest.approx(0.025)
    assert three.per_arm == planner.plan_shares(0.6, 0.1, alpha=0.025).per_arm
    assert three.total == 3 * three.per_arm


@pytest.mark.parametrize(
    "given", [{"effect": 0}, {"effect": 0.5}, {"power": 0.01}, {"alpha": 0}, {"arms": 1}, {"daily": -1}]
)
def test_what_cannot_be_planned_is_said(given: dict[str, float]) -> None:
    with pytest.raises(UnreadableInput):
        planner.plan_shares(**{"baseline": 0.6, "effect": 0.1, **given})  # type: ignore[arg-type]
    with pytest.raises(UnreadableInput):
        planner.plan_means(0.0, 1.0)


# Newcombe (1998), Statistics in Medicine 17, table II, method 10: the intervals of eight contrasts.
NEWCOMBE = [
    ((56, 70), (48, 80), 0.0524, 0.3339),
    ((9, 10), (3, 10), 0.1705, 0.8090),
    ((6, 7), (2, 7), 0.0582, 0.8062),
    ((5, 56), (0, 29), -0.0381, 0.1926),
    ((0, 10), (0, 20), -0.1611, 0.2775),
    ((0, 10), (0, 10), -0.2775, 0.2775),
    ((10, 10), (0, 20), 0.6791, 1.0),
    ((10, 10), (0, 10), 0.6075, 1.0),
]


@pytest.mark.parametrize(("one", "other", "low", "high"), NEWCOMBE)
def test_intervals_are_newcombes(one: tuple[int, int], other: tuple[int, int], low: float, high: float) -> None:
    (found,) = planner.read("share", [arm("A", *other), arm("B", *one)])
    assert found.low == pytest.approx(low, abs=5e-5)
    assert found.high == pytest.approx(high, abs=5e-5)
    assert found.difference == pytest.approx(one[0] / one[1] - other[0] / other[1])


def test_p_values_are_those_worked_by_hand() -> None:
    # Pooled 0.4, error sqrt(0.4 x 0.6 x 2 / 100) = 0.069282, z = 0.2 / 0.069282 = 2.88675.
    assert planner.p_of_shares(50, 100, 30, 100) == pytest.approx(0.0038924, abs=1e-6)
    # The lady who told 3 of 4 cups: Fisher's exact test, two-sided, 34 of 70 tables.
    assert planner.p_of_shares(3, 4, 1, 4) == pytest.approx(34 / 70)
    assert planner.p_of_shares(0, 10, 0, 20) == 1.0
    assert planner.p_of_shares(10, 10, 20, 20) == 1.0


def test_means_are_read_by_welch() -> None:
    # Variances of the means 1/2 and 1/2: error 1, freedom 1 / (0.25 + 0.25) = 2, t = 2, p = 1 - 2 / sqrt(6).
    (found,) = planner.read("mean", [Arm("A", 2, 0.0, 1.0), Arm("B", 2, 2.0, 1.0)])
    assert found.p == pytest.approx(1 - 2 / math.sqrt(6))
    assert (found.low, found.high) == pytest.approx((2 - 4.302653, 2 + 4.302653))  # the 97.5% point of t with 2
    (still,) = planner.read("mean", [Arm("A", 5, 1.0, 0.0), Arm("B", 5, 1.0, 0.0)])
    assert (still.p, still.low, still.high) == (1.0, 0.0, 0.0)
    (apart,) = planner.read("mean", [Arm("A", 5, 1.0, 0.0), Arm("B", 5, 2.0, 0.0)])
    assert apart.is_told_apart


def test_a_sentence_says_what_was_found() -> None:
    (told,) = planner.read("share", [arm("A", 48, 80), arm("B", 56, 70)])
    assert planner.sentence(told, "share") == (
        "B is 20 points above A (95% interval +5.24 to +33.39 points); chance alone gives a difference this large in "
        "0.8% of tests."
    )
    (small,) = planner.read(
        "share", [arm("A", 2, 7), arm("B", 6, 7)]
    )  # the interval leaves out 0, the exact test does not
    assert not small.is_told_apart
    assert planner.sentence(small, "share").startswith("B and A cannot be told apart")


def test_arms_are_read_from_lines() -> None:
    measure, arms = planner.parse("arm,successes,people\nA, 10, 200\n\nB,22,201\n")
    assert measure == "share"
    assert [(a.name, a.successes, a.people) for a in arms] == [("A", 10, 200), ("B", 22, 201)]
    measure, arms = planner.parse("A;10.5;3;20\nB;12.6;3.2;22")
    assert measure == "mean"
    assert arms[1] == Arm("B", 22, 12.6, 3.2)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "2 to 20 arms"),
        ("A,1,2", "2 to 20 arms"),
        ("A,3,2\nB,1,2", "Line 1"),
        ("A,1,2\nB,x,2", "Line 2"),
        ("A,1,2\nB,1,2,3", "Some arms"),
        ("A,1,0\nB,1,2", "Line 1"),
        ("A,1.5,3\nB,1,2", "Line 1"),
        ("A,1,-1,9\nB,1,1,9", "Line 1"),
        ("A,nan,3\nB,inf,2", "2 to 20 arms"),
        ("x" * 30_000, "longer"),
    ],
)
def test_what_is_no_result_is_said_with_its_line(text: str, said: str) -> None:
    fault = planner.fault_of(text)
    assert fault is not None
    assert said in fault[0]
    with pytest.raises(UnreadableInput, match=said):
        planner.parse(text)
