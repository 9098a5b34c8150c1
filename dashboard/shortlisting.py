"""The button "Shortlist" of a list of tracks: a small panel that puts them on a list which is there or new, with Undo.

A page shows `control(source)` and calls `register(app, context, source, tracks, *states)` once; `tracks` is given the
values of `states` and answers the ids of the tracks that are meant. Undo is one callback for all (`register_undo`).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, dcc, html
from dash.exceptions import PreventUpdate

from dashboard import format as fmt
from dashboard import shell
from dashboard.components import button, icon, toast
from dashboard.context import Context
from dashboard.urlstate import link
from warehouse.errors import HomeError
from warehouse.userdata import Change, Shortlists
from warehouse.userdata.shortlists import LONGEST_NAME, MOST

PATH = "/shortlists"
CHANGED = "shortlists-changed"
"""Store of the application: another text after every change of a list."""
UNDO = "shortlist-undo"
FIRST_NAME = "My shortlist"
"""What a list is called when there is none yet and nobody says otherwise."""

Tracks = Callable[..., Sequence[str]]


def kept(context: Context) -> Shortlists:
    """The lists. Raises HomeError where nothing can be kept."""
    if context.userdata is None:
        raise HomeError("Shortlists are not kept here.", "Start the dashboard with: repertoire serve")
    return context.userdata.shortlists


def control(source: str, up: bool = False, primary: bool = False) -> html.Details:
    """The button with its panel. source: prefix of its ids ; up: the panel opens upwards, for the foot of a card."""
    look = "rp-button rp-small" + (" rp-primary" if primary else "")
    box = dcc.Input(
        id=f"{source}-shortlist-name",
        list=f"{source}-shortlist-names",
        type="text",
        maxLength=LONGEST_NAME,
        placeholder="Name of a list",
        autoComplete="off",
        className="rp-shortlist-name",
    )
    panel = [
        html.Div(id=f"{source}-shortlist-says", className="rp-soft", role="status"),
        html.Label("A list that is there, or a new name", htmlFor=f"{source}-shortlist-name"),
        box,
        html.Datalist(id=f"{source}-shortlist-names"),
        button("Add", f"{source}-shortlist-add", primary=True, small=True, **{"data-rp-shortlist": "1"}),
    ]
    return html.Details(
        [
            html.Summary([icon("star"), "Shortlist"], id=f"{source}-shortlist-open", className=look, n_clicks=0),
            html.Div(panel, className="rp-panel rp-shortlist-panel"),
        ],
        className=f"rp-shortlist{' rp-up' if up else ''}",
        **{"data-rp-closes": "true"},
    )


def register(app: Dash, context: Context, source: str, tracks: Tracks, *states: State) -> None:
    """The two callbacks of one `control`: what the panel says when it opens, and Add."""
    name = State(f"{source}-shortlist-name", "value")

    @app.callback(
        Output(f"{source}-shortlist-says", "children"),
        Output(f"{source}-shortlist-names", "children"),
        Output(f"{source}-shortlist-name", "value"),
        Input(f"{source}-shortlist-open", "n_clicks"),
        name,
        *states,
        prevent_initial_call=True,
    )
    def opened(clicks: int | None, typed: str | None, *given: Any) -> Any:
        if not clicks:
            raise PreventUpdate
        lists = kept(context).lists()
        options = [html.Option(value=one.name, label=fmt.plural(one.tracks, "track")) for one in lists]
        return said(len(tracks(*given))), options, typed or (lists[0].name if lists else FIRST_NAME)

    @app.callback(
        Output(shell.TOASTS, "children", allow_duplicate=True),
        Output(CHANGED, "data", allow_duplicate=True),
        Input(f"{source}-shortlist-add", "n_clicks"),
        name,
        *states,
        prevent_initial_call=True,
    )
    def add(clicks: int | None, typed: str | None, *given: Any) -> Any:
        if not clicks:
            raise PreventUpdate
        return [done(kept(context).add(typed or "", list(tracks(*given))))], token()


def register_undo(app: Dash, context: Context) -> None:
    """The button Undo of every toast."""

    @app.callback(
        Output(shell.TOASTS, "children", allow_duplicate=True),
        Output(CHANGED, "data", allow_duplicate=True),
        Input({"type": UNDO, "batch": ALL}, "n_clicks"),
        prevent_initial_call=True,
    )
    def undo(clicks: list[int | None]) -> Any:
        if not any(clicks) or not isinstance(ctx.triggered_id, dict):
            raise PreventUpdate
        count = kept(context).undo(str(ctx.triggered_id["batch"]))
        words = f"Undone: {fmt.plural(count, 'track')}" if count else "There is nothing left to undo"
        return [toast(words)], token()


def token() -> str:
    """A text that no change had before."""
    return secrets.token_hex(4)


def said(count: int) -> str:
    """What Add would add: the line of an open panel."""
    if not count:
        return "No track is chosen."
    if count > MOST:
        return f"More than {fmt.number(MOST)} tracks: too many for a list. Narrow the filter, or select rows."
    return fmt.plural(count, "track")


def done(change: Change) -> Any:
    """The toast after tracks were added."""
    there = f", {fmt.number(change.already)} stood there already" if change.already else ""
    return undoable(f"{fmt.plural(change.tracks, 'track')} added to “{change.name}”{there}", change)


def undoable(words: str, change: Change) -> Any:
    """A toast with Undo, where there is something to undo, and the way to the list."""
    way = dcc.Link("Show the list", href=link(PATH, list=change.name))
    back = button("Undo", {"type": UNDO, "batch": change.batch}, small=True) if change.tracks else None
    return toast(words, html.Span([back, way], className="rp-shortlist-undo"))
