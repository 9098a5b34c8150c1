"""Overview: how is the catalogue. Counts, popularity, features, groups, the newest load, what is worth knowing."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, ctx, dcc, html
from dash.exceptions import PreventUpdate

from dashboard import shell
from dashboard.components import kpi_row, loading, segmented
from dashboard.context import Context
from dashboard.pages import _overview_cards as cards
from dashboard.pages import _overview_data as data
from dashboard.pages import _overview_words as words
from dashboard.pages._slots import (
    SPACE,
    address_outputs,
    changed,
    filled,
    footer,
    measured,
    provenance,
    said,
    slot,
    slot_outputs,
)
from dashboard.theme import as_theme
from warehouse.filters import TrackFilter
from warehouse.queries import catalogue

PATH, NAME, ID = "/", "Overview", "overview"
HIT, COLLECTION, FEATURE, BY = "overview-hit", "overview-collection", "overview-feature", "overview-by"
WHERE, KPIS, FOOT, OPENERS = "overview-where", "overview-kpis", "overview-foot", "overview-openers"

WHICH = [Input(COLLECTION, "value"), State(WHERE, "data")]


def layout(context: Context, /, **query: str) -> html.Div:
    """The page with its controls set from the address; callbacks fill the rest. Raises FilterError."""
    state = data.read(context.settings, query)
    names = context.reader.cached(("collections",), catalogue.collections)
    header = shell.page_header(SPACE, SPACE, _actions(state, names), id=ID)
    return shell.page(
        dcc.Store(id=WHERE, data=state.where),
        header,
        html.Div(kpi_row([loading("kpi") for _ in range(5)]), id=KPIS),
        shell.columns(
            slot("overview-popularity", 5, cards.CHART),
            slot("overview-feature", 4, cards.CHART, controls=_features(state)),
            slot("overview-load", 3, cards.CHART, "table"),
        ),
        shell.columns(
            slot("overview-groups", 7, cards.RANKED, controls=_groups(state)),
            slot("overview-notices", 5, cards.RANKED, "text"),
        ),
        html.Div(id=FOOT, style={"display": "contents"}),
        id="overview-page",
    )


def _actions(state: data.State, names: list[str]) -> list[Any]:
    number = dcc.Input(
        id=HIT, type="number", min=0, max=100, step=1, value=state.hit, debounce=0.4, style={"width": "4.5rem"}
    )
    hits = html.Label(
        ["Hits from", number],
        className="d-flex align-items-center gap-2 rp-soft",
        title="Popularity from which a track is a hit",
    )
    picked = state.collection if state.collection in names else ""
    chooser = html.Div(
        cards.collections(names, picked or state.collection),
        className="" if len(names) > 1 or state.collection else "rp-hidden",
        **{"aria-label": "Collection"},
    )
    return [chooser, hits]


def _features(state: data.State) -> html.Div:
    options = [{"value": f.name, "label": f.label} for f in measured()]
    chooser = dcc.Dropdown(id=FEATURE, options=options, value=state.feature, clearable=False, searchable=False)
    return html.Div(chooser, **{"aria-label": "Feature"})


def _groups(state: data.State) -> html.Div:
    row = [html.Div(id=OPENERS), segmented(BY, data.GROUPS, state.by, "Group by")]
    return html.Div(row, className="d-flex align-items-center gap-1")


def register_callbacks(app: Dash, context: Context) -> None:
    """Head, charts, address, and what a click on a mark opens."""
    _register_head(app, context)
    _register_charts(app, context)
    _register_address(app, context)
    for graph in ("popularity", "feature", "groups"):
        _register_click(app, context, graph)


def _register_head(app: Dash, context: Context) -> None:
    @app.callback(
        Output("overview-finding", "children"),
        Output("overview-scope", "children"),
        Output(KPIS, "children"),
        *slot_outputs("overview-load"),
        *slot_outputs("overview-notices"),
        Output(FOOT, "children"),
        Input(HIT, "value"),
        *WHICH,
    )
    def head(hit: int | None, collection: str, where: str) -> Any:
        found = _figures(context, _hit(hit), _filter(collection, where))
        cells = words.worth_knowing(found) if found.summary["tracks"] else None
        lines = provenance(found.about, found.loads, words.whole_filter(found.flt))
        return (
            words.finding(found, hit or 0),
            words.scope(found),
            words.kpis(found, hit or 0),
            *filled(words.newest_load(found)),
            *(filled(cells) if cells is not None else said(words.nothing(found))),
            footer(lines),
        )


def _register_charts(app: Dash, context: Context) -> None:
    theme = Input(shell.THEME, "data")

    @app.callback(slot_outputs("overview-popularity"), Input(HIT, "value"), *WHICH, theme)
    def popularity(hit: int | None, collection: str, where: str, theme: str) -> Any:
        found = _figures(context, _hit(hit), _filter(collection, where))
        return filled(cards.popularity(found.levels, _hit(hit), as_theme(theme), _lines(found)))

    @app.callback(slot_outputs("overview-feature"), Input(FEATURE, "value"), *WHICH, theme)
    def feature(name: str, collection: str, where: str, theme: str) -> Any:
        flt = _filter(collection, where)
        bins, spread = _distribution(context, flt, name)
        return filled(cards.distribution(name, bins, spread, as_theme(theme), _source(context, flt)))

    @app.callback(*slot_outputs("overview-groups"), Output(OPENERS, "children"), Input(BY, "value"), *WHICH, theme)
    def groups(by: str, collection: str, where: str, theme: str) -> Any:
        flt = _filter(collection, where)
        frame, count, vocabulary, median = context.reader.cached(
            ("overview-groups", flt.text, by), lambda view: data.groups(view, flt, by)
        )
        card = cards.ranked(frame, count, by, vocabulary, median, as_theme(theme), _source(context, flt))
        return *filled(card), cards.openers(list(frame["label"]), by, flt)


def _register_address(app: Dash, context: Context) -> None:
    @app.callback(
        *address_outputs(),
        Input(HIT, "value"),
        Input(FEATURE, "value"),
        Input(BY, "value"),
        Input(COLLECTION, "value"),
        State(shell.LOCATION, "pathname"),
        State(shell.LOCATION, "search"),
        prevent_initial_call=True,
    )
    def write(hit: int | None, feature: str, by: str, collection: str, path: str, search: str) -> Any:
        if path != PATH or ctx.triggered_id is None:
            raise PreventUpdate
        usual = data.State(context.settings.hit_threshold)
        state: dict[str, Any] = {"hit": _hit(hit), "feature": feature, "by": by}
        kept = {name: value if value != getattr(usual, name) else "" for name, value in state.items()}
        return changed(path, search, **kept, collection=collection)


def _register_click(app: Dash, context: Context, graph: str) -> None:
    """A click on a mark opens its tracks. One callback a graph: the three are drawn at different times."""

    @app.callback(
        Output(shell.LOCATION, "href", allow_duplicate=True),
        Input(f"overview-{graph}-graph", "clickData"),
        State(HIT, "value"),
        State(FEATURE, "value"),
        State(BY, "value"),
        State(COLLECTION, "value"),
        State(WHERE, "data"),
        prevent_initial_call=True,
    )
    def open_rows(click: Any, hit: int, name: str, by: str, collection: str, where: str) -> str:
        if not click:
            raise PreventUpdate
        point, flt = click["points"][0], _filter(collection, where)
        if graph == "groups":
            return cards.group_link(flt, by, point["customdata"][0])
        if graph == "feature":
            return cards.bin_link(flt, name, _distribution(context, flt, name)[0], point["pointNumber"])
        return cards.bin_link(flt, "popularity", data.popularity_bins([0] * 101, _hit(hit)), point["pointNumber"])


def _hit(value: int | None) -> int:
    """The threshold; while the field is empty or out of range nothing changes."""
    if value is None:
        raise PreventUpdate
    return int(value)


def _filter(collection: str, where: str) -> TrackFilter:
    return data.State(0, collection=collection or "", where=where or "").flt


def _figures(context: Context, hit: int, flt: TrackFilter) -> data.Figures:
    return context.reader.cached(("overview", flt.text, hit), lambda view: data.figures(view, flt, hit))


def _distribution(context: Context, flt: TrackFilter, name: str) -> Any:
    return context.reader.cached(("overview-feature", flt.text, name), lambda view: data.distribution(view, flt, name))


def _source(context: Context, flt: TrackFilter) -> list[str]:
    about, loads = context.reader.cached(("loads",), lambda view: (view.snapshot, catalogue.loads(view)))
    return provenance(about, loads, words.whole_filter(flt))


def _lines(found: data.Figures) -> list[str]:
    return provenance(found.about, found.loads, words.whole_filter(found.flt))
