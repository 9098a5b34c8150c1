"""Drivers: what is associated with popularity or genre, and how stable that is. The address is the state."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.exceptions import PreventUpdate

from analytics.live import blueprint as blueprints
from analytics.live import explain
from analytics.live.blueprint import Target
from dashboard import shell
from dashboard.components import segmented
from dashboard.context import Context
from dashboard.pages import _waiting
from dashboard.pages._slots import SPACE, address_outputs, changed, filled, footer, said, slot, slot_outputs
from dashboard.pages._track_options import track_options
from dashboard.pages.drivers import cards, data, falls, scopes, targets, unknown
from dashboard.pages.drivers.data import ALL, Facts, label
from dashboard.theme import as_theme
from warehouse.features import by_name
from warehouse.queries import drivers

PATH, NAME, ID = "/drivers", "Drivers", "drivers"
TASK, SCOPE, FEATURE, LOOK, TRACK, FOOT = (
    f"drivers-{part}" for part in ("task", "which", "feature", "look", "track", "foot")
)
LOOKS = {"ranked": "Ranked", "tracks": "Tracks"}
WHICH = [Input(TASK, "value"), Input(SCOPE, "value")]
PLACE = [State(shell.LOCATION, "pathname"), State(shell.LOCATION, "search")]
AIMED = [Input(id, "value") for id in (targets.GENRE, targets.BAND, targets.KIND, targets.WITHIN)]


def layout(context: Context, /, **query: str) -> html.Div:
    """The page with its controls set from the address; callbacks fill the rest. Raises FilterError."""
    f = _facts(context)
    state = data.read(f, query)
    target = _target(f, **{name: query.get(name, "") for name in ("genre", "band", "kind", "against")})
    names = _features(context, state.task, state.scope)
    look = query["look"] if query.get("look") in LOOKS else "ranked"
    rows = [
        shell.columns(
            slot("drivers-ranked", 5, cards.RANKED, controls=segmented(LOOK, LOOKS, look, "Look")),
            slot("drivers-dependence", 7, cards.DEPENDENCE, controls=_feature_box(names, state.feature)),
        ),
        shell.columns(
            _blueprint_slot(f, target),
            html.Div(
                [slot("drivers-unknown", 12, 180, "text"), slot("drivers-pairs", 12, 120, "table")],
                className="rp-col-5 rp-stack",
            ),
        ),
        shell.columns(slot("drivers-beliefs", 12, 600, "table")),
    ]
    rows.insert(0 if state.track else 1, _track_row(context, state.track))
    header = shell.page_header(SPACE, SPACE, _actions(f, state), id=ID)
    return shell.page(header, *rows, html.Div(id=FOOT, style={"display": "contents"}), id="drivers-page")


def _blueprint_slot(f: Facts, target: Target) -> html.Section:
    """The blueprint's card with its choosers between head and figure."""
    section = slot("drivers-blueprint", 7, targets.HEIGHT)
    aim = targets.choosers(f, target.genre, target.band, target.kind, target.within)
    section.children = [section.children[0], html.Div(aim, className="rp-card-body pb-0"), *section.children[1:]]
    return section


def _track_row(context: Context, chosen: str) -> html.Div:
    """One track taken apart; low while none is chosen."""
    height = 300 if chosen else 40
    box = _track_box(context, chosen)
    return shell.columns(slot("drivers-fall", 6, height, "text", box), slot("drivers-duel", 6, height, "text"))


def _actions(f: Facts, state: data.State) -> list[Any]:
    chooser = dcc.Dropdown(
        id=SCOPE,
        options=scopes.options(f, state.task),
        value=state.scope,
        clearable=False,
        maxHeight=360,
        style={"minWidth": "14rem"},
    )
    return [
        html.Div(chooser, role="group", **{"aria-label": "Scope"}),
        segmented(TASK, data.TASKS, state.task, "What is explained"),
    ]


def _feature_box(names: list[str], chosen: str) -> html.Div:
    options = [{"value": name, "label": label(name)} for name in names]
    value = chosen if chosen in names else next(iter(names), None)
    box = dcc.Dropdown(id=FEATURE, options=options, value=value, clearable=False, searchable=False, maxHeight=360)
    return html.Div(box, style={"minWidth": "11rem"}, role="group", **{"aria-label": "Feature"})


def _track_box(context: Context, chosen: str) -> html.Div:
    box = dcc.Dropdown(
        id=TRACK,
        options=track_options(context, "", chosen),
        value=chosen or None,
        placeholder="Search a track by title",
        maxHeight=360,
        style={"minWidth": "16rem"},
    )
    return html.Div(box, role="group", **{"aria-label": "Track"})


def register_callbacks(app: Dash, context: Context) -> None:
    """Head, the explained model, the blueprint, beliefs, one track, and the address."""
    _register_head(app, context)
    _register_choices(app, context)
    _register_model(app, context)
    _register_targets(app, context)
    _register_track(app, context)
    _register_address(app, context)


def _register_head(app: Dash, context: Context) -> None:
    @app.callback(
        Output("drivers-finding", "children"),
        Output("drivers-scope", "children"),
        Output(FOOT, "children"),
        *slot_outputs("drivers-unknown"),
        *slot_outputs("drivers-pairs"),
        *WHICH,
    )
    def head(task: str, scope: str) -> Any:
        f, state = _facts(context), data.State(task, scope)
        frame = _importance(context, task, scope)
        return (
            cards.heading(f, state, frame),
            cards.scope_line(f, state, frame),
            footer(cards.lines(f, state)),
            *filled(unknown.card(f, state)),
            *filled(cards.interactions(f, state, _pairs(context, task))),
        )

    @app.callback(slot_outputs("drivers-beliefs"), Input(shell.THEME, "data"))
    def beliefs(_theme: str) -> Any:
        tested = context.reader.cached(("drivers-beliefs",), drivers.beliefs)
        return filled(targets.beliefs(_facts(context), tested))


def _register_choices(app: Dash, context: Context) -> None:
    @app.callback(
        Output(SCOPE, "options"), Output(SCOPE, "value"), Input(TASK, "value"), State(SCOPE, "value"),
        prevent_initial_call=True,
    )  # fmt: skip
    def narrowed(task: str, scope: str) -> Any:
        f = _facts(context)
        return scopes.options(f, task), scopes.kept(f, task, scope)

    @app.callback(
        Output(FEATURE, "options"), Output(FEATURE, "value"), *WHICH, State(FEATURE, "value"), prevent_initial_call=True
    )
    def features(task: str, scope: str, chosen: str | None) -> Any:
        names = _features(context, task, scope)
        options = [{"value": name, "label": label(name)} for name in names]
        return options, chosen if chosen in names else next(iter(names), None)

    @app.callback(
        Output(FEATURE, "value", allow_duplicate=True), Input("drivers-ranked-graph", "clickData"), State(LOOK, "value"),
        prevent_initial_call=True,
    )  # fmt: skip
    def pick(click: Any, look: str) -> Any:
        if not click or look != "ranked" or "customdata" not in click["points"][0]:
            raise PreventUpdate
        name = str(click["points"][0]["customdata"][4])
        return name if name in by_name() else no_update


def _register_model(app: Dash, context: Context) -> None:
    theme = Input(shell.THEME, "data")

    @app.callback(slot_outputs("drivers-ranked"), *WHICH, Input(FEATURE, "value"), Input(LOOK, "value"), theme)
    def ranked(task: str, scope: str, feature: str | None, look: str, theme: str) -> Any:
        f, state, frame = _facts(context), data.State(task, scope), _importance(context, task, scope)
        if frame.empty:
            return said(unknown.not_explained(f, task))
        if look == "tracks":
            points = _points(context, task, scope, None)
            return filled(cards.swarm(f, state, frame, points, as_theme(theme)))
        return filled(cards.importance(f, state, frame, feature or "", as_theme(theme)))

    @app.callback(slot_outputs("drivers-dependence"), *WHICH, Input(FEATURE, "value"), theme)
    def dependence(task: str, scope: str, feature: str | None, theme: str) -> Any:
        f, state = _facts(context), data.State(task, scope)
        points = _points(context, task, scope, feature or "")
        if not feature or points.empty:
            return said(unknown.not_explained(f, task))
        partner = data.partner_of(_pairs(context, task), feature)
        others = _points(context, task, scope, partner) if partner else points
        return filled(cards.dependence(f, state, feature, points, partner, others, as_theme(theme)))


def _register_targets(app: Dash, context: Context) -> None:
    @app.callback(slot_outputs("drivers-blueprint"), *AIMED, Input(shell.THEME, "data"))
    def blueprint(genre: str, band: str, kind: str, against: str, theme: str) -> Any:
        f = _facts(context)
        found = blueprints.blueprint(context.reader, _target(f, genre, band, kind, against))
        return filled(targets.blueprint(f, found, as_theme(theme)))


def _register_track(app: Dash, context: Context) -> None:
    @app.callback(
        Output(TRACK, "options"), Input(TRACK, "search_value"), State(TRACK, "value"), prevent_initial_call=True
    )
    def search(text: str | None, chosen: str | None) -> Any:
        if not text:
            return no_update
        return track_options(context, text, chosen or "")

    @app.callback(
        *slot_outputs("drivers-fall"), *slot_outputs("drivers-duel"), Input(TRACK, "value"), Input(shell.THEME, "data")
    )
    def fall(track_id: str | None, theme: str) -> Any:
        f = _facts(context)
        found = explain.explain(context.reader, track_id) if track_id else None
        if found is None:
            return *falls.missing(track_id or ""), *falls.beside()
        shown = falls.popularity(f, found, as_theme(theme)), falls.genre(f, found, as_theme(theme))
        return *filled(shown[0]), *filled(shown[1])


def _register_address(app: Dash, context: Context) -> None:
    @app.callback(
        *address_outputs(), *WHICH, Input(FEATURE, "value"), Input(LOOK, "value"), Input(TRACK, "value"), *AIMED, *PLACE,
        prevent_initial_call=True,
    )  # fmt: skip
    def write(task: str, scope: str, *chosen: Any) -> Any:
        *shown, path, search = chosen
        if path != PATH or ctx.triggered_id is None:
            raise PreventUpdate
        first = next(iter(_features(context, task, scope)), "")
        return changed(path, search, **_address(_facts(context), task, scope, first, *shown))


def _address(
    f: Facts, task: str, scope: str, first: str,
    feature: str, look: str, track: str, genre: str, band: str, kind: str, against: str,
) -> dict[str, str]:  # fmt: skip
    """What the address says: everything that is not as usual; `first` is the feature that is shown unasked."""
    usual = _target(f)
    given = {"task": (task, next(iter(f.explained), "popularity")), "scope": (scope, ALL), "feature": (feature, first)}
    given |= {"look": (look, "ranked"), "genre": (genre, usual.genre), "band": (band, usual.band), "kind": (kind, "")}
    given |= {"track": (track, ""), "against": (against, "genre")}
    return {name: "" if value == default else value or "" for name, (value, default) in given.items()}


def _facts(context: Context) -> Facts:
    return data.facts(context.reader.cached(("drivers-facts",), data.gathered), _waiting.refusals(context))


def _target(f: Facts, genre: str = "", band: str = "", kind: str = "", against: str = "") -> Target:
    """The target that the address or the controls say; by default the most popular fifth of all tracks."""
    chosen = genre if genre in set(f.genres["genre"]) else ""
    return Target(chosen, f.vocabulary if chosen else "", band or "top20", kind or "", against != "all")


def _importance(context: Context, task: str, scope: str) -> pd.DataFrame:
    return context.reader.cached(("drivers", task, scope), lambda view: drivers.importance(view, task, scope))


def _features(context: Context, task: str, scope: str) -> list[str]:
    """Features with a value that were explained, the most important first; parts like the artist's tracks have none."""
    return [str(name) for name in _importance(context, task, scope)["feature"] if name in by_name()]


def _pairs(context: Context, task: str) -> pd.DataFrame:
    return context.reader.cached(("drivers-pairs", task), lambda view: drivers.pairs(view, task))


def _points(context: Context, task: str, scope: str, feature: str | None) -> pd.DataFrame:
    key = ("drivers-points", task, scope, feature)
    return context.reader.cached(key, lambda view: drivers.points(view, task, scope, feature))
