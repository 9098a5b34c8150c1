"""Series of the warehouse as what is forecast."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from analytics.forecast.config import Config
from analytics.forecast.series import Checked, check
from warehouse.connect import View
from warehouse.queries import series as queries

#: A series of which more than this share of periods is of too few rows is not forecast.
THIN = 0.5
UNEVEN = "snapshot"


def read(view: View, today: date, config: Config, only: Sequence[str] = ()) -> Checked:
    """Every series of the warehouse, or those named, and why some cannot be forecast.

    Periods that are not over are left out, and so are those at either end that are of too few rows. Raises what the
    query raises for an id that is not there.
    """
    listed = queries.listed(view)
    ids = [name for name in listed["series"] if not only or name in only]
    points = queries.points(view, ids, whole=True)
    kept, refused = _without_thin(points)
    uneven = set(listed[listed["step"] == UNEVEN]["series"]) & set(ids)
    refused |= dict.fromkeys(uneven, "It is of snapshots, which are no even step apart.")
    found = check(kept[~kept["series"].isin(uneven)], today, config)
    lost = set(ids) - {one.name for one in found.series} - set(found.refused) - set(refused)
    found.refused.update(refused | dict.fromkeys(lost, "It has no period that is over."))
    return found


def _without_thin(points: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str]]:
    """Points from the first to the last that is of enough rows, and the series that are mostly of too few."""
    if points.empty:
        return points, {}
    thin = points["thin"].fillna(False).astype(bool)
    refused = {
        str(name): f"{share:.0%} of its periods are of too few rows to say much."
        for name, share in thin.groupby(points["series"]).mean().items()
        if share > THIN
    }
    ends = points[~thin].groupby("series")["period"].agg(["min", "max"])
    first, last = points["series"].map(ends["min"]), points["series"].map(ends["max"])
    inside = (points["period"] >= first) & (points["period"] <= last)
    return points[inside & ~points["series"].isin(refused)], refused
