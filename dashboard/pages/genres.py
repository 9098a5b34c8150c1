"""Genres: which genres the model can tell apart, judged on what it has not seen, the leaky figure beside the honest one."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.exceptions import PreventUpdate

from dashboard import shell
from dashboard.components import card, grid, kpi_row, loading
from dashboard.context import Context
from dashboard.pages import _genres_cards as cards
from dashboard.pages import _genres_data as data
from dashboard.pages import _waiting
from dashboard.pages._slots import SPACE, address_outputs, changed, filled, footer, slot, slot_outputs
from dashboard.theme import as_theme
from warehouse.errors import FilterError
from warehouse.queries import catalogue

PATH, NAME, ID = "/genres", "Genres", "genres"
PAGE, POLL, RUN, FAMILY, TABLE, KPIS, FOOT = (
    f"genres-{part}" for part in ("page", "poll", "run", "family", "grid", "kpis", "foot")
)
POLL_MS = 5000
NUMBER = {"type": "rightAligned", "sortingOrder": ["desc", "asc", None], "width": 120}
HEADINGS: dict[str, tuple[str, str, int]] = {
    "genre": ("Genre", "Label of the vocabulary", 0),
    "family": ("Family", "Group of related genres, named by people", 0),
    "n": ("n held out", "Held-out tracks that are truly this genre; a miss of a track with k genres counts 1 / k", 0),
    "predicted_n": ("Answered", "Held-out tracks for which this genre was the first answer", 0),
    "precision": ("Precision", "Share of these answers that are right", 2),
    "recall": ("Recall", "Share of its true tracks that are found", 2),
    "f1": ("F1", "Harmonic mean of precision and recall", 2),
}


def layout(context: Context, /, family: str = "", sort: str = "-f1", **_query: str) -> html.Div:
    """The figures of the promoted model; until there is one, how far its training is. Raises FilterError."""
    found = _judged(context)
    inside = _waiting_page(context) if found is None else _ready(found, family, sort)
    poll = dcc.Interval(id=POLL, interval=POLL_MS, disabled=found is not None)
    return html.Div([html.Div(inside, id=PAGE), poll])


def _judged(context: Context) -> data.Judged | None:
    return context.reader.cached(("genre-model",), data.judged)


def _waiting_page(context: Context) -> html.Div:
    jobs = context.userdata.jobs() if context.userdata else []
    tracks = context.reader.cached(("counts",), catalogue.counts)["tracks"]
    job = context.training()
    return shell.page(
        shell.page_header(_waiting.heading(job), "Every other page answers without it."),
        card(_waiting.waiting(job, jobs, tracks, _waiting.now()), class_name="rp-waiting"),
    )


def _ready(found: data.Judged, family: str, sort: str) -> html.Div:
    names = data.family_names(found)
    if family and family not in names:
        raise FilterError(f"There is no family {family} among the genres.", f"Families: {', '.join(names)}.")
    chooser = dcc.Dropdown(
        id=FAMILY,
        options=[{"value": "", "label": "All genres"}, *({"value": name, "label": name} for name in names)],
        value=family or (names[0] if found.many else ""),
        clearable=False,
        searchable=False,
        style={"minWidth": "11rem"},
    )
    return shell.page(
        dcc.Store(id=RUN, data=found.run),
        shell.page_header(SPACE, SPACE, id=ID),
        html.Div(kpi_row([loading("kpi") for _ in range(5)]), id=KPIS),
        shell.columns(
            slot("genres-pairs", 5, cards.PAIRS + 44), slot("genres-baselines", 7, cards.PAIRS + 44, shape="table")
        ),
        shell.columns(
            slot("genres-matrix", 7, cards.MATRIX),
            slot(
                "genres-opened", 5, cards.MATRIX, "table", html.Div(chooser, role="group", **{"aria-label": "Family"})
            ),
        ),
        shell.columns(_table(found, sort)),
        html.Div(id=FOOT, style={"display": "contents"}),
    )


def _table(found: data.Judged, sort: str) -> html.Section:
    """The table of genres, its head filled by a callback so that the download follows the order on screen."""
    column, descending = sort.removeprefix("-"), sort.startswith("-")
    if column not in HEADINGS:
        raise FilterError(f"The table of genres has no column {column}.", f"Columns: {', '.join(HEADINGS)}.")
    columns = [_column(name, *about) for name, about in HEADINGS.items()]
    for definition in columns:
        if definition["field"] == column:
            definition["sort"] = "desc" if descending else "asc"
    rows = grid(
        TABLE,
        columns,
        height="26rem",
        rowModelType="clientSide",
        rowData=found.report.to_dict("records"),
        getRowId="params.data.genre",
        columnSize="responsiveSizeToFit",
    )
    section = slot("genres-table", 12, 0)
    section.children = [
        section.children[0],
        html.Div(id="genres-table-slot", hidden=True),
        html.Div(rows, className="rp-card-body"),
    ]
    return section


def _column(name: str, heading: str, help: str, decimals: int) -> dict[str, Any]:
    text = {"field": name, "headerName": heading, "headerTooltip": help}
    if name == "genre":
        return {**text, "width": 150, "minWidth": 130, "pinned": "left", "cellClass": "rp-cell-name"}
    if name == "family":
        return {**text, "width": 200, "minWidth": 150}
    shown = {"valueFormatter": {"function": f"rpFormat(params.value, 'number', {decimals})"}}
    return {**text, **NUMBER, **shown}


def register_callbacks(app: Dash, context: Context) -> None:
    """Waiting, head, charts, the opened family, the table and the address."""
    _register_waiting(app, context)
    _register_cards(app, context)
    _register_choices(app, context)


def _register_waiting(app: Dash, context: Context) -> None:
    @app.callback(Output(PAGE, "children"), Output(POLL, "disabled"), Input(POLL, "n_intervals"))
    def wait(ticks: int | None) -> Any:
        if not ticks:
            raise PreventUpdate
        found = _judged(context)
        return (_waiting_page(context), no_update) if found is None else (_ready(found, "", "-f1"), True)


def _model(context: Context) -> data.Judged:
    found = _judged(context)
    if found is None:
        raise PreventUpdate
    return found


def _register_cards(app: Dash, context: Context) -> None:
    @app.callback(
        Output("genres-finding", "children"),
        Output("genres-scope", "children"),
        Output(KPIS, "children"),
        *slot_outputs("genres-baselines"),
        Output(FOOT, "children"),
        Input(RUN, "data"),
    )
    def head(_run: str) -> Any:
        j = _model(context)
        return cards.finding(j), cards.scope(j), cards.kpis(j), *filled(cards.baselines(j)), footer(cards.lines(j))

    @app.callback(
        *slot_outputs("genres-pairs"), *slot_outputs("genres-matrix"), Input(RUN, "data"), Input(shell.THEME, "data")
    )
    def charts(_run: str, theme: str) -> Any:
        j = _model(context)
        return *filled(cards.honest_beside_leaky(j, as_theme(theme))), *filled(cards.matrix(j, as_theme(theme)))


def _register_choices(app: Dash, context: Context) -> None:
    @app.callback(slot_outputs("genres-opened"), Input(FAMILY, "value"))
    def opened(family: str | None) -> Any:
        return filled(cards.opened(_model(context), family or ""))

    @app.callback(Output(FAMILY, "value"), Input("genres-matrix-graph", "clickData"), prevent_initial_call=True)
    def pick(click: Any) -> str:
        j = _model(context)
        if not click or not j.many:
            raise PreventUpdate
        return data.order(j.by_family)[int(click["points"][0]["y"])]

    @app.callback(slot_outputs("genres-table"), Input(TABLE, "virtualRowData"))
    def table(rows: list[dict[str, Any]] | None) -> Any:
        return filled(cards.table(_model(context), rows or []))

    @app.callback(
        *address_outputs(),
        Input(FAMILY, "value"),
        Input(TABLE, "columnState"),
        State(shell.LOCATION, "pathname"),
        State(shell.LOCATION, "search"),
        prevent_initial_call=True,
    )
    def write(family: str | None, columns: list[dict[str, Any]] | None, path: str, search: str) -> Any:
        if path != PATH or ctx.triggered_id is None:
            raise PreventUpdate
        j = _model(context)
        usual = data.family_names(j)[0] if j.many else ""
        sort = _sort_of(columns)
        return changed(path, search, family="" if family == usual else family, sort="" if sort == "-f1" else sort)


def _sort_of(columns: list[dict[str, Any]] | None) -> str:
    """'-f1' of the state of the table's columns; '' when none is sorted."""
    sorted_by = next((c for c in columns or [] if c.get("sort")), None)
    return "" if sorted_by is None else ("-" if sorted_by["sort"] == "desc" else "") + str(sorted_by["colId"])
