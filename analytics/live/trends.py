"""Series over time of the snapshot: which move beyond their noise, what one does, which come back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from statsmodels.stats.multitest import multipletests

from analytics import trends
from analytics.trends import Change, Cycle, Regular, Revival, Season, Slope
from analytics.trends.regular import A_YEAR
from warehouse.connect import Reader, View
from warehouse.errors import FilterError
from warehouse.queries import series as queries

__all__ = ["BACK", "LEVEL", "MOST", "WINDOW", "Listing", "One", "listing", "of", "revivals"]

#: Movers, and what comes back, are told at these levels, held together over the list (Benjamini and Hochberg 1995).
LEVEL, BACK = 0.05, 0.10
#: A list judges so many series at most, those of most recordings or places; years of the window unless said otherwise.
MOST, WINDOW = 300, 10
_MOVES = ["a_year", "low", "high", "p", "change", "n"]


@dataclass(frozen=True)
class Listing:
    """rows: one a series, what moves most surely first ; left: series beyond MOST that were not judged ; window: years."""

    rows: pd.DataFrame
    left: int = 0
    window: int = WINDOW


@dataclass(frozen=True)
class One:
    """about: its row of `series.listed` ; points: of `series.points` ; why: words where nothing can be said of it, else
    its slope in the window, changes of level, season, cycle and revival, each None where it cannot be told.
    """

    about: dict[str, Any]
    points: pd.DataFrame
    why: str = ""
    slope: Slope | None = None
    changes: list[Change] = field(default_factory=list)
    season: Season | None = None
    cycle: Cycle | None = None
    revival: Revival | None = None
    notes: tuple[str, ...] = ()


def listing(reader: Reader, subject: str, scope: str, step: str, window: int = WINDOW) -> Listing:
    """Every series of a subject, scope and step: series, name, label, unit, latest, last, points, thin, survives, a_year, low,
    high (95%), p, change (over the window, as fitted), n (periods judged), adjusted (p, held together), moves, why.
    """

    def made(view: View) -> Listing:
        listed, left = _listed(view, subject, scope, step)
        found = [_moves(regular, window) for regular in _regulars(view, listed)]
        judged = pd.DataFrame(found, columns=[*_MOVES, "why"], index=listed.index)
        # The interval of the slope takes the names of the bounds of the series, which a list has no use for.
        rows = listed.drop(columns=["low", "high"]).join(judged.rename(columns={"n": "periods"}))
        rows["adjusted"] = _held_together(rows["p"])
        rows["moves"] = rows["adjusted"] <= LEVEL
        return Listing(rows.sort_values(["moves", "p"], ascending=[False, True], kind="stable"), left, window)

    return reader.cached(("trends", subject, scope, step, window), made)


def revivals(reader: Reader, subject: str, scope: str, step: str) -> Listing:
    """Which series of a list come back: the columns of `series.listed` and period (years), strength, peak, cycle_p,
    cycle_adjusted, cycles ; top, trough, back, fall, rise, revival_p, revival_adjusted, revived ; comes_back.
    """

    def made(view: View) -> Listing:
        listed, left = _listed(view, subject, scope, step)
        found = pd.DataFrame([_back(regular) for regular in _regulars(view, listed)], columns=_BACK, index=listed.index)
        rows = listed.join(found)
        for kind, told in (("cycle", "cycles"), ("revival", "revived")):
            rows[f"{kind}_adjusted"] = _held_together(rows[f"{kind}_p"])
            rows[told] = rows[f"{kind}_adjusted"] <= BACK
        rows["comes_back"] = rows["cycles"] | rows["revived"]
        rows["surest"] = rows[["cycle_p", "revival_p"]].min(axis=1)
        return Listing(rows.sort_values(["comes_back", "surest"], ascending=[False, True], kind="stable"), left)

    return reader.cached(("revivals", subject, scope, step), made)


def of(reader: Reader, series: str, window: int = WINDOW) -> One:
    """All of one series. Raises FilterError when there is no such series."""

    def made(view: View) -> One:
        about = queries.one(view, series)
        if about is None:
            raise FilterError(f"There is no series {series[:80]!r}.", "List them: repertoire trends --list")
        points = queries.points(view, [series])
        regular = trends.regular(points)
        if isinstance(regular, str):
            return One(about, points, regular)
        return One(
            about,
            points,
            slope=trends.slope(regular, _periods(regular, window)),
            changes=trends.changes(regular),
            season=trends.season(regular),
            cycle=trends.cycle(regular),
            revival=trends.revival(regular),
            notes=_notes(regular),
        )

    return reader.cached(("trend", series, window), made)


def _listed(view: View, subject: str, scope: str, step: str) -> tuple[pd.DataFrame, int]:
    listed = queries.listed(view, [subject], [step])
    listed = listed[(listed["scope"] == scope) & (listed["what"] != "(other)")]
    kept = listed.sort_values("n", ascending=False, kind="stable").head(MOST).sort_index()
    return kept.reset_index(drop=True), len(listed) - len(kept)


def _regulars(view: View, listed: pd.DataFrame) -> Iterator[Regular | str]:
    points = dict(iter(queries.points(view, list(listed["series"])).groupby("series", sort=False)))
    return (trends.regular(points[name]) for name in listed["series"])


def _periods(series: Regular, window: int) -> int | None:
    """Periods in so many years, at least as many as a trend needs; 0 years are all."""
    return max(trends.LEAST, round(window * A_YEAR[series.step])) if window else None


def _moves(regular: Regular | str, window: int) -> list[Any]:
    nothing = [np.nan] * len(_MOVES)
    if isinstance(regular, str):
        return [*nothing, regular]
    found = trends.slope(regular, _periods(regular, window))
    return [*nothing, "It does not move."] if found is None else [*(getattr(found, name) for name in _MOVES), ""]


_BACK = ["period", "strength", "peak", "cycle_p", "top", "trough", "back", "fall", "rise", "revival_p", "why"]


def _back(regular: Regular | str) -> list[Any]:
    if isinstance(regular, str):
        return [None] * 3 + [np.nan] + [None] * 5 + [np.nan, regular]
    cycle, revival = trends.cycle(regular), trends.revival(regular)
    if cycle is None or revival is None:
        return [None] * 3 + [np.nan] + [None] * 5 + [np.nan, "Too short to tell, or it does not move."]
    turned = [revival.top, revival.trough, revival.back, revival.fall, revival.rise, revival.p]
    return [cycle.period, cycle.strength, cycle.peak, cycle.p, *turned, ""]


def _held_together(p: pd.Series[float]) -> pd.Series[float]:
    adjusted = pd.Series(np.nan, index=p.index)
    if (known := p.notna()).any():
        adjusted[known] = multipletests(p[known].to_numpy(float), method="fdr_bh")[1]
    return adjusted


def _notes(series: Regular) -> tuple[str, ...]:
    said: list[tuple[int, Callable[[int], str]]] = [
        (series.filled, lambda n: f"{n} missing {series.step}s lie on a straight line"),
        (series.left_out, lambda n: f"{_points(n)} thin, not whole or before a long gap, and not judged"),
    ]
    return tuple(words(n) for n, words in said if n)


def _points(n: int) -> str:
    return "1 point is" if n == 1 else f"{n} points are"
