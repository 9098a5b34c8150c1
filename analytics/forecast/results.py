"""What comes of a field: forecasts with intervals, and what each series' past says of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from analytics.forecast import shares
from analytics.forecast.backtest import Past
from analytics.forecast.choose import COLUMNS, OURS, Field, field_of
from analytics.forecast.config import LEVELS, Config
from analytics.forecast.intervals import widths

Floats = NDArray[np.float64]
PICK = COLUMNS.index(OURS)
#: Series of one step that are looked at together: enough to learn from each other, few enough to hold in memory.
TOGETHER = 400
#: How many spreads the levels reach to either side, and what rounding may take from a bound.
NORMAL, SLACK = norm.ppf((1 + np.array(LEVELS)) / 2), 1e-12


@dataclass(frozen=True)
class Result:
    """One series. The last of its origins (o,) is now, the others are past.

    middle (o, h), ends (o, levels, 2, h): in values, with corrected intervals ; naive (o, h) ; actual (o, h) ; loss
    (o, columns, h): of every column of COLUMNS ; miss (o, columns, h): how many of its own spreads each lay off ; judged
    (o,): the origins that figures are of ; picks (o,): what was chosen at each ; shared: whether it was brought to the
    sum of its group.
    """

    past: Past
    middle: Floats
    ends: Floats
    naive: Floats
    actual: Floats
    loss: Floats
    miss: Floats
    judged: NDArray[np.bool_]
    picks: tuple[str, ...]
    shared: bool

    def mase(self, column: str = OURS) -> float:
        """Mean absolute scaled error of a column at the judged origins; nan when it never said anything."""
        loss = self.loss[self.judged, COLUMNS.index(column)]
        return float(np.nanmean(loss)) if (~np.isnan(loss)).any() else float("nan")

    def coverage(self, level: int, column: str = "") -> float:
        """Share of what came at the judged origins that lay in the interval of LEVELS[level]: ours as corrected, with a
        `column` that of the column itself, which for OURS is what its models say uncorrected.
        """
        there = ~np.isnan(self.actual[self.judged])
        if column:
            miss = self.miss[self.judged, COLUMNS.index(column)]
            there &= ~np.isnan(miss)
            inside = miss <= NORMAL[level]
        else:
            ends, came = self.ends[self.judged, level], self.actual[self.judged]
            inside = (came >= ends[:, 0] - SLACK) & (came <= ends[:, 1] + SLACK)
        return float(inside[there].mean()) if there.any() else float("nan")

    @property
    def cells(self) -> int:
        """Forecast periods that the figures are of."""
        return int((~np.isnan(self.actual[self.judged])).sum())


def results(pasts: Sequence[Past], config: Config, apart: int = 0, most: int = 0) -> list[Result]:
    """Results in the order of `pasts`. apart, most: judge only origins so many horizons apart, at most so many; else the
    later half of all. An origin is judged only when something was known to choose by.
    """
    found: dict[str, Result] = {}
    alike = sorted(pasts, key=_kind)
    for _, some in groupby(alike, key=_kind):
        whole = list(some)
        for start in range(0, len(whole), TOGETHER):
            part = whole[start : start + TOGETHER]
            for past, result in zip(part, _results(field_of(part, config), apart, most), strict=True):
                found[past.series.name] = result
    return [found[past.series.name] for past in pasts]


def _kind(past: Past) -> tuple[str, int]:
    return past.series.step, past.actual.shape[1]


def _results(field: Field, apart: int, most: int) -> list[Result]:
    wide = widths(field).corrected * field.spread[:, :, PICK][:, :, None]
    # Who looks farther is not surer: few past forecasts would let intervals narrow again.
    right = np.maximum.accumulate(wide, axis=3)
    centre = field.middle[:, :, PICK]
    ends = _ends(field, centre[:, :, None] - right, centre[:, :, None] + right)
    middle = _back(field, centre)
    factor = shares.factors(field, middle)
    with np.errstate(all="ignore"):
        miss = np.abs(field.actual[:, :, None] - field.middle) / field.spread
    return [
        _result(
            field, s, middle[s] * factor[s], ends[s] * factor[s][:, None, None], miss[s], _judged(past, apart, most)
        )
        for s, past in enumerate(field.pasts)
    ]


def _result(field: Field, s: int, middle: Floats, ends: Floats, miss: Floats, judged: NDArray[np.bool_]) -> Result:
    past = field.pasts[s]
    at = slice(len(middle) - len(past.origins), len(middle))
    top = np.inf if past.series.high is None else past.series.high
    ours, loss = np.minimum(middle[at], top), field.loss[s, at].copy()
    shared = not np.allclose(ours[-1], past.scale.back(field.middle[s, -1, PICK]))
    loss[:, PICK] = np.abs(ours - past.real) / past.change[:, None]
    picks = tuple(COLUMNS[k] for k in field.pick[s, at])
    return Result(
        past, ours, np.minimum(ends[at], top), past.value[:, 0], past.real, loss, miss[at], judged, picks, shared
    )


def _back(field: Field, z: Floats) -> Floats:
    return np.stack([past.scale.back(z[s]) for s, past in enumerate(field.pasts)])


def _ends(field: Field, low: Floats, high: Floats) -> Floats:
    """(s, o, levels, 2, h): both ends in values."""
    return np.stack([np.stack(p.scale.ends(low[s], high[s]), axis=2) for s, p in enumerate(field.pasts)])


def _judged(past: Past, apart: int, most: int) -> NDArray[np.bool_]:
    """Which origins figures are of: never now, never one before which nothing had come that one could choose by."""
    n, horizon = int(past.origins[-1]), past.actual.shape[1]
    before = past.origins < n
    if apart:
        distance = n - past.origins
        return before & (distance % (apart * horizon) == 0) & (distance <= most * apart * horizon)
    return before & (past.origins > past.origins[0]) & (np.arange(len(before)) >= (len(before) - 1) // 2)
