"""Forecasts for the command line: those that are stored, or made now for one series."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pandas as pd

from warehouse.connect import Reader, View
from warehouse.errors import FilterError, NotTrainable
from warehouse.queries import forecasts as stored
from warehouse.queries import models as model_queries
from warehouse.queries import series as queries
from warehouse.settings import Settings

#: How far one may ask for at all, in periods; a third of the history bounds it as well.
FARTHEST = 120


def listed(settings: Settings) -> dict[str, Any]:
    """Every series of the warehouse: {"run", "notes", "items": [series, label, step, points, pick, mase, naive, covered_80,
    covered_95, refused]}. pick is empty before `repertoire train --only forecasts`. Raises NoSnapshot.
    """
    with Reader(settings.home, settings).view() as view:
        every = queries.listed(view)
        known = stored.listed(view).rename(columns={"series_id": "series", "mase_naive": "naive"})
        run = model_queries.promoted_run(view, "forecasts")
    columns = ["series", "pick", "mase", "naive", "covered_80", "covered_95", "refused"]
    found = every[["series", "label", "step", "points"]].merge(known[columns], how="left", on="series")
    notes = [] if run else ["Nothing is forecast yet: repertoire train --only forecasts"]
    return {"run": run, "notes": notes, "items": _records(found)}


def forecast(settings: Settings, series: str, horizon: int | None = None) -> dict[str, Any]:
    """The forecast of a series: {"series", "label", "unit", "step", "source" (stored or made now), "about", "notes", "items"}.

    about: pick, mase, naive, covered_80 ... as `warehouse.queries.forecasts.listed` tells them ; results: start, ahead,
    value, low_80, high_80, low_95, high_95, naive. What is stored answers when it reaches far enough; else the series is
    judged and forecast now, by its own past alone. Raises FilterError for a series that is not there, or a horizon that
    nothing can be said of, NotTrainable with the reason when the series cannot be forecast, NoSnapshot.
    """
    if horizon is not None and not 1 <= horizon <= FARTHEST:
        raise FilterError(f"A horizon of {horizon} periods is not one.", f"Ask for 1 to {FARTHEST}.")
    with Reader(settings.home, settings).view() as view:
        about = queries.one(view, series)
        if about is None:
            raise FilterError(f"There is no series {series[:120]!r}.", "List them: repertoire forecast --list")
        found = _stored(view, series, horizon) or _now(view, series, horizon)
    named = {name: about[name] for name in ("label", "unit", "step")}
    return {"series": series, **named, **found, "notes": [judged(found["about"])]}


def judged(about: dict[str, Any]) -> str:
    """How the forecasts of a series did before, in a sentence."""
    if about["mase"] is None:
        return f"By {about['pick']}; its past is too short to judge."
    won = "better than" if about["mase"] < about["mase_best_naive"] else "no better than"
    return (
        f"By {about['pick']}: mean absolute scaled error {about['mase']:.2f} in {about['origins']:.0f} backtests, {won} "
        f"{about['best_naive']} ({about['mase_best_naive']:.2f}); the 80% interval covered {about['covered_80']:.0%}, "
        f"the 95% interval {about['covered_95']:.0%} of {about['n']:.0f} periods."
    )


def _stored(view: View, series: str, horizon: int | None) -> dict[str, Any] | None:
    rows = stored.ahead(view, series)
    if rows.empty or (horizon or 0) > len(rows):
        return None
    known = stored.listed(view)
    about = _records(known[known["series_id"] == series])[0]
    return {"source": "stored", "about": about, "items": _records(rows.head(horizon or len(rows)))}


def _now(view: View, series: str, horizon: int | None) -> dict[str, Any]:
    from analytics.forecast import frames, reading
    from analytics.forecast.config import Config
    from analytics.forecast.many import pasts
    from analytics.forecast.results import results

    found = reading.read(view, datetime.now(UTC).date(), Config(), [series])
    if not found.series:
        raise NotTrainable(f"{series} is not forecast.", found.refused[series])
    made = results(pasts(found.series, Config(processes=1), horizon), Config())
    reach = made[0].middle.shape[1]
    if horizon and reach < horizon:
        raise FilterError(
            f"{series} has {len(found.series[0].values)} periods: too few to look {horizon} ahead.",
            f"Ask for at most {reach}.",
        )
    about = _records(frames.series_rows(made, {}))[0]
    rows = frames.forecast_rows(made[0]).drop(columns="series_id")
    return {"source": "made now", "about": about, "items": _records(rows)}


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as a document: dates as text, what is missing as None."""
    return [{str(name): _cell(value) for name, value in row.items()} for row in frame.astype(object).to_dict("records")]


def _cell(value: Any) -> Any:
    if value is None or value is pd.NaT or (isinstance(value, float) and pd.isna(value)):
        return None
    return str(value)[:10] if hasattr(value, "isoformat") else value
