"""What Overview asks where something happens by the week: its state from the address, and the figures of spans of weeks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.context import Context
from dashboard.pages import _overview_data as whole
from dashboard.pages.forecasts import data as forecasts
from warehouse.connect import View
from warehouse.errors import FilterError
from warehouse.filters import Rule, TrackFilter, parse
from warehouse.queries import activity, catalogue
from warehouse.queries.activity import Against, Source

PERIODS: Mapping[str, tuple[int, Against, str]] = {
    "4-before": (4, "before", "4 weeks vs prior 4"),
    "4-year": (4, "year", "4 weeks vs a year before"),
    "13-before": (13, "before", "13 weeks vs prior 13"),
    "13-year": (13, "year", "13 weeks vs a year before"),
    "52-before": (52, "before", "52 weeks vs prior 52"),
}
DIRECTIONS = {"up": "Rising", "down": "Falling"}
HORIZON = 13
"""Weeks of the forecast that are shown: a quarter."""
SPARK, DRAWN, ROWS = 26, 60, 5
"""Weeks in a small line, weeks of history in the figure, titles in the list."""


@dataclass(frozen=True)
class State:
    """What the page shows: source (its key), period (a key of PERIODS), way (up or down), collection, filter."""

    source: str
    period: str = "4-before"
    way: str = "up"
    by: str = "family"
    collection: str = ""
    where: str = ""

    @property
    def flt(self) -> TrackFilter:
        """The filter with the collection in it. Raises FilterError."""
        flt = parse(self.where)
        return flt.and_(Rule("collection", "=", self.collection)) if self.collection else flt


@dataclass(frozen=True)
class Figures:
    """The numbers of the page. flt None: there is no catalogue, so every entry counts ; periods, weekly as
    warehouse.queries.activity gives them ; moved : the titles of the list, compared : all there are, rose and fell of them ;
    tracks : the figures of the catalogue, None without tracks ; forecast : id of the series that is forecast of the source.
    """

    source: Source
    flt: TrackFilter | None
    span: int
    against: Against
    periods: Mapping[str, Mapping[str, Any]]
    weekly: pd.DataFrame
    tracks: whole.Figures | None
    loads: pd.DataFrame
    about: Any
    forecast: str = ""

    @property
    def now(self) -> Mapping[str, Any]:
        """The last weeks."""
        return self.periods["now"]

    def earlier(self, name: str) -> Mapping[str, Any] | None:
        """The span 'before' or 'year', None unless all its weeks are there."""
        found = self.periods.get(name)
        return found if found and found["weeks"] >= self.now["weeks"] else None

    @property
    def compared(self) -> Mapping[str, Any] | None:
        """The span that the reader compares with."""
        return self.earlier(self.against)

    @property
    def is_whole(self) -> bool:
        """Whether no filter narrows the figures."""
        return self.flt is None or self.flt.is_all


@dataclass(frozen=True)
class Moved:
    """rows as activity.moved gives them, only those that went the way asked for ; compared, rose, fell of all titles."""

    rows: pd.DataFrame
    compared: int
    rose: int
    fell: int


def sources(context: Context) -> list[Source]:
    """What happens by the week in this data."""
    found: list[Source] = context.reader.cached(("activity-sources",), activity.sources)
    return found


def read(known: Sequence[Source], query: Mapping[str, str]) -> State:
    """The state that an address says; the first source where it names none. Raises FilterError."""
    given = {name: query[name] for name in State.__dataclass_fields__ if query.get(name)}
    state = State(**{"source": known[0].key, **given})
    choices: list[tuple[str, str, list[str]]] = [
        ("source", state.source, [source.key for source in known]),
        ("period", state.period, list(PERIODS)),
        ("way", state.way, list(DIRECTIONS)),
        ("by", state.by, list(whole.GROUPS)),
    ]
    for name, value, there in choices:
        if value not in there:
            raise FilterError(f"There is no {name} {value[:60]!r} on Overview.", f"Choose one of: {', '.join(there)}.")
    parse(state.where)
    return state


def kept(context: Context, flt: TrackFilter) -> TrackFilter | None:
    """The filter; None where there is no catalogue to filter."""
    return flt if context.reader.cached(("tracks",), catalogue.counts)["tracks"] else None


def figures(context: Context, state: State) -> Figures:
    """The numbers of a state, kept with the snapshot."""
    source = next(one for one in sources(context) if one.key == state.source)
    flt, hit = kept(context, state.flt), context.settings.hit_threshold
    span, against, _ = PERIODS[state.period]
    tracks = overall(context, flt, hit) if flt is not None else None
    ahead = series_of(context, source)

    def make(view: View) -> Figures:
        found = activity.periods(view, source, flt, span)
        weekly, loads = activity.weeks(view, source, flt), catalogue.loads(view)
        return Figures(source, flt, span, against, found, weekly, tracks, loads, view.snapshot, ahead)

    return context.reader.cached(("overview-time", state.source, state.period, state.flt.text), make)


def overall(context: Context, flt: TrackFilter, hit: int) -> whole.Figures:
    """The figures of the catalogue, as the other view of Overview has them."""
    return context.reader.cached(("overview", flt.text, hit), lambda view: whole.figures(view, flt, hit))


def moved(context: Context, state: State) -> Moved:
    """Who rises, or falls, of a state."""
    found = figures(context, state)
    falling = state.way == "down"

    def make(view: View) -> Moved:
        rows = activity.moved(view, found.source, found.flt, found.span, found.against, falling, ROWS)
        counts = [int(rows[name].iloc[0]) if len(rows) else 0 for name in ("compared", "rose", "fell")]
        right = rows[rows["change"] < 0] if falling else rows[rows["change"] > 0]
        return Moved(right.reset_index(drop=True), *counts)

    key = ("overview-moved", state.source, state.period, state.way, state.flt.text)
    return context.reader.cached(key, make)


def outlook(context: Context, source: Source) -> forecasts.Facts | None:
    """The forecast of everything a source counts, over the next quarter; None where no series is of it."""
    name = series_of(context, source)
    return forecasts.facts(context, forecasts.State(name, HORIZON)) if name else None


def series_of(context: Context, source: Source) -> str:
    """Id of the series of everything a source counts, '' where there is none."""
    there = set(forecasts.every(context)["series"])
    return next((one for one in _series(source) if one in there), "")


def _series(source: Source) -> list[str]:
    """Ids of the series that may be of a source; the main chart has none of its own."""
    if source.kind == "plays":
        return ["plays/all/week"]
    scope = source.chart + ("" if source.region == "unstated" else f"@{source.region}")
    return [f"streams/{scope.replace('/', '%2F')}/all/week", "streams/all/week"] if source.kind == "streams" else []


def history(found: Figures) -> pd.DataFrame:
    """period, value, n, thin of the last weeks of the kept tracks, as the figure takes them."""
    frame = found.weekly.tail(DRAWN)
    return pd.DataFrame(
        {"period": frame["week"], "value": frame["amount"], "n": frame["entries"], "thin": False}
    ).reset_index(drop=True)
