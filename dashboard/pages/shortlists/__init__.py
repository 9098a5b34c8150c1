"""Shortlists: lists of tracks that people keep, with notes. The address names the list and its order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from dash import Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.exceptions import PreventUpdate

from dashboard import shell, shortlisting
from dashboard.components import empty, toast
from dashboard.context import Context
from dashboard.pages._slots import address_outputs, changed, footer, provenance
from dashboard.pages.shortlists import cards
from dashboard.shortlisting import CHANGED, PATH, kept, token, undoable
from dashboard.urlstate import search as written
from warehouse.errors import FilterError
from warehouse.queries import catalogue, shortlists
from warehouse.userdata import Shortlist

__all__ = ["ID", "NAME", "PATH", "layout", "register_callbacks"]

NAME, ID = "Shortlists", "shortlists"
LIST = State(cards.NAME, "data")
SELECTED = State(cards.GRID, "selectedRows")


def layout(context: Context, /, **query: str) -> Any:
    """The page of the list that the address names, else of the one that was changed last. Raises FilterError."""
    if context.userdata is None:
        words = empty("Shortlists are not kept here.", "Start the dashboard with: repertoire serve")
        return shell.page(shell.page_header("No shortlists"), words, id="shortlists-page")
    lists = context.userdata.shortlists.lists()
    if not lists:
        return shell.page(shell.page_header("No shortlist yet"), cards.none_yet(), id="shortlists-page")
    order = query.get("sort", "")
    if order not in shortlists.ORDERS:
        known = ", ".join(name for name in shortlists.ORDERS if name)
        raise FilterError(f"A shortlist has no order {order[:40]!r}.", f"Orders: {known}.")
    chosen = _chosen(lists, query.get("list", ""))
    return _unknown(lists, query["list"]) if chosen is None else _page(context, lists, chosen, order)


def _chosen(lists: Sequence[Shortlist], name: str) -> str | None:
    if not name:
        return lists[0].name
    key = " ".join(name.split()).casefold()
    return next((one.name for one in lists if one.name.casefold() == key), None)


def _unknown(lists: Sequence[Shortlist], name: str) -> html.Div:
    words = f"There is no shortlist “{name[:60]}”. It may have been deleted or renamed. These are there:"
    links = html.Nav(cards.nav(lists, ""), className="rp-card rp-shortlists-nav", **{"aria-label": "Shortlists"})
    return shell.page(
        shell.page_header("There is no such shortlist"), html.P(words), html.Div(links, className="rp-shortlists")
    )


def _page(context: Context, lists: Sequence[Shortlist], name: str, order: str) -> html.Div:
    about, loads = context.about(), context.reader.cached("loads", catalogue.loads)
    nav = html.Nav(
        cards.nav(lists, name),
        id=cards.LISTS,
        className="rp-card rp-shortlists-nav",
        **{"aria-label": "Shortlists"},
    )
    return shell.page(
        dcc.Store(id=cards.NAME, data=name),
        shell.page_header(f"“{name}”", "\u00a0", id=ID),
        html.Div([nav, cards.section(order)], className="rp-shortlists"),
        footer(provenance(about, loads)) if about else None,
        id="shortlists-page",
    )


def register_callbacks(app: Dash, context: Context) -> None:
    """The table follows list, order and every change; actions on rows; rename and delete."""
    _register_table(app, context)
    _register_rows(app, context)
    _register_list(app, context)


def _register_table(app: Dash, context: Context) -> None:
    @app.callback(
        Output("shortlists-finding", "children"), Output("shortlists-scope", "children"),
        Output(cards.LISTS, "children"), Output(cards.GRID, "rowData"), Output(cards.FILES, "children"),
        Output(cards.UP, "disabled"), Output(cards.DOWN, "disabled"),
        Input(cards.NAME, "data"), Input(cards.ORDER, "value"), Input(CHANGED, "data"),
    )  # fmt: skip
    def draw(name: str, order: str, _changed: Any) -> Any:
        lists, order = kept(context).lists(), _order(order)
        if _chosen(lists, name) is None:  # undone or deleted elsewhere: the next visit of the page says so
            raise PreventUpdate
        rows = _rows(context, name, order)
        own = order != ""
        shown = cards.finding(name, rows), cards.scope(rows), cards.nav(lists, name), cards.records(rows)
        return *shown, cards.files(name, order, rows), own, own

    @app.callback(
        *address_outputs(), Input(cards.ORDER, "value"), LIST,
        State(shell.LOCATION, "pathname"), State(shell.LOCATION, "search"),
        prevent_initial_call=True,
    )  # fmt: skip
    def write(order: str, name: str, path: str, search: str) -> Any:
        if path != PATH or ctx.triggered_id is None:
            raise PreventUpdate
        return changed(path, search, list=name, sort=_order(order))


def _order(value: str | None) -> str:
    return "" if value in (None, "own") else str(value)


def _rows(context: Context, name: str, order: str) -> pd.DataFrame:
    entries = kept(context).entries(name)
    with context.reader.view() as view:
        return shortlists.listed(view, entries, order)


def _register_rows(app: Dash, context: Context) -> None:
    told = Output(shell.TOASTS, "children", allow_duplicate=True), Output(CHANGED, "data", allow_duplicate=True)

    @app.callback(
        *told, Output(cards.GRID, "selectedRows"),
        Input(cards.REMOVE, "n_clicks"), SELECTED, LIST,
        prevent_initial_call=True,
    )  # fmt: skip
    def remove(clicks: int | None, rows: list[dict[str, Any]] | None, name: str) -> Any:
        if not clicks:
            raise PreventUpdate
        if not rows:
            return [toast("Select tracks first")], no_update, no_update
        change = kept(context).remove(name, [row["track_id"] for row in rows])
        words = f"{shortlisting.said(change.tracks)} taken off “{name}”" if change.tracks else "They were off already"
        return [undoable(words, change)], token(), []

    @app.callback(
        *told,
        Input(cards.UP, "n_clicks"), Input(cards.DOWN, "n_clicks"), SELECTED, LIST,
        prevent_initial_call=True,
    )  # fmt: skip
    def move(up: int | None, down: int | None, rows: list[dict[str, Any]] | None, name: str) -> Any:
        if not (up or down):
            raise PreventUpdate
        if not rows:
            return [toast("Select tracks first")], no_update
        there = [one.track_id for one in kept(context).entries(name)]
        after = moved(there, {row["track_id"] for row in rows}, -1 if ctx.triggered_id == cards.UP else 1)
        kept(context).arrange(name, after)
        return no_update, token()

    @app.callback(
        Output(CHANGED, "data", allow_duplicate=True),
        Input(cards.GRID, "cellValueChanged"), LIST,
        prevent_initial_call=True,
    )  # fmt: skip
    def note(told: list[dict[str, Any]] | None, name: str) -> Any:
        for change in told or []:
            kept(context).note(name, change["data"]["track_id"], str(change["data"].get("note") or ""))
        return token() if told else no_update


def moved(there: Sequence[str], chosen: set[str], by: int) -> list[str]:
    """The order after the chosen ones have moved one place up (-1) or down (1), each past one that is not chosen."""
    order = list(there) if by < 0 else list(reversed(there))
    for place in range(1, len(order)):
        if order[place] in chosen and order[place - 1] not in chosen:
            order[place - 1], order[place] = order[place], order[place - 1]
    return order if by < 0 else order[::-1]


def _register_list(app: Dash, context: Context) -> None:
    # The address without a note of who wrote it: the router draws the page of the new name, or of another list.
    here = Output(shell.LOCATION, "search", allow_duplicate=True)

    @app.callback(
        here, Output(shell.TOASTS, "children", allow_duplicate=True),
        Input(cards.RENAME, "value"), LIST, State(cards.ORDER, "value"),
        prevent_initial_call=True,
    )  # fmt: skip
    def rename(new: str | None, name: str, order: str) -> Any:
        if not (new or "").strip():
            raise PreventUpdate
        called = kept(context).rename(name, str(new))
        return written(list=called, sort=_order(order)), [toast(f"The list is called “{called}”")]

    @app.callback(
        Output(cards.CONFIRM, "is_open"),
        Input(cards.DELETE, "n_clicks"), Input(cards.KEEP, "n_clicks"),
        prevent_initial_call=True,
    )  # fmt: skip
    def ask(delete: int | None, _keep: int | None) -> bool:
        return bool(delete) and ctx.triggered_id == cards.DELETE

    @app.callback(
        Output(shell.LOCATION, "href", allow_duplicate=True),
        Output(shell.TOASTS, "children", allow_duplicate=True),
        Input(cards.REALLY, "n_clicks"), LIST,
        prevent_initial_call=True,
    )  # fmt: skip
    def delete(clicks: int | None, name: str) -> Any:
        if not clicks:
            raise PreventUpdate
        count = kept(context).delete(name)
        return PATH, [toast(f"“{name}” with {count} tracks is deleted")]
