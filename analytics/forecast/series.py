"""Plain frames -> series that can be forecast, and words for those that cannot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.forecast.config import STEPS, Config, Step
from analytics.names import FORECAST_POINTS

Floats = NDArray[np.float64]
#: A forecast needs so many periods: enough origins to judge it by.
LEAST = FORECAST_POINTS


@dataclass(frozen=True)
class Series:
    """values (n,): one a period, without gaps, the oldest first. start: of the first period ; step: one of STEPS ; low,
    high: bounds that no value leaves, None for none ; group: series of one group are shares of one whole, '' for none ;
    notes: what was done to it, in words.
    """

    name: str
    start: date
    values: Floats
    step: str
    low: float | None = None
    high: float | None = None
    group: str = ""
    notes: tuple[str, ...] = ()

    @property
    def periods(self) -> pd.PeriodIndex:
        """Its periods."""
        return pd.period_range(pd.Period(self.start, freq=frequency(self.step, self.start)), periods=len(self.values))

    @property
    def number(self) -> int:
        """Of its first period, counted from a fixed day: series of one step are compared in time by it."""
        return int(pd.Period(self.start, freq=frequency(self.step, self.start)).ordinal)

    def after(self, horizon: int) -> list[date]:
        """Starts of the periods after its end."""
        last = self.periods[-1]
        return [(last + i).start_time.date() for i in range(1, horizon + 1)]


@dataclass(frozen=True)
class Checked:
    """series: fit to be forecast ; refused: name -> why not."""

    series: list[Series] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def frequency(step: str, start: date) -> str:
    """The name of the period in pandas; a week begins on the weekday of `start`."""
    if step == "week":
        return f"W-{(start - pd.Timedelta(days=1)).strftime('%a').upper()}"
    return {"day": "D", "month": "M", "quarter": "Q", "year": "Y"}[step]


def check(frame: pd.DataFrame, today: date, config: Config | None = None) -> Checked:
    """Series from rows of series, period (a date, the start), value, step; if wanted low, high, group, n.

    today: nothing may lie after it. Each series is read by itself: one that cannot be forecast is refused in words and
    stops no other.
    """
    settings, found = config or Config(), Checked()
    for name, rows in frame.groupby("series", sort=True):
        try:
            found.series.append(_one(str(name), rows, today, settings))
        except Refused as refusal:
            found.refused[str(name)] = str(refusal)
    return found


class Refused(Exception):
    """Why a series cannot be forecast, in words; never leaves this module."""


def _one(name: str, rows: pd.DataFrame, today: date, config: Config) -> Series:
    steps = rows["step"].unique()
    if len(steps) != 1:
        raise Refused(f"Its periods are of several lengths: {', '.join(sorted(map(str, steps)))}.")
    if (step := STEPS.get(str(steps[0]))) is None:
        raise Refused(f"Its step is {steps[0]}; known are {', '.join(STEPS)}.")
    dated = rows.assign(period=pd.to_datetime(rows["period"], errors="coerce", format="ISO8601"))
    if (bad := int(dated["period"].isna().sum())) > 0:
        raise Refused(f"{bad} of its periods are no dates.")
    known = dated[np.isfinite(pd.to_numeric(dated["value"], errors="coerce").astype(float))].sort_values("period")
    _dates(known, step, today)
    low, high = _bound(rows, "low"), _bound(rows, "high")
    _bounds(known, low, high)
    values, start, notes = _even(known, step, config)
    _enough(values, step)
    group = str(rows["group"].iloc[0]) if "group" in rows and pd.notna(rows["group"].iloc[0]) else ""
    return Series(name, start, values, step.name, low, high, group, notes)


def _dates(known: pd.DataFrame, step: Step, today: date) -> None:
    if known.empty:
        raise Refused("It has no values.")
    if len(known) == 1:
        raise Refused("It has one value; one value has no direction.")
    if known["period"].iloc[-1].date() > today:
        raise Refused(f"It has values after today: {known['period'].iloc[-1].date()}.")
    twice = known[known["period"].duplicated()]
    if len(twice):
        raise Refused(f"It has several values for one period, first {twice['period'].iloc[0].date()}.")
    periods = known["period"].dt.to_period(frequency(step.name, known["period"].iloc[0].date()))
    if periods.duplicated().any() or (periods.dt.start_time != known["period"]).any():
        raise Refused(f"Its dates do not stand a {step.word} apart.")


def _bound(rows: pd.DataFrame, name: str) -> float | None:
    value = rows[name].iloc[0] if name in rows else None
    return None if value is None or pd.isna(value) else float(value)


def _bounds(known: pd.DataFrame, low: float | None, high: float | None) -> None:
    values = known["value"].astype(float)
    slack = 1e-9
    if low is not None and (values < low - slack).any():
        raise Refused(f"It has values below {low:g}, where none can be: {values.min():g}.")
    if high is not None and (values > high + slack).any():
        raise Refused(f"It has values above {high:g}, where none can be: {values.max():g}.")


def _even(known: pd.DataFrame, step: Step, config: Config) -> tuple[Floats, date, tuple[str, ...]]:
    """Values of every period since the last long gap, short gaps filled by a straight line."""
    index = known["period"].dt.to_period(frequency(step.name, known["period"].iloc[0].date()))
    whole = pd.Series(known["value"].to_numpy(float), pd.PeriodIndex(index)).resample(index.iloc[0].freq).asfreq()
    notes = list[str]()
    if (cut := _after_gap(whole.isna().to_numpy(), config.gap)) > 0:
        notes.append(f"only since {whole.index[cut].start_time.date()}: before it {step.word}s are missing")
        whole = whole.iloc[cut:]
    if missing := int(whole.isna().sum()):
        if missing > config.filled * len(whole):
            raise Refused(f"{missing} of its {len(whole)} {step.word}s are missing.")
        notes.append(f"{missing} of {len(whole)} {step.word}s are missing and lie on a straight line here")
    filled = whole.interpolate()
    return filled.to_numpy(float), whole.index[0].start_time.date(), tuple(notes)


def _after_gap(missing: NDArray[np.bool_], longest: int) -> int:
    """The place after the last run of more than `longest` missing periods; 0 when there is none."""
    return max((stop for begin, stop in _runs(missing) if stop - begin > longest), default=0)


def _runs(missing: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], missing.astype(int), [0]])))
    return zip(edges[::2], edges[1::2], strict=True)


def _enough(values: Floats, step: Step) -> None:
    if len(values) < LEAST:
        raise Refused(f"It has {len(values)} {step.word}s in a row; {LEAST} are needed to judge a forecast.")
    if np.ptp(values[-LEAST:]) == 0:
        raise Refused(
            f"It has not moved in its last {LEAST} {step.word}s: {values[-1]:g}. There is nothing to forecast."
        )
