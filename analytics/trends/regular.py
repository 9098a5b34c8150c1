"""The points of one series -> values a period apart, or the words why nothing can be said of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
#: Fewer periods than this have no trend to speak of.
LEAST = 12
#: Periods of a step in a year, and in a season; a year has none inside.
A_YEAR = {"day": 365.25, "week": 365.25 / 7, "month": 12.0, "year": 1.0}
SEASON = {"day": 7, "week": 52, "month": 12, "year": 1}
_PERIOD = {"day": "D", "week": "W-SUN", "month": "M", "year": "Y"}
#: A gap of more periods than this cuts a series; what is before it is left out.
GAP = 3


@dataclass(frozen=True)
class Regular:
    """values (n,): one a period, the oldest first, short gaps filled by a straight line ; starts (n,): of the periods ;
    step ; filled: periods that were missing ; left_out: points that were thin, partial or before a gap.
    """

    values: Floats
    starts: pd.DatetimeIndex
    step: str
    filled: int = 0
    left_out: int = 0

    @property
    def years(self) -> Floats:
        """Time in years since the first period."""
        return np.arange(len(self.values)) / A_YEAR[self.step]


def regular(points: pd.DataFrame) -> Regular | str:
    """One series of `warehouse.queries.series.points`: since its last long gap, without thin and partial points.

    Returns words instead where fewer than LEAST periods are left, or where the step is no period.
    """
    if points.empty:
        return "There is no such series, or it has no points."
    step = str(points["step"].iloc[0])
    if step not in A_YEAR:
        return f"{len(points)} snapshots: too few dates to speak of a trend."
    sound = points[~points["thin"].astype(bool) & ~points["partial"].astype(bool) & np.isfinite(points["value"])]
    if sound.empty:
        return "Every point is of fewer than 30, or of a period that is not whole."
    index = pd.PeriodIndex(pd.to_datetime(sound["period"]), freq=_PERIOD[step])
    even = pd.Series(sound["value"].to_numpy(float), index).groupby(level=0).mean().resample(_PERIOD[step]).mean()
    even = even.iloc[_after_gap(even.isna().to_numpy()) :]
    if len(even) < LEAST:
        return f"{len(even)} {step}s in a row with enough behind them: {LEAST} are needed."
    filled = int(even.isna().sum())
    kept = len(even) - filled
    starts = pd.PeriodIndex(even.index).start_time
    return Regular(even.interpolate().to_numpy(float), starts, step, filled, len(points) - kept)


def _after_gap(missing: NDArray[np.bool_]) -> int:
    """The place after the last run of more than GAP missing periods."""
    run, place = 0, 0
    for i, gone in enumerate(missing):
        run = run + 1 if gone else 0
        place = i + 1 if run > GAP else place
    return place


def is_flat(values: Floats) -> bool:
    """Whether nothing moves: the spread is nothing beside the size of the values."""
    return bool(np.ptp(values) <= 1e-9 * max(1.0, float(np.abs(values).max())))
