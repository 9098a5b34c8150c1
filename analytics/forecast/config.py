"""Settings of forecasts."""

from __future__ import annotations

from dataclasses import dataclass

#: Levels of the intervals.
LEVELS = (0.80, 0.95)


@dataclass(frozen=True)
class Step:
    """A length of period. season: periods in a year or week, 1 for none ; horizon: how far one looks when nobody says ;
    days: a period's length, about ; word: of one period.
    """

    name: str
    season: int
    horizon: int
    days: float
    alias: str
    word: str


STEPS = {
    step.name: step
    for step in (
        Step("day", 7, 28, 1.0, "D", "day"),
        Step("week", 52, 13, 7.0, "W", "week"),
        Step("month", 12, 12, 30.44, "MS", "month"),
        Step("quarter", 4, 8, 91.3, "QS", "quarter"),
        Step("year", 1, 5, 365.25, "YS", "year"),
    )
}


@dataclass(frozen=True)
class Config:
    """Settings of one run over many series.

    seed: nothing here is drawn by chance; the models' contract wants one ; origins: at most so many past forecasts a
    series ; stride: periods between them, 0 for what makes them reach over a good part of the history ; window: the
    last periods that a model is fitted on ; refit: at every so many origins a model's parameters are
    found anew, and kept in between ; seconds: of work for all series together on one core; a series with a small
    part of it has cheap models only ; most: seconds of work a series may have at most ; gap: the longest run of missing
    periods that is filled by a straight line ; filled: the largest share of filled periods ; pooled: how many origins
    of its own a series needs until they count as much as all other series of its step do ; half_life: of a past
    forecast's weight, in horizons.
    """

    seed: int = 0
    origins: int = 24
    stride: int = 0
    window: int = 260
    refit: int = 4
    seconds: float = 900.0
    most: float = 20.0
    gap: int = 2
    filled: float = 0.1
    pooled: float = 4.0
    half_life: float = 8.0
    processes: int = 0
