"""Series of the warehouse as what is forecast."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from analytics.forecast.config import Config
from analytics.forecast.series import Checked, check
from warehouse.connect import View
from warehouse.features import by_name
from warehouse.queries import series as queries

#: Subjects whose values cannot be negative and have no upper bound.
AMOUNTS = ("streams", "plays")
#: A series of which more than this share of periods is of too few rows is not forecast.
THIN = 0.5


def read(view: View, today: date, config: Config, only: Sequence[str] = ()) -> Checked:
    """Every series of the warehouse, or those named, and why some cannot be forecast. Periods that are not over, and those
    at either end that are of too few rows, are left out. Raises FilterError for an id that is not there.
    """
    listed = queries.listed(view)
    ids = list(only) or list(listed["series_id"])
    points = queries.points(view, ids)
    about = listed[listed["series_id"].isin(ids)].set_index("series_id")
    whole = points[~points["partial"].fillna(False).astype(bool)]
    kept, refused = _without_thin(whole)
    frame = kept.rename(columns={"series_id": "series", "start": "period"})
    found = check(_bounded(frame, about), today, config)
    lost = set(ids) - {one.name for one in found.series} - set(found.refused) - set(refused)
    found.refused.update(refused | dict.fromkeys(lost, "It has no period that is over."))
    return found


def _without_thin(points: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str]]:
    """Points from the first to the last that is of enough rows, and the series that are mostly of too few."""
    thin = points["thin"].fillna(False).astype(bool)
    share = thin.groupby(points["series_id"]).mean()
    refused = {
        str(name): f"{part:.0%} of its periods are of fewer than {queries.THIN} rows: too few to forecast from."
        for name, part in share.items()
        if part > THIN
    }
    bounds = points[~thin].groupby("series_id")["start"].agg(["min", "max"])
    joined = points.join(bounds, on="series_id")
    inside = (joined["start"] >= joined["min"]) & (joined["start"] <= joined["max"])
    return points[inside & ~points["series_id"].isin(refused)], refused


def _bounded(frame: pd.DataFrame, about: pd.DataFrame) -> pd.DataFrame:
    """The rows with step, low, high and group of their series."""
    facts = about.assign(
        low=[_low(row) for row in about.to_dict("records")],
        high=[_high(row) for row in about.to_dict("records")],
        group=np.where(about["is_share"], about["subject"] + "@" + about["scope"] + "/" + about["step"], ""),
    )
    return frame.drop(columns=["step"], errors="ignore").join(facts[["step", "low", "high", "group"]], on="series")


def _low(row: dict[str, object]) -> float | None:
    feature = by_name().get(str(row["what"]))
    if row["is_share"] or row["subject"] in (*AMOUNTS, "popularity"):
        return 0.0
    return float(feature.low) if feature is not None and feature.low is not None else None


def _high(row: dict[str, object]) -> float | None:
    feature = by_name().get(str(row["what"]))
    if row["is_share"] or row["subject"] == "popularity":
        return 1.0 if row["is_share"] else 100.0
    return float(feature.high) if feature is not None and feature.high is not None and "feature" in str(row["subject"]) else None
