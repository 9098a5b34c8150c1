"""The split of a budget: convex optimisation over draws of the curves, beside an equal split and one by popularity.

The mean over draws of concave curves is concave, so SLSQP (Kraft 1988, scipy) finds its one maximum; how far the found split
is from satisfying the conditions of Karush, Kuhn and Tucker is told with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from analytics.budget.curves import Array, Draws, results, slopes
from warehouse.errors import FilterError

LEVEL = 0.8
GROUPS = 8
"""Groups of draws in which a curve counts as known, when what knowing it is worth is worked out."""
TOLERANCE = 1e-10
_STEPS = 400


@dataclass(frozen=True)
class Plan:
    """budget: money in all ; low, high: bounds of each release ; locked: a spend that stands, NaN where there is none."""

    budget: float
    low: Array
    high: Array
    locked: Array

    @property
    def bounds(self) -> tuple[Array, Array]:
        """Lowest and highest spend of each release."""
        fixed = ~np.isnan(self.locked)
        return np.where(fixed, self.locked, self.low), np.where(fixed, self.locked, self.high)


@dataclass(frozen=True)
class Split:
    """A way to spend. spend: by release ; total: result by draw ; gap: how far the slopes are from being equal where they
    should be, relative to the largest (of the optimum only; 0 for others).
    """

    name: str
    spend: Array
    by_release: Array
    gap: float = 0.0

    @property
    def total(self) -> Array:
        """The result of each draw."""
        return self.by_release.sum(axis=1)


def checked(plan: Plan) -> None:
    """Raises FilterError when no split can satisfy the plan."""
    low, high = plan.bounds
    if not np.isfinite(plan.budget) or plan.budget <= 0:
        raise FilterError(f"The budget is {plan.budget:,.0f}.", "It must be more than 0.")
    if (low < 0).any() or (high < low).any():
        place = int(np.flatnonzero((low < 0) | (high < low))[0]) + 1
        raise FilterError(
            f"Release {place} has a lowest spend of {low[place - 1]:,.0f} and a highest of {high[place - 1]:,.0f}.",
            "The lowest must be 0 or more, and not above the highest.",
        )
    if low.sum() > plan.budget * (1 + 1e-9):
        raise FilterError(
            f"The lowest spends add up to {low.sum():,.0f}, more than the budget of {plan.budget:,.0f}.",
            "Lower some of them, or raise the budget.",
        )


def allocate(draws: Draws, plan: Plan) -> Split:
    """The split with the highest mean result over the draws. Raises FilterError for a plan that nothing satisfies."""
    checked(plan)
    spend = _best(draws, plan)
    return Split("best", spend, results(draws, spend), _gap(slopes(draws, spend), spend, plan))


def _best(draws: Draws, plan: Plan) -> Array:
    low, high = plan.bounds
    scale = plan.budget
    start = equal(plan) / scale
    size = max(float(results(draws, start * scale).mean(axis=0).sum()), 1e-300)
    found = minimize(
        lambda x: -results(draws, x * scale).mean(axis=0).sum() / size,
        start,
        jac=lambda x: -slopes(draws, x * scale) * scale / size,
        bounds=list(zip(low / scale, np.minimum(high, scale) / scale, strict=True)),
        constraints={"type": "ineq", "fun": lambda x: 1 - x.sum(), "jac": lambda x: -np.ones_like(x)},
        method="SLSQP",
        options={"maxiter": _STEPS, "ftol": TOLERANCE},
    )
    return _inside(np.asarray(found.x) * scale, plan)


def _inside(spend: Array, plan: Plan) -> Array:
    """The split without the rounding of the solver: inside its bounds, and never over the budget."""
    low, high = plan.bounds
    spend = np.clip(spend, low, high)
    free, over = spend - low, spend.sum() - plan.budget
    return spend - free * over / free.sum() if over > 0 and free.sum() > 0 else spend


def _gap(slope: Array, spend: Array, plan: Plan) -> float:
    """At the best split the next unit of money brings the same wherever it may go: the largest miss, relative."""
    low, high = plan.bounds
    edge = 1e-6 * plan.budget
    can_rise, can_fall = spend < high - edge, spend > low + edge
    used_up = spend.sum() >= plan.budget - edge
    most = slope[can_rise].max(initial=0.0)
    least = slope[can_fall].min(initial=np.inf) if used_up else 0.0
    top = slope.max(initial=0.0)
    if not used_up:
        return float(most / top) if top else 0.0
    return float(max(most - least, 0.0) / top) if top and np.isfinite(least) else 0.0


def equal(plan: Plan, weights: Sequence[float] | Array | None = None) -> Array:
    """The same for every release, or in proportion to `weights`, as near as the bounds allow."""
    low, high = plan.bounds
    share = np.ones(len(low)) if weights is None else np.asarray(weights, dtype=np.float64)
    target = min(plan.budget, float(high.sum()))
    # Raising one level until the money is spent: each release gets level * share, kept inside its bounds.
    bottom, top = 0.0, target / max(share[share > 0].min(initial=1.0), 1e-12)
    for _ in range(200):
        level = (bottom + top) / 2
        bottom, top = (level, top) if np.clip(level * share, low, high).sum() < target else (bottom, level)
    return _inside(np.clip(top * share, low, high), plan)


def split(name: str, spend: Array, draws: Draws) -> Split:
    """A given way to spend, with what it brings."""
    return Split(name, spend, results(draws, spend))


def lift(best: Split, other: Split) -> tuple[float, float, float, float]:
    """How much more the one brings than the other: mean, low, high (LEVEL of the draws between), and in what share of the
    draws it is more at all.
    """
    more = best.total - other.total
    low, high = np.quantile(more, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(more.mean()), float(low), float(high), float((more > 0).mean())


def worth_of_knowing(draws: Draws, plan: Plan) -> Array:
    """What it would be worth to know each release's curve before spending, in the unit of the result: the expected value of
    partial perfect information, by grouping the draws (Strong and Oakley 2013). No test can be worth more.

    Draws are grouped by what the curve brings at the best split; each group gets a best split of its own.
    """
    base = _best(draws, plan)
    at_base = results(draws, base)
    worth = []
    for release in range(len(draws.forms)):
        order = np.argsort(at_base[:, release], kind="stable")
        gained = 0.0
        for rows in np.array_split(order, GROUPS):
            part = draws.some(rows)
            own = results(part, _best(part, plan)).sum(axis=1).mean()
            gained += len(rows) * max(own - at_base[rows].sum(axis=1).mean(), 0.0)
        worth.append(gained / len(order))
    return np.array(worth)
