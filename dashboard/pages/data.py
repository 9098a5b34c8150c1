"""Data & models: how fresh and how good is what the pages show. Loads, rejects, checks, jobs, model cards, columns."""

from __future__ import annotations

from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.exceptions import PreventUpdate

from dashboard import shell
from dashboard.components import kpi_row, loading, tabs
from dashboard.context import Context
from dashboard.pages import _data_tabs as parts
from dashboard.pages import _data_words as words
from dashboard.pages import _model_card, _waiting
from dashboard.pages._slots import SPACE, address_outputs, changed, footer, provenance
from warehouse.connect import View
from warehouse.errors import FilterError
from warehouse.queries import catalogue, models
from warehouse.userdata import Job

PATH, NAME, ID = "/data", "Data & models", "data"
TAB, POLL, JOBS, SEEN, KPIS, SNAPSHOTS, CONTENT, FOOT = (
    f"data-{part}" for part in ("tab", "poll", "jobs", "seen", "kpis", "snapshots-slot", "content", "foot")
)
TABS = {
    "loads": "Loads",
    "rejects": "Rejected rows",
    "repeats": "Repeats",
    "checks": "Checks",
    "models": "Model cards",
    "columns": "Columns",
}
BUSY_MS, IDLE_MS = 2000, 15000
REJECTS, REPEATS = 2000, 1000


def layout(context: Context, /, tab: str = "loads", **_query: str) -> html.Div:
    """The page with one tab open; callbacks fill it. Raises FilterError for a tab that is not there."""
    if tab not in TABS:
        raise FilterError(f"Data & models has no tab {tab}.", f"Tabs: {', '.join(TABS)}.")
    grid = {"display": "grid"}
    return shell.page(
        dcc.Interval(id=POLL, interval=BUSY_MS),
        dcc.Store(id=SEEN, data=_snapshot(context)),
        shell.page_header(SPACE, SPACE, id=ID),
        html.Div(kpi_row([loading("kpi") for _ in range(5)]), id=KPIS),
        shell.columns(
            html.Div(_jobs(context), id=JOBS, className="rp-col-7", style=grid),
            html.Div(id=SNAPSHOTS, className="rp-col-5", style={**grid, "minHeight": "8.5rem"}),
        ),
        tabs(TAB, TABS, tab, "What to look at"),
        html.Div(loading("table", rows=8), id=CONTENT, className="rp-cols"),
        html.Div(id=FOOT, style={"display": "contents"}),
    )


def content(view: View, tab: str) -> list[Any]:
    """The cards of one tab."""
    loads = catalogue.loads(view)
    lines = provenance(view.snapshot, loads)
    if tab == "rejects":
        return list(parts.rejects(catalogue.reject_reasons(view), catalogue.rejects(view, REJECTS), lines))
    if tab == "repeats":
        figures = catalogue.figures(view)
        return [parts.repeats(catalogue.repeats(view, REPEATS), figures["tracks"] - figures["recordings"], lines)]
    if tab == "checks":
        return [parts.checks(catalogue.checks(view), lines)]
    if tab == "models":
        return list(_model_card.cards(models.cards(view), lines))
    if tab == "columns":
        return [parts.dictionary(lines)]
    return [parts.loads(loads, lines), parts.notes(loads)]


def register_callbacks(app: Dash, context: Context) -> None:
    """Head, tab, address, jobs and Cancel."""
    _register_content(app, context)
    _register_jobs(app, context)


def _register_content(app: Dash, context: Context) -> None:
    @app.callback(
        Output("data-finding", "children"),
        Output("data-scope", "children"),
        Output(KPIS, "children"),
        Output(SNAPSHOTS, "children"),
        Output(FOOT, "children"),
        Input(SEEN, "data"),
    )
    def head(_seen: int) -> Any:
        s = context.reader.cached(("data",), words.stock)
        lines = provenance(s.about, s.loads)
        return words.finding(s), words.scope(s), words.kpis(s), words.snapshots(s), footer(lines)

    @app.callback(Output(CONTENT, "children"), Input(TAB, "value"), Input(SEEN, "data"))
    def show(tab: str, _seen: int) -> Any:
        return context.reader.cached(("data", tab), lambda view: content(view, tab))

    @app.callback(
        *address_outputs(),
        Input(TAB, "value"),
        State(shell.LOCATION, "pathname"),
        State(shell.LOCATION, "search"),
        prevent_initial_call=True,
    )
    def write(tab: str, path: str, search: str) -> Any:
        if path != PATH or ctx.triggered_id is None:
            raise PreventUpdate
        return changed(path, search, tab="" if tab == "loads" else tab)


def _register_jobs(app: Dash, context: Context) -> None:
    @app.callback(
        Output(JOBS, "children"),
        Output(POLL, "interval"),
        Output(SEEN, "data"),
        Input(POLL, "n_intervals"),
        State(SEEN, "data"),
        prevent_initial_call=True,
    )
    def poll(_ticks: int, seen: int) -> Any:
        now = _snapshot(context)
        busy = any(job.is_open for job in _found(context) or [])
        return _jobs(context), BUSY_MS if busy else IDLE_MS, no_update if now == seen else now

    @app.callback(
        Output(JOBS, "children", allow_duplicate=True),
        Input({"type": words.CANCEL, "job": ALL}, "n_clicks"),
        prevent_initial_call=True,
    )
    def cancel(clicks: list[int | None]) -> Any:
        if not any(clicks) or context.userdata is None or not isinstance(ctx.triggered_id, dict):
            raise PreventUpdate
        context.userdata.cancel(int(ctx.triggered_id["job"]))
        return _jobs(context)


def _found(context: Context) -> list[Job] | None:
    return None if context.userdata is None else context.userdata.jobs()


def _jobs(context: Context) -> html.Section:
    return words.jobs(_found(context), _waiting.now())


def _snapshot(context: Context) -> int:
    about = context.about()
    return about.number if about else 0
