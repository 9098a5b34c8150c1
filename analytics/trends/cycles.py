"""Series that come back: a decline and a return, and a period, against series that only remember their last value."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy.signal import detrend, periodogram

from analytics.trends.regular import A_YEAR, Floats, Regular, is_flat
from analytics.trends.surrogates import chance, red

#: A revival or cycle needs so many periods, and a cycle so many rounds.
NEEDED, ROUNDS = 24, 2.5


@dataclass(frozen=True)
class Cycle:
    """period: in years ; strength: share of the variance around the trend at that period ; p: share of surrogates that stand
    as far above theirs ; peak: when it was last at its top.
    """

    period: float
    strength: float
    p: float
    peak: pd.Timestamp


@dataclass(frozen=True)
class Revival:
    """top, trough, back: when it stood high, low and high again ; fall, rise: by how much ; p: share of surrogates with as
    deep a decline and as high a return.
    """

    top: pd.Timestamp
    trough: pd.Timestamp
    back: pd.Timestamp
    fall: float
    rise: float
    p: float


def cycle(series: Regular, seed: int = 0) -> Cycle | None:
    """The clearest period of a series; None where it is too short or does not move.

    The statistic is the largest power of the periodogram over what surrogates have there on average: AR(1) with the
    memory and spread of the series, made as long, detrended alike (red noise, after Allen and Smith 1996).
    """
    if len(series.values) < NEEDED or is_flat(series.values):
        return None
    values = detrend(series.values)
    frequency, power = _power(values, series)
    if not len(frequency):
        return None
    made = detrend(red(values, np.random.default_rng(seed)), axis=1)
    _, of_made = _power(made, series)
    usual = of_made.mean(axis=0)
    over, made_over = power / usual, (of_made / usual).max(axis=1)
    at = int(over.argmax())
    period = 1 / frequency[at]
    strength = float(power[at] / _whole(values, series))
    p = chance(made_over >= over[at])
    return Cycle(period / A_YEAR[series.step], min(1.0, strength), p, series.starts[_last_top(values, period)])


def _power(values: Floats, series: Regular) -> tuple[Floats, Floats]:
    """Frequencies from ROUNDS rounds to four periods and two years a round (less is a season), and the power at each."""
    n = values.shape[-1]
    frequency, power = periodogram(values, window="hann", nfft=4 * n, axis=-1)
    kept = (frequency >= ROUNDS / n) & (frequency <= min(0.25, 0.5 / A_YEAR[series.step]))
    return frequency[kept], power[..., kept]


def _whole(values: Floats, series: Regular) -> float:
    """What the power would be at its period if the series were one wave."""
    n = len(values)
    wave = np.sqrt(2) * values.std() * np.cos(2 * np.pi * 3 * np.arange(n) / n)
    return float(_power(wave, series)[1].max())


def _wave(values: Floats, period: float) -> Floats:
    """The wave of that period that fits best."""
    return np.asarray(values - sm.OLS(values, _turns(len(values), period)).fit().resid)


def _turns(n: int, period: float) -> Floats:
    turn = 2 * np.pi * np.arange(n) / period
    return np.column_stack([np.cos(turn), np.sin(turn)])


def _last_top(values: Floats, period: float) -> int:
    """Where the wave that fits best was last at its top."""
    wave = _wave(values, period)[-int(np.ceil(period)) :]
    return len(values) - len(wave) + int(wave.argmax())


def revival(series: Regular, seed: int = 0) -> Revival | None:
    """The deepest decline that was followed by a return; None where the series is too short or does not move.

    The statistic is the smaller of fall and rise around a trough, of means over SMOOTH periods, beside that of AR(1)
    surrogates.
    """
    if len(series.values) < NEEDED or is_flat(series.values):
        return None
    width = _width(series)
    smooth = _smooth(series.values[None, :], width)
    made = _smooth(red(series.values - series.values.mean(), np.random.default_rng(seed)), width)
    depth, of_made = _depth(smooth)[0], _depth(made).max(axis=1)
    trough = int(depth.argmax())
    line = smooth[0]
    top, back = int(line[: trough + 1].argmax()), trough + int(line[trough:].argmax())
    p = chance(of_made >= depth[trough])
    first, lowest, again = (series.starts[i + width // 2] for i in (top, trough, back))
    return Revival(first, lowest, again, float(line[top] - line[trough]), float(line[back] - line[trough]), p)


def _width(series: Regular) -> int:
    """Periods whose mean counts: three years, or three periods."""
    return min(max(3, round(3 * A_YEAR[series.step])), len(series.values) // 4)


def _smooth(rows: Floats, width: int) -> Floats:
    whole = np.cumsum(np.pad(rows, ((0, 0), (1, 0))), axis=1)
    return np.asarray((whole[:, width:] - whole[:, :-width]) / width)


def _depth(rows: Floats) -> Floats:
    """How far each place lies under the lower of the highest before and the highest after it."""
    before = np.maximum.accumulate(rows, axis=1)
    after = np.maximum.accumulate(rows[:, ::-1], axis=1)[:, ::-1]
    return np.asarray(np.minimum(before, after) - rows)
