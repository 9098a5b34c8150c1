"""Training of forecasts: backtest every series of the warehouse, choose, forecast, store what pages read.

There is nothing to keep but the answers: what a model learns of a series is worth nothing once the series has a new
period. The newest run serves at once.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd

from analytics.forecast import evaluate, frames, reading
from analytics.forecast.config import LEVELS, Config
from analytics.forecast.many import pasts
from analytics.forecast.results import Result, results
from analytics.forecast.series import Checked
from analytics.progress import Progress, scaled, silent
from analytics.training.common import Tables, Trained, built, finish, versions
from warehouse import store
from warehouse.connect import Workbench
from warehouse.errors import NotTrainable
from warehouse.home import Home
from warehouse.settings import Settings

LIMITS = (
    "A forecast says how a series goes on if it goes on as it has; what nobody has seen before is in no interval.",
    "Figures are of origins that were not known when the model was chosen and the intervals corrected.",
    "Releases that nobody kept are not in the catalogue: series of release dates are of what is left.",
)


def train(home: Home, settings: Settings, progress: Progress = silent) -> Trained:
    """Backtest, choose, forecast and store. Raises NotTrainable, HomeBusy, and Cancelled from `progress`."""
    started, config = time.monotonic(), Config(processes=settings.cores)
    progress("Reading series", 0, 1)
    with built(home, settings) as workbench:
        found = reading.read(workbench, datetime.now(UTC).date(), config)
    if not found.series:
        raise NotTrainable("No series can be forecast.", _why(found))
    made = results(pasts(found.series, config, None, scaled(progress, "Forecasting")), config)
    rows = metric_rows(made)
    progress("Storing", 0, 1)
    result = finish(
        home, settings, "forecasts", "", {}, card(made, found, config), rows,
        lambda run: tables(run, made, found.refused), started,
    )  # fmt: skip
    with Workbench(home, settings) as workbench, workbench.transaction():
        store.promote(workbench, "forecasts", result.run)
    progress("Stored", 1, 1)
    return replace(result, promoted=True)


def _why(found: Checked) -> str:
    if not found.refused:
        return "Series need release dates, charts, plays or a table of figures by date."
    name, words = next(iter(sorted(found.refused.items())))
    return f"{len(found.refused):,} series are there; {name}: {words}"


def tables(run: str, made: Sequence[Result], refused: dict[str, str]) -> Tables:
    """What goes into which table of the warehouse."""
    parts = {
        "forecast_series": [frames.series_rows(made, refused)],
        "forecasts": [frames.forecast_rows(one) for one in made],
        "forecast_backtests": [frames.backtest_rows(one) for one in made if one.judged.any()],
        "forecast_models": [frames.model_rows(one) for one in made],
    }
    return {name: [pd.concat(some).assign(run=run)] for name, some in parts.items() if some}


def metric_rows(made: Sequence[Result]) -> list[dict[str, Any]]:
    """Figures for model_metrics, of the origins that were judged on the way."""
    rows = evaluate.rows_of(made)
    names = {"model": "candidate"}
    return [{names.get(key, key): value for key, value in row.items()} for row in rows]


def card(made: Sequence[Result], found: Checked, config: Config) -> dict[str, Any]:
    """What the run says of itself."""
    picks = pd.Series([one.picks[-1] for one in made]).value_counts()
    better = [one.mase() < one.mase(frames.best_naive(one)) for one in made if one.judged.any()]
    return {
        "task": "forecasts",
        "model": {"config": asdict(config), "levels": list(LEVELS)},
        "data": {
            "series": len(made),
            "refused": len(found.refused),
            "cells": int(sum(one.cells for one in made)),
            "cheap_only": sum(one.past.late for one in made),
        },
        "picks": {str(name): int(count) for name, count in picks.items()},
        "better_than_naive": float(np.mean(better)) if better else None,
        "limits": list(LIMITS),
        "seed": config.seed,
        "libraries": versions(("statsmodels", "scipy")),
    }
