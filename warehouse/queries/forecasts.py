"""Questions about stored forecasts: of which series there are any, what they say, how earlier ones did."""

from __future__ import annotations

import pandas as pd

from warehouse.connect import View
from warehouse.queries.fixed import sql


def listed(view: View) -> pd.DataFrame:
    """Every series that was looked at, by id: series_id, step, points, first_start, last_start, horizon, pick, best_naive,
    scale, notes, refused (why it is not forecast, None when it is), shared, mase, mase_naive, mase_best_naive, covered_80,
    covered_95, uncorrected_80, uncorrected_95 (shares), origins, n.
    """
    return view.frame(sql("forecast_series"))


def ahead(view: View, series_id: str) -> pd.DataFrame:
    """The forecast of a series: start, ahead, value, low_80, high_80, low_95, high_95, naive; empty when there is none."""
    return view.frame(sql("forecast_ahead"), {"series": series_id})


def backtest(view: View, series_id: str) -> pd.DataFrame:
    """What was forecast at past origins and what came: origin, start, ahead, pick, value, low_80, high_80, low_95, high_95,
    naive, actual.
    """
    return view.frame(sql("forecast_backtest"), {"series": series_id})


def models(view: View, series_id: str) -> pd.DataFrame:
    """Every way to forecast a series, the best first: model, mase, covered_80, covered_95."""
    return view.frame(sql("forecast_models"), {"series": series_id})
