"""Trends: what is moving beyond its usual noise. The address names kind, scope, step, window and series."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, ctx, dcc, html
from dash.exceptions import PreventUpdate

from analytics.live import movers
from dashboard import shell
from dashboard.components.states import empty
from dashboard.context import Context
from dashboard.pages._slots import SPACE, filled, footer, provenance, said, slot, slot_outputs
from dashboard.pages._tabs import TRENDS, strip
from dashboard.pages.trends import cards, controls, data, files, spikes, words
from dashboard.theme import as_theme
from dashboard.urlstate import search as written
from warehouse.queries import catalogue

PATH, NAME, ID = "/trends", "Trends", "trends"
#: Charts, plays and loaded series have trends without a single track.
NEEDS_TRACKS = False
STATE = "trends-state"
NOTHING = (
    "Nothing here is dated: no release date, no chart, no play with a time, no second popularity snapshot, no series.",
    "Load a chart, plays with times, or tracks with release dates: repertoire load FILE",
)


def layout(context: Context, /, **query: str) -> html.Div:
    """The choices and the places that callbacks fill. Raises FilterError for what there is not."""
    listed, tabs = data.all_series(context), strip(TRENDS, "trends", NAME)
    if listed.empty:
        return shell.page(
            shell.page_header("No series over time in this data"), tabs, empty(*NOTHING), id="trends-page"
        )
    state = data.asked(listed, query)
    return shell.page(
        dcc.Store(id=STATE, data=state.kept()),
        shell.page_header(SPACE, SPACE, id=ID),
        tabs,
        controls.bar(listed, state),
        shell.columns(slot(cards.MULTIPLES, 12, 380)),
        shell.columns(
            slot(cards.CHOSEN, 8, 438, controls=controls.compare(listed, state, state.series)),
            slot(cards.SEASON, 4, 260),
        ),
        shell.columns(slot(spikes.SPIKES, 12, 95, "table")),
        shell.columns(slot(cards.BACK, 12, 84, "table")),
        footer(_lines(context)),
        id="trends-page",
    )


def _lines(context: Context) -> list[str]:
    about = context.about()
    loads = context.reader.cached("loads", catalogue.loads)
    return provenance(about, loads) if about else [""]


def register_callbacks(app: Dash, context: Context) -> None:
    """The cards follow what the address asked for; a choice writes the address, and the router draws the page anew."""
    _register_cards(app, context)
    files.register_routes(app.server, context)

    @app.callback(
        Output(shell.LOCATION, "search", allow_duplicate=True),
        Input(controls.SUBJECT, "value"), Input(controls.SCOPE, "value"), Input(controls.STEP, "value"),
        Input(controls.WINDOW, "value"), Input(controls.SERIES, "value"), Input(controls.WITH, "value"),
        State(STATE, "data"),
        prevent_initial_call=True,
    )  # fmt: skip
    def choose(
        subject: str,
        scope: str,
        step: str,
        window: str,
        series: str | None,
        others: list[str] | None,
        kept: dict[str, Any],
    ) -> str:
        return chosen_address(data.restored(kept), ctx.triggered_id, subject, controls.scope_of(scope), step, window,
                              series or "", tuple(others or ()))  # fmt: skip


def chosen_address(
    state: data.Asked, by: Any, subject: str, scope: str, step: str, window: str, series: str, others: tuple[str, ...]
) -> str:
    """The address after a choice. Another kind, scope or step has other series. Raises PreventUpdate when nothing changed."""
    now = data.Asked(subject, scope, step, int(window), series, others[: data.MOST - 1])
    if now == state or by is None:
        raise PreventUpdate
    if by == controls.SUBJECT:
        return written(subject=subject, window=window)
    if by in (controls.SCOPE, controls.STEP):
        return written(subject=subject, scope=scope, step="" if by == controls.SCOPE else step, window=window)
    beside = data.BETWEEN.join(now.others)
    return written(subject=subject, scope=scope, step=step, window=window, series=series, **{"with": beside})


def _register_cards(app: Dash, context: Context) -> None:
    asked = Input(STATE, "data"), Input(shell.THEME, "data")

    @app.callback(
        Output(f"{ID}-finding", "children"), Output(f"{ID}-scope", "children"), *slot_outputs(cards.MULTIPLES), *asked
    )
    def many(kept: dict[str, Any], theme: str) -> Any:
        state = data.restored(kept)
        found = data.listing(context, state)
        scope = words.scope(data.all_series(context), data.facts(context), state)
        points = data.within(data.points(context, list(found.rows["series"].head(cards.PANELS))), state.window)
        card = cards.multiples(found, points, state, as_theme(theme), _lines(context))
        return words.finding(found, state), scope, *filled(card)

    @app.callback(*slot_outputs(cards.CHOSEN), *slot_outputs(cards.SEASON), *asked)
    def one(kept: dict[str, Any], theme: str) -> Any:
        state = data.restored(kept)
        found = data.chosen(context, state)
        if found is None:
            return *said(empty("No series to show.")), *said(empty("No series to show."))
        points = data.within(data.points(context, [found.about["series"], *state.others]), state.window)
        lines = _lines(context)
        card = cards.chosen(found, points, state, as_theme(theme), lines)
        return *filled(card), *filled(cards.season(found, as_theme(theme), lines))

    @app.callback(*slot_outputs(cards.BACK), Input(STATE, "data"))
    def back(kept: dict[str, Any]) -> Any:
        state = data.restored(kept)
        return filled(cards.back(data.revivals(context, state), state, _lines(context)))

    @app.callback(*slot_outputs(spikes.SPIKES), Input(STATE, "data"))
    def spiked(_kept: dict[str, Any]) -> Any:
        found = movers.alarms(context.reader, kind="spike", weeks=spikes.WEEKS)
        return filled(spikes.card(found, _lines(context)))
