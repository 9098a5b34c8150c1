"""One track: how it sounds beside its genre, what it is tagged as, how popular it is, where it was read."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pandas as pd
from dash import Dash, Input, Output, State, dcc, html

from dashboard import format as fmt
from dashboard import shell, shortlisting
from dashboard.components import Method, chart_card, empty, not_enough
from dashboard.context import Context
from dashboard.figures import feature_profile, rows_height
from dashboard.pages import _profile, _waiting
from dashboard.pages import _track_cards as cards
from dashboard.pages._slots import address_outputs, changed, filled, footer, provenance, said, slot, slot_outputs
from dashboard.pages._track_data import TrackFacts, gathered
from dashboard.pages._track_near import near_card
from dashboard.theme import Theme
from warehouse.connect import View
from warehouse.queries import tracks

PATH = "/track/<track_id>"
NAME = "Track"
ID = "track"
SUBJECT, GENRE, PROFILE = "track-subject", "track-genre", "track-profile"
FACTS, HISTORY, NEAR = "track-facts", "track-history-place", "track-near-place"


def layout(context: Context, /, *, track_id: str = "", genre: str = "", **_unknown: str) -> Any:
    """The page of one track; `genre` names the one that it is compared with."""
    subject = unquote(track_id)
    facts = facts_of(context, subject)
    if facts is None:
        return missing("track", subject)
    about = context.about()
    chosen = genre if genre in facts.choices else next(iter(facts.choices), "")
    return shell.page(
        dcc.Store(id=SUBJECT, data=subject),
        shell.page_header(cards.finding(facts), cards.scope(facts), actions=[shortlisting.control(ID)]),
        html.Div(id=FACTS, className="rp-facts"),
        shell.columns(
            html.Div(
                [
                    slot(PROFILE, 12, rows_height(12, 24), controls=_choice(facts, chosen)),
                    cards.sources_card(facts),
                ],
                className="rp-col-7 rp-stack",
            ),
            html.Div(
                [
                    cards.genres_card(facts),
                    cards.predicted_card(facts, _waits(context)),
                    html.Div(id=NEAR),
                    html.Div(id=HISTORY),
                    cards.releases_card(facts),
                ],
                className="rp-col-5 rp-stack",
            ),
        ),
        footer(provenance(about, facts.loads)) if about else None,
        id=ID,
    )


def register_callbacks(app: Dash, context: Context) -> None:
    """The figures follow the theme and the chosen genre; the address follows the genre."""
    shortlisting.register(app, context, ID, lambda subject: [subject], State(SUBJECT, "data"))

    @app.callback(
        *slot_outputs(PROFILE),
        Output(FACTS, "children"),
        Input(GENRE, "value"),
        Input(shell.THEME, "data"),
        State(SUBJECT, "data"),
    )
    def draw_profile(genre: str, theme: Theme, subject: str) -> Any:
        facts = facts_of(context, subject)
        if facts is None:
            return *said(None), None
        extents = context.reader.cached("extents", tracks.extents)
        pair = facts.choices.get(genre or "")
        bands = context.reader.cached(("genre-bands", pair), lambda view: bands_of(view, pair))
        about = context.about()
        lines = provenance(about, facts.loads) if about else []
        return *filled(profile_card(facts, bands, extents, genre, theme, lines)), cards.key_facts(facts, bands, genre)

    @app.callback(Output(HISTORY, "children"), Input(shell.THEME, "data"), State(SUBJECT, "data"))
    def draw_history(theme: Theme, subject: str) -> Any:
        facts, about = facts_of(context, subject), context.about()
        return cards.history_card(facts, theme, provenance(about, facts.loads) if about else []) if facts else None

    @app.callback(Output(NEAR, "children"), Input(SUBJECT, "data"))
    def draw_near(subject: str) -> Any:
        facts, about = facts_of(context, subject), context.about()
        return near_card(context, subject, provenance(about, facts.loads) if facts and about else [])

    @app.callback(
        *address_outputs(),
        Input(GENRE, "value"),
        State(shell.LOCATION, "pathname"),
        State(shell.LOCATION, "search"),
        State(SUBJECT, "data"),
        prevent_initial_call=True,
    )
    def write(genre: str, pathname: str, search: str, subject: str) -> Any:
        facts = facts_of(context, subject)
        first = next(iter(facts.choices), "") if facts else ""
        return changed(pathname, search, genre="" if genre == first else genre)


def facts_of(context: Context, track_id: str) -> TrackFacts | None:
    """What is known of a track, None when there is no such track."""
    found = context.reader.cached(("track", track_id), lambda view: gathered(view, track_id))
    return TrackFacts(*found) if found else None


def bands_of(view: View, pair: tuple[str, str] | None) -> pd.DataFrame:
    """The bands of a genre; no row without one."""
    return (
        tracks.genre_bands(view, *pair)
        if pair
        else pd.DataFrame({"feature": [], "n": [], "q10": [], "q50": [], "q90": []})
    )


def profile_card(
    facts: TrackFacts, bands: pd.DataFrame, extents: pd.DataFrame, genre: str, theme: Theme, lines: list[str]
) -> html.Section:
    """The figure of the features beside the genre's bands."""
    frame = _profile.profile(facts.row, bands, extents)
    most = int(bands["n"].max()) if len(bands) else 0
    method = Method(
        "Each row is a feature on its own range. The bar holds the middle 80% of the genre's tracks, the upright line is "
        "their median; a bold name marks a value outside the bar.",
        {
            "n": f"{fmt.number(most)} {genre} tracks",
            "Ranges": "0 to 1, or where nearly all tracks of the catalogue lie",
        },
    )
    height = rows_height(max(len(frame), 3), 24)
    figure: Any = feature_profile(frame, theme, genre)
    if not genre:
        figure = empty("No genre is known for this track, so there is nothing to compare it with.")
    elif most < _profile.LEAST:
        figure = not_enough(most, _profile.LEAST)
    return chart_card(
        _profile.finding(frame, genre or "a genre"),
        f"Dot: this track. Bar: middle 80% of {genre or 'the genre'}, line at its median; n = {fmt.number(most)}.",
        figure, id=PROFILE, method=method, frame=_profile.table(frame), provenance=lines, height=height,
    )  # fmt: skip


def missing(kind: str, subject: str) -> Any:
    """The page of something that is not there."""
    words = f"No {kind} in these data has the id {subject!r}. It may belong to another snapshot."
    return shell.page(
        shell.page_header(f"There is no such {kind}", "Search by title or name at the top, or press /"),
        empty(words, "Go to Discover", "/discover"),
    )


def _choice(facts: TrackFacts, chosen: str) -> dcc.Dropdown:
    options = [{"value": name, "label": name} for name in facts.choices]
    style = {"minWidth": "11rem"} | ({} if len(options) > 1 else {"display": "none"})
    return dcc.Dropdown(id=GENRE, options=options, value=chosen, clearable=False, searchable=False, style=style)


def _waits(context: Context) -> str:
    """Why there is no prediction yet."""
    job = context.training()
    if job is not None and job.is_open:
        return f"{_waiting.heading(job)}; its answers come with the next snapshot."
    why = _waiting.refusals(context).get("genre", "")
    return f"{_waiting.heading(job, why)}. {why or 'In a terminal: repertoire train'}"
