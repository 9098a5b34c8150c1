"""Artists: who rises relative to their size. The address holds measure, window, filters, brush, order and comparison."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import Dash, Input, Output, State, dcc, html
from dash.exceptions import PreventUpdate

from dashboard import ranked_artists, shell, shortlisting
from dashboard.context import Context
from dashboard.pages._slots import filled, footer, provenance, slot, slot_outputs
from dashboard.pages.artists import cards, compare
from dashboard.ranked_artists import PATH
from dashboard.theme import Theme
from dashboard.urlstate import search as written
from warehouse.queries import artists_ranked, catalogue
from warehouse.userdata.shortlists import MOST

__all__ = ["ID", "NAME", "PATH", "layout", "register_callbacks"]

NAME, ID = "Artists", "artists"
QUERY, CHART, SHORTLIST = "artists-query", "artists-chart", "artists-list"
WHERE, GENRE = "artists-where", "artists-genre"
HEIGHT = 520


def layout(context: Context, /, **query: str) -> Any:
    """The ranking, after the artists that are compared. Raises FilterError for an address that it cannot be."""
    state = ranked_artists.read(query)
    found = ranked_artists.find(context, state)
    genres = context.reader.cached(("artists-genres",), artists_ranked.genres)
    about, loads = context.about(), context.reader.cached("loads", catalogue.loads)
    return shell.page(
        dcc.Store(id=QUERY, data=state.params()),
        shell.page_header(cards.finding(found), cards.scope(found), id=ID),
        cards.controls(found, genres, (WHERE, GENRE)),
        compare.section(context, state) if state.compared else None,
        html.Div(
            [slot(CHART, 7, HEIGHT), cards.table_card(found, shortlisting.control(SHORTLIST, up=True))],
            className="rp-cols",
        ),
        footer(provenance(about, loads)) if about else None,
        id="artists-page",
    )


def register_callbacks(app: Dash, context: Context) -> None:
    """The figure follows the theme; a brush, a click and the filters write the address, and the router draws the page."""
    _register_figure(app, context)
    _register_filters(app)
    shortlisting.register(app, context, SHORTLIST, lambda query: _tracks(context, query), State(QUERY, "data"))


def _register_figure(app: Dash, context: Context) -> None:
    @app.callback(*slot_outputs(CHART), Input(shell.THEME, "data"), State(QUERY, "data"))
    def draw(theme: Theme, query: dict[str, str]) -> Any:
        found = ranked_artists.find(context, ranked_artists.read(query))
        about, loads = context.about(), context.reader.cached("loads", catalogue.loads)
        return filled(cards.chart(found, theme, CHART, provenance(about, loads) if about else [], HEIGHT))

    here = Output(shell.LOCATION, "search", allow_duplicate=True)

    @app.callback(
        Output(shell.LOCATION, "href", allow_duplicate=True), Input(f"{CHART}-graph", "clickData"),
        prevent_initial_call=True,
    )  # fmt: skip
    def open_artist(click: Any) -> str:
        if not click or "customdata" not in click["points"][0]:
            raise PreventUpdate
        return f"/artist/{click['points'][0]['customdata'][0]}"

    @app.callback(here, Input(f"{CHART}-graph", "selectedData"), State(QUERY, "data"), prevent_initial_call=True)
    def brush(chosen: Any, query: dict[str, str]) -> str:
        if not chosen or "range" not in chosen:
            raise PreventUpdate
        ends = [f"{float(end):.6g}" for end in (*sorted(chosen["range"]["x"]), *sorted(chosen["range"]["y"]))]
        return written(**ranked_artists.read(query).params(box=",".join(ends), page=1))


def _register_filters(app: Dash) -> None:
    @app.callback(
        Output(shell.LOCATION, "search", allow_duplicate=True),
        Input(WHERE, "value"), Input(GENRE, "value"), State(QUERY, "data"), State(shell.LOCATION, "pathname"),
        prevent_initial_call=True,
    )  # fmt: skip
    def write(where: str | None, genre: str | None, query: dict[str, str], path: str) -> str:
        state = ranked_artists.read(query)
        if path != PATH or ((where or "").strip(), genre or "") == (state.where, state.genre):
            raise PreventUpdate
        return written(**state.params(where=(where or "").strip(), genre=genre or "", page=1, box=""))


def _tracks(context: Context, query: dict[str, str]) -> Sequence[str]:
    """The most popular recording of each artist that is compared, else of each on this page of the table."""
    found = ranked_artists.find(context, ranked_artists.read(query))
    chosen = found.state.compared or [str(one) for one in found.shown["artist_id"]]
    with context.reader.view() as view:
        return artists_ranked.foremost(view, chosen)[: MOST + 1]
