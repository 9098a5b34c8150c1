"""Screening: where would this track land, and what is it close to. A form, a file, variants side by side, an A/B test.

The address is the state: a track of the catalogue to start from, the stated genre, what was changed. The prediction
comes first; reasons, nearest tracks and curves follow in callbacks of their own.
"""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, dcc, html
from dash.exceptions import PreventUpdate

from dashboard import shell
from dashboard.components import segmented
from dashboard.context import Context
from dashboard.pages._slots import SPACE, address_outputs, changed, filled, footer, slot, slot_outputs
from dashboard.pages._track_options import track_options
from dashboard.pages.screening import answers, ask, batch, closest, form, hearing, planner, report, variants
from dashboard.pages.screening import state as states
from dashboard.pages.screening.ids import DATA, SEARCH, SHOWN, TAB, foot_id, head_id
from dashboard.theme import as_theme
from dashboard.urlstate import link

PATH, NAME, ID = "/screening", "Screening", "screening"


def layout(context: Context, /, **query: str) -> html.Div:
    """The part of the page that the address names. Raises FilterError."""
    state = states.read(query)
    make = {
        "audio": hearing.content,
        "form": _form,
        "csv": batch.content,
        "variants": variants.content,
        "test": planner.content,
    }[state.tab]
    return shell.page(
        dcc.Store(id=DATA, data=state.params()),
        shell.page_header(SPACE, SPACE, _actions(state), id=head_id(state.tab)),
        make(context, state, query),
        html.Div(id=foot_id(state.tab), style={"display": "contents"}),
        id="screening-page",
    )


def _actions(state: states.State) -> list[Any]:
    return [segmented(TAB, states.TABS, state.tab, "What to screen"), report.button(state)]


def _form(context: Context, state: states.State, _query: Any) -> html.Div:
    start, now = states.start(context, state), states.candidate(context, state)
    ends = states.extents(context, now)
    left = form.form(state, start.candidate, now, ends, states.genres(context))
    right = html.Div(
        [
            slot(answers.GENRES, 6, answers.CHART),
            slot(answers.POPULARITY, 6, answers.CHART),
            slot(answers.WHY, 6, answers.WATERFALL),
            slot(closest.NEAR, 6, answers.WATERFALL, "table"),
            html.Div(id="screening-trust-place", className="rp-col-12"),
        ],
        className="rp-cols rp-screen-right",
    )
    store = dcc.Store(id=SHOWN, data=state.params())
    return html.Div(
        [store, html.Div([form.begin(start, now), left], className="rp-screen-left"), right], className="rp-screen"
    )


def register_callbacks(app: Dash, context: Context) -> None:
    """The state, the prediction, what explains it, and the other parts of the page."""
    _register_state(app, context)
    _register_prediction(app, context)
    _register_reasons(app, context)
    for part in (batch, hearing, planner, report, variants):
        part.register_callbacks(app, context)


def _register_state(app: Dash, context: Context) -> None:
    sliders = [Input(form.slider_id(name), "value") for name in (*states.SLIDERS, *states.MORE)]
    texts = [Input(id, "value") for id in (form.TITLE, form.ARTIST, form.ALBUM)]

    @app.callback(
        Output(DATA, "data", allow_duplicate=True),
        Output(SHOWN, "data"),
        Output(form.COUNT, "children"),
        Output(form.RESET, "children"),
        *[Output(form.part_id("text", name), "children") for name in states.SLIDERS],
        *[Output(form.part_id("row", name), "className") for name in states.SLIDERS],
        Input(form.GENRE, "value"),
        Input(form.LESS, "value"),
        *sliders,
        *texts,
        State(DATA, "data"),
        prevent_initial_call="initial_duplicate",
    )
    def gather(genre: str, less: list[str], *given: Any) -> Any:
        state = ask.gathered(context, given[-1] or {}, genre, less or [], given[:-1])
        return state.params(), state.params(), *ask.form_words(context, state)

    @app.callback(
        *address_outputs(),
        Input(DATA, "data"),
        State(shell.LOCATION, "pathname"),
        State(shell.LOCATION, "search"),
        prevent_initial_call=True,
    )
    def write(data: dict[str, str], path: str, search: str) -> Any:
        if path != PATH or data is None:
            raise PreventUpdate
        return changed(path, search, **(dict.fromkeys(states.ADDRESS, "") | data))

    @app.callback(
        Output(shell.LOCATION, "href", allow_duplicate=True),
        Input(TAB, "value"),
        State(DATA, "data"),
        prevent_initial_call=True,
    )
    def go(tab: str, data: dict[str, str]) -> str:
        if tab == ((data or {}).get("tab") or "form"):
            raise PreventUpdate
        return link(PATH, **{**(data or {}), "tab": "" if tab == "form" else tab})

    @app.callback(
        Output(shell.LOCATION, "href", allow_duplicate=True), Input(SEARCH, "value"), prevent_initial_call=True
    )
    def begin(track: str | None) -> str:
        if not track:
            raise PreventUpdate
        return link(PATH, track=track)

    @app.callback(Output(SEARCH, "options"), Input(SEARCH, "search_value"), prevent_initial_call=True)
    def suggest(text: str | None) -> Any:
        return track_options(context, text or "")


def _register_prediction(app: Dash, context: Context) -> None:
    @app.callback(
        Output(f"{head_id('form')}-finding", "children"),
        Output(f"{head_id('form')}-scope", "children"),
        *slot_outputs(answers.GENRES),
        *slot_outputs(answers.POPULARITY),
        Input(SHOWN, "data"),
        Input(shell.THEME, "data"),
    )
    def predict(data: dict[str, str], theme: str) -> Any:
        found = ask.told(context, states.read(data or {}))
        lines = ask.lines(context)
        facts = ask.facts(context)
        genres = answers.genres_card(found, as_theme(theme), lines, facts["genre"])
        popularity = answers.popularity_card(
            found, ask.popularity_bins(context, found), as_theme(theme), lines, facts["popularity"]
        )
        return answers.finding(found), answers.scope(found), *filled(genres), *filled(popularity)


def _register_reasons(app: Dash, context: Context) -> None:
    @app.callback(slot_outputs(answers.WHY), Input(SHOWN, "data"), Input(shell.THEME, "data"))
    def explain(data: dict[str, str], theme: str) -> Any:
        return ask.why(context, states.read(data or {}), as_theme(theme))

    @app.callback(slot_outputs(closest.NEAR), Input(SHOWN, "data"))
    def near(data: dict[str, str]) -> Any:
        return filled(ask.near(context, states.read(data or {})))

    @app.callback(
        Output(form.HEADING, "children"),
        *[Output(form.part_id("band", name), "style") for name in states.SLIDERS],
        *[Output(form.part_id("curve", name), "children") for name in states.SLIDERS],
        Input(SHOWN, "data"),
    )
    def curves(data: dict[str, str]) -> Any:
        state = states.read(data or {})
        return answers.form_head(*ask.form_heading(context, state)), *ask.bands_and_curves(context, state)

    @app.callback(
        Output("screening-trust-place", "children"), Output(foot_id("form"), "children"), Input(form.GENRE, "id")
    )
    def trust(_id: str) -> Any:
        return answers.trust_card(ask.trust(context)), footer(ask.lines(context, short=True))
