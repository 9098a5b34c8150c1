"""Decisions about doubtful tags: accept, keep, note, in bulk, undo; and the list that follows from them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

from dash import Dash, Input, Output, State, ctx, no_update
from dash.exceptions import PreventUpdate

from dashboard import doubts, downloads, jobs
from dashboard import format as fmt
from dashboard.context import Context
from dashboard.doubts import Doubts, Kind
from dashboard.pages._slots import filled, slot_outputs
from dashboard.pages.genres import cards, data, doubtful
from dashboard.pages.genres import work as working
from warehouse.userdata import Decision, Retag

SHOWN = {"display": "inline-flex"}
HIDDEN = {"display": "none"}


def register(app: Dash, context: Context) -> None:
    """The rows of the list, the two buttons, Undo."""

    @app.callback(
        Output(doubtful.GRID, "rowData"),
        Output(doubtful.GRID, "columnDefs"),
        *slot_outputs(doubtful.ID),
        Output(doubtful.FILES, "children"),
        Input(doubtful.KIND, "value"),
        Input(doubtful.SHOW, "value"),
        Input("genres-family", "value"),
        Input(doubtful.BATCH, "data"),
    )
    def listed(kind: str, show: bool, family: str | None, _batch: Any) -> Any:
        found, decided = _found(context), downloads.decisions(context)
        kept: Kind = "sibling" if kind == "sibling" else "far"
        tags = doubts.chosen(found, decided, kept, family or "", bool(show))
        card = doubtful.head(found, tags, decided, kept, cards.lines(data.of(context)))
        files = doubtful.files(tags, decided, kept, family or "")
        return doubtful.rows(context, tags), doubtful.columns(bool(show)), *filled(card), files

    @app.callback(
        Output(doubtful.BATCH, "data"),
        Output(doubtful.SAID, "children"),
        Output(doubtful.UNDO, "style"),
        Output(doubtful.NOTE, "value"),
        Output(doubtful.GRID, "selectedRows"),
        Input(doubtful.ACCEPT, "n_clicks"),
        Input(doubtful.KEEP, "n_clicks"),
        State(doubtful.GRID, "selectedRows"),
        State(doubtful.NOTE, "value"),
        prevent_initial_call=True,
    )
    def decide(_accept: int, _keep: int, rows: list[dict[str, Any]] | None, note: str | None) -> Any:
        if not rows:
            return no_update, "Select tracks first.", no_update, no_update, no_update
        decision: Decision = "accept" if ctx.triggered_id == doubtful.ACCEPT else "keep"
        batch = jobs.userdata(context).retags.decide(retags(rows, decision, note or ""))
        return batch, said(decision, len(rows)), SHOWN, "", []

    @app.callback(
        Output(doubtful.BATCH, "data", allow_duplicate=True),
        Output(doubtful.SAID, "children", allow_duplicate=True),
        Output(doubtful.UNDO, "style", allow_duplicate=True),
        Input(doubtful.UNDO, "n_clicks"),
        State(doubtful.BATCH, "data"),
        prevent_initial_call=True,
    )
    def undo(clicks: int | None, batch: str | None) -> Any:
        if not clicks or not batch:
            raise PreventUpdate
        taken = jobs.userdata(context).retags.undo(batch)
        return "", f"{fmt.plural(taken, 'decision')} taken back.", HIDDEN


def _found(context: Context) -> Doubts:
    found = working.doubts_of(context)
    if found is None:
        raise PreventUpdate
    return found


def retags(rows: Sequence[dict[str, Any]], decision: Decision, note: str) -> list[Retag]:
    """The decision about the tag of every row that is selected."""
    if decision not in get_args(Decision):
        raise PreventUpdate
    return [
        Retag(
            row["track_id"],
            row["vocabulary"],
            row["genre"],
            decision,
            row["suggested"] if decision == "accept" else "",
            note.strip(),
        )
        for row in rows
    ]


def said(decision: Decision, count: int) -> str:
    """What was done, for the line beside the buttons."""
    what = "suggestion" if decision == "accept" else "tag"
    return f"{fmt.plural(count, what)} {'accepted' if decision == 'accept' else 'kept'}."
