"""Which model a series is forecast by, at every origin from what was known then, and intervals likewise.

Every column of a Field is a way to forecast: the models, three combinations, and our pick. At each origin the pick is
the column with the least past error; its loss is measured on what came after, so no figure of it is that of a choice
made in hindsight. The same holds for its intervals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.forecast.backtest import Past
from analytics.forecast.config import Config
from analytics.forecast.models import MODELS, NAIVE

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
COMBINED = ("median of all", "mean of all", "best three", "weighted")
OURS = "repertoire"
#: A model with an error e times as large has 1 / e to this power of the weight.
POWER = 6.0
#: What a single model that is not naive must be ahead of the others by to be picked, and whatever is picked of the best
#: naive way: a log of the ratio of errors. Of many ways one is ahead by chance; naive ones are the safe choice.
MARGIN = 0.1
COLUMNS = (*(model.name for model in MODELS), *COMBINED, OURS)
MEDIAN, MEAN, BEST, WEIGHTED, PICK = (COLUMNS.index(name) for name in (*COMBINED, OURS))
NAIVES = tuple(COLUMNS.index(name) for name in NAIVE)
HANDICAP = np.array([MARGIN if name not in (*NAIVE, *COMBINED) else 0.0 for name in COLUMNS[:PICK]])
#: The number of no period; those before 1970 have negative ones.
NEVER = -(10**9)
#: A model is judged by at least so many past periods of a series, and so much of what naive is judged by.
CELLS, SHARE = 4, 0.7


@dataclass
class Field:
    """Series of one step at their origins: (series, origins) and a column for every way to forecast.

    middle, spread (s, o, c, h): on the modelled scale ; actual (s, o, h) ; loss (s, o, c, h): absolute error over the
    scale of MASE ; origin (s, o): number of the last known period, NEVER where a series has fewer origins ; pick (s, o):
    the column that ours is, -1 for none.
    """

    pasts: Sequence[Past]
    middle: Floats
    spread: Floats
    actual: Floats
    loss: Floats
    origin: Ints
    pick: Ints

    @property
    def target(self) -> Ints:
        """(s, o, h): numbers of the periods that are forecast."""
        return np.asarray(self.origin[:, :, None] + 1 + np.arange(self.actual.shape[2]))


def field_of(pasts: Sequence[Past], config: Config) -> Field:
    """The field of series that share step and horizon, with combinations and picks filled in, oldest origin first."""
    found = _stacked(pasts)
    for now in np.unique(found.origin[found.origin > NEVER]):
        places = np.argwhere(found.origin == now)
        _fill(found, places, _scores(found, int(now), config))
    return found


def _stacked(pasts: Sequence[Past]) -> Field:
    horizon, origins = pasts[0].actual.shape[1], max(len(p.origins) for p in pasts)
    shape = (len(pasts), origins, len(COLUMNS), horizon)
    middle, spread, loss = (np.full(shape, np.nan) for _ in range(3))
    actual, origin = np.full((len(pasts), origins, horizon), np.nan), np.full(shape[:2], NEVER, np.int64)
    for s, past in enumerate(pasts):
        at = slice(origins - len(past.origins), origins)
        middle[s, at, : len(MODELS)], spread[s, at, : len(MODELS)] = past.middle, past.spread
        actual[s, at] = past.actual
        loss[s, at, : len(MODELS)] = np.abs(past.value - past.real[:, None]) / past.change[:, None, None]
        origin[s, at] = past.series.number + past.origins - 1
    return Field(pasts, middle, spread, actual, loss, origin, np.full(shape[:2], -1, np.int64))


def _scores(field: Field, now: int, config: Config) -> Floats:
    """(s, c): log of each column's past error over naive's, drawn towards the mean of all series the less is known."""
    known = (field.target <= now) & (field.origin > NEVER)[:, :, None] & ~np.isnan(field.actual)
    usable = known[:, :, None] & ~np.isnan(field.loss)
    weight = np.where(usable, age_weight(field, now, config)[:, :, None], 0.0)
    cells = usable.sum(axis=(1, 3))
    with np.errstate(all="ignore"):
        mean = np.where(usable, weight * field.loss, 0).sum(axis=(1, 3)) / weight.sum(axis=(1, 3))
        ratio = np.log(np.maximum(mean, 1e-9) / np.maximum(mean[:, :1], 1e-9))
    enough = (cells >= CELLS) & (cells >= SHARE * cells[:, :1])
    ratio = np.where(enough, np.clip(ratio, -3, 3), np.nan)
    count = np.sum(enough, axis=0)
    whole = np.where(count > 0, np.nansum(ratio, axis=0) / np.maximum(count, 1), np.nan)
    own = cells / field.actual.shape[2]
    weight = own / (own + config.pooled)
    return np.where(enough, weight * ratio + (1 - weight) * whole, np.nan)


def age_weight(field: Field, now: int, config: Config) -> Floats:
    """(s, o, h): what each past forecast counts for, half as much for every so many horizons that it is older."""
    horizon = field.actual.shape[2]
    return np.asarray(0.5 ** (np.maximum(now - field.target, 0) / (config.half_life * horizon)))


def _fill(field: Field, places: Ints, scores: Floats) -> None:
    """Combinations and picks of the (series, origin) at `places`."""
    for s, o in places:
        _combine(field, s, o, scores[s])
        there = ~np.isnan(field.middle[s, o, :PICK, 0])
        chosen = _picked(np.where(there, scores[s, :PICK], np.nan))
        field.pick[s, o] = chosen
        _set(field, s, o, PICK, field.middle[s, o, chosen], field.spread[s, o, chosen])


def _picked(score: Floats) -> int:
    """The column with the least score; a single model must be ahead by MARGIN, and so must all that is not naive of the best
    naive way. The median of all where nothing is known.
    """
    if np.isnan(score).all():
        return MEDIAN
    chosen = int(np.nanargmin(score + HANDICAP))
    known = [k for k in NAIVES if not np.isnan(score[k])]
    best = min(known, key=lambda k: float(score[k]), default=chosen)
    return best if chosen not in NAIVES and score[chosen] > score[best] - MARGIN else chosen


def _combine(field: Field, s: int, o: int, score: Floats) -> None:
    """The combinations at one origin; what was best in the past is all of them where there is no past."""
    there = np.flatnonzero(~np.isnan(field.middle[s, o, : len(MODELS), 0]))
    judged = there[~np.isnan(score[there])]
    if len(judged) < 3:
        judged, score = there, np.zeros(len(score))
    best = judged[np.argsort(score[judged], kind="stable")][:3]
    weight = np.exp(-POWER * (score[judged] - score[judged].min()))
    middles, spreads = field.middle[s, o], field.spread[s, o]
    _set(field, s, o, MEDIAN, np.median(middles[there], axis=0), np.median(spreads[there], axis=0))
    _set(field, s, o, MEAN, middles[there].mean(axis=0), spreads[there].mean(axis=0))
    _set(field, s, o, BEST, middles[best].mean(axis=0), spreads[best].mean(axis=0))
    weight /= weight.sum()
    _set(field, s, o, WEIGHTED, weight @ middles[judged], weight @ spreads[judged])


def _set(field: Field, s: int, o: int, column: int, middle: Floats, spread: Floats) -> None:
    past = field.pasts[s]
    i = o - (field.origin.shape[1] - len(past.origins))
    field.middle[s, o, column], field.spread[s, o, column] = middle, spread
    field.loss[s, o, column] = np.abs(past.scale.back(middle) - past.real[i]) / past.change[i]
