"""Series of the warehouse as what is forecast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pandas as pd

from analytics.forecast.config import Config
from analytics.forecast.series import Checked, check
from warehouse.connect import View
from warehouse.queries import series as queries

#: Where more than this share of a series' periods is of too few rows, it is read from a later one on.
THIN = 0.5
LATER = "only since {}: most periods before it are of too few rows"
UNEVEN = "snapshot"


def read(view: View, today: date, config: Config, only: Sequence[str] = ()) -> Checked:
    """Every series of the warehouse, or those named, and why some cannot be forecast.

    Periods that are not over are left out, and so are those at either end that are of too few rows. Raises what the
    query raises for an id that is not there.
    """
    listed = queries.listed(view)
    ids = [name for name in listed["series"] if not only or name in only]
    points = queries.points(view, ids, whole=True)
    kept, thin = without_thin(points)
    uneven = set(listed[listed["step"] == UNEVEN]["series"]) & set(ids)
    found = check(kept[~kept["series"].isin(uneven)], today, config)
    fit = [
        replace(one, notes=(*one.notes, LATER.format(one.start))) if one.name in thin else one for one in found.series
    ]
    lost = dict.fromkeys(set(ids) - {one.name for one in fit}, "It has no period that is over.")
    known = thin | dict.fromkeys(uneven, "It is of snapshots, which are no even step apart.")
    return Checked(fit, {name: known.get(name, found.refused.get(name, why)) for name, why in lost.items()})


def without_thin(points: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str]]:
    """Points up to the last that is of enough rows, from the earliest such one since which at most THIN are of too few; and
    of every series that begins later or nowhere for that, why, in words.
    """
    if points.empty:
        return points, {}
    rows = points.sort_values(["series", "period"], ascending=[True, False])
    rows["thin"] = rows["thin"].fillna(False).astype(bool)
    all_thin = rows.groupby("series")["thin"].mean()
    rows = rows[~rows.groupby("series")["thin"].cummin()]  # without those after the last that is of enough
    grouped = rows.groupby("series")["thin"]
    enough = rows[(grouped.cumsum() <= THIN * (grouped.cumcount() + 1)) & ~rows["thin"]]
    first, begins = enough.groupby("series")["period"].min(), rows[~rows["thin"]].groupby("series")["period"].min()
    told = {
        str(name): f"{all_thin[name]:.0%} of its periods are of too few rows to say much."
        for name in all_thin.index
        if first.get(name) != begins.get(name) or name not in first
    }
    kept = rows.merge(first.rename("first"), on="series")
    kept = kept[kept["period"] >= kept["first"]].drop(columns="first")
    return kept.sort_values(["series", "period"], ignore_index=True), told
