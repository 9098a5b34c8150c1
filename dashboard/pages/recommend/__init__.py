"""Recommend: what next for a listener or a list, and why. The address is the state; only feedback is kept elsewhere."""

from __future__ import annotations

import secrets
from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.exceptions import PreventUpdate

from analytics.live import recommend_names, served
from analytics.live.recommend_figures import figures
from dashboard import downloads, jobs, shell, shortlisting
from dashboard.components import export_button, more_ways, segmented
from dashboard.context import Context
from dashboard.pages._slots import address_outputs, changed, footer, provenance
from dashboard.pages._tabs import RECOMMEND, strip
from dashboard.pages.recommend import cards, controls, ids, rows
from dashboard.pages.recommend.changes import after
from dashboard.recommended import Found, find, most_popular, names_of, read, table
from dashboard.recommended import changed as feedback_changed
from dashboard.urlstate import link
from warehouse.queries import catalogue
from warehouse.userdata import Said

PATH, NAME, ID = "/recommend", "Recommend", ids.ID
PLACE = [State(shell.LOCATION, "pathname"), State(shell.LOCATION, "search")]
SHOWN, HIDDEN = {"display": "inline-flex"}, {"display": "none"}


def layout(context: Context, /, **query: str) -> html.Div:
    """The page with its controls set from the address; callbacks fill the rest. Raises FilterError."""
    state = read(query)
    stores = html.Div(
        [dcc.Store(id=ids.STORE, data=state.params()), dcc.Store(id=ids.BATCH), dcc.Store(id=ids.DRAWN)], hidden=True
    )
    # The finding comes with the list: until then its line is kept.
    header = shell.page_header("What next", " ", id=ID)
    listed = html.Section(
        [
            html.Div(
                [html.H2("What speaks for each, by score", id="recommend-title"), controls.undo()],
                className="rp-recommend-head",
            ),
            html.Div(id=ids.LIST),
            html.Div(id=ids.FOOT, className="rp-card-foot rp-recommend-foot"),
        ],
        className="rp-card rp-col-8",
        **{"aria-labelledby": "recommend-title"},
    )
    against = html.Div(
        [
            html.H2("What feedback changed"),
            segmented(ids.AGAINST, controls.AGAINST, state.against, "Against which list"),
        ],
        className="rp-recommend-against",
    )
    side = html.Section(
        [html.Div(id=ids.SIDE), against, html.Div(id="recommend-changes"), html.Div(id="recommend-kept")],
        className="rp-card rp-col-4 rp-recommend-side",
        **{"aria-live": "polite"},
    )
    body = [strip(RECOMMEND, "next", "Recommend"), controls.controls(context, state), shell.columns(listed, side)]
    return shell.page(header, stores, *body, html.Div(id="recommend-lines"), id="recommend-page")


def register_callbacks(app: Dash, context: Context) -> None:
    """State, list, what stands beside it, feedback, search boxes, the address."""
    _register_state(app, context)
    _register_list(app, context)
    _register_side(app, context)
    _register_feedback(app, context)
    _register_search(app, context)
    _register_address(app)
    shortlisting.register(app, context, ID, lambda stored: _tracks(context, stored), State(ids.STORE, "data"))


def _register_state(app: Dash, context: Context) -> None:
    @app.callback(
        Output(ids.STORE, "data"), Output(ids.ADD, "value"),
        Input(ids.PROFILE, "value"), Input(ids.ADD, "value"), Input(ids.MOOD, "value"), Input(ids.DIAL, "value"),
        Input(ids.DIVERSITY, "value"), Input(ids.ALIKE, "value"), Input(ids.LENGTH, "value"), Input(ids.WAYS, "value"),
        Input(ids.AGAINST, "value"), Input({"type": ids.DO, "what": ALL, "item": ALL}, "n_clicks"),
        Input({"type": ids.SAY, "verdict": ALL, "item": ALL}, "n_clicks"),
        State(ids.ADD_AS, "value"), State(ids.STORE, "data"),
        prevent_initial_call=True,
    )  # fmt: skip
    def gather(profile: Any, add: Any, mood: Any, dial: Any, diversity: Any, alike: Any, n: Any, ways: Any, against: Any,
               _do: Any, _say: Any, add_as: str, before: Any) -> Any:  # fmt: skip
        old = read(before)
        told = {"profile": profile or "", "mood": mood or "", "dial": dial, "diversity": diversity, "alike": alike}
        told |= {"n": int(n), "against": against, **{name: name in (ways or []) for name in controls.WAYS}}
        clicked = ctx.triggered_id if any(one["value"] for one in ctx.triggered) else None
        new = after(old, told, clicked, add, add_as, context.userdata is not None)
        return (no_update if new == old else new.params()), (None if add else no_update)


def _register_list(app: Dash, context: Context) -> None:
    @app.callback(
        Output(ids.LIST, "children"), Output(ids.SEEDS, "children"), Output(ids.MOOD_SAID, "children"),
        Output(ids.FOOT, "children"), Output(ids.DRAWN, "data"),
        Input(ids.STORE, "data"), Input(ids.BATCH, "data"),
    )  # fmt: skip
    def draw(stored: Any, _batch: Any) -> Any:
        found = find(context, read(stored))
        names = names_of(context, found)
        links = _links(context, found)
        about = (controls.seeds(found, names), controls.mood_said(found), _foot(found))
        return rows.section(found, links), *about, secrets.token_hex(4)


def _links(context: Context, found: Found) -> set[str]:
    """The items that have a page: all of the catalogue's own answers."""
    listed = [str(item) for item in found.shown.items["id"]]
    return recommend_names.linked(context.reader, found.shown.kind, listed) if found.shown.learned else set(listed)


def _foot(found: Found) -> list[Any]:
    """The file of exactly this list, and the way to put its tracks onto a shortlist, which holds no artists."""
    made = table(found)
    href = link(downloads.RECOMMEND, **found.state.params())
    file = html.A(
        export_button(None, len(made), len(made.columns)), href=href, className="rp-export", id="recommend-csv"
    )
    ways = [file, more_ways(href)]
    return [shortlisting.control(ID, up=True), *ways] if found.shown.kind == "track" and len(made) else ways


def _tracks(context: Context, stored: Any) -> list[str]:
    """The tracks on screen, for a shortlist."""
    found = find(context, read(stored))
    there = _links(context, found) if found.shown.kind == "track" else set()
    return [str(item) for item in found.shown.items["id"] if item in there]


def _register_side(app: Dash, context: Context) -> None:
    @app.callback(
        Output("recommend-finding", "children"), Output("recommend-scope", "children"), Output(ids.SIDE, "children"),
        Output("recommend-changes", "children"), Output("recommend-kept", "children"),
        Output("recommend-lines", "children"),
        Input(ids.DRAWN, "data"), State(ids.STORE, "data"),
        prevent_initial_call=True,
    )  # fmt: skip
    def side(_drawn: str, stored: Any) -> Any:
        # After the list and not beside it: it is the list that somebody waits for.
        found = find(context, read(stored))
        plain = most_popular(context, found)
        own, other = figures(context.reader, found.shown, plain), figures(context.reader, plain)
        heard = recommend_names.history_size(context.reader, found.state.profile)
        names = names_of(context, found)
        _note_shown(context, found)
        about = [cards.beside(own, other, found), _changes(context, found), cards.kept(found, names)]
        return cards.finding(found, own), cards.scope(found, heard), *about, _lines(context, found)


def _changes(context: Context, found: Found) -> Any:
    if not found.said:
        return html.P("No feedback yet, so nothing changed.", className="rp-how", id="recommend-changed")
    return cards.changed(found, feedback_changed(context, found))


def _note_shown(context: Context, found: Found) -> None:
    """Keep that these items were shown today: those that are over-shown stay out."""
    if context.userdata is not None and found.state.profile and not found.state.base and found.shown.kind == found.kind:
        context.userdata.feedback.show(found.state.profile, found.kind, [str(i) for i in found.shown.items["id"]])


def _lines(context: Context, found: Found) -> Any:
    about = context.reader.snapshot
    loads = context.reader.cached("loads", catalogue.loads)
    run = served.run_of(context.reader, "recommend")
    return footer(cards.lines_of(provenance(about, loads), found, run))


def _register_feedback(app: Dash, context: Context) -> None:
    @app.callback(
        Output(ids.BATCH, "data"), Output(ids.SAID, "children"), Output(ids.UNDO, "style"),
        Input({"type": ids.SAY, "verdict": ALL, "item": ALL}, "n_clicks"),
        State(ids.STORE, "data"),
        prevent_initial_call=True,
    )  # fmt: skip
    def say(_clicks: Any, stored: Any) -> Any:
        state, button = read(stored), ctx.triggered_id
        if not any(one["value"] for one in ctx.triggered) or not state.profile or context.userdata is None:
            raise PreventUpdate
        kind, item, verdict = recommend_names.kind(context.reader), button["item"], button["verdict"]
        batch = context.userdata.feedback.say([Said(state.profile, item, kind, verdict)])
        name = recommend_names.names(context.reader, [item]).get(item, item)
        return batch, cards.said_words(verdict, name), SHOWN

    @app.callback(
        Output(ids.BATCH, "data", allow_duplicate=True), Output(ids.SAID, "children", allow_duplicate=True),
        Output(ids.UNDO, "style", allow_duplicate=True),
        Input(ids.UNDO, "n_clicks"), State(ids.BATCH, "data"),
        prevent_initial_call=True,
    )  # fmt: skip
    def undo(clicks: int | None, batch: str | None) -> Any:
        if not clicks or not batch:
            raise PreventUpdate
        jobs.userdata(context).feedback.undo(batch)
        return "", "Taken back.", HIDDEN


def _register_search(app: Dash, context: Context) -> None:
    @app.callback(Output(ids.ADD, "options"), Input(ids.ADD, "search_value"), prevent_initial_call=True)
    def items(text: str | None) -> Any:
        return controls.item_options(context, text) if text else no_update

    @app.callback(
        Output(ids.PROFILE, "options"), Input(ids.PROFILE, "search_value"), State(ids.PROFILE, "value"),
        prevent_initial_call=True,
    )  # fmt: skip
    def profiles(text: str | None, chosen: str | None) -> Any:
        return controls.profile_options(context, text, chosen or "") if text else no_update


def _register_address(app: Dash) -> None:
    @app.callback(*address_outputs(), Input(ids.STORE, "data"), *PLACE, prevent_initial_call=True)
    def write(stored: Any, path: str, search: str) -> Any:
        if path != PATH:
            raise PreventUpdate
        return changed(path, search, **read(stored).params())
