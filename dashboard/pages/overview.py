"""Overview: how is the catalogue. Counts, popularity, features, groups, the newest load, what is worth knowing."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, ctx, dcc, html
from dash.exceptions import PreventUpdate

from dashboard import format as fmt
from dashboard import shell
from dashboard.components import empty, kpi_row, loading
from dashboard.context import Context
from dashboard.pages import _overview_cards as cards
from dashboard.pages import _overview_data as data
from dashboard.pages import _overview_decisions as worth
from dashboard.pages import _overview_time as time
from dashboard.pages import _overview_wall as wall
from dashboard.pages import _overview_ways as ways
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
NEEDS_TRACKS = False


def layout(context: Context, /, **query: str) -> html.Div:
    """The page with its controls set from the address; callbacks fill the rest. What happens by the week comes first,
    where there is any; the catalogue as it stands is the other view. Raises FilterError.
    """
    weekly = time.sources(context)
    if not weekly and not context.reader.cached(("tracks",), catalogue.counts)["tracks"]:
        return _nothing()
    if query.get("wall"):
        return wall.layout(context, query)
    state = data.read(context.settings, query)
    names = context.reader.cached(("collections",), catalogue.collections)
    if weekly and query.get("view") != time.CATALOGUE:
        return time.layout(context, query, names)
    switch = [time.switch(time.CATALOGUE, state.where)] if weekly else []
    header = shell.page_header(SPACE, SPACE, [*switch, *_actions(state, names), ways.controls(context)], id=ID)
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
            slot("overview-groups", 7, cards.RANKED, controls=cards.group_controls(BY, OPENERS, state.by)),
            slot("overview-notices", 5, cards.RANKED, "text"),
        ),
        html.Div(id=FOOT, style={"display": "contents"}),
        id="overview-page",
    )


def _nothing() -> html.Div:
    """What is loaded has neither tracks nor weeks."""
    words = "What is loaded holds no tracks, no plays with times and no charts of several weeks."
    return shell.page(shell.page_header("There is nothing to look over yet"), empty(words, "Load a file", "/data"))


def _actions(state: data.State, names: list[str]) -> list[Any]:
    number = dcc.Input(
        id=HIT, type="number", min=0, max=100, step=1, value=state.hit, debounce=0.4, style={"width": "4.5rem"}
    )
    hits = html.Label(
        ["Hits from", number],
        className="d-flex align-items-center gap-2 rp-soft",
        title="Popularity from which a track is a hit",
    )
    return [cards.collections(names, state.collection, COLLECTION), hits]


def _features(state: data.State) -> html.Div:
    options = [{"value": f.name, "label": f.label} for f in measured()]
    chooser = dcc.Dropdown(id=FEATURE, options=options, value=state.feature, clearable=False, searchable=False)
    return html.Div(chooser, role="group", **{"aria-label": "Feature"})


def register_callbacks(app: Dash, context: Context) -> None:
    """Head, charts, address, and what a click on a mark opens."""
    _register_head(app, context)
    _register_decisions(app, context, "overview-notices", WHICH)
    _register_charts(app, context)
    _register_groups(app, context, "overview-groups", BY, OPENERS, WHICH)
    _register_address(app, context)
    time.register(app, context)
    wall.register(app, context)
    ways.register(app, context)
    _register_decisions(app, context, time.NOTICES, time.WHICH)
    _register_groups(app, context, time.GROUPS, time.BY, time.OPENERS, time.WHICH)
    for graph in ("popularity", "feature"):
        _register_click(app, context, graph)


def _register_head(app: Dash, context: Context) -> None:
    @app.callback(
        Output("overview-finding", "children"),
        Output("overview-scope", "children"),
        Output(KPIS, "children"),
        *slot_outputs("overview-load"),
        Output(FOOT, "children"),
        Input(HIT, "value"),
        *WHICH,
    )
    def head(hit: int | None, collection: str, where: str) -> Any:
        found = _figures(context, _hit(hit), _filter(collection, where))
        lines = provenance(found.about, found.loads, words.whole_filter(found.flt))
        return (
            words.finding(found, hit or 0),
            words.scope(found),
            words.kpis(found, hit or 0),
            *filled(words.newest_load(found)),
            footer(lines),
        )


def _register_decisions(app: Dash, context: Context, id: str, which: list[Any]) -> None:
    """The list of things to decide, of either view: Dash wants all inputs of a callback on the page at once."""

    @app.callback(slot_outputs(id), *which)
    def decisions(collection: str, where: str) -> Any:
        flt = _filter(collection, where)
        found = _figures(context, context.settings.hit_threshold, flt)
        has_tracks = bool(found.whole["tracks"])
        if has_tracks and not found.summary["tracks"]:
            return said(words.nothing(found))
        items = [*worth.gathered(context, flt), *(words.worth_knowing(found) if has_tracks else [])]
        facts = {"n": fmt.plural(found.summary["tracks"], "track"), "Newest load": str(found.loads.iloc[0]["file"])}
        return filled(worth.card(items, facts, _lines(found), id))


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


def _register_groups(app: Dash, context: Context, id: str, by: str, openers: str, which: list[Any]) -> None:
    """Popularity by family or genre, of either view, and what a click on a dot opens."""

    @app.callback(
        *slot_outputs(id), Output(openers, "children"), Input(by, "value"), *which, Input(shell.THEME, "data")
    )
    def groups(by: str, collection: str, where: str, theme: str) -> Any:
        flt = _filter(collection, where)
        frame, count, vocabulary, median = context.reader.cached(
            ("overview-groups", flt.text, by), lambda view: data.groups(view, flt, by)
        )
        source = _source(context, flt)
        card = cards.ranked(frame, count, by, vocabulary, median, as_theme(theme), source, id)
        return *filled(card), cards.openers(list(frame["label"]), by, flt)

    @app.callback(
        Output(shell.LOCATION, "href", allow_duplicate=True),
        Input(f"{id}-graph", "clickData"),
        State(by, "value"),
        *[State(one.component_id, one.component_property) for one in which],
        prevent_initial_call=True,
    )
    def open_group(click: Any, by: str, collection: str, where: str) -> str:
        if not click:
            raise PreventUpdate
        return cards.group_link(_filter(collection, where), by, click["points"][0]["customdata"][0])


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
        State(COLLECTION, "value"),
        State(WHERE, "data"),
        prevent_initial_call=True,
    )
    def open_rows(click: Any, hit: int, name: str, collection: str, where: str) -> str:
        if not click:
            raise PreventUpdate
        point, flt = click["points"][0], _filter(collection, where)
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


def warm(context: Context) -> None:
    """Ask what the catalogue's view asks when it is opened without a filter, beside what the digest does."""
    usual = data.State(context.settings.hit_threshold)
    _figures(context, usual.hit, usual.flt)
    _distribution(context, usual.flt, usual.feature)
    _source(context, usual.flt)


def _source(context: Context, flt: TrackFilter) -> list[str]:
    about, loads = context.reader.cached(("snapshot-loads",), lambda view: (view.snapshot, catalogue.loads(view)))
    return provenance(about, loads, words.whole_filter(flt))


def _lines(found: data.Figures) -> list[str]:
    return provenance(found.about, found.loads, words.whole_filter(found.flt))
