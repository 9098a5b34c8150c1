"""Discover: which tracks deserve a listen. Filters at the left, the table of what they keep at the right, all in the URL.

The store `discover-state` holds where, sort and columns as text: the last question that could be read. `change` and
`arrange` write it together with the address; everything on the page is drawn from it.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, ctx, dcc, html, no_update

from dashboard import shell, shortlisting
from dashboard.components import toast
from dashboard.context import Context
from dashboard.pages import _discover_gems as gems_view
from dashboard.pages import _discover_parts as parts
from dashboard.pages import _discover_pictures as pictures
from dashboard.pages import _discover_rules as rules
from dashboard.pages import _discover_scores as scores_view
from dashboard.pages._discover_events import (
    ARRANGED,
    CLEAR,
    changed,
    chosen,
    counted,
    drawn_count,
    drawn_filter,
    page,
    rearranged,
    records,
    stored,
    unchanged,
)
from dashboard.pages._discover_filters import Control, controls, shown
from dashboard.pages._discover_parts import ID, named, one_of
from dashboard.pages._discover_state import PATH, Problem, Question, attempt, read, restored, unknown, written
from dashboard.pages._discover_table import (
    EXPORT,
    EXPRESSION,
    GRID,
    MENU,
    NOTHING,
    PROBLEM,
    TOTAL,
    column_button,
    column_definitions,
    column_menu,
    table_card,
)
from dashboard.pages._slots import footer, provenance
from dashboard.urlstate import PUSHED
from warehouse.errors import FilterError
from warehouse.features import FEATURES
from warehouse.filters import TrackFilter
from warehouse.queries import catalogue, values

__all__ = ["ID", "NAME", "PATH", "layout", "register_callbacks"]

NAME = "Discover"
STATE, SETTLED = named("state"), named("settled")
LIVE, BARS = named("live"), named("bars")


def layout(context: Context, /, **query: str) -> Any:
    """The page for one address. Raises FilterError for a view that is none."""
    if query.get("view") == gems_view.VIEW:
        return gems_view.layout(context, query.get("where", ""), query.get("listener", ""))
    if query.get("view") == scores_view.VIEW:
        return scores_view.layout(context, query.get("where", ""), query.get("score", ""))
    if query.get("view"):
        raise FilterError(
            f"Discover has no view {query['view'][:40]!r}.",
            f"Views: {scores_view.VIEW}, {gems_view.VIEW}, or none for all tracks.",
        )
    question, wrong = read(query)
    if any(problem.part == "filter" for problem in wrong):
        return shell.page(
            shell.page_header("This filter cannot be read"), parts.problems(wrong, query.get("where", ""))
        )
    made, chart = context.reader.cached("discover-controls", controls), query.get("chart", "")
    about, loads = context.about(), context.reader.cached("loads", catalogue.loads)
    return shell.page(
        dcc.Store(id=STATE, data=stored(question)),
        dcc.Store(id=SETTLED),
        dcc.Store(id=ARRANGED),
        _unknown(unknown(query)),
        shell.page_header(
            "Tracks",
            scope="\u00a0",
            id=ID,
            actions=[gems_view.switch("", question.flt.text), pictures.chooser(chart), column_button(question)],
        ),
        parts.problems(wrong),
        pictures.row(chart),
        html.Div([_filters(made, question.flt), table_card(question)], className="rp-side rp-discover"),
        footer(provenance(about, loads)) if about else None,
        id=ID,
    )


def register_callbacks(app: Dash, context: Context) -> None:
    """Filters to state, state to page, table to state."""
    _register_browser(app)
    _register_changes(app, context)
    _register_drawing(app, context)
    rules.register(app, context)
    pictures.register(app, context, SETTLED, STATE)
    gems_view.register(app, context)
    scores_view.register(app, context)
    shortlisting.register(
        app,
        context,
        ID,
        lambda rows, data: chosen(context, rows, data),
        State(GRID, "selectedRows"),
        State(STATE, "data"),
    )


# ---- Layout ----------------------------------------------------------------------------------------------------------


def _unknown(names: list[str]) -> Any:
    if not names:
        return None
    words = f"Ignored in this address: {', '.join(names)}"
    return html.Div(toast(words, "Discover knows where, sort and columns."), className="rp-toasts")


def _filters(made: tuple[Control, ...], flt: TrackFilter) -> html.Section:
    head = html.Div(
        [
            html.H2("Filters"),
            html.Button("Clear", id=CLEAR, className="rp-link rp-push", n_clicks=0, type="button"),
        ],
        className="rp-card-head",
    )
    done = html.Button(
        "Show tracks", className="rp-button rp-primary rp-close-filters", type="button", **{"data-rp-filters": "0"}
    )
    foot = html.Div([html.Div(id=LIVE, className="rp-live", role="status"), done], className="rp-card-foot rp-filled")
    return html.Section(
        [head, html.Div([rules.panel(made, flt), *parts.fields(made, flt)], className="rp-card-body rp-fields"), foot],
        className="rp-card rp-filters",
        **{"aria-label": "Filters"},
    )


# ---- What moves in the browser alone (assets/discover.js) -------------------------------------------------------------


def _register_browser(app: Dash) -> None:
    def browser(name: str) -> ClientsideFunction:
        return ClientsideFunction("discover", name)

    app.clientside_callback(browser("settle"), Output(SETTLED, "data"), Input(STATE, "data"))
    app.clientside_callback(browser("stale"), Output(LIVE, "className"), Input(STATE, "data"), State(SETTLED, "data"))
    app.clientside_callback(browser("refresh"), Input(SETTLED, "data"))
    app.clientside_callback(
        browser("arranged"),
        Output(ARRANGED, "data"),
        Input(GRID, "columnState"),
        Input(GRID, "getRowsRequest"),
        State(STATE, "data"),
        State(GRID, "columnDefs"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        browser("leave"), Output(shell.CHIPS, "children", allow_duplicate=True), Input(shell.LOCATION, "pathname"),
        prevent_initial_call=True,
    )  # fmt: skip


# ---- Changes of the state -----------------------------------------------------------------------------------------------


def _register_changes(app: Dash, context: Context) -> None:
    address = (
        Output(STATE, "data", allow_duplicate=True),
        Output(shell.LOCATION, "search", allow_duplicate=True),
        Output(PUSHED, "data", allow_duplicate=True),
    )

    @app.callback(
        *address,
        Output(PROBLEM, "children"),
        Output(EXPRESSION, "value"),
        Output(one_of("control", ALL), "value"),
        Output(one_of("dates", ALL), "start_date"),
        Output(one_of("dates", ALL), "end_date"),
        Input(one_of("control", ALL), "value"),
        Input(one_of("dates", ALL), "start_date"),
        Input(one_of("dates", ALL), "end_date"),
        Input(EXPRESSION, "value"),
        Input(one_of("remove", ALL, at=ALL), "n_clicks"),
        Input(CLEAR, "n_clicks"),
        State(STATE, "data"),
        State(shell.LOCATION, "search"),
        prevent_initial_call=True,
    )
    def change(*given: Any) -> Any:
        before, made = restored(given[-2]), _controls(context)
        event = ctx.triggered_id, ctx.triggered[0]["value"], ctx.inputs_list
        flt = attempt("filter", lambda: changed(before.flt, made, *event))
        if isinstance(flt, Problem):
            return no_update, no_update, no_update, parts.problem(flt), no_update, *unchanged(ctx.outputs_list[5:])
        drawn = drawn_filter(flt, made, given[3], given[0], ctx.outputs_list[5:])
        return *_address(before, before.filtered(flt), given[-1]), None, *drawn

    @app.callback(
        *address,
        Input(ARRANGED, "data"),
        Input(one_of("column", ALL, does=ALL), "n_clicks"),
        Input(named("columns-default"), "n_clicks"),
        State(STATE, "data"),
        State(shell.LOCATION, "search"),
        prevent_initial_call=True,
    )
    def arrange(arranged: Any, _clicks: Any, _default: Any, data: Any, search: Any) -> Any:
        question = restored(data)
        after = rearranged(question, ctx.triggered_id, ctx.triggered[0]["value"], arranged)
        return _address(question, after, search)


def _controls(context: Context) -> dict[str, Control]:
    return {c.key: c for c in context.reader.cached("discover-controls", controls)}


def _address(before: Question, after: Question, search: str | None) -> tuple[Any, Any, Any]:
    """What `change` and `arrange` write: nothing when the question is still the same."""
    if before.texts == after.texts:
        return no_update, no_update, no_update
    text, whole = written(after, dict(parse_qsl((search or "").lstrip("?"))))
    return stored(after), text, whole


# ---- The page from the state ---------------------------------------------------------------------------------------------


def _register_drawing(app: Dash, context: Context) -> None:
    @app.callback(
        Output(shell.CHIPS, "children", allow_duplicate=True),
        Output(BARS, "children"),
        Input(STATE, "data"),
        prevent_initial_call="initial_duplicate",
    )
    def draw_filter(data: Any) -> Any:
        flt, made, everything = restored(data).flt, _controls(context), TrackFilter.all()
        bars = context.reader.cached("discover-bars", lambda view: values.histogram(view, everything, "popularity", 25))
        low, high = shown(made["popularity"], flt) if "popularity" in made else (0, 100)
        return parts.chips(flt), parts.bins(bars, low, high)

    @app.callback(
        Output(MENU, "children"),
        Output(named("columns-count"), "children"),
        Output(named("title"), "children"),
        Output(GRID, "columnDefs"),
        Input(STATE, "data"),
        State(GRID, "columnDefs"),
    )
    def draw_columns(data: Any, before: Any) -> Any:
        question = restored(data)
        same = [d["field"] for d in before or () if not d.get("hide")] == question.names
        count = [html.Span("Columns", className="rp-chip-name"), f" {len(question.names)} of {len(FEATURES)}"]
        title = f"By {question.order_words}"
        return column_menu(question), count, title, no_update if same else column_definitions(question)

    @app.callback(
        Output(LIVE, "children"),
        Output(LIVE, "className", allow_duplicate=True),
        Output(named("finding"), "children"),
        Output(named("scope"), "children"),
        Output(TOTAL, "children"),
        Output(EXPORT, "children"),
        Output(NOTHING, "children"),
        Output(NOTHING, "className"),
        Input(SETTLED, "data"),
        prevent_initial_call=True,
    )
    def count(data: Any) -> Any:
        if not data:
            return [no_update] * 8
        question = restored(data)
        key = ("discover-count", question.flt.text)
        figures, without = context.reader.cached(key, lambda view: counted(view, question.flt))
        return drawn_count(question, figures, without)

    @app.callback(Output(GRID, "getRowsResponse"), Input(GRID, "getRowsRequest"), State(STATE, "data"))
    def rows(request: Any, data: Any) -> Any:
        if not request or not data:
            return no_update
        question = restored(data).sorted_by(request["sortModel"])
        key = ("discover-rows", *question.texts.values(), request["startRow"], request["endRow"])
        frame, total = context.reader.cached(
            key, lambda view: page(view, question, request["startRow"], request["endRow"])
        )
        return {"rowData": records(frame), "rowCount": total}
