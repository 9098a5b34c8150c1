"""Results as rows, the way the warehouse stores them and pages read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.forecast.choose import COLUMNS, OURS
from analytics.forecast.models import MODELS, NAIVE
from analytics.forecast.results import Result
from analytics.forecast.scale import WORDS

Ints = NDArray[np.int64]
ENDS = (("low_80", 0, 0), ("high_80", 0, 1), ("low_95", 1, 0), ("high_95", 1, 1))
#: What each way to forecast is, in words.
SAID = {
    **{model.name: model.words for model in MODELS},
    "median of all": "the median of all models",
    "mean of all": "the mean of all models",
    "best three": "the mean of the three models that did best before",
    "weighted": "the mean of all models, weighted by how they did before",
}


def series_rows(results: Sequence[Result], refused: Mapping[str, str]) -> pd.DataFrame:
    """One row a series, forecast or refused: the columns of raw.forecast_series without run."""
    rows = [_series(one) for one in results]
    rows += [{"series_id": name, "refused": words} for name, words in sorted(refused.items())]
    return pd.DataFrame(rows, columns=[*SERIES_COLUMNS])


SERIES_COLUMNS = (
    *("series_id", "step", "points", "first_start", "last_start", "horizon", "pick", "best_naive", "scale", "notes"),
    *("refused", "shared", "mase", "mase_naive", "mase_best_naive", "covered_80", "covered_95"),
    *("uncorrected_80", "uncorrected_95", "origins", "n"),
)


def _series(one: Result) -> dict[str, Any]:
    series, periods = one.past.series, one.past.series.periods
    best = best_naive(one)
    notes = [*series.notes, *(["time was too short for all models"] if one.past.late else [])]
    return {
        "series_id": series.name, "step": series.step, "points": len(series.values),
        "first_start": series.start, "last_start": periods[-1].start_time.date(), "horizon": one.middle.shape[1],
        "pick": one.picks[-1], "best_naive": best, "scale": WORDS[one.past.scale.kind], "notes": "; ".join(notes),
        "refused": None, "shared": one.shared, "mase": one.mase(), "mase_naive": one.mase("naive"),
        "mase_best_naive": one.mase(best), "covered_80": one.coverage(0), "covered_95": one.coverage(1),
        "uncorrected_80": one.coverage(0, OURS), "uncorrected_95": one.coverage(1, OURS),
        "origins": int(one.judged.sum()), "n": one.cells,
    }  # fmt: skip


def best_naive(one: Result) -> str:
    """The naive way that did best at the judged origins."""
    errors = {name: one.mase(name) for name in NAIVE}
    return min((name for name in NAIVE if np.isfinite(errors[name])), key=lambda name: errors[name], default="naive")


def forecast_rows(one: Result) -> pd.DataFrame:
    """The forecast of a series: series_id, start, ahead, value, the ends of both intervals, naive."""
    ahead = np.arange(one.middle.shape[1])
    return _rows(one, np.full(len(ahead), -1), ahead, one.past.series.after(len(ahead)))


def backtest_rows(one: Result) -> pd.DataFrame:
    """What was forecast at every judged origin beside what came: also origin, pick, actual."""
    days = [period.start_time.date() for period in one.past.series.periods]
    horizon, origins = one.middle.shape[1], one.past.origins
    at = [(o, k) for o in np.flatnonzero(one.judged) for k in range(min(horizon, len(days) - int(origins[o])))]
    if not at:
        return pd.DataFrame()
    o, k = np.array(at).T
    rows = _rows(one, o, k, [days[i] for i in origins[o] + k])
    told = {"origin": [days[i - 1] for i in origins[o]], "pick": [one.picks[i] for i in o], "actual": one.actual[o, k]}
    return rows.assign(**told)


def _rows(one: Result, o: Ints, k: Ints, starts: Sequence[Any]) -> pd.DataFrame:
    """One row for each pair of an origin and a distance, counted from 0."""
    ends = {name: one.ends[o, level, side, k] for name, level, side in ENDS}
    return pd.DataFrame(
        {
            "series_id": one.past.series.name, "start": starts, "ahead": (k + 1).astype(np.int32),
            "value": one.middle[o, k], **ends, "naive": one.naive[o, k],
        }
    )  # fmt: skip


def model_rows(one: Result) -> pd.DataFrame:
    """Every way to forecast a series with its error and coverage: series_id, model, mase, covered_80, covered_95."""
    told = [
        (name, one.mase(name), *(one.coverage(level, "" if name == OURS else name) for level in (0, 1)))
        for name in COLUMNS
    ]
    rows = pd.DataFrame(told, columns=["model", "mase", "covered_80", "covered_95"])
    return rows[rows["mase"].notna()].assign(series_id=one.past.series.name)
