"""Artists ranked by how they rise, relative to their size, by whatever the data hold: plays, charts, popularity twice.

Without any change in the data they are ranked by headroom: what a model expects of their recordings less what these have.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from analytics import rising
from analytics.gems import FALSE
from analytics.rising import LEAST_ARTISTS, LEAST_PLACES, LEAST_RECORDINGS
from warehouse.connect import Reader, View
from warehouse.errors import FilterError
from warehouse.filters import TrackFilter
from warehouse.queries import artists_ranked as queries
from warehouse.queries.artists_ranked import Span

__all__ = ["COLUMNS", "FALSE", "LEAST_ARTISTS", "MEASURES", "WINDOWS", "Measure", "Ranking", "ranking"]

WINDOWS = (4, 12, 26, 52)
"""Weeks of a window of plays or charts."""
USUAL_WINDOW = 12
SEEN = "So headroom is understated: repertoire train --only oof"
COLUMNS = (
    "artist_id", "name", "genres", "recordings", "size", "change", "low", "high", "usual", "z", "sure", "found", "n",
    "popularity", "expected", "headroom", "newest", "peers",
)  # fmt: skip


@dataclass(frozen=True)
class Measure:
    """What artists are ranked by. name, size, change: for people ; is_ratio: change is a log ratio, shown in per cent."""

    key: str
    name: str
    size: str
    change: str
    counted: str
    is_ratio: bool = False


MEASURES = {
    m.key: m
    for m in (
        Measure("plays", "Plays", "plays in both windows", "change of plays", "plays", True),
        Measure("charts", "Charts", "places in both windows", "change of places in the chart", "places", True),
        Measure("snapshots", "Popularity", "popularity before", "change of popularity, points", "recordings"),
        Measure("headroom", "Headroom", "popularity now", "expected less now, points", "recordings"),
        Measure("popularity", "Size alone", "recordings", "median popularity", "recordings"),
    )
}


@dataclass(frozen=True)
class Ranking:
    """rows: COLUMNS, the largest z first ; measure ; has: keys that this catalogue can be ranked by ; period in words ;
    compared: artists with a change ; notes for people."""

    rows: pd.DataFrame
    measure: Measure
    has: tuple[str, ...]
    period: str
    notes: tuple[str, ...]


def ranking(reader: Reader, flt: TrackFilter, by: str = "", weeks: int = USUAL_WINDOW) -> Ranking:
    """The artists with recordings that the filter keeps. by: key of MEASURES, '' the best that the data have.

    Raises FilterError for a measure that is none or that the data cannot give, and for another window than WINDOWS.
    """
    if by and by not in MEASURES:
        raise FilterError(f"Artists cannot be ranked by {by[:40]!r}.", f"Measures: {', '.join(MEASURES)}.")
    if weeks not in WINDOWS:
        raise FilterError(f"A window of {weeks} weeks is none.", f"Windows: {', '.join(map(str, WINDOWS))} weeks.")
    has = reader.cached(("artists-has",), _has)
    if by and by not in has:
        raise FilterError(
            f"These data cannot rank artists by {MEASURES[by].name.lower()}.",
            f"They can by: {', '.join(has)}. {_missing(has)}",
        )
    measure = MEASURES[by or has[0]]
    key = ("artists-ranking", measure.key, weeks, flt.text)
    found: Ranking = reader.cached(key, lambda view: _ranked(view, flt, measure, weeks, has))
    return found


def _has(view: View) -> tuple[str, ...]:
    """Keys of MEASURES, the better first."""
    charts = queries.charts(view)
    weekly = queries.play_weeks(view)
    found = {
        "plays": weekly is not None and (weekly[1] - weekly[0]).days >= 7 * 3,
        "charts": bool(len(charts) and charts["periods"].iloc[0] > 3),
        "snapshots": len(queries.moved(view)) > 0,
        "headroom": bool(queries.answers(view)),
        "popularity": True,
    }
    return tuple(name for name, there in found.items() if there)


def _missing(has: tuple[str, ...]) -> str:
    """What to load for a change, '' when there is one."""
    if {"plays", "charts", "snapshots"} & set(has):
        return ""
    return "Load dated plays, a chart, or the same tracks with a later popularity (--as-of) to see who rises."


def _ranked(view: View, flt: TrackFilter, measure: Measure, weeks: int, has: tuple[str, ...]) -> Ranking:
    source = queries.answers(view)
    base = queries.ranked(view, flt, source)
    moved, period = _moved(view, base, measure.key, weeks)
    # What is known of the artists beside the measure; the measure's own columns win.
    more = base[[name for name in base.columns if name not in moved.columns or name == "artist_id"]]
    rows = rising.against_peers(moved.merge(more, on="artist_id", how="inner"), 0.0 if measure.is_ratio else 1.0)
    if measure.key == "popularity":  # a size, not a change: there is nothing that luck could explain
        rows["sure"] = 0.0
    rows["found"] = rising.is_found(rows)
    if rows["z"].isna().all():
        rows = rows.sort_values(["change", "artist_id"], ascending=[False, True], ignore_index=True)
    notes = ["" if measure.key == "popularity" else _how_sure(rows), _missing(has)]
    if measure.key == "headroom":
        unseen = queries.unseen(view, source)
        seen = "by models that had not seen the track" if unseen else f"by a model that had seen the tracks. {SEEN}"
        notes.insert(0, f"No change is measured here: expected popularity less popularity now, {seen}")
    return Ranking(rows[list(COLUMNS)], measure, has, period, tuple(filter(None, notes)))


def _how_sure(rows: pd.DataFrame) -> str:
    if len(rows) < LEAST_ARTISTS:
        return f"{len(rows):,} artists are too few to say what is usual at a size ({LEAST_ARTISTS} needed)."
    found = rows[rows["found"]]
    up, down = int((found["z"] > 0).sum()), int((found["z"] < 0).sum())
    return (
        f"Beyond what is usual for their size: {up:,} artists up, {down:,} down, of {len(rows):,}; at most {FALSE:.0%} of these "
        "would be there by luck, judged by how many stand as far the other way."
    )


def _moved(view: View, base: pd.DataFrame, key: str, weeks: int) -> tuple[pd.DataFrame, str]:
    """(artist_id, size, change, low, high, n of the measure; the period in words)."""
    if key == "plays":
        return _plays(view, weeks)
    if key == "charts":
        return _charts(view, weeks)
    if key == "snapshots":
        found = queries.moved(view)
        since, until = found["since"].min(), found["until"].max()
        return rising.of_points(found)[
            ["artist_id", "size", "change", "low", "high", "n"]
        ], f"{since:%d %b %Y} to {until:%d %b %Y}"
    return _now(base, key), "now"


def _plays(view: View, weeks: int) -> tuple[pd.DataFrame, str]:
    first, last, day = queries.play_weeks(view) or (dt.date.min, dt.date.min, dt.date.min)
    # A week that is not over would look like a fall.
    until = last + dt.timedelta(7) if (day - last).days == 6 else last
    length = dt.timedelta(7 * min(weeks, (until - first).days // 14))
    found = rising.of_counts(queries.played(view, Span(until - 2 * length, until - length, until)))
    found["n"] = found["size"].astype("int64")
    return found, _windows(length, until - dt.timedelta(1))


def _charts(view: View, weeks: int) -> tuple[pd.DataFrame, str]:
    chart = queries.charts(view).iloc[0]
    first, last = pd.Timestamp(chart["first_day"]).date(), pd.Timestamp(chart["last_day"]).date()
    length = dt.timedelta(7 * max(1, min(weeks, (last - first).days // 14)))
    region = None if pd.isna(chart["region"]) else str(chart["region"])
    places = queries.charted(view, str(chart["chart"]), region, Span(last - 2 * length, last - length, last))
    found = rising.of_counts(places, LEAST_PLACES)
    found["n"] = found["size"].astype("int64")
    named = f"{chart['chart']}{'' if region is None else f', {region}'}"
    return found, f"{_windows(length, last)}; {named}, {chart['linked_share']:.0%} of its rows linked"


def _windows(length: dt.timedelta, last: dt.date) -> str:
    weeks = length.days // 7
    return f"{weeks} weeks to {last:%d %b %Y} against the {weeks} before"


def _now(base: pd.DataFrame, key: str) -> pd.DataFrame:
    """Headroom, or popularity, of artists with enough recordings."""
    n = "judged" if key == "headroom" else "rated"
    kept = base[base[n] >= LEAST_RECORDINGS].rename(columns={n: "n"}).reset_index(drop=True)
    if key == "headroom":
        points = rising.of_points(
            pd.DataFrame(
                {
                    "before": kept["live_popularity"],
                    "change": kept["headroom"],
                    "spread": kept["headroom_spread"],
                    "n": kept["n"],
                }
            )
        )
        return points[["size", "change", "low", "high", "n"]].assign(artist_id=kept["artist_id"])
    return kept[["artist_id", "n"]].assign(
        size=kept["recordings"].astype(float), change=kept["popularity"], low=float("nan"), high=float("nan")
    )
