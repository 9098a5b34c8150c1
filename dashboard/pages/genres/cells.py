"""A cell of the confusion is clicked or chosen: its tracks, their file, and the address."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, ctx
from dash.exceptions import PreventUpdate

from dashboard.components.states import empty
from dashboard.context import Context
from dashboard.pages._slots import address_outputs, filled, slot_outputs
from dashboard.pages.genres import behind, cards, data, work
from warehouse.queries import confused

MATRIX = "genres-matrix-graph"


def kept(context: Context) -> behind.Answered:
    """Which answers to tracks that had not been seen this snapshot holds."""
    vocabulary = data.of(context).vocabulary
    return context.reader.cached(("answered", vocabulary), lambda view: behind.answered(view, vocabulary))


def words(context: Context, family: str, chosen: tuple[str, str], source: str) -> dict[str, str]:
    """What the address says of the cell; '' for what is usual: the largest mistake, on the held-out tracks."""
    usual = behind.cell(data.of(context), family, "", "")
    truth, answer = chosen if chosen != usual else ("", "")
    return {"truth": truth, "answer": answer, "of": "" if source == kept(context).source("") else source}


def register(app: Dash, context: Context) -> None:
    """The chosen cell by click, family and choosers; its list; the address."""

    @app.callback(
        Output(behind.TRUTH, "options"),
        Output(behind.TRUTH, "value"),
        Output(behind.ANSWER, "options"),
        Output(behind.ANSWER, "value"),
        Input(MATRIX, "clickData"),
        Input("genres-family", "value"),
        Input(behind.TRUTH, "value"),
        State(behind.ANSWER, "value"),
        prevent_initial_call=True,
    )
    def choose(click: Any, family: str | None, truth: str | None, answer: str | None) -> Any:
        j, chosen = data.of(context), (truth or "", answer or "")
        if ctx.triggered_id == MATRIX:
            chosen = _by_click(j, family or "", click)
        truth, answer = behind.cell(j, family or "", *chosen)
        return behind.truths(j, family or ""), truth, behind.answer_options(j, family or "", truth), answer

    @app.callback(
        Output(behind.GRID, "rowData"),
        *slot_outputs(behind.ID),
        Output(behind.FILES, "children"),
        Input(behind.TRUTH, "value"),
        Input(behind.ANSWER, "value"),
        Input(behind.SOURCE, "value"),
        State("genres-family", "value"),
    )
    def listed(truth: str | None, answer: str | None, source: str | None, family: str | None) -> Any:
        return shown(context, family or "", (truth or "", answer or ""), kept(context).source(source or ""))

    @app.callback(
        *address_outputs(),
        Input(behind.ANSWER, "value"),
        Input(behind.SOURCE, "value"),
        State(behind.TRUTH, "value"),
        State("genres-family", "value"),
        *work.where_states(),
        prevent_initial_call=True,
    )
    def write(
        answer: str | None, source: str | None, truth: str | None, family: str | None, path: str, search: str
    ) -> Any:
        said = words(context, family or "", (truth or "", answer or ""), source or "")
        return work.written(path, search, said)


def _by_click(j: data.Judged, family: str, click: Any) -> tuple[str, str]:
    """The cell of a click. Raises PreventUpdate where the matrix shows families, whose rows open a family."""
    if not click or (j.many and not family):
        raise PreventUpdate
    return behind.clicked(j, family, click)


def shown(context: Context, family: str, chosen: tuple[str, str], source: str) -> Any:
    """Rows, head and files of a cell: values for the outputs of the list."""
    j = data.of(context)
    if not source:
        return [], *filled(behind.missing()), [empty("No answers were kept to list.", behind.AGAIN)]
    asked = behind.asked_of(j, family, *chosen)
    key = ("behind", source, asked.truth, asked.answered, asked.inside)
    tracks = context.reader.cached(key, lambda view: confused.tracks(view, source, asked))
    head = behind.head(j, kept(context), family, source, chosen, tracks, cards.lines(j))
    return behind.rows(tracks), *filled(head), behind.files(source, asked, tracks)
