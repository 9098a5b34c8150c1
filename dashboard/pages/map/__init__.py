"""Map: which sounds are here, and who lives where. The address is the state: layout, colour, view, lasso, placed track."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.exceptions import PreventUpdate

from analytics.live import segments
from dashboard import shell, shortlisting
from dashboard.components import button, empty, segmented, toast
from dashboard.components.chart_card import download
from dashboard.context import Context
from dashboard.pages import _waiting
from dashboard.pages._slots import address_outputs, changed, footer
from dashboard.pages._track_options import track_options
from dashboard.pages.map import cards, data, estimates
from dashboard.pages.map import state as states
from dashboard.pages.map.data import COLOURS
from dashboard.theme import as_theme
from warehouse.connect import View
from warehouse.queries import sound_map

PATH, NAME, ID = "/map", "Map", "map"
GRAPH, LAYOUT, COLOUR, DRAG, FIND, MOOD = (
    *("map-graph", "map-layout", "map-colour", "map-drag", "map-find", "map-mood"),
)
STORE, NAMED, SIDE, QUALITY, LEGEND, TIP, INFO, ALL_OF_IT, CLEAR = (
    f"map-{part}" for part in ("state", "named", "side", "quality", "legend", "tip", "info", "whole", "clear")
)
HOW, ESTIMATED = "map-how", "map-estimated"
DRAGS = {"move": "Move", "lasso": "Lasso"}
CONFIG = {"displayModeBar": False, "responsive": True, "scrollZoom": True, "displaylogo": False, "doubleClick": False}
PLACE = [State(shell.LOCATION, "pathname"), State(shell.LOCATION, "search")]


def layout(context: Context, /, **query: str) -> html.Div:
    """The page with its controls set from the address; callbacks fill the rest. Raises FilterError."""
    state, f = states.read(query), data.facts(context)
    if not f.n:
        return _waiting_page(context, f)
    header = shell.page_header(cards.finding(f), cards.scope_line(f), id=ID)
    card = html.Section(
        [
            _controls(context, state, f),
            html.H2("Recordings by sound", className="rp-only-screen-reader"),
            html.Div(_graph(), className="rp-map-stage"),
            html.P(estimates.how(f.by_sound, f.estimated, state), id=HOW, className="rp-how rp-map-how"),
            estimates.control(f.estimated, f.without, state, ESTIMATED),
            html.Div(id=LEGEND, className="rp-map-legend"),
            html.Div(id=QUALITY, className="rp-map-quality"),
        ],
        id="map-card",
        className="rp-card rp-map-card",
        **{"aria-label": "Map of recordings by sound", "data-provenance": " · ".join(cards.lines(f))},
    )
    side = html.Section(
        [_clear(state), html.Div(id=SIDE, className="rp-map-told", **{"aria-live": "polite"})],
        className="rp-card rp-map-side",
    )
    stores = html.Div([dcc.Store(id=STORE, data=state.params()), dcc.Store(id=NAMED)], hidden=True)
    return shell.page(header, stores, html.Div([card, side], className="rp-map"), footer(cards.lines(f)), id="map-page")


def _clear(state: states.State) -> html.Button:
    """Give up the lasso. It stands beside what callbacks draw, so that a click on it is never lost to a new drawing."""
    return html.Button("Clear", id=CLEAR, className="rp-link rp-map-clear", n_clicks=0, hidden=not state.polygon)


def _graph() -> list[Any]:
    plot = dcc.Graph(id=GRAPH, config=CONFIG, responsive=True, clear_on_unhover=True, style={"height": "100%"})
    tools = [segmented(DRAG, DRAGS, "move", "What dragging does"), button("Whole map", ALL_OF_IT, small=True)]
    return [
        plot,
        html.Div(tools, className="rp-map-tools"),
        dcc.Tooltip(id=TIP, direction="right", className="rp-map-tip"),
    ]


def _controls(context: Context, state: states.State, f: data.Facts) -> html.Div:
    box = dcc.Dropdown(
        id=FIND,
        options=track_options(context, "", state.place),
        value=state.place or None,
        placeholder="Place a track",
        maxHeight=360,
    )
    return html.Div(
        [
            html.Span("Colour", className="rp-soft"),
            segmented(COLOUR, COLOURS, state.colour, "Colour"),
            html.Div(_moods(f, state), className="rp-map-mood", role="group", **{"aria-label": "Mood"}),
            html.Span("Layout", className="rp-soft"),
            segmented(LAYOUT, list(sound_map.LAYOUTS), state.layout, "Layout"),
            html.Div(box, className="rp-map-find", role="group", **{"aria-label": "Place a track"}),
            html.Div(cards.method(f), id=INFO, className="rp-tools"),
            html.Div(download(ID, None), className="rp-tools"),
        ],
        className="rp-map-controls",
    )


def _moods(f: data.Facts, state: states.State) -> dcc.Dropdown:
    """Which mood colours the map; on the page only while one does (style_pages_map.css)."""
    options = [{"value": name, "label": name.replace("_", " ")} for name in f.moods]
    chosen = data.mood_of(f, state) or next(iter(f.moods), None)
    return dcc.Dropdown(id=MOOD, options=options, value=chosen, clearable=False)


def _waiting_page(context: Context, f: data.Facts) -> html.Div:
    """Without a map: how far its training is, or why there cannot be one."""
    job = context.training()
    jobs = context.userdata.jobs() if context.userdata else []
    if (job is not None and job.is_open) or _waiting.refusal(jobs, "map"):
        words = _waiting.waiting(job, jobs, f.tracks, _waiting.now(), "map")
    else:
        words = empty("The map is not laid out yet.", "In a terminal: repertoire train --only clusters --only map")
    return shell.page(shell.page_header("There is no map yet"), words, id="map-page")


def register_callbacks(app: Dash, context: Context) -> None:
    """State, figure, hover card, selection, names of groups, the address."""
    _register_state(app)
    _register_figure(app, context)
    _register_hover(app, context)
    _register_side(app, context)
    _register_find(app, context)
    _register_address(app)
    shortlisting.register(
        app, context, ID, lambda stored: data.ids_inside(context, states.read(stored)), State(STORE, "data")
    )


def _register_state(app: Dash) -> None:
    @app.callback(
        Output(STORE, "data"),
        Input(COLOUR, "value"), Input(LAYOUT, "value"), Input(FIND, "value"), Input(MOOD, "value"),
        Input(ALL_OF_IT, "n_clicks"),
        Input(GRAPH, "relayoutData"), Input(GRAPH, "selectedData"),
        State(STORE, "data"),
        prevent_initial_call=True,
    )  # fmt: skip
    def gather(
        colour: str,
        layout: str,
        place: str | None,
        mood: str | None,
        _all: int,
        zoom: Any,
        lasso: Any,
        before: Any,
    ) -> Any:
        old = new = states.read(before)
        # A lasso is told as a selection and as a new layout at once.
        for what in ctx.triggered_prop_ids:
            new = _changed(new, what, colour, layout, place, mood, zoom, lasso)
        return no_update if new == old else new.params()

    # By itself: Dash drops the answer of a callback that is asked again, and a drawing asks the one above.
    @app.callback(
        Output(STORE, "data", allow_duplicate=True), Input(CLEAR, "n_clicks"), State(STORE, "data"),
        prevent_initial_call=True,
    )  # fmt: skip
    def clear(_clicks: int, before: Any) -> Any:
        return replace(states.read(before), polygon=()).params()

    @app.callback(
        Output(STORE, "data", allow_duplicate=True), Input(ESTIMATED, "value"), State(STORE, "data"),
        prevent_initial_call=True,
    )  # fmt: skip
    def show(ticked: list[str], before: Any) -> Any:
        return replace(states.read(before), estimated=bool(ticked)).params()


def _changed(
    old: states.State, what: str, colour: str, layout: str, place: str | None, mood: str | None, zoom: Any, lasso: Any
) -> states.State:
    """The state after one thing changed; another layout has another plane, so view and lasso are given up."""
    if what.endswith("selectedData"):
        drawn = (lasso or {}).get("lassoPoints")
        polygon = states.thinned(drawn["x"], drawn["y"]) if drawn and len(drawn["x"]) > 2 else old.polygon
        return replace(old, polygon=polygon)
    if what.endswith("relayoutData"):
        return replace(old, box=states.zoomed(zoom, old.box))
    if layout != old.layout:
        return replace(old, layout=layout, colour=colour, box=None, polygon=())
    box = None if what.startswith(ALL_OF_IT) else old.box
    candidate = old.candidate if (place or "") == old.place else ""
    return replace(old, colour=colour, box=box, place=place or "", candidate=candidate, mood=mood or old.mood)


def _register_figure(app: Dash, context: Context) -> None:
    @app.callback(
        Output(GRAPH, "figure"), Output(QUALITY, "children"), Output(LEGEND, "children"), Output(HOW, "children"),
        Input(STORE, "data"), Input(DRAG, "value"), Input(shell.THEME, "data"), Input(NAMED, "data"),
    )  # fmt: skip
    def draw(stored: Any, drag: str, theme: str, _named: Any) -> Any:
        state, f = states.read(stored), data.facts(context)
        scene, theme = data.scene(context, f, state), as_theme(theme)
        figure = cards.picture(scene, f, state, theme, drag == "lasso")
        legend = [cards.legend(scene, state, theme, data.mood_of(f, state)), estimates.placed_line(scene.placed)]
        shown = [part for part in legend if part is not None]
        return figure, cards.quality(f, state, scene), shown, estimates.how(f.by_sound, f.estimated, state)


def _register_hover(app: Dash, context: Context) -> None:
    @app.callback(
        Output(TIP, "show"), Output(TIP, "bbox"), Output(TIP, "children"),
        Input(GRAPH, "hoverData"), State(STORE, "data"),
        prevent_initial_call=True,
    )  # fmt: skip
    def hover(told: Any, stored: Any) -> Any:
        point = told["points"][0] if told else {}
        f, ring = data.facts(context), point.get("customdata")
        # A ring carries the id of its track, a dot has it in binary, which Dash does not pass on.
        row = (
            estimates.hovered(context, ring) if isinstance(ring, str) else _hovered(context, states.read(stored), point)
        )
        if row is None or "bbox" not in point:
            return False, no_update, no_update
        card = estimates.hover(row, f.by_sound or {}) if isinstance(ring, str) else cards.hover(row, f)
        return True, point["bbox"], card


def _hovered(context: Context, state: states.State, point: Any) -> dict[Any, Any] | None:
    """The recording under the pointer, by where it stands: Dash does not pass on numbers that came in binary."""
    if "x" not in point or "bbox" not in point:
        return None
    x, y = float(point["x"]), float(point["y"])

    def read(view: View) -> Any:
        number = sound_map.at(view, state.layout, x, y)
        return sound_map.point(view, number).to_dict("records") if number is not None else []

    return next(iter(context.reader.cached(("map-hover", state.layout, x, y), read)), None)


def _register_side(app: Dash, context: Context) -> None:
    @app.callback(Output(SIDE, "children"), Output(CLEAR, "hidden"), Input(STORE, "data"), Input(shell.THEME, "data"))
    def side(stored: Any, theme: str) -> Any:
        state, f = states.read(stored), data.facts(context)
        if not state.polygon:
            return cards.nothing_selected(f, segments.underserved(context.reader)), True
        chosen = data.inside(context, state)
        with context.reader.view() as view:
            found = sound_map.selection(view, chosen)
            rows = sound_map.listed(view, chosen, state.layout, "headroom", cards.HEADROOM)
            ids = list(sound_map.listed(view, chosen, state.layout, "popularity", cards.LINKED)["track_id"])
        return cards.selected(state, found, rows, ids, estimates.inside(context, state), as_theme(theme)), False

    @app.callback(
        Output(shell.TOASTS, "children", allow_duplicate=True),
        Output(NAMED, "data"),
        Input({"type": "map-name", "scope": ALL, "cluster": ALL}, "value"),
        prevent_initial_call=True,
    )
    def rename(_values: list[str]) -> Any:
        group, value = ctx.triggered_id, ctx.triggered[0]["value"] if ctx.triggered else None
        return _renamed(context, group, value)


def _renamed(context: Context, group: Any, value: str | None) -> Any:
    """Keep the name of a group; nothing when it has that name already."""
    f = data.facts(context)
    row = f.groups[(f.groups["scope"] == group["scope"]) & (f.groups["cluster"] == group["cluster"])]
    if context.userdata is None or row.empty or value == row["name"].iloc[0]:
        raise PreventUpdate
    automatic = str(row["automatic"].iloc[0])
    own = "" if (value or "") == automatic else value or ""
    context.userdata.group_names.name(group["scope"], group["cluster"], own)
    words = toast(f"The group is called {own or automatic}", "Kept, also when groups are found anew.")
    return [words], f"{group['cluster']} {own}"


def _register_find(app: Dash, context: Context) -> None:
    @app.callback(Output(FIND, "options"), Input(FIND, "search_value"), State(FIND, "value"), prevent_initial_call=True)
    def search(text: str | None, chosen: str | None) -> Any:
        return track_options(context, text, chosen or "") if text else no_update

    @app.callback(
        Output(FIND, "value"), Output(FIND, "options", allow_duplicate=True), Input(GRAPH, "clickData"),
        prevent_initial_call=True,
    )  # fmt: skip
    def place(told: Any) -> Any:
        """A ring that is clicked is placed, which draws the region where its recording may stand."""
        ring = told["points"][0].get("customdata") if told and told.get("points") else None
        return (ring, track_options(context, "", ring)) if isinstance(ring, str) else (no_update, no_update)


def _register_address(app: Dash) -> None:
    @app.callback(*address_outputs(), Input(STORE, "data"), *PLACE, prevent_initial_call=True)
    def write(stored: Any, path: str, search: str) -> Any:
        if path != PATH:
            raise PreventUpdate
        return changed(path, search, **states.read(stored).params())
