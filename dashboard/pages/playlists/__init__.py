"""Playlists: make one to wishes, or see what holds one together. The address is the state; the tab of Recommend."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.exceptions import PreventUpdate

from analytics.live import fit
from dashboard import shell, shortlisting
from dashboard.components import card, empty, toast
from dashboard.context import Context
from dashboard.pages._slots import address_outputs, changed, footer, provenance
from dashboard.pages._tabs import RECOMMEND
from dashboard.pages._tabs import strip as tabs
from dashboard.pages.playlists import ask, cards, controls, files, looked_at
from dashboard.pages.playlists import state as states
from dashboard.pages.playlists.controls import FIELDS, OWN, SEARCHED, id_of
from dashboard.theme import Theme, as_theme
from warehouse.queries import catalogue

PATH, NAME, ID = "/recommend/playlists", "Playlists", "playlists"
STORE, HEAD, BODY = (f"playlists-{part}" for part in ("state", "head", "body"))


def layout(context: Context, /, **query: str) -> html.Div:
    """The page with its controls set from the address; a callback fills the rest. Raises FilterError."""
    state = states.read(query)
    return shell.page(
        html.Div(shell.page_header("Playlists", id=ID), id=HEAD),
        tabs(RECOMMEND, "playlists", "Recommend"),
        dcc.Store(id=STORE, data=state.params()),
        controls.bar(state),
        controls.making(context, state),
        controls.looking(context, state),
        html.Div(id=BODY, className="rp-playlist-body", **{"aria-live": "polite"}),
        footer(_lines(context)),
        id="playlists-page",
    )


def _lines(context: Context) -> list[str]:
    about = context.reader.snapshot
    return provenance(about, context.reader.cached("loads", catalogue.loads))


def register_callbacks(app: Dash, context: Context) -> None:
    """State, what is shown, the boxes of tracks, pasted playlists, the address, files."""
    files.register_routes(app.server, context)
    _register_state(app, context)
    _register_body(app, context)
    _register_search(app, context)
    shortlisting.register(app, context, ID, lambda stored: _listed(context, stored), State(STORE, "data"))


def _listed(context: Context, stored: Any) -> list[str]:
    """Ids of the playlist that is on screen."""
    return list(ask.make(context, states.read(stored)).tracks["track_id"])


def _register_state(app: Dash, context: Context) -> None:
    @app.callback(
        Output(STORE, "data"), Output(id_of("exclude"), "options", allow_duplicate=True), Output(id_of("exclude"), "value"),
        *[Input(id_of(name), "value") for name in FIELDS],
        Input({"type": "playlists-out", "track": ALL}, "n_clicks"), State(STORE, "data"),
        prevent_initial_call=True,
    )  # fmt: skip
    def gather(*given: Any) -> Any:
        old, values = states.read(given[-1]), dict(zip(FIELDS, given, strict=False))
        if isinstance(ctx.triggered_id, dict):
            if not any(given[-2] or []):
                raise PreventUpdate
            values["exclude"] = [*(values["exclude"] or []), ctx.triggered_id["track"]]
        new = told(old, values)
        # A state that cannot be is told before it stands in the address.
        new.wishes()
        if new == old:
            raise PreventUpdate
        options = controls.options_of(context, "", values["exclude"] or [])
        return new.params(), options, values["exclude"] or []

    @app.callback(
        Output(STORE, "data", allow_duplicate=True), Output(id_of("playlist"), "value"),
        Output(shell.TOASTS, "children", allow_duplicate=True),
        Input(id_of("look"), "n_clicks"), Input(id_of("upload"), "contents"),
        State(id_of("paste"), "value"), State(STORE, "data"),
        prevent_initial_call=True,
    )  # fmt: skip
    def paste(clicks: int, sent: str | None, text: str | None, stored: Any) -> Any:
        if not clicks and not sent:  # the page was only just drawn
            raise PreventUpdate
        is_file = sent is not None and ctx.triggered_id == id_of("upload")
        content = base64.b64decode(sent.partition(",")[2]) if sent and is_file else text or ""
        new, cut = pasted(context, states.read(stored), content)
        return new.params(), None, [cut] if cut else no_update

    @app.callback(*address_outputs(), Input(STORE, "data"), State(shell.LOCATION, "pathname"),
                  State(shell.LOCATION, "search"), prevent_initial_call=True)  # fmt: skip
    def write(stored: Any, path: str, search: str) -> Any:
        if path != PATH:
            raise PreventUpdate
        return changed(path, search, **stored)


def told(old: states.State, values: dict[str, Any]) -> states.State:
    """The state that the controls tell; parts of the map and lists that came with the address stay."""
    lists = {name: states.joined(values[name]) for name in SEARCHED}
    texts = {
        name: str(values[name] or "").strip() for name in ("prompt", "cluster", "listener", "playlist", "shortlist")
    }
    texts |= {name: str(values[name] or getattr(old, name)) for name in ("view", "source", "tempo", "energy")}
    amount, unit = values["amount"], values["unit"]
    size = {"tracks": "", "minutes": ""}
    if amount is not None and (old.sized or unit == "minutes" or amount != states.TRACKS):
        size[unit] = f"{amount:g}"
    dial = old.dial if values["dial"] is None else f"{values['dial']:g}"
    artist = f"{values['artist']:g}" if values["artist"] else old.artist
    kept = {"pasted": "", "entries": ""} if texts["playlist"] else {}
    return replace(old, **lists, **texts, **size, **kept, dial=dial, artist=artist)


def pasted(context: Context, old: states.State, content: str | bytes) -> tuple[states.State, Any]:
    """The state that looks at a pasted playlist, and a toast when not all of it fits into the address."""
    given = fit.pasted(context.reader, content)
    ids = [one for one in fit.ids_of(context.reader, given) if "," not in one]
    lost = max(0, len(ids) - states.MOST_IDS)
    new = replace(old, view="fit", playlist="", pasted=states.joined(ids), entries=str(given.entries - lost))
    if not ids:
        return old, toast(
            "None of its tracks is in the catalogue", "Ids, or titles with artists, are looked for.", kind="error"
        )
    words = f"The first {states.MOST_IDS} of {len(ids):,} tracks are looked at"
    return new, toast(words, "All of a longer one: repertoire fit FILE") if lost else None


def _register_body(app: Dash, context: Context) -> None:
    @app.callback(
        Output(HEAD, "children"), Output(BODY, "children"), Output(id_of("making"), "hidden"), Output(id_of("looking"), "hidden"),
        *[Output(id_of(f"own-{key}"), "hidden") for key in OWN],
        Input(STORE, "data"), Input(shell.THEME, "data"),
    )  # fmt: skip
    def show(stored: Any, theme: str) -> Any:
        state = states.read(stored)
        head, body = shown(context, state, as_theme(theme))
        return head, body, state.view != "make", state.view != "fit", *(state.source != key for key in OWN)


def shown(context: Context, state: states.State, theme: Theme) -> tuple[Any, list[Any]]:
    """Header and content of a state."""
    if state.view == "make":
        answer = ask.make(context, state)
        head = shell.page_header(cards.finding(answer), cards.scope(answer), id=ID)
        return head, cards.made(answer, state, theme, _lines(context))
    given = ask.given(context, state)
    if given is None:
        cause = f"There is no playlist {state.playlist!r} here." if state.playlist else "No playlist is chosen yet."
        head = shell.page_header(
            "What holds a playlist together?", "Choose one of the catalogue, paste ids or drop a file.", id=ID
        )
        return head, [card(empty(cause, "Choose one above."))]
    found = fit.fit(context.reader, given, states.listed(state.candidate))
    return shell.page_header(fit.finding(found), looked_at.scope(found), id=ID), looked_at.looked_at(
        found, theme, _lines(context)
    )


def _register_search(app: Dash, context: Context) -> None:
    for name in SEARCHED:

        @app.callback(
            Output(id_of(name), "options", allow_duplicate=name == "exclude"),
            Input(id_of(name), "search_value"), State(id_of(name), "value"),
            prevent_initial_call=True,
        )  # fmt: skip
        def search(text: str | None, chosen: list[str] | None) -> Any:
            return controls.options_of(context, text, chosen or []) if text else no_update
