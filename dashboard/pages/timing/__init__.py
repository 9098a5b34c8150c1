"""Release timing: months, weekdays, crowds and seasons within artist or genre, and coming weeks for a track; tab of Campaigns."""

from __future__ import annotations

from datetime import date
from typing import Any

from dash import Dash, Input, Output, State, dcc, html
from dash.exceptions import PreventUpdate

from analytics.live import schedule as live
from dashboard import shell
from dashboard.components import loading
from dashboard.context import Context
from dashboard.pages._slots import address_outputs, changed, footer, provenance
from dashboard.pages._tabs import CAMPAIGNS, strip
from dashboard.pages._track_options import track_options
from dashboard.pages.timing import cards
from dashboard.theme import as_theme
from warehouse.errors import FilterError
from warehouse.queries import catalogue

PATH, NAME, ID = "/campaigns/timing", "Timing", "timing"
WITHIN, GENRE, TRACK, START, BODY = (f"timing-{part}" for part in ("within", "genre", "track", "start", "body"))


def layout(context: Context, /, **query: str) -> html.Div:
    """The page of what the address asks: within, genre, track, from. Raises FilterError."""
    within, genre, track = query.get("within", "artist"), query.get("genre", ""), query.get("track", "")
    live.timing(context.reader, within, genre)  # what names nothing is said before anything is drawn
    start = _day(query.get("from", ""))
    about = context.reader.snapshot
    return shell.page(
        shell.page_header("Release timing", "\u00a0", id=ID),
        strip(CAMPAIGNS, "timing", "Campaigns"),
        _controls(context, within, genre, track, start),
        html.Div(loading("chart", height=420), id=BODY, style={"display": "contents"}, **{"aria-live": "polite"}),
        footer(provenance(about, context.reader.cached("loads", catalogue.loads))),
        id="timing-page",
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text) if text else date.today()
    except ValueError as error:
        raise FilterError(f"{text[:40]!r} is no day.", "Write it as 2027-01-31.") from error


def _controls(context: Context, within: str, genre: str, track: str, start: date) -> html.Div:
    genres = [{"value": "", "label": "All genres"}, *({"value": g, "label": g} for g in live.genres(context.reader))]
    if genre and genre not in [option["value"] for option in genres]:
        genres.append({"value": genre, "label": genre})
    kinds = [{"value": kind, "label": f"Within {kind}"} for kind in live.WITHIN]
    boxes = (
        ("Compare", dcc.Dropdown(id=WITHIN, options=kinds, value=within, clearable=False, searchable=False)),
        ("Genre", dcc.Dropdown(id=GENRE, options=genres, value=genre, clearable=False)),
        ("Track", dcc.Dropdown(
            id=TRACK, options=track_options(context, "", track), value=track or None, placeholder="Type a title"
        )),
        ("From", dcc.Input(id=START, type="date", value=start.isoformat(), debounce=True, className="rp-input")),
    )  # fmt: skip
    fields = [
        html.Div([html.Label(name, htmlFor=box.id, className="rp-soft"), box], style={"flex": "1 1 11rem"})
        for name, box in boxes
    ]
    return html.Div(fields, style={"display": "flex", "flexWrap": "wrap", "gap": ".75rem", "marginBottom": ".75rem"})


def register_callbacks(app: Dash, context: Context) -> None:
    """What is asked, the box of tracks, the address."""
    asked = [Input(WITHIN, "value"), Input(GENRE, "value"), Input(TRACK, "value"), Input(START, "value")]

    @app.callback(
        Output(BODY, "children"), Output("timing-finding", "children"), Output("timing-scope", "children"),
        *asked, Input(shell.THEME, "data"),
    )  # fmt: skip
    def draw(within: str, genre: str, track: str | None, start: str | None, theme: str | None) -> Any:
        found = live.timing(context.reader, within, genre or "")
        weeks = live.schedule(context.reader, track, _day(start or ""), 26, within, genre or "") if track else None
        lines = provenance(context.reader.snapshot, context.reader.cached("loads", catalogue.loads))
        return cards.body(found, weeks, as_theme(theme), lines), cards.finding(found), cards.scope(found)

    @app.callback(Output(TRACK, "options"), Input(TRACK, "search_value"), State(TRACK, "value"))
    def offer(text: str | None, chosen: str | None) -> Any:
        if not text:
            raise PreventUpdate
        return track_options(context, text, chosen or "")

    @app.callback(
        *address_outputs(), *asked, State(shell.LOCATION, "pathname"), State(shell.LOCATION, "search"),
        prevent_initial_call=True,
    )  # fmt: skip
    def write(within: str, genre: str, track: str | None, start: str | None, path: str, search: str) -> Any:
        if path != PATH:
            raise PreventUpdate
        first = "" if start in (None, "", date.today().isoformat()) else start
        usual = "" if within == "artist" else within
        return changed(path, search, within=usual, genre=genre or "", track=track or "", **{"from": first})
