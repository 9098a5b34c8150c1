"""Audience: which segments of listeners there are, what each plays, what the catalogue lacks for them. A tab of Campaigns."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, dcc, html
from dash.exceptions import PreventUpdate

from analytics.live import audience as live
from analytics.live import segments as groups
from dashboard import shell
from dashboard.components import empty
from dashboard.context import Context
from dashboard.pages._slots import filled, footer, provenance, slot, slot_outputs
from dashboard.pages._tabs import CAMPAIGNS, strip
from dashboard.pages.audience import cards, people
from dashboard.theme import Theme
from dashboard.urlstate import search as written
from warehouse.errors import FilterError
from warehouse.queries import catalogue

PATH, NAME, ID = "/campaigns/audience", "Audience", "audience"
QUERY, GENRE = "audience-query", "audience-genre"
OVER, FANS, STABLE = "audience-over", "audience-fans", "audience-stable"

FORGET = (
    "To erase one listener everywhere in this home, in a terminal: repertoire forget --listener ID. "
    "It cannot reach backups, nor files outside of the home: those are yours to clean."
)


def layout(context: Context, /, *, segment: str = "", genre: str = "", **_unknown: str) -> Any:
    """Segments, one of them, the listeners of one genre. Raises FilterError for what is none."""
    found = live.audience(context.reader)
    tabs = strip(CAMPAIGNS, "audience", "Campaigns")
    if not found.k:
        return shell.page(
            shell.page_header("No listener segments yet", id=ID),
            tabs,
            empty(live.NEEDS),
            shell.columns(_groups(context)),
            id="audience-page",
        )
    state = _state(found, segment, genre)
    about, loads = context.about(), context.reader.cached("loads", catalogue.loads)
    served = groups.underserved(context.reader)
    return shell.page(
        dcc.Store(id=QUERY, data=state),
        shell.page_header(cards.finding(found), cards.scope(found), id=ID),
        tabs,
        shell.columns(cards.segments_card(found, state), slot(STABLE, 4, 260)),
        shell.columns(slot(OVER, 7, 260), cards.habits_card(found, state)) if len(found.segments) else None,
        shell.columns(
            slot(FANS, 7, 260, controls=cards.genre_box(found, state, GENRE)), cards.underserved_card(served)
        ),
        shell.columns(_groups(context)),
        html.P(FORGET, className="rp-soft"),
        footer(provenance(about, loads)) if about else None,
        id="audience-page",
    )


def _groups(context: Context) -> Any:
    return people.card(live.groups(context.reader), _lines(context))


def _state(found: live.Audience, segment: str, genre: str) -> dict[str, str]:
    """The segment and genre that are shown: those of the address, else the first."""
    if segment and not segment.isdecimal():
        raise FilterError(f"{segment[:40]!r} is no segment.", "A segment is a number: ?segment=0")
    first = str(found.segments["segment"].iloc[0]) if len(found.segments) else ""
    chosen, name = segment or first, genre or next(iter(found.genres), "")
    if chosen:
        live.segment_of(found, int(chosen))
    if name:
        live.genre_of(found, name)
    return {"segment": chosen, "genre": name}


def register_callbacks(app: Dash, context: Context) -> None:
    """The figures follow the theme; the genre writes the address."""

    @app.callback(*slot_outputs(STABLE), Input(shell.THEME, "data"))
    def draw_stability(theme: Theme) -> Any:
        return filled(cards.stable_card(live.audience(context.reader), theme, STABLE, _lines(context)))

    @app.callback(*slot_outputs(OVER), Input(shell.THEME, "data"), State(QUERY, "data"))
    def draw_segment(theme: Theme, state: dict[str, str]) -> Any:
        found = live.audience(context.reader)
        return filled(cards.over_card(found, int(state["segment"]), theme, OVER, _lines(context)))

    @app.callback(*slot_outputs(FANS), Input(shell.THEME, "data"), State(QUERY, "data"))
    def draw_genre(theme: Theme, state: dict[str, str]) -> Any:
        return filled(cards.fans_card(live.audience(context.reader), state["genre"], theme, FANS, _lines(context)))

    @app.callback(
        Output(shell.LOCATION, "search", allow_duplicate=True), Input(GENRE, "value"), State(QUERY, "data"),
        State(shell.LOCATION, "pathname"), prevent_initial_call=True,
    )  # fmt: skip
    def choose(genre: str | None, state: dict[str, str], path: str) -> str:
        if path != PATH or not genre or genre == state["genre"]:
            raise PreventUpdate
        return written(segment=state["segment"], genre=genre)


def _lines(context: Context) -> list[str]:
    about, loads = context.about(), context.reader.cached("loads", catalogue.loads)
    return provenance(about, loads) if about else []
