"""Intervals that cover what they say: a model's own, wider while too much lies outside of them, narrower while too little.

Adaptive conformal inference (Gibbs and Candes 2021) on the logarithm of the width: after every period that has come, a level's
width moves by how much more than it allows lay outside, once for all series of a step together and once for each by itself.
Nothing is learned from an origin before it is known, and a series without a past has the model's own interval.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from analytics.forecast.choose import COLUMNS, NEVER, OURS, Field
from analytics.forecast.config import LEVELS

Floats = NDArray[np.float64]
PICK = COLUMNS.index(OURS)
#: Half widths of the levels in spreads, by the model; the share of periods that each allows outside.
NORMAL, OUTSIDE = norm.ppf((1 + np.array(LEVELS)) / 2), 1 - np.array(LEVELS)
#: How far the logarithm of a width moves in one horizon in which all lay outside, but for the share that may.
RATE = 1.0
#: Of what a width should shrink by, this part is taken off: a calm past is no promise, and too wide does less harm.
TRUST = 0.5
#: Logarithms of widths stay within, so that one stretch does not carry them off.
LEAST, MOST = -1.0, 2.0


@dataclass(frozen=True)
class Widths:
    """Half widths as multiples of the spread, (series, origins, levels, horizon): own, what the model says itself ;
    corrected, by what had come at each origin.
    """

    own: Floats
    corrected: Floats


def widths(field: Field) -> Widths:
    """Widths of our pick's intervals at every origin, corrected by what had come by then."""
    score = np.abs(field.actual - field.middle[:, :, PICK]) / field.spread[:, :, PICK]
    series, origins, horizon = score.shape
    own = np.broadcast_to(NORMAL[:, None], (series, origins, len(LEVELS), horizon))
    corrected, target = own.copy(), field.target
    there = (field.origin > NEVER)[:, :, None] & ~np.isnan(score)
    every, alone = np.zeros(len(LEVELS)), np.zeros((series, len(LEVELS)))
    nows = np.unique(field.origin[field.origin > NEVER])
    for before, now in zip([NEVER, *nows[:-1]], nows, strict=True):
        new = there & (target > before) & (target <= now)
        excess = _excess(score, new, np.exp(every + alone))
        rate = RATE * min(float(now - before) / horizon, 1.0)
        if new.any():
            every = np.clip(every + rate * np.nanmean(excess, axis=0), LEAST, MOST)
            alone = np.clip(alone + rate * np.nan_to_num(excess), LEAST, MOST)
        moved = every + alone
        here = np.nonzero(field.origin == now)
        corrected[here] *= np.exp(np.where(moved < 0, TRUST * moved, moved))[here[0]][:, :, None]
    return Widths(own, np.maximum.accumulate(corrected, axis=2))


def _excess(score: Floats, new: NDArray[np.bool_], factor: Floats) -> Floats:
    """(series, levels): of the new periods of each series, how much more lay outside of its width than may; nan for none."""
    count = new.sum(axis=(1, 2)).astype(float)
    outside = np.stack(
        [(new & (score > (NORMAL[k] * factor[:, k])[:, None, None])).sum(axis=(1, 2)) for k in range(len(LEVELS))],
        axis=1,
    )
    share = np.full(outside.shape, np.nan)
    share[count > 0] = outside[count > 0] / count[count > 0, None]
    return np.asarray(share - OUTSIDE)
