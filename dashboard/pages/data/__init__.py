"""Data & models: how fresh and how good is what the pages show. Files in, loads, rejects, checks, cards, dictionary."""

from __future__ import annotations

from typing import Any

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.exceptions import PreventUpdate

from dashboard import format as fmt
from dashboard import jobs, shell
from dashboard.components import kpi_row, loading, parts, tabs
from dashboard.context import Context
from dashboard.pages import _waiting
from dashboard.pages._slots import SPACE, address_outputs, changed, footer, provenance
from dashboard.pages.data import cards, head, loads, rejected, running, tables, upload
from dashboard.theme import Theme, as_theme
from warehouse.connect import View
from warehouse.errors import FilterError
from warehouse.queries import catalogue, models, rejects
from warehouse.queries.rejects import RejectFilter
from warehouse.userdata import Job
from warehouse.userdata.actors import actor

PATH, NAME, ID = "/data", "Data & models", "data"
TAB, POLL, JOBS, SEEN, KPIS, ASKED, CONTENT, FOOT = (
    f"data-{part}" for part in ("tab", "poll", "jobs", "seen", "kpis", "filter", "content", "foot")
)
TABS = {
    "loads": "Loads",
    "rejects": "Rejected rows",
    "repeats": "Repeats",
    "checks": "Checks",
    "models": "Model cards",
    "dictionary": "Dictionary",
}
FORMER = {"columns": "dictionary"}
"""Tabs that went by another name in links."""
BUSY_MS, IDLE_MS = 1000, 15000
REPEATS = 1000


def layout(
    context: Context, /, tab: str = "loads", load: str = "", column: str = "", reason: str = "", **_query: str
) -> html.Div:
    """The page with one tab open; callbacks fill it. Raises FilterError for a tab or a load that cannot be."""
    tab = FORMER.get(tab, tab)
    if tab not in TABS:
        raise FilterError(f"Data & models has no tab {tab}.", f"Tabs: {', '.join(TABS)}.")
    rejects.parse(load, column, reason)
    watched = running.newest_open(_found(context) or [])
    grid = {"display": "grid"}
    taking = upload.card_of(context.settings, watched, _outcome(context, watched))
    return shell.page(
        dcc.Interval(id=POLL, interval=BUSY_MS),
        dcc.Store(id=SEEN, data=_snapshot(context)),
        dcc.Store(id=ASKED, data={"load": load, "column": column, "reason": reason}),
        loads.confirm(),
        shell.page_header(SPACE, SPACE, _audit(), id=ID),
        html.Div(kpi_row([loading("kpi") for _ in range(5)]), id=KPIS),
        shell.columns(
            html.Div(taking, className="rp-col-7", style=grid),
            html.Div(_jobs(context, watched), id=JOBS, className="rp-col-5", style=grid),
        ),
        tabs(TAB, TABS, tab, "What to look at"),
        html.Div(loading("table", rows=8), id=CONTENT, className="rp-cols"),
        html.Div(id=FOOT, style={"display": "contents"}),
    )


def content(view: View, tab: str, flt: RejectFilter, theme: Theme = "light") -> list[Any]:
    """The cards of one tab."""
    lines = provenance(view.snapshot, catalogue.loads(view))
    if tab == "rejects":
        return list(rejected.cards(view, flt, lines))
    if tab == "repeats":
        figures = catalogue.figures(view)
        return [tables.repeats(catalogue.repeats(view, REPEATS), figures["tracks"] - figures["recordings"], lines)]
    if tab == "checks":
        return [tables.checks(catalogue.checks(view), lines)]
    if tab == "models":
        return [*_comparisons(view, lines), *cards.cards(models.cards(view), lines, theme)]
    if tab == "dictionary":
        return list(tables.dictionary(catalogue.dictionary(view), lines))
    return loads.cards(head.stock(view), lines)


def _comparisons(view: View, lines: list[str]) -> list[Any]:
    """Of each model whose newest run does not serve: that run beside the one that does."""
    runs = models.cards(view)
    serving = {run["model"]: run["run"] for run in runs if run["promoted"]}
    newest = {run["model"]: run["run"] for run in reversed(runs)}
    pairs = [(model, serving[model], run) for model, run in newest.items() if serving.get(model, run) != run]
    return [cards.comparison(m, now, new, models.compared(view, now, new), lines) for m, now, new in pairs]


def _audit() -> list[Any]:
    """The way to who changed what, for those who may read it."""
    return [parts.button("Who changed what", small=True, href="/audit")] if actor().role == "editor" else []


def register_callbacks(app: Dash, context: Context) -> None:
    """Head, tab, address, jobs and Cancel, Undo, rejected rows."""
    _register_content(app, context)
    _register_jobs(app, context)
    _register_undo(app, context)
    _register_rejects(app, context)


def _register_content(app: Dash, context: Context) -> None:
    @app.callback(
        Output("data-finding", "children"),
        Output("data-scope", "children"),
        Output(KPIS, "children"),
        Output(FOOT, "children"),
        Output(shell.AS_OF, "children"),
        Output(shell.BADGE, "children"),
        Input(SEEN, "data"),
    )
    def above(_seen: int) -> Any:
        s = context.reader.cached(("data",), head.stock)
        as_of = f"Data to {fmt.date(s.about.as_of)}" if s.about.as_of else ""
        foot = footer(provenance(s.about, s.loads))
        return head.finding(s), head.scope(s), head.kpis(s), foot, as_of, parts.data_badge(s.about.demo)

    @app.callback(
        Output(CONTENT, "children"),
        Input(TAB, "value"),
        Input(SEEN, "data"),
        Input(shell.THEME, "data"),
        State(ASKED, "data"),
    )
    def show(tab: str, _seen: int, theme: str, asked: dict[str, str] | None) -> Any:
        flt, shade = rejects.parse(**(asked or {})), as_theme(theme) if tab == "models" else "light"
        return context.reader.cached(("data", tab, flt, shade), lambda view: content(view, tab, flt, shade))

    @app.callback(
        *address_outputs(),
        Input(TAB, "value"),
        Input(ASKED, "data"),
        State(shell.LOCATION, "pathname"),
        State(shell.LOCATION, "search"),
        prevent_initial_call=True,
    )
    def write(tab: str, asked: dict[str, str] | None, path: str, search: str) -> Any:
        if path != PATH or ctx.triggered_id is None:
            raise PreventUpdate
        filters = (asked if tab == "rejects" else None) or {"load": "", "column": "", "reason": ""}
        return changed(path, search, tab="" if tab == "loads" else tab, **filters)


def _register_jobs(app: Dash, context: Context) -> None:
    @app.callback(
        Output(JOBS, "children"),
        Output(upload.PANEL, "children"),
        Output(POLL, "interval"),
        Output(SEEN, "data"),
        Input(POLL, "n_intervals"),
        Input(upload.WATCHED, "data"),
        State(SEEN, "data"),
        prevent_initial_call=True,
    )
    def poll(_ticks: int, watched: int | None, seen: int) -> Any:
        now = _snapshot(context)
        busy = any(job.is_open for job in _found(context) or [])
        every = BUSY_MS if busy else IDLE_MS
        return _jobs(context, watched), _outcome(context, watched), every, no_update if now == seen else now

    app.clientside_callback(
        ClientsideFunction("data", "watch"), Input(upload.WATCHED, "data"), prevent_initial_call=True
    )

    @app.callback(
        Output(JOBS, "children", allow_duplicate=True),
        Output(upload.PANEL, "children", allow_duplicate=True),
        Input({"type": running.CANCEL, "job": ALL}, "n_clicks"),
        State(upload.WATCHED, "data"),
        prevent_initial_call=True,
    )
    def cancel(clicks: list[int | None], watched: int | None) -> Any:
        if not any(clicks) or not isinstance(ctx.triggered_id, dict):
            raise PreventUpdate
        jobs.userdata(context).cancel(int(ctx.triggered_id["job"]))
        return _jobs(context, watched), _outcome(context, watched)


def _register_undo(app: Dash, context: Context) -> None:
    @app.callback(
        Output(loads.CONFIRM, "is_open"),
        Output(loads.CONFIRM_TEXT, "children"),
        Output(loads.ASKED, "data"),
        Input({"type": loads.UNDO, "load": ALL}, "n_clicks"),
        Input(loads.KEEP, "n_clicks"),
        prevent_initial_call=True,
    )
    def ask(clicks: list[int | None], _keep: int | None) -> Any:
        if not isinstance(ctx.triggered_id, dict):
            return False, no_update, None
        row = _load(context, ctx.triggered_id["load"]) if any(clicks) else None
        if row is None:
            raise PreventUpdate
        return True, loads.question(row), row["load_id"]

    @app.callback(
        Output(upload.WATCHED, "data"),
        Output(loads.CONFIRM, "is_open", allow_duplicate=True),
        Output(POLL, "interval", allow_duplicate=True),
        Input(loads.REALLY, "n_clicks"),
        State(loads.ASKED, "data"),
        prevent_initial_call=True,
    )
    def undo(clicks: int | None, load: int | None) -> Any:
        row = _load(context, load) if clicks and load is not None else None
        if row is None:
            raise PreventUpdate
        return jobs.start_unload(context, row["load_id"], row["file"]), False, BUSY_MS


def _register_rejects(app: Dash, context: Context) -> None:
    fields = [(name, id) for name, (id, _) in rejected.FIELDS.items()]

    @app.callback(
        Output(ASKED, "data"),
        Output(rejected.FOOT, "children"),
        Output(rejected.NOTHING, "children"),
        *(Input(id, "value") for _, id in fields),
    )
    def chosen(load: str | None, column: str | None, reason: str | None) -> Any:
        asked = {"load": load or "", "column": column or "", "reason": reason or ""}
        flt = rejects.parse(**asked)
        with context.reader.view() as view:
            return asked, rejected.foot(view, flt), rejected.nothing(view, flt)

    @app.callback(
        Output(rejected.GRID, "getRowsResponse"),
        Input(rejected.GRID, "getRowsRequest"),
        *(State(id, "value") for _, id in fields),
    )
    def rows(asked: Any, load: str | None, column: str | None, reason: str | None) -> Any:
        if not asked:
            return no_update
        with context.reader.view() as view:
            flt = rejects.parse(load or "", column or "", reason or "")
            return rejected.page(view, flt, asked["startRow"], asked["endRow"])

    # The rows that the table keeps belong to the old question: drop them.
    app.clientside_callback(
        ClientsideFunction("data", "refresh"), *(Input(id, "value") for _, id in fields), prevent_initial_call=True
    )


def _load(context: Context, number: int) -> dict[str, Any] | None:
    """A load that is published, None when there is none of that number."""
    with context.reader.view() as view:
        found = catalogue.loads(view)
    rows = found[found["load_id"] == number].to_dict("records")
    return {str(name): value for name, value in rows[0].items()} if rows else None


def _found(context: Context) -> list[Job] | None:
    return None if context.userdata is None else context.userdata.jobs()


def _jobs(context: Context, watched: int | None) -> html.Section:
    return running.card_of(_found(context), _waiting.now(), watched)


def _outcome(context: Context, watched: int | None) -> Any:
    return running.outcome(context.job(watched), _waiting.now())


def _snapshot(context: Context) -> int:
    about = context.about()
    return about.number if about else 0
