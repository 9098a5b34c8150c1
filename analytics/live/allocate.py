"""The door for budgets: a plan -> splits side by side, with what each is expected to bring and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analytics import budget
from analytics.budget import Draws, Fitted, Plan
from analytics.budget.allocate import LEVEL, lift, split
from analytics.budget.curves import value
from analytics.live.plan_text import Release

DRAWS = 400
NO_CURVE = "No optimum: nothing is known of what spending brings. State a curve for every release, or load past spend."


@dataclass(frozen=True)
class Answer:
    """releases: release, low, high, locked, predicted, equal, by_popularity (None without predictions), best (None without
    curves), expected, expected_low, expected_high (of best), knowing ; totals: split, result, low, high ; lifts: against,
    lift, low, high, chance ; notes: what has to be said ; gap: how far the best split is from the conditions of an optimum.
    """

    releases: pd.DataFrame
    totals: pd.DataFrame
    lifts: pd.DataFrame
    notes: tuple[str, ...]
    gap: float = 0.0
    fitted: Fitted | None = None


def allocate(money: float, plan: Sequence[Release], past: pd.DataFrame | None = None, seed: int = 0) -> Answer:
    """Split `money` over the releases of a plan; `past` (release, spend, result) gives the curves instead of stated ones.

    Raises FilterError for a plan that nothing satisfies.
    """
    fitted = None if past is None else budget.fit(past, seed)
    if fitted is not None and not plan:
        plan = tuple(Release(name) for name in fitted.releases)
    bounds = _bounds(money, plan)
    notes: list[str] = []
    draws = _draws(plan, fitted, seed, notes)
    frame = _releases(plan, bounds)
    weights = frame["predicted"].to_numpy(np.float64)
    splits = {"equal": budget.equal(bounds)}
    if np.isfinite(weights).all() and weights.sum() > 0:
        splits["by_popularity"] = budget.equal(bounds, weights)
    for name, spend in splits.items():
        frame[name] = spend
    if draws is None:
        return Answer(frame, _none(_TOTALS), _none(_LIFTS), tuple(notes), fitted=fitted)
    return _with_best(frame, bounds, draws, splits, tuple(notes), fitted)


_TOTALS = ("split", "result", "low", "high")
_LIFTS = ("against", "lift", "low", "high", "chance")


def _none(columns: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame(columns=list(columns))


def _bounds(money: float, plan: Sequence[Release]) -> Plan:
    def column(name: str, missing: float) -> Any:
        return np.array(
            [missing if getattr(one, name) is None else getattr(one, name) for one in plan], dtype=np.float64
        )

    bounds = Plan(money, column("low", 0.0), column("high", max(money, 0.0)), column("locked", np.nan))
    budget.checked(bounds)
    return bounds


def _draws(plan: Sequence[Release], fitted: Fitted | None, seed: int, notes: list[str]) -> Draws | None:
    """Curves that may be true, None where there is no ground for any; says why in `notes`."""
    if fitted is not None:
        if fitted.draws is None:
            notes.append(f"No optimum. {fitted.refused}")
            return None
        unknown = [one.release for one in plan if one.release not in fitted.releases]
        if unknown:
            notes.append(f"No optimum: past spend says nothing of {', '.join(unknown[:3])}.")
            return None
        at = [fitted.releases.index(one.release) for one in plan]
        notes.append(
            f"Curves fitted on {fitted.n} rows of past spend; dealt anew they fit as well in {fitted.chance:.1%}."
        )
        return Draws(budget.alike(len(at)), fitted.draws.ceilings[:, at], fitted.draws.halves[:, at])
    curves = [one.curve for one in plan]
    if not plan or any(curve is None for curve in curves):
        missing = [one.release for one, curve in zip(plan, curves, strict=True) if curve is None]
        notes.append(NO_CURVE if len(missing) == len(plan) else f"No optimum: no curve for {', '.join(missing[:3])}.")
        return None
    notes.append("Curves as stated; the result is as good as they are.")
    return budget.drawn([curve for curve in curves if curve is not None], DRAWS, seed)


def _releases(plan: Sequence[Release], bounds: Plan) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "release": [one.release for one in plan],
            "low": bounds.low,
            "high": bounds.high,
            "locked": bounds.locked,
            "predicted": [np.nan if one.predicted is None else one.predicted for one in plan],
        }
    )


def _with_best(
    frame: pd.DataFrame,
    bounds: Plan,
    draws: Draws,
    splits: dict[str, Any],
    notes: tuple[str, ...],
    fitted: Fitted | None,
) -> Answer:
    best = budget.allocate(draws, bounds)
    others = [split(name, spend, draws) for name, spend in splits.items()]
    low, high = np.quantile(best.by_release, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    frame = frame.assign(
        best=best.spend,
        expected=best.by_release.mean(axis=0),
        expected_low=low,
        expected_high=high,
        knowing=budget.worth_of_knowing(draws, bounds),
    )
    totals = [(one.name, one.total.mean(), *np.quantile(one.total, [0.1, 0.9])) for one in (best, *others)]
    lifts = [(one.name, *lift(best, one)) for one in others]
    return Answer(
        frame,
        pd.DataFrame(totals, columns=list(_TOTALS)),
        pd.DataFrame(lifts, columns=list(_LIFTS)),
        notes,
        best.gap,
        fitted,
    )


def curves(plan: Sequence[Release], release: str, most: float, seed: int = 0, points: int = 41) -> pd.DataFrame:
    """The stated curve of one release: spend, value, low, high (LEVEL of the draws between)."""
    one = next((each for each in plan if each.release == release), None)
    if one is None or one.curve is None:
        return _none(("spend", "value", "low", "high"))
    draws = budget.drawn([one.curve], DRAWS, seed)
    spend = np.linspace(0, max(most, 1e-9), points)
    brought = value(one.form, spend[None, :], draws.ceilings, draws.halves)
    low, high = np.quantile(brought, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    return pd.DataFrame({"spend": spend, "value": brought.mean(axis=0), "low": low, "high": high})


def stated(fitted: Fitted, plan: Sequence[Release] = ()) -> tuple[Release, ...]:
    """What past spend says as lines of a plan, so that an address can carry it: medians, and a spread that is that of the
    result at half the ceiling. Bounds of `plan` stay.
    """
    if fitted.draws is None:
        return tuple(plan)
    known = {one.release: one for one in plan}
    found = []
    for i, name in enumerate(fitted.releases):
        ceilings, halves = fitted.draws.ceilings[:, i], fitted.draws.halves[:, i]
        ceiling, half = float(np.median(ceilings)), float(np.median(halves))
        at_half = value("hyperbolic", np.array(half), ceilings, halves)
        unsure = float(np.std(at_half)) / max(float(np.mean(at_half)), 1e-12)
        old = known.get(name, Release(name))
        found.append(
            Release(
                name,
                "hyperbolic",
                old.low,
                old.high,
                max(ceiling, 1e-6),
                half,
                min(unsure, 5.0),
                old.locked,
                old.predicted,
            )
        )
    return tuple(found)
