"""The controls of Playlists: where tracks come from, what is wished, which playlist is looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from dash import dcc, html

from analytics.live import fit
from analytics.live.playlist import MOST_MINUTES, MOST_TRACKS
from dashboard.components import segmented
from dashboard.context import Context
from dashboard.pages._track_options import track_options
from dashboard.pages.playlists import ask
from dashboard.pages.playlists.state import SOURCES, TRACKS, VIEWS, State, listed
from dashboard.urlstate import link
from warehouse.queries import sound_map

SHAPES = {
    "any": "No wish",
    "flat": "Level",
    "rising": "Rising",
    "falling": "Falling",
    "peak": "Peak in the middle",
    "wave": "Waves",
}
#: Control -> the field of the state that it sets, in the order of the callback.
FIELDS = (
    "view", "source", "prompt", "cluster", "like", "listener", "amount", "unit", "tempo", "energy", "dial", "artist", "include",
    "exclude", "playlist", "candidate", "shortlist",
)  # fmt: skip
#: Source -> the control that belongs to it.
OWN = {"words": "prompt", "group": "cluster", "tracks": "like", "listener": "listener", "map": "map", "list": "list"}
SEARCHED = ("like", "include", "exclude", "candidate")


def id_of(name: str) -> str:
    """The id of a control."""
    return f"playlists-{name}"


def bar(state: State) -> html.Div:
    """Make or look at, which stays on top of both."""
    return segmented(id_of("view"), VIEWS, state.view, "What to do")


def making(context: Context, state: State) -> html.Section:
    """Source and wishes."""
    sources = {key: name for key, name in SOURCES.items() if key != "map" or state.source == key}
    dial = dcc.Slider(
        id=id_of("dial"),
        min=0,
        max=1,
        step=0.1,
        value=float(state.dial),
        marks=None,
        included=False,
        allow_direct_input=False,
    )
    fields = [
        _field("From", segmented(id_of("source"), sources, state.source, "Where tracks come from"), wide=True),
        *_sources(context, state),
        _field("Length", _length(state)),
        _field("Tempo", _choice("tempo", state.tempo)),
        _field("Energy", _choice("energy", state.energy)),
        _field("Most tracks an artist", _number("artist", int(float(state.artist)), 1, MOST_TRACKS)),
        _field("Familiar (left) to deep cuts (right)", dial),
        _field("Must be in", _tracks(context, "include", state.include)),
        _field("Must not be in", _tracks(context, "exclude", state.exclude)),
    ]
    return html.Section(fields, className="rp-card rp-playlist-form", id=id_of("making"), hidden=state.view != "make")


def _length(state: State) -> html.Div:
    unit = "minutes" if state.minutes else "tracks"
    amount = float(state.minutes) if state.minutes else int(state.tracks or TRACKS)
    units = segmented(id_of("unit"), {"tracks": "Tracks", "minutes": "Minutes"}, unit, "Unit of the length")
    return html.Div([_number("amount", amount, 1, MOST_MINUTES), units], className="rp-playlist-length")


def _sources(context: Context, state: State) -> list[html.Div]:
    groups = context.reader.cached(("playlist-groups",), sound_map.groups)
    hint = "Groups are not found yet" if groups.empty else "Choose a group"
    lasso = dcc.Link("A lasso of the map", href=link("/map", lasso=state.lasso, layout=state.layout))
    names = [{"value": name, "label": name} for name in ask.shortlists(context)]
    there = len(listed(state.ids))
    some = f"{there:,} of the link" if there else "Choose a shortlist" if names else "None is kept yet"
    made: dict[str, tuple[str, Any]] = {
        "words": ("In words, then Enter", _text("prompt", state.prompt, "calm but danceable, no rap, 30 minutes")),
        "group": (
            "Group of the map",
            _dropdown("cluster", _groups(groups, ask.named_groups(context)), state.cluster or None, hint),
        ),
        "tracks": ("Seed tracks", _tracks(context, "like", state.like)),
        "listener": ("Listener, then Enter", _text("listener", state.listener, "A name in the listening events")),
        "map": ("Selection", lasso),
        "list": ("Shortlist", _dropdown("shortlist", names, state.shortlist or None, some)),
    }
    return [
        html.Div(
            _field(label, control), id=id_of(f"own-{key}"), hidden=state.source != key, className="rp-playlist-wide"
        )
        for key, (label, control) in made.items()
    ]


def _groups(groups: pd.DataFrame, own: Mapping[int, str]) -> list[dict[str, str]]:
    return [
        {"value": str(row["cluster"]), "label": f"{own.get(row['cluster'], row['name'])} ({row['n']:,})"}
        for row in groups.to_dict("records")
    ]


def looking(context: Context, state: State) -> html.Section:
    """Which playlist, and candidates for it."""
    known = fit.loaded(context.reader)
    options = [
        {"value": str(row["playlist_id"]), "label": f"{row['playlist']} ({row['tracks']:,})"}
        for row in known.to_dict("records")
    ]
    words = "No playlist was loaded" if known.empty else f"Choose one of {len(known):,}"
    paste = dcc.Textarea(
        id=id_of("paste"), placeholder="Ids, or a table with title and artist", rows=3, className="rp-test-text"
    )
    upload = dcc.Upload(
        html.Span("or drop a CSV, M3U8 or JSPF here"), id=id_of("upload"), className="rp-drop", max_size=5_000_000
    )
    fields = [
        _field("Playlist of the catalogue", _dropdown("playlist", options, state.playlist or None, words)),
        _field("Candidates for it", _tracks(context, "candidate", state.candidate)),
        _field(
            "Your own",
            html.Div([paste, html.Button("Look at it", id=id_of("look"), className="rp-button rp-small", n_clicks=0)]),
        ),
        _field("A file", upload),
    ]
    return html.Section(fields, className="rp-card rp-playlist-form", id=id_of("looking"), hidden=state.view != "fit")


def _field(label: str, control: Any, wide: bool = False) -> html.Div:
    name = "rp-field rp-playlist-wide" if wide else "rp-field"
    return html.Div(
        [html.Div(label, className="rp-field-label"), control], className=name, role="group", **{"aria-label": label}
    )


def _text(name: str, value: str, hint: str) -> Any:
    return dcc.Input(id=id_of(name), value=value, placeholder=hint, debounce=True, maxLength=500, className="rp-input")


def _number(name: str, value: float, low: int, high: int) -> Any:
    return dcc.Input(id=id_of(name), type="number", value=value, min=low, max=high, debounce=True, className="rp-input")


def _choice(name: str, value: str) -> Any:
    options = [{"value": key, "label": text} for key, text in SHAPES.items()]
    return dcc.Dropdown(id=id_of(name), options=options, value=value, clearable=False, searchable=False)


def _dropdown(name: str, options: Sequence[dict[str, str]], value: str | None, hint: str) -> Any:
    return dcc.Dropdown(id=id_of(name), options=list(options), value=value, placeholder=hint, maxHeight=320)


def _tracks(context: Context, name: str, ids: str) -> Any:
    chosen = list(listed(ids))
    return dcc.Dropdown(
        id=id_of(name),
        options=options_of(context, "", chosen),
        value=chosen,
        multi=True,
        placeholder="Title",
        maxHeight=320,
    )


def options_of(context: Context, text: str, chosen: Sequence[str]) -> list[dict[str, str]]:
    """What a box of several tracks offers: those that a text finds, and those that are chosen, known or not."""
    found = track_options(context, text)
    for one in chosen:
        if one not in [option["value"] for option in found]:
            known = [option for option in track_options(context, "", one) if option["value"] == one]
            found += known or [{"value": one, "label": one}]
    return found
