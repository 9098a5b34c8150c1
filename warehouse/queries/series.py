"""Questions about series: what is told over time, by which id, and its points.

An id is subject[@scope]/what/step: `feature/tempo/year`, `genre-share/rock/month`, `genre-share@tidytuesday/rap/year`,
`chart-feature@hot100/energy/month`, `chart-genre-share/pop/week`, `streams/all/week`, `plays/rock/week`,
`popularity/all/date`, `loaded/data_by_year/tempo/year`. The scope is a vocabulary, or a chart and region; it is left out
for the default vocabulary and for the chart with most places (of streams: with most streams).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from warehouse.connect import View
from warehouse.errors import FilterError
from warehouse.features import by_name
from warehouse.queries.fixed import sql

#: Subjects, and how a series of it reads; {what} is a feature's label, a genre, a family or a figure.
SUBJECTS = {
    "feature": "{what} of releases",
    "genre-share": "Share of {what} in releases",
    "family-share": "Share of {what} in releases, by family",
    "chart-feature": "{what} on the chart",
    "chart-genre-share": "Share of {what} on the chart",
    "chart-family-share": "Share of {what} on the chart, by family",
    "streams": "Streams of {what}",
    "plays": "Plays of {what}",
    "popularity": "Mean popularity of {what}",
    "loaded": "{what}",
}
STEPS = ("day", "week", "month", "year", "date")
#: Periods of one year, by step; 0 where there is no season.
SEASON = {"day": 7, "week": 52, "month": 12, "year": 0, "date": 0}
#: Below so many, a mean or share says little; the point is marked.
THIN = 30
SURVIVORSHIP = "Of what is left in this catalogue: releases that nobody kept are not counted."


def listed(view: View, subject: str = "", step: str = "") -> pd.DataFrame:
    """Every series, by id: series_id, subject, scope, what, step, points, first, last, thin, partial (numbers of such
    points), n, low, high, missing (periods without a point), is_share, survives, label, unit. `subject`, `step`: only these.
    """
    found = view.frame(sql("series_listed"), {"subject": subject, "step": step})
    rows = found.to_dict("records")
    return found.assign(label=[label(row) for row in rows], unit=[unit(row) for row in rows])


def points(view: View, ids: Sequence[str]) -> pd.DataFrame:
    """series_id, start (first day of the period), value, n, sd, thin (n below THIN), partial (not over yet, or begun before
    the data), by id and start. Raises FilterError for an id that is not there.
    """
    found = view.frame(sql("series_points"), {"ids": list(ids)})
    lost = sorted(set(ids) - set(found["series_id"]))
    if lost:
        raise FilterError(f"There is no series {lost[0][:120]!r}.", "List them: repertoire forecast --list")
    return found


def about(view: View, series_id: str) -> dict[str, Any]:
    """The row of `listed` of one series. Raises FilterError."""
    found = listed(view)
    rows = found[found["series_id"] == series_id].to_dict("records")
    if not rows:
        raise FilterError(f"There is no series {series_id[:120]!r}.", "List them: repertoire forecast --list")
    return {str(name): value for name, value in rows[0].items()}


def set_aside(view: View) -> dict[str, int]:
    """{"tracks", "undated", "future"}: tracks without a release date, and with one after the date of the data."""
    (row,) = view.frame(sql("series_set_aside")).to_dict("records")
    return {str(name): int(value) for name, value in row.items()}


def label(row: Any) -> str:
    """What a series is, in words: 'Tempo of releases', 'Share of rock on the chart hot100'."""
    feature = by_name().get(str(row["what"])) if "feature" in str(row["subject"]) else None
    plain = "all tracks" if row["what"] == "all" else str(row["what"])
    what = feature.label if feature else plain.replace("/", ": ")
    scope = f" ({row['scope']})" if row["scope"] else ""
    return SUBJECTS[str(row["subject"])].format(what=what) + scope


def unit(row: Any) -> str:
    """The unit of a series' values; '' where none is known."""
    subject, what = str(row["subject"]), str(row["what"])
    if row["is_share"]:
        return "share"
    if subject.endswith("feature"):
        feature = by_name()[what]
        return "share" if feature.kind == "flag" else feature.unit
    return {"streams": "streams", "plays": "plays", "popularity": "0 to 100"}.get(subject, "")
