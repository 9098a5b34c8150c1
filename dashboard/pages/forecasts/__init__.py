"""Forecasts: how a series goes on, with intervals that were measured. The address is the state; the tab of Trends."""

from __future__ import annotations

from typing import Any

import dash_bootstrap_components as dbc
from dash import Dash, Input, Output, State, dcc, html
from dash.exceptions import PreventUpdate

from dashboard import shell
from dashboard.components import empty
from dashboard.context import Context
from dashboard.pages._slots import address_outputs, changed, footer, provenance
from dashboard.pages._tabs import TRENDS
from dashboard.pages._tabs import strip as tabs
from dashboard.pages.forecasts import cards, data
from dashboard.theme import Theme, as_theme
from warehouse.queries import catalogue

PATH, NAME, ID = "/trends/forecasts", "Forecasts", "forecasts"
SERIES, HORIZON, HEAD, BODY = (f"forecasts-{part}" for part in ("series", "horizon", "head", "body"))


def layout(context: Context, /, **query: str) -> html.Div:
    """The page with its controls set from the address; a callback fills the rest. Raises FilterError."""
    state, every = data.read(query), data.every(context)
    if every.empty:
        words = empty(
            "Nothing here has a time: no release dates, charts, plays or figures by date.",
            "Load one of them: repertoire load FILE",
        )
        return shell.page(shell.page_header("No series to forecast"), tabs(TRENDS, "forecasts", "Trends"), words)
    return shell.page(
        html.Div(shell.page_header("Forecasts", id=ID), id=HEAD),
        tabs(TRENDS, "forecasts", "Trends"),
        _controls(every, state),
        html.Div(id=BODY, **{"aria-live": "polite"}),
        footer(_lines(context)),
        id="forecasts-page",
    )


def _controls(every: Any, state: data.State) -> html.Div:
    name = data.chosen(every, state)
    options = [
        {"label": label, "value": key, "search": f"{key} {label}"}
        for key, label in zip(every["series"], every["label"], strict=True)
    ]
    choice = dcc.Dropdown(id=SERIES, options=options, value=name, clearable=False, placeholder="Series")
    far = dbc.Input(
        id=HORIZON, type="number", min=1, max=120, step=1, value=state.horizon or None, debounce=True, placeholder="all",
        class_name="rp-input",
    )  # fmt: skip
    return html.Div(
        [
            html.Div([html.Label("Series", htmlFor=SERIES), choice], style={"flex": "3 1 18rem", "minWidth": 0}),
            html.Div([html.Label("Periods ahead", htmlFor=HORIZON), far], style={"flex": "0 1 11rem"}),
        ],
        className="rp-card rp-forecast-controls",
    )


def _lines(context: Context) -> list[str]:
    about = context.reader.snapshot
    return provenance(about, context.reader.cached("loads", catalogue.loads))


def register_callbacks(app: Dash, context: Context) -> None:
    """The body follows series, horizon and theme; the address follows the controls."""

    @app.callback(
        Output(HEAD, "children"), Output(BODY, "children"),
        Input(SERIES, "value"), Input(HORIZON, "value"), Input(shell.THEME, "data"),
    )  # fmt: skip
    def show(series: str | None, horizon: float | None, theme: str) -> Any:
        return shown(context, data.State(series or "", int(horizon or 0)), as_theme(theme))

    @app.callback(*address_outputs(), Input(SERIES, "value"), Input(HORIZON, "value"),
                  State(shell.LOCATION, "pathname"), State(shell.LOCATION, "search"), prevent_initial_call=True)  # fmt: skip
    def write(series: str | None, horizon: float | None, path: str, search: str) -> Any:
        if path != PATH:
            raise PreventUpdate
        return changed(path, search, **data.State(series or "", int(horizon or 0)).params())


def shown(context: Context, state: data.State, theme: Theme) -> tuple[Any, Any]:
    """Header and cards of a state."""
    facts, lines = data.facts(context, state), _lines(context)
    head = shell.page_header(cards.finding(facts), cards.scope(facts), id=ID)
    parts = [cards.forecast(facts, theme, lines)]
    parts += [cards.backtest(facts, theme, lines)] if len(facts.ahead) else []
    parts += [cards.competitors(facts, lines)] if len(facts.models) else []
    return head, shell.columns(*parts, cards.table(facts, lines))
