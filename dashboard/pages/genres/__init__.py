"""Genres: which tags can be trusted, and what should be fixed. Honest figures, doubtful tags, drift, blending."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.exceptions import PreventUpdate

from dashboard import downloads, jobs, shell
from dashboard.components import card, kpi_row, loading
from dashboard.context import Context
from dashboard.pages import _waiting
from dashboard.pages._slots import SPACE, address_outputs, filled, footer, slot, slot_outputs
from dashboard.pages.genres import behind, cards, cells, data, decide, doubtful, every, work
from dashboard.theme import as_theme
from warehouse.errors import FilterError
from warehouse.queries import catalogue

PATH, NAME, ID = "/genres", "Genres", "genres"
PAGE, POLL, RUN, FAMILY, KPIS, FOOT = (f"genres-{part}" for part in ("page", "poll", "run", "family", "kpis", "foot"))
POLL_MS = 5000
QUERY = {"family": "", "sort": "-f1", "doubt": "far", "decided": "", "genre": "", "feature": "", "pair": "",
         "truth": "", "answer": "", "of": ""}  # fmt: skip
"""What the address can say, and what it means when it does not."""


def layout(context: Context, /, **query: str) -> html.Div:
    """The figures of the promoted model; until there is one, how far its training is. Raises FilterError."""
    found = data.found(context)
    asked = {name: query.get(name, usual) for name, usual in QUERY.items()}
    inside = _waiting_page(context) if found is None else _ready(context, found, asked)
    poll = dcc.Interval(id=POLL, interval=POLL_MS, disabled=found is not None)
    return html.Div([html.Div(inside, id=PAGE), poll])


def _waiting_page(context: Context) -> html.Div:
    known = context.userdata.jobs() if context.userdata else []
    tracks = context.reader.cached(("counts",), catalogue.counts)["tracks"]
    job = context.training()
    return shell.page(
        shell.page_header(
            _waiting.heading(job, _waiting.refusal(known, "genre")), "Every other page answers without it."
        ),
        card(_waiting.waiting(job, known, tracks, _waiting.now()), class_name="rp-waiting"),
    )


def _ready(context: Context, found: data.Judged, asked: dict[str, str]) -> html.Div:
    return shell.page(
        dcc.Store(id=RUN, data=found.run),
        shell.page_header(SPACE, SPACE, id=ID),
        html.Div(kpi_row([loading("kpi") for _ in range(5)]), id=KPIS),
        shell.columns(
            slot("genres-scores", 5, cards.MATRIX + 21),
            slot("genres-matrix", 7, cards.MATRIX + 21, controls=_chooser(found, asked["family"])),
        ),
        shell.columns(behind.section(found, cells.kept(context), asked)),
        shell.columns(*work.first_row(context, found, asked)),
        *work.second_row(context, asked),
        shell.columns(
            slot("genres-pairs", 5, cards.PAIRS + 44), slot("genres-baselines", 7, cards.PAIRS + 44, shape="table")
        ),
        shell.columns(every.section(found, asked["sort"])),
        html.Div(id=FOOT, style={"display": "contents"}),
    )


def _chooser(found: data.Judged, family: str) -> html.Div:
    names = data.family_names(found)
    if family and family not in names:
        raise FilterError(f"There is no family {family} among the genres.", f"Families: {', '.join(names)}.")
    every_one = "All families" if found.many else "All genres"
    menu = dcc.Dropdown(
        id=FAMILY,
        options=[{"value": "", "label": every_one}, *({"value": name, "label": name} for name in names)],
        value=family,
        clearable=False,
        searchable=False,
        style={"minWidth": "10rem"},
    )
    return html.Div(menu, role="group", **{"aria-label": "Family"})


def register_callbacks(app: Dash, context: Context) -> None:
    """Waiting, head, charts, the chosen family, decisions, drift and blending, the table and the address."""
    _register_waiting(app, context)
    _register_cards(app, context)
    _register_choices(app, context)
    decide.register(app, context)
    work.register(app, context)
    every.register(app, context)
    cells.register(app, context)


def _register_waiting(app: Dash, context: Context) -> None:
    @app.callback(Output(PAGE, "children"), Output(POLL, "disabled"), Input(POLL, "n_intervals"))
    def wait(ticks: int | None) -> Any:
        if not ticks:
            raise PreventUpdate
        found = data.found(context)
        return (_waiting_page(context), no_update) if found is None else (_ready(context, found, dict(QUERY)), True)

    @app.callback(
        Output(doubtful.STATE, "children"),
        Output(doubtful.POLL, "disabled"),
        Input(doubtful.START, "n_clicks"),
        prevent_initial_call=True,
    )
    def start(clicks: int | None) -> Any:
        if not clicks:
            raise PreventUpdate
        jobs.start_oof(context)
        return work.state(context), False

    @app.callback(
        Output(PAGE, "children", allow_duplicate=True),
        Output(doubtful.STATE, "children", allow_duplicate=True),
        Output(doubtful.POLL, "disabled", allow_duplicate=True),
        Input(doubtful.POLL, "n_intervals"),
        prevent_initial_call=True,
    )
    def judge(_ticks: int | None) -> Any:
        found = data.found(context)
        if found is not None and work.doubts_of(context) is not None:
            return _ready(context, found, dict(QUERY)), no_update, no_update
        job = jobs.newest(context, jobs.OOF)
        return no_update, work.state(context), job is None or not job.is_open


def _register_cards(app: Dash, context: Context) -> None:
    @app.callback(
        Output("genres-finding", "children"),
        Output("genres-scope", "children"),
        *slot_outputs("genres-baselines"),
        Output(FOOT, "children"),
        Input(RUN, "data"),
    )
    def head(_run: str) -> Any:
        j = data.of(context)
        return cards.finding(j), cards.scope(j), *filled(cards.baselines(j)), footer(cards.lines(j))

    @app.callback(Output(KPIS, "children"), Input(RUN, "data"), Input(doubtful.BATCH, "data"))
    def figures(_run: str, _batch: Any) -> Any:
        return cards.kpis(data.of(context), doubtful.kpi(work.doubts_of(context), downloads.decisions(context)))

    @app.callback(slot_outputs("genres-pairs"), Input(RUN, "data"), Input(shell.THEME, "data"))
    def charts(_run: str, theme: str) -> Any:
        return filled(cards.honest_beside_leaky(data.of(context), as_theme(theme)))


def _register_choices(app: Dash, context: Context) -> None:
    @app.callback(
        *slot_outputs("genres-scores"),
        *slot_outputs("genres-matrix"),
        Input(FAMILY, "value"),
        Input(shell.THEME, "data"),
    )
    def opened(family: str | None, theme: str) -> Any:
        j, chosen, colours = data.of(context), family or "", as_theme(theme)
        return *filled(cards.scores(j, chosen, colours)), *filled(cards.matrix(j, chosen, colours))

    @app.callback(
        Output(FAMILY, "value"),
        Input("genres-matrix-graph", "clickData"),
        Input("genres-scores-graph", "clickData"),
        State(FAMILY, "value"),
        prevent_initial_call=True,
    )
    def pick(matrix: Any, dots: Any, family: str | None) -> str:
        j = data.of(context)
        if family or not j.many or not ctx.triggered[0]["value"]:
            raise PreventUpdate
        row = int(ctx.triggered[0]["value"]["points"][0]["y"])
        by_matrix = ctx.triggered_id == "genres-matrix-graph"
        return (data.order(j.by_family) if by_matrix else list(dict.fromkeys(data.scores(j)["row"])))[row]

    @app.callback(
        *address_outputs(),
        Input(FAMILY, "value"),
        Input(every.TABLE, "columnState"),
        *work.where_states(),
        prevent_initial_call=True,
    )
    def write(family: str | None, columns: list[dict[str, Any]] | None, path: str, search: str) -> Any:
        return work.written(path, search, table_words(family, columns))


def table_words(family: str | None, columns: list[dict[str, Any]] | None) -> dict[str, str]:
    """What the address says of the chosen family and the order of the table; '' for what is usual."""
    sort = every.sort_of(columns)
    return {"family": family or "", "sort": "" if sort == "-f1" else sort}
