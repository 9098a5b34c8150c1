"""Questions about what charts, playlists and plays have to do with the catalogue: match rates and the charts there are."""

from __future__ import annotations

import pandas as pd

from warehouse.connect import View
from warehouse.queries.fixed import sql


def links(view: View) -> pd.DataFrame:
    """One row a load and kind (charts, playlists, plays), newest first.

    load_id, file, collection, kind; rows, rows_by_id, rows_by_name, rows_unlinked, rows_share (0 to 1); the same for
    items (what the source tells apart) instead of rows; plays, plays_share for plays, missing for the others.
    """
    return view.frame(sql("link_rates"))


def shares(view: View) -> dict[int, dict[str, float]]:
    """Load -> kind -> share of its rows of that kind that are linked, 0 to 1; a file can hold rows of two kinds."""
    found: dict[int, dict[str, float]] = {}
    for row in links(view).to_dict("records"):
        found.setdefault(int(row["load_id"]), {})[str(row["kind"])] = float(row["rows_share"])
    return found


def links_by_collection(view: View) -> pd.DataFrame:
    """One row a collection and kind over all its loads, the largest first.

    collection, kind, loads, rows, rows_by_id, rows_by_name, rows_unlinked, rows_share (0 to 1). A day or week that was
    loaded again counts each time: it is a figure of files, `charts` has that of the charts.
    """
    return view.frame(sql("link_rates_by_kind"))


def charts(view: View) -> pd.DataFrame:
    """One row a chart and region, the longest first.

    chart, region, period (day, week, month; missing for a single date), periods, first_day, last_day, lowest_rank,
    entries, linked, linked_share (0 to 1), tracks, has_streams.
    """
    return view.frame(sql("charts_all"))


def unlinked(view: View, rows: int = 100) -> pd.DataFrame:
    """What charts name and the catalogue does not know, the longest in the charts first.

    title, artists, entries, peak, first_day, last_day, charts (names, joined).
    """
    return view.frame(sql("unlinked_entries"), {"rows": rows})
