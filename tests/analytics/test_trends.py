"""Slopes, changes of level, seasons, cycles and revivals: planted, left out, and where nothing can be said."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from analytics import trends
from analytics.trends import Regular

FREQUENCY = {"year": "YS", "month": "MS", "week": "W-MON", "day": "D"}


def series(values: np.ndarray, step: str = "year", start: str = "1950-01-02") -> Regular:
    starts = pd.date_range(start, periods=len(values), freq=FREQUENCY[step])
    return Regular(np.asarray(values, float), starts, step)


def points(
    values: list[float], step: str = "year", thin: tuple[int, ...] = (), partial: tuple[int, ...] = ()
) -> pd.DataFrame:
    periods = pd.date_range("1990-01-01", periods=len(values), freq=FREQUENCY[step])
    marks = {"thin": [i in thin for i in range(len(values))], "partial": [i in partial for i in range(len(values))]}
    frame = pd.DataFrame({"period": periods, "value": values, "step": step, **marks})
    return frame.dropna(subset=["value"])


def red(n: int, memory: float, seed: int) -> np.ndarray:
    """A series that only remembers its last value, written out as its definition says."""
    noise, found = np.random.default_rng(seed).normal(size=n + 100), [0.0]
    for one in noise:
        found.append(memory * found[-1] + one)
    return np.array(found[-n:])


# ---- What is read --------------------------------------------------------------------------------------------------


def test_gaps_are_filled_thin_and_partial_points_left_out() -> None:
    found = trends.regular(points([1.0, 2, float("nan"), 4, *range(5, 16), 99], partial=(15,)))
    assert isinstance(found, Regular)
    assert list(found.values[:5]) == [1, 2, 3, 4, 5]
    assert (len(found.values), found.filled, found.left_out) == (15, 1, 1)


def test_what_is_before_a_long_gap_is_left_out() -> None:
    values = [1.0] * 5 + [float("nan")] * 4 + [float(i) for i in range(12)]
    found = trends.regular(points(values))
    assert isinstance(found, Regular)
    assert list(found.values) == list(range(12))


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (points([]), "no points"),
        (points([1.0]), "1 years in a row with enough behind them: 12 are needed."),
        (points([1.0] * 20, thin=tuple(range(20))), "fewer than 30"),
        (points([1.0] * 3).assign(step="snapshot"), "3 snapshots: too few dates"),
    ],
)
def test_where_nothing_can_be_said_there_are_words(frame: pd.DataFrame, words: str) -> None:
    assert words in str(trends.regular(frame))


def test_a_series_that_does_not_move_has_nothing() -> None:
    flat = series(np.full(60, 0.3), "month")
    assert trends.changes(flat) == []
    assert (trends.slope(flat), trends.season(flat), trends.cycle(flat), trends.revival(flat)) == (
        None,
        None,
        None,
        None,
    )


# ---- Slopes and changes --------------------------------------------------------------------------------------------


def test_a_slope_is_a_year_and_its_interval_holds_it() -> None:
    found = trends.slope(series(0.5 * np.arange(60) / 12 + 0.1 * red(60, 0.5, 8), "month"))
    assert found is not None
    assert found.low < 0.5 < found.high
    assert found.p < 0.01
    assert found.change == pytest.approx(found.a_year * 59 / 12)


def test_a_window_looks_at_its_end_alone() -> None:
    values = np.r_[np.zeros(30), np.arange(20)] + 0.01 * red(50, 0, 2)
    found = trends.slope(series(values), 20)
    assert found is not None
    assert (found.n, round(found.a_year, 1)) == (20, 1.0)


@pytest.mark.parametrize("memory", [0.0, 0.5])
def test_of_series_that_only_remember_few_are_said_to_move(memory: float) -> None:
    made = [series(red(60, memory, seed)) for seed in range(40)]
    assert sum(found.p <= 0.05 for s in made if (found := trends.slope(s))) <= 6
    assert sum(len(trends.changes(s)) > 0 for s in made) <= 2


def test_a_change_of_level_has_date_size_and_chance() -> None:
    values = np.r_[np.zeros(40), np.full(40, 3.0)] + red(80, 0.3, 3)
    (found,) = trends.changes(series(values, "month"))
    assert abs((found.start - pd.Timestamp("1953-05-01")).days) < 70
    assert found.low < 3 < found.high
    assert found.chance <= 0.01


# ---- Seasons, cycles, revivals --------------------------------------------------------------------------------------


def test_a_season_names_its_month_and_its_twin_has_none() -> None:
    wave, noise = np.cos(2 * np.pi * (np.arange(120) - 6) / 12), red(120, 0.3, 4)
    found, twin = (
        trends.season(series(wave + 0.5 * noise, "month", "1950-01-01")),
        trends.season(series(noise, "month")),
    )
    assert found is not None
    assert twin is not None
    assert found.told
    assert not twin.told
    top = found.effects.loc[found.effects["effect"].idxmax()]
    assert top["part"] in (6, 7, 8)
    assert top["low"] > 0


def test_a_cycle_has_its_period_and_its_last_peak() -> None:
    years = np.arange(72)
    found = trends.cycle(series(np.cos(2 * np.pi * (years - 68) / 12) + 0.4 * red(72, 0.2, 5), "year", "1950-01-01"))
    assert found is not None
    assert found.period == pytest.approx(12, abs=0.7)
    assert found.p <= 0.01
    assert abs(found.peak.year - 2018) <= 1


def test_a_revival_tells_top_trough_and_return() -> None:
    line = np.concatenate(
        [np.full(15, 5.0), np.linspace(5, 0, 10), np.zeros(15), np.linspace(0, 5, 10), np.full(15, 5.0)]
    )
    found = trends.revival(series(line + 0.2 * red(65, 0, 6), "year", "1950-01-01"))
    assert found is not None
    assert found.top.year < 1970 < found.trough.year < 1992 < found.back.year
    assert found.fall == pytest.approx(5, abs=0.5)


@pytest.mark.parametrize("tell", [trends.cycle, trends.revival])
def test_of_series_that_only_remember_few_come_back(
    tell: Callable[[Regular], trends.Cycle | trends.Revival | None],
) -> None:
    told = [found.p for seed in range(40) if (found := tell(series(red(60, 0.5, seed))))]
    assert len(told) == 40
    assert sum(p <= 0.05 for p in told) <= 6
