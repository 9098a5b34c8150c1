"""Where the level of a series changes, each change against the same values in shuffled blocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import ruptures as rpt
import statsmodels.api as sm

from analytics.trends.regular import Floats, Regular, is_flat

#: A level needs so many periods on either side; a change is told at this chance; this many shuffles.
SIDE, CHANCE, SHUFFLES, MOST = 6, 0.01, 199, 6


@dataclass(frozen=True)
class Change:
    """start: first period of the new level ; before, after: means ; size, low, high: their difference and its 95%
    interval ; chance: share of shuffled series with a change as clear.
    """

    start: pd.Timestamp
    before: float
    after: float
    size: float
    low: float
    high: float
    chance: float


def changes(series: Regular, seed: int = 0) -> list[Change]:
    """Changes of level, the oldest first.

    Binary segmentation: the best split of a segment (ruptures, least squares) is kept when at most CHANCE of the segments
    with its values in shuffled blocks split as well, then both parts are looked at. The blocks keep what neighbours share.
    """
    if is_flat(series.values):
        return []
    rng = np.random.default_rng(seed)
    found = sorted(_splits(series.values, 0, rng, MOST))[:MOST]
    edges = [0, *(at for at, _ in found), len(series.values)]
    return [_measured(series, edges[i], at, edges[i + 2], chance) for i, (at, chance) in enumerate(found)]


def _splits(values: Floats, offset: int, rng: np.random.Generator, depth: int) -> Iterator[tuple[int, float]]:
    if len(values) < 2 * SIDE or depth == 0 or is_flat(values):
        return
    at, gain = _best(values)
    size = block(len(values))
    shuffled = [_best(shuffle(values, size, rng))[1] for _ in range(SHUFFLES)]
    chance = (1 + sum(other >= gain for other in shuffled)) / (1 + SHUFFLES)
    if chance <= CHANCE:
        yield offset + at, chance
        yield from _splits(values[:at], offset, rng, depth - 1)
        yield from _splits(values[at:], offset + at, rng, depth - 1)


def _best(values: Floats) -> tuple[int, float]:
    """Where one split takes most of the squares away, and what share of them it takes."""
    at = int(rpt.KernelCPD(kernel="linear", min_size=SIDE).fit(values[:, None]).predict(n_bkps=1)[0])
    inside = at * values[:at].var() + (len(values) - at) * values[at:].var()
    return at, float(1 - inside / (len(values) * values.var()))


def block(n: int) -> int:
    """Length of a block: long enough that what neighbours share stays inside, with enough blocks left to shuffle."""
    return max(2, round(1.2 * n**0.5))


def shuffle(values: Floats, size: int, rng: np.random.Generator) -> Floats:
    """The values in blocks of `size`, from a random start round the end, in random order."""
    turned = np.roll(values, int(rng.integers(len(values))))
    blocks = np.array_split(turned, max(2, len(values) // size))
    return np.concatenate([blocks[i] for i in rng.permutation(len(blocks))])


def _measured(series: Regular, low: int, at: int, high: int, chance: float) -> Change:
    values = series.values[low:high]
    after = (np.arange(low, high) >= at).astype(float)
    lags = int(np.ceil(1.3 * np.sqrt(len(values))))
    fit = sm.OLS(values, sm.add_constant(after)).fit(
        cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": True}, use_t=True
    )
    ends = fit.conf_int(0.05)[1]
    before, size = float(fit.params[0]), float(fit.params[1])
    return Change(series.starts[at], before, before + size, size, float(ends[0]), float(ends[1]), chance)
