"""Curves from past spend: least squares with a start of its own for each release, and a chance level before any curve is shown.

result = what comes without spend + ceiling x / (half + x) + error. One half for all releases (they share what a channel is
like), a ceiling and a start for each. How sure: a bootstrap of residuals. Whether spend is associated with the result at all:
spend dealt anew within each release; above 5% by chance there is no curve.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import minimize_scalar

from analytics.budget.curves import Array, Draws, alike

LEAST_ROWS, LEAST_SPENDS = 8, 4
LEAST_VARIATION = 0.1
"""Standard deviation of spend over its mean, below which nothing can be learned from it."""
CHANCE = 0.05
DEALT, DRAWN = 199, 400


@dataclass(frozen=True)
class Fitted:
    """What past spend says. releases: names, in the order of draws' columns ; draws: curves that may be true ; chance: that
    dealt spend explains as much ; starts: results without spend ; n: rows ; refused: why there is no curve, '' when there is.
    """

    releases: tuple[str, ...]
    n: int
    chance: float = 1.0
    draws: Draws | None = None
    starts: Array | None = None
    explained: float = 0.0
    refused: str = ""


def fit(rows: pd.DataFrame, seed: int = 0) -> Fitted:
    """rows: release, spend, result. Never raises for data that say nothing: `refused` tells why."""
    names = tuple(sorted(rows["release"].unique()))
    why = _too_little(rows)
    if why:
        return Fitted(names, len(rows), refused=why)
    group = rows["release"].map({name: i for i, name in enumerate(names)}).to_numpy()
    spend, result = (rows[name].to_numpy(np.float64) for name in ("spend", "result"))
    random = np.random.default_rng(seed)
    left, half = _search(spend, result, group, len(names))
    chance = _chance(spend, result, group, len(names), left, random)
    explained = 1 - left / _left_without(result, group, len(names))
    if chance > CHANCE:
        words = f"Spend is not associated with the result beyond luck (chance {chance:.0%}, {len(rows)} rows)."
        return Fitted(names, len(rows), chance, explained=explained, refused=words)
    draws, starts = _bootstrap(spend, result, group, len(names), half, random)
    return Fitted(names, len(rows), chance, draws, starts, explained)


def _too_little(rows: pd.DataFrame) -> str:
    spend = rows["spend"]
    if len(rows) < LEAST_ROWS:
        return f"{len(rows)} rows of past spend are too few; {LEAST_ROWS} are needed."
    if spend.nunique() < LEAST_SPENDS or spend.std() < LEAST_VARIATION * max(spend.mean(), 1e-12):
        return "Spend hardly varies, so nothing can be learned about what more or less of it does."
    return ""


def _design(spend: Array, group: Array, groups: int, half: float) -> Array:
    """Columns: a start of each release, then what its spend would bring of a ceiling of 1."""
    ones = np.eye(groups)[group.astype(int)]
    return np.hstack([ones, ones * (spend / (half + spend))[:, None]])


def _left(spend: Array, result: Array, group: Array, groups: int, half: float) -> tuple[float, Array]:
    """Sum of squares that a half leaves, and the starts and ceilings that leave it; ceilings are not below 0."""
    design = _design(spend, group, groups, half)
    found = np.linalg.lstsq(design, result, rcond=None)[0]
    negative = found[groups:] < 0
    if negative.any():
        kept = np.concatenate([np.ones(groups, bool), ~negative])
        found = np.zeros(2 * groups)
        found[kept] = np.linalg.lstsq(design[:, kept], result, rcond=None)[0]
        found[groups:] = np.maximum(found[groups:], 0)
    return float(((result - design @ found) ** 2).sum()), np.asarray(found, dtype=np.float64)


def _search(spend: Array, result: Array, group: Array, groups: int) -> tuple[float, float]:
    """(sum of squares, half): the best half of a grid, then between its neighbours."""
    top = float(spend.max())
    grid = top * np.geomspace(0.02, 20, 13)
    losses = [_left(spend, result, group, groups, half)[0] for half in grid]
    at = int(np.argmin(losses))
    ends = np.log([grid[max(at - 1, 0)], grid[min(at + 1, len(grid) - 1)]])
    found = minimize_scalar(
        lambda log: _left(spend, result, group, groups, float(np.exp(log)))[0], bounds=tuple(ends), method="bounded"
    )
    return min((float(found.fun), float(np.exp(found.x))), (losses[at], float(grid[at])))


def _left_without(result: Array, group: Array, groups: int) -> float:
    means = np.array([result[group == i].mean() for i in range(groups)])
    return max(float(((result - means[group.astype(int)]) ** 2).sum()), 1e-300)


def _chance(spend: Array, result: Array, group: Array, groups: int, left: float, random: np.random.Generator) -> float:
    """How often spend that is dealt anew within each release explains as much."""
    as_good = 0
    for _ in range(DEALT):
        dealt = spend.copy()
        for i in range(groups):
            mine = np.flatnonzero(group == i)
            dealt[mine] = dealt[random.permutation(mine)]
        as_good += _search(dealt, result, group, groups)[0] <= left
    return (1 + as_good) / (1 + DEALT)


def _bootstrap(
    spend: Array, result: Array, group: Array, groups: int, half: float, random: np.random.Generator
) -> tuple[Draws, Array]:
    design = _design(spend, group, groups, half)
    found = _left(spend, result, group, groups, half)[1]
    fitted = design @ found
    # Residuals are smaller than errors by the parameters they were fitted with.
    off = (result - fitted) * np.sqrt(len(result) / max(len(result) - 2 * groups - 1, 1))
    ceilings, halves = np.empty((DRAWN, groups)), np.empty((DRAWN, groups))
    for draw in range(DRAWN):
        again = fitted + random.choice(off, len(off))
        _, own = _search(spend, again, group, groups)
        ceilings[draw] = _left(spend, again, group, groups, own)[1][groups:]
        halves[draw] = own
    return Draws(alike(groups), ceilings, halves), found[:groups]
