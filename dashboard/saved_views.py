"""The menu of saved views in the top bar: open one, save what is on screen under a name, delete one and put it back.

A view is the address of a page, which holds everything that the page shows; what everybody chooses alone, such as the
theme, is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl

from dash import ALL, Dash, Input, Output, State, ctx, dcc, html
from dash.exceptions import PreventUpdate

from dashboard import format as fmt
from dashboard import shell
from dashboard.components import button, icon, toast
from dashboard.context import Context
from dashboard.shortlisting import token
from dashboard.urlstate import link
from warehouse.errors import HomeError
from warehouse.userdata import SavedView, Views
from warehouse.userdata.views import LONGEST_NAME

OPEN, LIST, NAME, SAVE, CHANGED = "views-open", "views-list", "views-name", "views-save", "views-changed"
SHOWN = "views-shown"
DELETE, BACK = "view-delete", "view-back"
OWN = ("theme",)
"""Parameters of an address that are not part of a view."""


def kept(context: Context) -> Views:
    """The views. Raises HomeError where nothing can be kept."""
    if context.userdata is None:
        raise HomeError("Views are not kept here.", "Start the dashboard with: repertoire serve")
    return context.userdata.views


def menu() -> html.Details:
    """The button of the top bar with its panel; the list is drawn when it opens, the name box never again."""
    box = dcc.Input(
        id=NAME, type="text", maxLength=LONGEST_NAME, placeholder="Name", autoComplete="off",
        className="rp-views-name",
    )  # fmt: skip
    summary = html.Summary(icon("bookmark"), id=OPEN, n_clicks=0, title="Saved views", **{"aria-label": "Saved views"})
    panel = html.Div(
        [
            html.H2("Saved views"),
            html.Div(id=LIST, className="rp-views-list"),
            html.Label("Save this page, as it is now, under a name", htmlFor=NAME, className="rp-soft"),
            html.Div([box, button("Save", SAVE, primary=True, small=True)], className="rp-views-new"),
            dcc.Store(id=CHANGED),
            dcc.Store(id=SHOWN),
        ],
        className="rp-panel rp-views-panel",
    )
    return html.Details([summary, panel], className="rp-tool rp-views", **{"data-rp-closes": "true"})


def listed(views: Sequence[SavedView]) -> Any:
    """The views as links, each with who saved it and a button that deletes it; a sentence when there is none."""
    if not views:
        return html.P("Nothing is saved yet. What is saved here, everybody sees who comes here.")
    return html.Ul([_entry(view) for view in views])


def register_callbacks(app: Dash, context: Context) -> None:
    """Draw the list, save, delete, put back."""

    @app.callback(
        Output(LIST, "children"),
        Output(SHOWN, "data"),
        Input(OPEN, "n_clicks"),
        Input(CHANGED, "data"),
        State(SHOWN, "data"),
        prevent_initial_call=True,
    )
    def draw(_clicks: Any, _changed: Any, shown: Any) -> Any:
        views = context.userdata.views.views() if context.userdata else []
        told = [[view.name, view.address, view.saved_by, view.saved_at.isoformat()] for view in views]
        if told == shown:  # drawn again, a button that is pressed at this moment would forget it
            raise PreventUpdate
        return listed(views), told

    @app.callback(
        Output(shell.TOASTS, "children", allow_duplicate=True),
        Output(CHANGED, "data", allow_duplicate=True),
        Output(NAME, "value"),
        Input(SAVE, "n_clicks"),
        Input(NAME, "n_submit"),
        State(NAME, "value"),
        State(shell.LOCATION, "pathname"),
        State(shell.LOCATION, "search"),
        prevent_initial_call=True,
    )
    def save(clicks: int | None, enter: int | None, name: str | None, pathname: str | None, search: str | None) -> Any:
        if not clicks and not enter:
            raise PreventUpdate
        before = kept(context).save(name or "", address(pathname, search))
        words = f"“{(name or '').strip()}” {'leads here now' if before else 'is saved'}"
        return [_told(words, name or "", before)], token(), ""

    _register_deleting(app, context)


def _register_deleting(app: Dash, context: Context) -> None:
    @app.callback(
        Output(shell.TOASTS, "children", allow_duplicate=True),
        Output(CHANGED, "data", allow_duplicate=True),
        Input({"type": DELETE, "name": ALL}, "n_clicks"),
        Input({"type": BACK, "name": ALL, "address": ALL}, "n_clicks"),
        prevent_initial_call=True,
    )
    def change(deletes: list[int | None], backs: list[int | None]) -> Any:
        if not any([*deletes, *backs]) or not isinstance(ctx.triggered_id, dict):
            raise PreventUpdate
        name = str(ctx.triggered_id["name"])
        if ctx.triggered_id["type"] == DELETE:
            return [_told(f"“{name}” is deleted", name, kept(context).delete(name))], token()
        kept(context).save(name, str(ctx.triggered_id["address"]))
        return [toast(f"“{name}” is back")], token()


def address(pathname: str | None, search: str | None) -> str:
    """The address of what is on screen, without what belongs to one person's eyes."""
    asked = {name: value for name, value in parse_qsl((search or "").lstrip("?")) if name not in OWN}
    return link(pathname or "/", **asked)


def _entry(view: SavedView) -> html.Li:
    way = dcc.Link(view.name, href=view.address, className="rp-views-link", title=view.name)
    label = f"Delete {view.name}"
    delete = html.Button(
        icon("close"), id={"type": DELETE, "name": view.name}, n_clicks=0, className="rp-icon-button",
        title=label, **{"aria-label": label},
    )  # fmt: skip
    return html.Li([way, html.Span(f"{view.saved_by}, {fmt.date(view.saved_at.date())}", className="rp-soft"), delete])


def _told(words: str, name: str, before: str) -> Any:
    """A toast; with the way back where another address stood under the name."""
    return toast(
        words, button("Put back", {"type": BACK, "name": name, "address": before}, small=True) if before else ""
    )
