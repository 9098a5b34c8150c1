"""Intervals that cover what they say: a model's own, widened or narrowed by how far its past forecasts lay off.

Split conformal prediction (Vovk, Gammerman and Shafer 2005; for several periods ahead Stankeviciute and others 2021) with
the error over the model's own spread as score. The scores of a horizon are those of that horizon and its neighbours; the
fewer a series has, the more those of all series of its step count.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from analytics.forecast.choose import COLUMNS, NEVER, OURS, Field, age_weight
from analytics.forecast.config import LEVELS, Config

Floats = NDArray[np.float64]
PICK = COLUMNS.index(OURS)
#: Fewer past forecasts than this correct nothing; values that stand for those of all series.
FEWEST, GRID = 10, 400
#: Past origins that a series needs before its intervals may become narrower than the model's own: overlapping forecasts
#: of a calm stretch are no evidence that what comes will be calm.
NARROW = 30


@dataclass(frozen=True)
class Widths:
    """Half widths as multiples of the spread, (series, origins, levels, horizon): own, what the model says itself ;
    corrected, nan where nothing past is known to correct by.
    """

    own: Floats
    corrected: Floats


def widths(field: Field, config: Config) -> Widths:
    """Widths of our pick's intervals at every origin, corrected by what had come by then."""
    score = np.abs(field.actual - field.middle[:, :, PICK]) / field.spread[:, :, PICK]
    series, origins, horizon = score.shape
    own = np.broadcast_to(norm.ppf((1 + np.array(LEVELS)) / 2)[:, None], (series, origins, len(LEVELS), horizon))
    corrected, target = np.full(own.shape, np.nan), field.target
    for now in np.unique(field.origin[field.origin > NEVER]):
        known = np.where((target <= now) & (field.origin > NEVER)[:, :, None], score, np.nan)
        weight = age_weight(field, int(now), config)
        for h in range(horizon):
            near = slice(max(0, h - _reach(horizon)), h + _reach(horizon) + 1)
            scores, weights = known[:, :, near], weight[:, :, near]
            others = _grid(scores, weights)
            for s, o in np.argwhere(field.origin == now):
                wide = _quantiles(scores[s], weights[s], others, config)
                few = (~np.isnan(scores[s])).any(axis=1).sum() < NARROW
                corrected[s, o, :, h] = np.maximum(wide, own[s, o, :, h]) if few else wide
    return Widths(own, np.maximum.accumulate(corrected, axis=2))


def _reach(horizon: int) -> int:
    """How many horizons to either side lend their scores."""
    return max(1, horizon // 6)


def _grid(score: Floats, weight: Floats) -> Floats:
    """The scores of all series in short: values at GRID even shares of their weight; empty while there are too few."""
    there = ~np.isnan(score)
    if there.sum() < FEWEST:
        return np.empty(0)
    order = np.argsort(score[there], kind="stable")
    share = np.cumsum(weight[there][order])
    at = np.searchsorted(share / share[-1], (np.arange(GRID) + 0.5) / GRID)
    return np.asarray(score[there][order][np.minimum(at, len(order) - 1)])


def _quantiles(score: Floats, weight: Floats, others: Floats, config: Config) -> Floats:
    """The levels' weighted quantiles of the scores of a series, with those of all series at the weight of config.pooled
    origins; nan while there are too few.
    """
    if not len(others):
        return np.full(len(LEVELS), np.nan)
    own = ~np.isnan(score)
    scores = np.concatenate([score[own], others])
    weights = np.concatenate([weight[own] / score.shape[1], np.full(GRID, config.pooled / GRID)])
    order = np.argsort(scores, kind="stable")
    # One more forecast, as far off as any, is what makes the quantile that of a forecast that has not come yet.
    share = np.cumsum(weights[order]) / (weights.sum() + 1 / score.shape[1])
    return np.asarray(scores[order][np.minimum(np.searchsorted(share, LEVELS), len(scores) - 1)])
