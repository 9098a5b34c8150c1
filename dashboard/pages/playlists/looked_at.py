"""Cards of an existing playlist: what holds it together, who stands apart, how candidates fit, what would fit."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import dcc, html

from analytics.live import fit as live
from analytics.live.fit import Fitted
from dashboard import format as fmt
from dashboard.components import Method, card, chart_card, empty, html_table
from dashboard.components.table import Column
from dashboard.figures import playlists as figures
from dashboard.figures.base import rows_height
from dashboard.theme import Theme
from dashboard.urlstate import link
from warehouse.features import by_name

METHOD = (
    "A feature holds together when its spread inside is smaller than in all but 2.5% / p of 2,000 random playlists of the same "
    "size (p features). A track fits by how much likelier its features and artist are inside than in the catalogue."
)


def looked_at(found: Fitted, theme: Theme, provenance: list[str]) -> list[Any]:
    """Everything below the h1."""
    told = [html.Li(note) for note in found.notes]
    notes = html.Div(html.Ul(told, className="rp-note rp-playlist-notes"), role="status")
    parts: list[Any] = [notes if found.notes else None]
    if not found.n:
        return [
            *parts,
            card(
                empty(
                    "There is nothing to compare.", "Choose another playlist, or paste ids of tracks of the catalogue."
                )
            ),
        ]
    if len(found.candidates):
        parts.append(
            _tracks(
                "Candidates", found.candidates, "Higher fits better than more of its own tracks", "playlists-candidates"
            )
        )
    if found.is_enough:
        parts += [
            html.Div([_holds(found, theme, provenance), _shared(found)], className="rp-playlist-pair"),
            _apart(found),
        ]
    how = "Not on it, by fit; at most two of an artist" if found.is_enough else "Nearest tracks of the catalogue"
    best = _tracks("What would fit best", found.best, how, "playlists-best")
    if len(found.best):
        more = dcc.Link("Make a playlist of these", href=make_like(found), className="rp-button rp-small")
        best.children = [*best.children, html.Div(more, className="rp-card-foot")]
    return [*parts, best]


def _holds(found: Fitted, theme: Theme, provenance: list[str]) -> html.Section:
    labels = [by_name()[name].label for name in found.cohesion["feature"]]
    count = int(found.cohesion["holds"].sum())
    title = (
        f"{fmt.plural(count, 'feature')} more alike inside than by chance"
        if count
        else "No feature is more alike than by chance"
    )
    body = figures.cohesion(found.cohesion, labels, theme)
    facts = {
        "n": fmt.plural(found.n, "track"),
        "Bars": "95% intervals by resampling",
        "Grey": "middle 95% of random playlists",
    }
    return chart_card(
        title, "Spread inside as a share of the catalogue's: left of the grey band holds together", body, id="playlists-holds",
        method=Method(METHOD, facts), frame=found.cohesion, provenance=provenance, height=rows_height(len(labels), 24),
    )  # fmt: skip


def _shared(found: Fitted) -> html.Section:
    years = (
        f"Released {found.years[0]} to {found.years[2]}, median {found.years[1]}"
        if found.years
        else "Years are not known"
    )
    if found.shared.empty:
        body: Any = empty("No genre, mood or artist is clearly more common than in the catalogue.")
    else:
        columns = [
            Column("name", "Shared", second="kind", show=lambda text: str(text).replace("_", " ")),
            Column("share", "Here", show=lambda v: fmt.percent(v, 0), number=True),
            Column("usual", "Catalogue", show=lambda v: fmt.percent(v, 1), number=True),
        ]
        body = html_table(found.shared.head(9), columns, "What its tracks share")
    return card(
        body, title="Genres, moods and artists in common", how=f"n = {found.n}. {years}.", id="playlists-shared"
    )


def _apart(found: Fitted) -> html.Section:
    outliers = found.outliers
    if outliers.empty:
        words = empty(f"None of {found.n} tracks stands apart: all lie within three robust deviations of their median.")
        return card(words, title="No track stands apart", id="playlists-apart")
    title = f"{fmt.plural(len(outliers), 'track')} of {found.n} stand{'s' if len(outliers) == 1 else ''} apart"
    return _tracks(
        title, outliers, "Each judged by the playlist without it, the furthest first", "playlists-apart", True
    )


def _tracks(title: str, rows: pd.DataFrame, how: str, id: str, apart: bool = False) -> html.Section:
    if rows.empty:
        return card(empty("No other track of the catalogue is left."), title=title, id=id)
    links = [dcc.Link(str(t), href=f"/track/{i}") for t, i in zip(rows["title"], rows["track_id"], strict=True)]
    measure = (
        Column("apart", "Deviations", show=lambda v: f"{v:.1f}", number=True)
        if apart
        else Column("percentile", "Fits better than", show=_percent, number=True)
    )
    columns = [
        Column("name", "Track", second="artists"), measure,
        Column("popularity", "Popularity", show=lambda v: fmt.value(by_name()["popularity"], v, unit=False), number=True),
        Column("why", "What speaks for it, and against"),
    ]  # fmt: skip
    return card(
        html_table(rows.assign(name=links).head(20), columns, title, cards=True, class_name="rp-playlist"),
        title=title,
        how=how,
        id=id,
    )


def _percent(value: float) -> str:
    return fmt.MISSING if fmt.is_missing(value) else f"{value:.0f}% of members"


def scope(found: Fitted) -> str:
    """The line under the h1."""
    return f"“{found.given.name}”: {fmt.number(found.n)} recordings of {fmt.number(found.given.entries)} entries."


def make_like(found: Fitted) -> str:
    """The address that makes a playlist of what fits."""
    return link("/recommend/playlists", **{"from": "list"}, ids=",".join(found.best["track_id"]))


finding = live.finding
