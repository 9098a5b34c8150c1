"""What a release's popularity is set against: its month, weekday, the crowd of its week, brightness by season, and its age.

Popularity falls with age, and not in a line: a smooth curve of age (cubic splines) stands beside every effect, so that the
months of one year are not read as the ages they are. What is constant for an artist (or genre) is taken out by comparing only
its own releases with each other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.preprocessing import SplineTransformer

Floats = NDArray[np.float64]
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
PEAK = 7.0
"""Middle of summer, as a month: July, of the northern half."""
LEAST = 30
"""Releases of a level (a month, a weekday), and of all that are compared."""


@dataclass(frozen=True)
class Prepared:
    """Releases with what is compared. frame: month (1 to 12), weekday (0 Monday), crowd (log of the week's releases over the
    usual of its year), summer (cosine of the season), bright (valence less its mean), group ; placeholders: dates left out.
    """

    frame: pd.DataFrame
    placeholders: int


def prepared(releases: pd.DataFrame, within: str) -> Prepared:
    """The releases that have another of their group to be compared with. within: 'artist' or 'genre'."""
    days = pd.to_datetime(releases["released"])
    first = (days.dt.month == 1) & (days.dt.day == 1)
    # Sources write 1 January where they know the year alone: too many of them are no releases of that day.
    written = first & (first.groupby(days.dt.year).transform("mean") > 5 / 365.25)
    kept, on = releases[~written], days[~written]
    season = 2 * np.pi * (on.dt.day_of_year / 365.25 - (PEAK - 0.5) / 12)
    valence = kept["valence"].astype(float)
    frame = kept.assign(
        month=on.dt.month,
        weekday=on.dt.day_of_week,
        crowd=_crowd(on),
        summer=np.cos(season),
        bright=(valence - valence.mean()).fillna(0.0),
        group=kept[within],
    )
    several = frame.groupby("group")["released"].transform("nunique") >= 2
    return Prepared(frame[several].reset_index(drop=True), int(written.sum()))


def _crowd(days: pd.Series) -> pd.Series:
    """Log of how many releases the week has over the median of the weeks of its year."""
    week = days.dt.to_period("W")
    year = week.dt.start_time.dt.year
    count = week.map(week.value_counts()).astype(float)
    weekly = pd.DataFrame({"year": year, "week": week, "count": count}).drop_duplicates("week")
    usual = year.map(weekly.groupby("year")["count"].median())
    return np.log(count / usual)


def levels(frame: pd.DataFrame, name: str) -> list[int]:
    """The months or weekdays with releases enough to be told apart."""
    counts = frame[name].value_counts()
    return sorted(int(level) for level in counts.index[counts >= LEAST])


def contrasts(values: NDArray[np.int64], known: list[int]) -> Floats:
    """(n, levels - 1): each level against the mean of all (deviation coding); rows of other levels are 0."""
    columns = [(values == level).astype(float) - (values == known[-1]) for level in known[:-1]]
    return np.column_stack(columns) if columns else np.empty((len(values), 0))


def of_age(age: Floats) -> Floats:
    """(n, 6): cubic splines of the logarithm of age, with knots where releases are."""
    logged = np.log1p(np.maximum(age, 0))[:, None]
    return np.asarray(
        SplineTransformer(n_knots=5, degree=3, knots="quantile", include_bias=False).fit_transform(logged)
    )


def centred(columns: Floats, group: NDArray[np.int64]) -> Floats:
    """The columns less their mean in each group."""
    counts = np.bincount(group)
    sums = np.column_stack([np.bincount(group, weights=column) for column in columns.T])
    return columns - (sums / counts[:, None])[group]
