"""Protocol O: forecasts made at many origins, each from its past alone, ours beside every competitor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.forecast.backtest import Past
from analytics.forecast.choose import COLUMNS, OURS
from analytics.forecast.config import LEVELS, STEPS, Config
from analytics.forecast.many import pasts
from analytics.forecast.results import Result, results
from analytics.forecast.series import Series
from analytics.progress import Progress, silent

Floats = NDArray[np.float64]
PROTOCOLS = ("O",)
#: Origins that are judged, a horizon apart; of yearly series 8 are 40 years.
MOST = {"year": 8}
USUALLY = 6
#: Origins before the judged ones, to choose by and to correct intervals by, where there are so many.
BEFORE = 50


def evaluate_forecast(
    series: Sequence[Series], config: Config, horizon: int | None = None, progress: Progress = silent
) -> list[dict[str, Any]]:
    """Rows of protocol, metric, features (step and horizon), model, value, low, high (95%, over series), n (forecast
    periods): mase, coverage_80 and coverage_95 of every competitor; of ours also what its intervals cover uncorrected.
    """
    return rows_of(judged(series, config, horizon, progress))


def rows_of(found: Sequence[Result]) -> list[dict[str, Any]]:
    """The rows of `evaluate_forecast` for results that are there, a group a step and horizon."""
    rows: list[dict[str, Any]] = []
    for (step, far), some in groupby(sorted(found, key=_kind), key=_kind):
        alike = [one for one in some if one.judged.any()]
        if alike:
            rows += _rows(alike, f"{step}, {far} ahead, {len(alike)} series")
    return rows


def judged(
    series: Sequence[Series], config: Config, horizon: int | None = None, progress: Progress = silent
) -> list[Result]:
    """Results judged at origins one horizon apart, at most MOST of them, with BEFORE closer ones before the first.

    The seconds of the settings are dealt out to all series, whatever their step; progress counts all of them.
    """
    made = list[Past]()
    for step, some in groupby(sorted(series, key=lambda one: one.step), key=lambda one: one.step):
        alike = list(some)
        given = replace(_long(step, config, horizon), seconds=config.seconds * len(alike) / len(series))
        made += pasts(alike, given, horizon, _after(progress, len(made), len(series)))
    return [
        one
        for step, alike in groupby(made, key=lambda past: past.series.step)
        for one in results(list(alike), config, apart=1, most=MOST.get(step, USUALLY))
    ]


def _long(step: str, config: Config, horizon: int | None) -> Config:
    """Settings with enough origins, at a stride that the horizon is a multiple of."""
    far = horizon or STEPS[step].horizon
    stride = next(s for s in range(max(1, round(far / 4)), 0, -1) if far % s == 0)
    return replace(config, stride=stride, origins=MOST.get(step, USUALLY) * far // stride + BEFORE)


def _after(progress: Progress, before: int, total: int) -> Progress:
    """Progress of a part of the series as that of all: `before` of them are done."""
    return lambda step, done, _part: progress(step, before + done, total)


def _kind(result: Result) -> tuple[str, int]:
    return result.past.series.step, result.actual.shape[1]


def _rows(found: Sequence[Result], features: str) -> list[dict[str, Any]]:
    n = sum(one.cells for one in found)
    rows = []
    for model in COLUMNS:
        rows.append(_row("mase", features, model, [one.mase(model) for one in found], n))
        for level, share in enumerate(LEVELS):
            values = [one.coverage(level, "" if model == OURS else model) for one in found]
            rows.append(_row(f"coverage_{share:.0%}".rstrip("%"), features, model, values, n))
    for level, share in enumerate(LEVELS):
        values = [one.coverage(level, OURS) for one in found]
        rows.append(_row(f"coverage_{share:.0%}".rstrip("%"), features, f"{OURS}, uncorrected", values, n))
    return [row for row in rows if row["value"] is not None]


def _row(metric: str, features: str, model: str, values: Sequence[float], n: int) -> dict[str, Any]:
    known = np.array([value for value in values if np.isfinite(value)])
    told = {"protocol": "O", "metric": metric, "features": features, "model": model, "n": n}
    if not len(known):
        return {**told, "value": None, "low": None, "high": None}
    low, high = _interval(known)
    return {**told, "value": float(known.mean()), "low": low, "high": high}


def _interval(values: Floats) -> tuple[float | None, float | None]:
    """95% of the mean over series, by bootstrap; none for fewer than three series."""
    if len(values) < 3:
        return None, None
    rng = np.random.default_rng(0)
    means = values[rng.integers(0, len(values), (1000, len(values)))].mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)
