"""Series over time: features, genres, charts, streams, plays, popularity and loaded figures, by period.

A series is known by a path: subject[/scope]/what/step. `docs/decisions/0025-series-over-time.md` says what there is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from warehouse.connect import View
from warehouse.features import Feature, by_name
from warehouse.queries.catalogue import relations
from warehouse.queries.fixed import sql

#: Subject -> what people read; {0} stands for what the series is of, {1} for its scope.
SUBJECTS: Mapping[str, str] = {
    "feature": "{0}, mean of recordings by release",
    "genre-share": "{0}, share of recordings by release",
    "family-share": "{0} (family), share of recordings by release",
    "chart-feature": "{0}, mean of places in {1}",
    "chart-genre-share": "{0}, share of places in {1}",
    "chart-family-share": "{0} (family), share of places in {1}",
    "chart-decade-share": "{0}, share of dated places in {1}",
    "streams": "{0}, streams in the chart, mean of its appearances",
    "plays": "{0}, plays that count",
    "popularity": "{0}, mean popularity of tracks that every snapshot has",
    "loaded": "{0} of {1}, as loaded",
}
STEPS = ("day", "week", "month", "year", "snapshot")
#: What the unit of a sum is; that of a mean is its feature's, that of a share none.
_UNITS = {"streams": "streams", "plays": "plays", "popularity": "0 to 100"}


def listed(
    view: View, subjects: Sequence[str] | None = None, steps: Sequence[str] | None = None, least: int = 1
) -> pd.DataFrame:
    """One row a series, all or those of these subjects and steps with at least so many points.

    series (its id), subject, scope (chart, vocabulary or loaded series, empty for the main one), what (feature, genre,
    figure, `all`), step, points, thin (points of too few), partial (periods not over, or not covered from their start),
    missing (periods between first and last without a point), first, last (starts of periods), n (sum over points),
    latest (value of the last whole period), group (series whose shares sum to one; empty for none), survives (made of
    release dates: what is left in this catalogue), as_of, name, label (words), unit, low, high (bounds, else missing).
    """
    wanted = {"subject": subjects, "step": steps}
    given = {f"{column}s": list(chosen) for column, chosen in wanted.items() if chosen is not None}
    where = [f"{column.removesuffix('s')} in ${column}" for column in given] + ["points >= $least"]
    return _read(view, "trend_list", " and ".join(where), {**given, "least": least})


def one(view: View, series: str) -> dict[str, Any] | None:
    """The row of `listed` of one series, None when there is no such series."""
    rows = _read(view, "trend_list", "series_id = $series", {"series": series}).to_dict("records")
    return {str(name): value for name, value in rows[0].items()} if rows else None


def points(view: View, series: Sequence[str], whole: bool = False) -> pd.DataFrame:
    """One row a series and period, the oldest first; ids that there are not are left out.

    series, period (start: a Monday, the first of a month or year, a day), value, n (tracks, recordings or plays behind
    it; missing for loaded figures), sd (of a mean, between tracks), thin (n below 30), partial, step, subject, scope,
    what, group, name, label, unit, low, high. `whole`: without partial periods.
    """
    where = "points.series_id in $series" + (" and not points.partial" if whole else "")
    return _read(view, "trend_points", where, {"series": list(series)})


def sources(view: View) -> pd.DataFrame:
    """What series are made of and what was left out: source (releases, charts), scope (the chart), fact, n.

    Of releases: recordings, dated, by_year (known by year only), future (dated after the newest load, left out).
    Of a chart: entries, linked, missing (appearances that its rhythm expects), ties (places given twice), future.
    """
    if "trend_sources" not in relations(view):
        return pd.DataFrame(columns=["source", "scope", "fact", "n"])
    return view.frame(sql("trend_sources"))


def _read(view: View, query: str, where: str, params: dict[str, Any]) -> pd.DataFrame:
    if "trend_points" not in relations(view):
        return _worded(pd.DataFrame(columns=_COLUMNS[query]))
    return _worded(view.frame(sql(query, where=where), params))


#: What a snapshot of an earlier version answers with.
_COLUMNS = {
    "trend_list": [
        *("series", "subject", "scope", "what", "step", "points", "thin", "partial", "missing", "first", "last", "n"),
        *("latest", "group", "survives", "as_of"),
    ],
    "trend_points": [
        *("series", "period", "value", "n", "sd", "thin", "partial", "step", "subject", "scope", "what", "group"),
    ],
}


def _worded(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with name, label, unit, low and high, worked out once for each kind of series."""
    keys = frame[["subject", "scope", "what", "step"]].drop_duplicates()
    words = pd.DataFrame([_words(*row) for row in keys.itertuples(index=False)], columns=_WORDS, index=keys.index)
    return frame.merge(pd.concat([keys, words], axis=1), on=["subject", "scope", "what", "step"], how="left")


_WORDS = ["name", "label", "unit", "low", "high"]


def _words(subject: str, scope: str, what: str, step: str) -> tuple[str, str, str, float | None, float | None]:
    feature = by_name().get(what) if subject in ("feature", "chart-feature", "loaded") else None
    name = feature.label if feature else "All" if what == "all" else what
    place = scope.replace("@", ", ") or "the main chart"
    label = SUBJECTS[subject].format(name, place) + (f", by {step}" if step != "snapshot" else "")
    if scope and subject in ("genre-share", "streams"):
        label += f" ({place})"
    return name, label, *_range(subject, feature)


def _range(subject: str, feature: Feature | None) -> tuple[str, float | None, float | None]:
    """Unit, low and high: a share of a whole, a feature's own bounds, or a count."""
    if subject.endswith("-share") or (feature and feature.kind == "flag"):
        return "share", 0.0, 1.0
    if feature:
        return feature.unit, feature.low, feature.high
    return _UNITS.get(subject, ""), 0.0 if subject in _UNITS else None, 100.0 if subject == "popularity" else None
