"""The form of a brief: hard rules first, wishes after them. What is typed stands in the address once Rank is pressed."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from analytics.live.brief import SHAPES
from dashboard.briefs import State
from dashboard.components import button, checks
from dashboard.context import Context
from dashboard.pages._track_options import track_options
from warehouse.queries import moods, tracks

#: Control -> the field of the state that it sets, in the order of the callback.
FIELDS = (
    "words", "tempo", "octave", "vocals", "clean", "length", "years", "genre", "where", "cleared", "moods", "like", "like_weight",
    "trend", "arc", "rows",
)  # fmt: skip
RANK, CLEARED_FILE = "sync-rank", "sync-cleared-file"


def id_of(name: str) -> str:
    """The id of a control."""
    return f"sync-{name}"


def bar(context: Context, state: State, upload: Any) -> html.Section:
    """All controls, set from the state; upload: takes a file of cleared tracks."""
    hard = [
        _field("tempo", "Tempo, BPM", _text("tempo", state.tempo, "90-120")),
        _field("octave", "Half and double time", _switch("octave", state.octave, "Count as well")),
        _field("vocals", "No vocals: instrumentalness from", _text("vocals", state.vocals, "0.5, or empty")),
        _field("clean", "Explicit", _switch("clean", state.clean, "Leave out")),
        _field("length", "Length", _text("length", state.length, "1:00-3:30")),
        _field("years", "Released", _text("years", state.years, "1990-1999")),
        _field("genre", "Genre, any of", _many("genre", _genres(context), state.genre)),
        _field("cleared", "Cleared: only this shortlist", html.Div([_lists(context, state), upload])),
        _field("where", "Filter", _text("where", state.where, 'popularity < 40 and genre != "pop"'), wide=True),
    ]
    soft = [
        _field("moods", "Moods, name:weight", _text("moods", state.moods, _moods_hint(context))),
        _field("like", "Like these tracks", _likes(context, state)),
        _field("like_weight", "Weight of like", _text("like_weight", state.like_weight, "1")),
        _field("trend", "Weight of the trend", _text("trend", state.trend, "0")),
        _field("arc", "Arc of energy", _one("arc", SHAPES, state.arc or "any")),
        _field("rows", "Tracks on screen", _text("rows", state.rows, "20")),
    ]
    words = _text("words", state.words, "calm, no vocals, 90 to 110 bpm, under 3 minutes")
    return html.Section(
        [
            _field("words", "The brief in words", words, wide=True),
            html.H3("Must hold"), *hard, html.H3("Wished for"), *soft,
            html.Div(button("Rank", RANK, primary=True), className="rp-sync-wide"),
        ],
        className="rp-card rp-sync-form", **{"aria-label": "Brief"},
    )  # fmt: skip


def _field(name: str, label: str, control: Any, wide: bool = False) -> html.Div:
    return html.Div([html.Label(label, htmlFor=id_of(name)), control], className="rp-sync-wide" if wide else None)


def _text(name: str, value: str, hint: str) -> dcc.Input:
    return dcc.Input(id=id_of(name), type="text", value=value, placeholder=hint, style={"width": "100%"})


def _switch(name: str, value: str, words: str) -> Any:
    return checks(id_of(name), {"1": words}, ["1"] if value else [])


def _one(name: str, options: Any, value: str) -> dcc.Dropdown:
    return dcc.Dropdown(id=id_of(name), options=list(options), value=value or None, clearable=False)


def _many(name: str, options: Any, value: str) -> dcc.Dropdown:
    return dcc.Dropdown(
        id=id_of(name), options=list(options), value=[one for one in value.split(",") if one], multi=True,
        placeholder="Every genre",
    )  # fmt: skip


def _lists(context: Context, state: State) -> dcc.Dropdown:
    names = [one.name for one in context.userdata.shortlists.lists()] if context.userdata else []
    hint = "Every track" if names else "No shortlist is kept yet"
    return dcc.Dropdown(
        id=id_of("cleared"), options=sorted({*names, *filter(None, [state.cleared])}), value=state.cleared or None,
        placeholder=hint,
    )  # fmt: skip


def _likes(context: Context, state: State) -> dcc.Dropdown:
    chosen = [one for one in state.like.split(",") if one]
    options = [option for one in chosen for option in track_options(context, "", one)]
    return dcc.Dropdown(id=id_of("like"), options=options, value=chosen, multi=True, placeholder="Type a title")


def _genres(context: Context) -> list[str]:
    return sorted(set(context.reader.cached(("genre-names",), tracks.genre_names)["genre"]))


def _moods_hint(context: Context) -> str:
    names = context.reader.cached(("mood-table",), moods.moods)["mood"].head(2).tolist()
    return ", ".join(f"{name}:{2 - i}" for i, name in enumerate(names)) or "none in these data"
