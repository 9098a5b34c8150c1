"""The best split against a fine grid, the conditions of an optimum, bounds, baselines, and what knowing is worth."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import budget
from analytics.budget import Curve, Plan
from analytics.budget.allocate import lift, split
from analytics.budget.curves import FORMS, results
from warehouse.errors import FilterError

CURVES = [Curve("hyperbolic", 1000, 500, 0.4), Curve("exponential", 400, 200, 0.3), Curve("logarithmic", 300, 300, 0.2)]
DRAWS = budget.drawn(CURVES, 200, 0)


def plan(money: float = 1500, low: float = 0, high: float = 1200, locked: float = np.nan, n: int = 3) -> Plan:
    stands = np.full(n, np.nan)
    stands[0] = locked
    return Plan(money, np.full(n, low), np.full(n, high), stands)


def test_no_split_of_a_fine_grid_is_better() -> None:
    best = budget.allocate(DRAWS, plan())
    assert best.spend.sum() == pytest.approx(1500)
    assert best.gap < 0.01
    steps = np.arange(0, 1201, 25.0)
    grid = [(a, b, 1500 - a - b) for a, b in product(steps, steps) if 0 <= 1500 - a - b <= 1200]
    on_grid = max(results(DRAWS, np.array(one)).sum(axis=1).mean() for one in grid)
    assert best.total.mean() >= on_grid - 1e-6
    assert best.total.mean() <= on_grid * 1.001


def test_a_locked_spend_stands_and_the_rest_is_the_best_that_is_left() -> None:
    best = budget.allocate(DRAWS, plan(locked=100))
    assert best.spend[0] == 100
    assert best.spend.sum() == pytest.approx(1500)
    others = budget.drawn(CURVES[1:], 200, 0)
    assert best.gap < 0.01
    assert len(others.forms) == 2


def test_money_that_no_bound_takes_stays() -> None:
    assert budget.allocate(DRAWS, plan(high=100)).spend.tolist() == pytest.approx([100, 100, 100])
    assert budget.equal(plan(high=100)).tolist() == pytest.approx([100, 100, 100])


@given(
    st.floats(10, 1e6),
    st.lists(st.tuples(st.sampled_from(FORMS), st.floats(1, 1e6), st.floats(1, 1e5)), min_size=1, max_size=5),
    st.floats(0, 0.15),
)
def test_every_split_keeps_its_bounds_and_the_budget(money: float, told: list[tuple], least: float) -> None:  # type: ignore[type-arg]
    n = len(told)
    bounds = Plan(money, np.full(n, least * money), np.full(n, 0.7 * money), np.full(n, np.nan))
    draws = budget.drawn([Curve(form, ceiling, half) for form, ceiling, half in told], 20, 1)
    best, even = budget.allocate(draws, bounds), budget.equal(bounds)
    for spend in (best.spend, even):
        assert (spend >= bounds.low - 1e-6 * money).all()
        assert (spend <= bounds.high + 1e-6 * money).all()
        assert spend.sum() <= money * (1 + 1e-9)
    assert best.total.mean() >= split("equal", even, draws).total.mean() * (1 - 1e-6)


def test_shares_by_popularity_are_in_proportion_inside_the_bounds() -> None:
    assert budget.equal(plan(), [1, 2, 3]).tolist() == pytest.approx([250, 500, 750])
    assert budget.equal(plan(high=600), [1, 2, 3]).tolist() == pytest.approx([300, 600, 600])
    assert budget.equal(plan(low=400), [0, 1, 1]).tolist() == pytest.approx([400, 550, 550])


def test_the_lift_is_worked_out_draw_by_draw() -> None:
    best, even = budget.allocate(DRAWS, plan()), split("equal", budget.equal(plan()), DRAWS)
    mean, low, high, chance = lift(best, even)
    more = best.total - even.total
    assert mean == pytest.approx(more.mean())
    assert low < mean < high
    assert chance == (more > 0).mean()


def test_what_is_known_is_worth_nothing_to_learn_and_what_is_unsure_is() -> None:
    known = budget.drawn([Curve("hyperbolic", 500, 300, 0), Curve("hyperbolic", 500, 300, 1.0)], 400, 0)
    bounds = Plan(600, np.zeros(2), np.full(2, 600.0), np.full(2, np.nan))
    worth = budget.worth_of_knowing(known, bounds)
    assert worth[1] > 5
    assert worth[0] < 0.2 * worth[1]
    certain = budget.drawn([Curve("hyperbolic", 500, 300, 0)] * 2, 50, 0)
    assert budget.worth_of_knowing(certain, bounds) == pytest.approx([0, 0], abs=1e-4)


@pytest.mark.parametrize(
    ("given_plan", "words"),
    [
        (plan(money=0), "budget is 0"),
        (plan(money=float("nan")), "budget is nan"),
        (plan(low=-1), "lowest spend of -1"),
        (plan(low=5, high=4), "highest of 4"),
        (plan(low=600), "add up to 1,800"),
        (plan(locked=2000), "add up to 2,000"),
    ],
)
def test_a_plan_that_nothing_satisfies_is_refused(given_plan: Plan, words: str) -> None:
    with pytest.raises(FilterError, match=words):
        budget.allocate(DRAWS, given_plan)


def test_draws_have_the_stated_means() -> None:
    draws = budget.drawn([Curve("hyperbolic", 1000, 500, 0.5)], 20_000, 3)
    assert draws.ceilings.mean() == pytest.approx(1000, rel=0.02)
    assert draws.halves.std() / draws.halves.mean() == pytest.approx(0.5, rel=0.05)


def test_curves_by_hand() -> None:
    at = np.array([0.0, 500.0, 1000.0])
    one = np.array(100.0), np.array(500.0)
    assert budget.value("hyperbolic", at, *one).tolist() == pytest.approx([0, 50, 200 / 3])
    assert budget.value("exponential", at, *one).tolist() == pytest.approx([0, 50, 75])
    assert budget.value("logarithmic", at, *one).tolist() == pytest.approx([0, 100, 100 * np.log2(3)])
