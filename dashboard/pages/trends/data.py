"""What Trends shows: the series there are, what the address asks for, what is known of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from dashboard.context import Context
from warehouse.errors import FilterError
from warehouse.queries import series as queries

#: Subject -> its name in the menu.
SUBJECTS: Mapping[str, str] = {
    "feature": "Features by release",
    "genre-share": "Genres, share of releases",
    "family-share": "Families, share of releases",
    "chart-feature": "Features in a chart",
    "chart-genre-share": "Genres in a chart",
    "chart-family-share": "Families in a chart",
    "chart-decade-share": "Decades in a chart",
    "streams": "Streams in a chart",
    "plays": "Plays",
    "popularity": "Popularity snapshots",
    "loaded": "Loaded figures",
}
WINDOWS: Mapping[str, str] = {"5": "Last 5 years", "10": "Last 10 years", "20": "Last 20 years", "0": "All years"}
#: Step -> the window that is usual: 20 years of months are many, 5 of years few.
USUAL: Mapping[str, str] = {"year": "20", "month": "10", "week": "5", "day": "5", "snapshot": "0"}
#: Ids in the address are kept apart by what no id holds.
BETWEEN, MOST = "|", 4


@dataclass(frozen=True)
class Asked:
    """What the address asks for; series: the chosen one ; others: up to three beside it."""

    subject: str
    scope: str
    step: str
    window: int
    series: str = ""
    others: tuple[str, ...] = ()

    def kept(self) -> dict[str, Any]:
        """As a Store holds it."""
        return asdict(self)


def restored(kept: Mapping[str, Any]) -> Asked:
    """Back from a Store."""
    return Asked(**{**kept, "others": tuple(kept["others"])})


def all_series(context: Context) -> pd.DataFrame:
    """Every series, as `warehouse.queries.series.listed` gives it."""
    return context.reader.cached(("series",), queries.listed)


def asked(listed: pd.DataFrame, query: Mapping[str, str]) -> Asked:
    """What an address asks for, with what is usual where it is silent. Raises FilterError in words; listed is not empty."""
    subject = _one(query.get("subject", ""), [s for s in SUBJECTS if s in set(listed["subject"])], "kind of series")
    of = listed[listed["subject"] == subject]
    scopes = list(of.groupby("scope")["n"].sum().sort_values(ascending=False, kind="stable").index)
    # The main scope has no name, and an address that names none means it, if there is one.
    scope = _one(query.get("scope", ""), ["", *scopes] if "" in scopes else scopes, "chart or vocabulary")
    of = of[of["scope"] == scope]
    step = _one(query.get("step", ""), usual_steps(of), "step")
    window = _one(query.get("window", ""), [USUAL[step], *WINDOWS], "window")
    names = list(of[of["step"] == step]["series"])
    known = set(listed["series"])
    chosen = query.get("series", "")
    if chosen and chosen not in known:
        raise FilterError(f"There is no series {chosen[:80]!r} in this data.", f"For instance: {names[0]}.")
    others = tuple(s for s in query.get("with", "").split(BETWEEN) if s in known and s != chosen)[: MOST - 1]
    return Asked(subject, scope, step, int(window), chosen, others)


def usual_steps(of: pd.DataFrame) -> list[str]:
    """The steps of some series: the longest with 24 sound points first, then the others."""
    sound = (of["points"] - of["thin"]).groupby(of["step"]).max()
    order = [step for step in ("year", "month", "week", "day", "snapshot") if step in sound.index]
    return sorted(order, key=lambda step: (sound[step] < 24, order.index(step)))


def _one(wanted: str, known: list[str], what: str) -> str:
    if wanted and wanted not in known:
        raise FilterError(
            f"There is no {what} {wanted[:60]!r} here.", f"There are: {', '.join(k for k in known if k)[:300]}."
        )
    return wanted or known[0]


def listing(context: Context, state: Asked) -> Any:
    """Which series move (analytics.live.trends.Listing)."""
    # Imported here: statsmodels takes a second that the other pages need not wait for.
    from analytics.live import trends

    return trends.listing(context.reader, state.subject, state.scope, state.step, state.window)


def revivals(context: Context, state: Asked) -> Any:
    """Which series come back."""
    from analytics.live import trends

    return trends.revivals(context.reader, state.subject, state.scope, state.step)


def chosen(context: Context, state: Asked) -> Any:
    """All of the chosen series, else of the one that moves most surely; None when the list is empty."""
    from analytics.live import trends

    name = state.series
    if not name:
        rows = listing(context, state).rows
        if rows.empty:
            return None
        name = str(rows.iloc[0]["series"])
    return trends.of(context.reader, name, state.window)


def points(context: Context, names: list[str]) -> pd.DataFrame:
    """The points of some series, in the order of the names."""
    with context.reader.view() as view:
        found = queries.points(view, names)
    order = {name: i for i, name in enumerate(names)}
    return found.sort_values("series", key=lambda s: s.map(order), kind="stable")


def facts(context: Context) -> pd.DataFrame:
    """What series are made of, and what was left out."""
    return context.reader.cached(("series-sources",), queries.sources)


def within(points: pd.DataFrame, window: int) -> pd.DataFrame:
    """The points of the last `window` years before the newest one; all of them for 0."""
    if not window or points.empty:
        return points
    period = pd.to_datetime(points["period"])
    return points[period > period.max() - pd.DateOffset(years=window)]
