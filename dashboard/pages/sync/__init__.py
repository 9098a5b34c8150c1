"""Sync: a brief under hard rules and wishes, ranked with the reason for each. The address is the state; a tab of Campaigns."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, dcc, html
from dash.exceptions import PreventUpdate

from dashboard import briefs, shell, shortlisting
from dashboard.briefs import PATH
from dashboard.context import Context
from dashboard.pages._slots import footer, provenance
from dashboard.pages._tabs import CAMPAIGNS
from dashboard.pages._tabs import strip as tabs
from dashboard.pages._track_options import track_options
from dashboard.pages.sync import cards, cleared, form
from dashboard.theme import Theme, as_theme
from dashboard.urlstate import search as written
from warehouse.queries import catalogue

__all__ = ["ID", "NAME", "PATH", "layout", "register_callbacks"]

NAME, ID = "Sync", "sync"
QUERY, HEAD, BODY, RANKED, LIST = (f"sync-{part}" for part in ("query", "head", "body", "table", "list"))


def layout(context: Context, /, **query: str) -> Any:
    """The page with its form set from the address; a callback fills the rest. Raises FilterError for what cannot be asked."""
    state = briefs.read(query)
    briefs.find(context, state)  # a brief that cannot be is told here; the callback finds it in the cache
    return shell.page(
        dcc.Store(id=QUERY, data=state.params()),
        html.Div(shell.page_header("Sync brief", id=ID), id=HEAD),
        tabs(CAMPAIGNS, "sync", "Campaigns"),
        form.bar(context, state, cleared.control()),
        html.Div(id=BODY, **{"aria-live": "polite"}),
        footer(_lines(context)),
        id="sync-page",
    )


def _lines(context: Context) -> list[str]:
    about = context.reader.snapshot
    return provenance(about, context.reader.cached("loads", catalogue.loads))


def register_callbacks(app: Dash, context: Context) -> None:
    """The answer follows the address and the theme; Rank writes the address, and the router draws the page."""

    @app.callback(Output(HEAD, "children"), Output(BODY, "children"), Input(QUERY, "data"), Input(shell.THEME, "data"))
    def show(query: dict[str, str], theme: str) -> Any:
        return shown(context, briefs.read(query or {}), as_theme(theme))

    _register_form(app, context)
    cleared.register(app, context)
    shortlisting.register(app, context, LIST, lambda query: _tracks(context, query), State(QUERY, "data"))


def shown(context: Context, state: briefs.State, theme: Theme) -> tuple[Any, Any]:
    """Header and cards of a state. Raises FilterError."""
    found = briefs.find(context, state)
    head = shell.page_header(cards.finding(found), cards.scope(found), id=ID)
    rows = [cards.funnel(found), cards.parts(found, theme, _lines(context))]
    return head, shell.columns(*rows, cards.ranked(found, state, shortlisting.control(LIST, up=True)))


def _tracks(context: Context, query: dict[str, str]) -> list[str]:
    """The tracks on screen."""
    found = briefs.find(context, briefs.read(query))
    return [str(one) for one in found.rows["track_id"].head(found.asked.rows)]


def _register_form(app: Dash, context: Context) -> None:
    @app.callback(
        Output(shell.LOCATION, "search", allow_duplicate=True),
        Input(form.RANK, "n_clicks"), Input(form.id_of("words"), "n_submit"),
        *[State(form.id_of(name), "value") for name in form.FIELDS],
        prevent_initial_call=True,
    )  # fmt: skip
    def rank(clicks: int | None, entered: int | None, *given: Any) -> str:
        if not clicks and not entered:
            raise PreventUpdate
        values = dict(zip(form.FIELDS, given, strict=True))
        plain = {
            name: ",".join(map(str, one)) if isinstance(one, list) else str(one or "") for name, one in values.items()
        }
        plain["arc"] = "" if plain["arc"] == "any" else plain["arc"]
        return written(**briefs.read(plain).params())

    @app.callback(
        Output(form.id_of("like"), "options"),
        Input(form.id_of("like"), "search_value"), State(form.id_of("like"), "value"),
        prevent_initial_call=True,
    )  # fmt: skip
    def offer(text: str | None, chosen: list[str] | None) -> Any:
        if not text:
            raise PreventUpdate
        there = [option for one in chosen or [] for option in track_options(context, "", one)]
        return [*track_options(context, text), *there]
