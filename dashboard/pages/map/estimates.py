"""Recordings without a place on the map: those whose place is estimated by what sound tells, as rings, the rest as a count."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import numpy as np
from dash import dcc, html

from dashboard import format as fmt
from dashboard.components import checks
from dashboard.context import Context
from dashboard.figures.sound_map import Estimated
from dashboard.pages._slots import label_of
from dashboard.pages.map.placing import Placed
from dashboard.pages.map.state import State
from warehouse.connect import View
from warehouse.features import by_name
from warehouse.queries import map_estimates
from warehouse.queries.map_estimates import LAYOUT
from warehouse.queries.sound_map import Box

#: Rings that are drawn at most, and the words of the box that shows them.
MOST, SHOWN = 1_000, "on"
HOW = "A dot is a recording. Near means alike in sound; how far apart two far ones lie means little."
About = Mapping[str, Any]


def rings(context: Context, state: State, box: Box) -> Estimated | None:
    """The rings in view, at most MOST; None where they are not shown."""
    if not state.estimated or state.layout != LAYOUT:
        return None
    found = context.reader.cached(("map-rings", box), lambda view: map_estimates.points(view, box, MOST))
    x, y = (found[axis].to_numpy().astype(np.float32) for axis in ("x", "y"))
    return Estimated(found["track_id"].to_pylist(), x, y)


def control(estimated: int, without: int, state: State, id: str) -> html.Div:
    """The box that shows the rings, and how many recordings have no place at all; hidden where all have one."""
    words = (
        "1 recording at an estimated place"
        if estimated == 1
        else f"{fmt.number(estimated)} recordings at estimated places"
    )
    box = html.Div(
        [html.Span(className="rp-map-ring"), checks(id, {SHOWN: words}, [SHOWN] if state.estimated else [])],
        className="rp-map-rings",
        hidden=not estimated,
    )
    return html.Div([box, html.Span(missing(without))], className="rp-map-estimated", hidden=not estimated + without)


def missing(without: int) -> str:
    """Why recordings are not on the map; '' where all are."""
    have = "has" if without == 1 else "have"
    why = "too few of the map's features are known"
    return f"{fmt.plural(without, 'recording')} {have} no place here: {why}." if without else ""


def basis(about: About) -> str:
    """'tempo and loudness': what an estimated place rests on."""
    return fmt.listed([label_of(by_name()[name]) for name in about["features"]])


def how(about: About | None, estimated: int, state: State) -> str:
    """How to read the picture: what a dot is, and where rings are drawn what a ring is and how far it may be off."""
    if not estimated or about is None or not state.estimated:
        return HOW
    if state.layout != LAYOUT:
        return f"{HOW} Estimated places are drawn on the layout {LAYOUT}."
    return (
        f"{HOW} A ring is a place estimated from {basis(about)} alone: half of such tracks lie more than "
        f"{about['error']:.0f} away, of {about['width']:.0f} that the map is wide."
    )


def hover(row: Mapping[Any, Any], about: About) -> list[Any]:
    """The card of a ring."""
    facts = [
        ("Genres", row["genres"]),
        ("Popularity", None if fmt.is_missing(row["popularity"]) else fmt.number(row["popularity"])),
        ("Year", None if fmt.is_missing(row["release_year"]) else str(int(row["release_year"]))),
    ]
    rows = [html.Tr([html.Th(name), html.Td(str(value))]) for name, value in facts if not fmt.is_missing(value)]
    parts = [
        html.B(str(row["title"])),
        html.Div(str(row["artists"]), className="rp-soft"),
        html.Table(html.Tbody(rows)),
    ]
    words = f"Place estimated from {basis(about)}; half of such tracks lie more than {about['error']:.0f} away."
    return [*parts, html.Div(f"{words} Click for the region where it may stand.", className="rp-map-note")]


def hovered(context: Context, track_id: str) -> dict[Any, Any] | None:
    """The recording of a ring."""

    def read(view: View) -> Any:
        return map_estimates.one(view, track_id).to_dict("records")

    return next(iter(context.reader.cached(("map-ring", track_id), read)), None)


def placed_line(placed: Placed) -> html.P | None:
    """What is said of a placed track that has no place of its own, with the way to its page."""
    if not placed.words:
        return None
    title: Any = html.B(placed.title)
    if placed.track_id:
        title = dcc.Link(placed.title, href=f"/track/{quote(placed.track_id, safe='')}")
    return html.P([title, f": {placed.words}"], className="rp-how", id="map-placed")


def inside(context: Context, state: State) -> int:
    """Recordings whose estimated place is inside the lasso, where they are shown."""
    if not state.polygon or not state.estimated or state.layout != LAYOUT:
        return 0
    key = ("map-rings-inside", state.polygon)
    return context.reader.cached(key, lambda view: len(map_estimates.inside(view, state.polygon)))


def lasso_words(count: int) -> html.P | None:
    """That recordings at estimated places are not counted with what a lasso holds."""
    if not count:
        return None
    words = (
        f"{fmt.plural(count, 'estimated place')} inside {'is' if count == 1 else 'are'} not counted in any figure here"
    )
    return html.P(
        f"{words}; the CSV lists them, marked in its column place.", className="rp-how", id="map-estimated-inside"
    )
