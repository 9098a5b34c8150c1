"""The season of a series: how strong, which months stand above the year, and whether that is beyond chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from statsmodels.stats.weightstats import DescrStatsW
from statsmodels.tsa.seasonal import STL

from analytics.trends.regular import SEASON, Floats, Regular, is_flat
from analytics.trends.surrogates import chance

#: A season is looked for in so many of its rounds, and told at this chance; so many series of turned rounds.
ROUNDS, CHANCE, TURNED = 4, 0.01, 999


@dataclass(frozen=True)
class Season:
    """strength, trend_strength: 0 to 1, of what is left when the other is taken away ; p: chance of parts that differ as
    much ; effects: part (month 1 to 12, weekday 1 to 7), effect, low, high (95%), n (rounds) ; fitted (n,): by period.
    """

    strength: float
    trend_strength: float
    p: float
    effects: pd.DataFrame
    fitted: Floats

    @property
    def told(self) -> bool:
        """Whether it is beyond chance."""
        return self.p <= CHANCE


def season(series: Regular, seed: int = 0) -> Season | None:
    """By STL (Cleveland and others 1990), robust; None for years, short series and series that do not move.

    Strengths after Wang, Smith and Hyndman (2006). Effects are means over whole years (weeks, of days) of what STL's trend
    leaves, by month. p: share of series in which every year is turned by months of its own that differ as much; turning
    keeps what neighbours share.
    """
    period = SEASON[series.step]
    if period == 1 or len(series.values) < ROUNDS * period or is_flat(series.values):
        return None
    parts = STL(series.values, period=period, robust=True).fit()
    rounds = _rounds(series, series.values - parts.trend)
    if len(rounds) < ROUNDS - 1:
        return None
    rest, own = parts.resid, parts.seasonal
    return Season(_strength(rest, own), _strength(rest, parts.trend), _p(rounds, seed), _effects(rounds), own)


def _strength(rest: Floats, part: Floats) -> float:
    whole = float(np.var(rest + part))
    return max(0.0, 1 - float(np.var(rest)) / whole) if whole > 0 else 0.0


def _rounds(series: Regular, left: Floats) -> pd.DataFrame:
    """Whole years by month, or weeks by weekday, each less its own mean."""
    starts = series.starts
    if series.step == "day":
        keys = [starts - pd.to_timedelta(starts.dayofweek, unit="D"), starts.dayofweek + 1]
    else:
        keys = [starts.year, starts.month]
    table = pd.Series(left).groupby(keys).mean().unstack().dropna()
    return table.sub(table.mean(axis=1), axis=0)


def _p(rounds: pd.DataFrame, seed: int) -> float:
    values = rounds.to_numpy()
    n, parts = values.shape
    turns = np.random.default_rng(seed).integers(0, parts, (TURNED, n, 1))
    turned = values[np.arange(n)[None, :, None], (np.arange(parts)[None, None, :] + turns) % parts]
    return chance(turned.mean(axis=1).var(axis=1) >= values.mean(axis=0).var())


def _effects(rounds: pd.DataFrame) -> pd.DataFrame:
    low, high = DescrStatsW(rounds.to_numpy()).tconfint_mean(0.05)
    middle = rounds.mean(axis=0)
    return pd.DataFrame(
        {"part": rounds.columns.astype(int), "effect": middle.to_numpy(), "low": low, "high": high, "n": len(rounds)}
    )
