"""What each page lives from, and what to load where that is missing: one note under the page, with a file of the kind to copy.

A page says itself what it cannot show. This says what to do about it, on every page in the same words.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from dash import dcc, html

from dashboard.components import card


@dataclass(frozen=True)
class Kind:
    """A kind of input: what one row is, and the shortest file that is recognised as it."""

    row: str
    example: str


KINDS: Mapping[str, Kind] = {
    "tracks": Kind(
        "a track with its measured features",
        "track_id,title,artists,genre,popularity,release_date,energy,tempo\nt1,First light,Ada,folk,41,2024-03-01,0.42,96",
    ),
    "plays": Kind(
        "a listening event", "user,timestamp,track_name,artist_name\nlistener 1,2024-05-01T08:30:00Z,First light,Ada"
    ),
    "charts": Kind("a place in a chart on a day", "date,rank,title,artist,region\n2024-05-03,12,First light,Ada,us"),
    "playlists": Kind(
        "a track in a playlist",
        "playlist_id,playlist_name,track_id,track_name,artist_name\np1,Mornings,t1,First light,Ada",
    ),
}
NEEDS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "/": (("tracks",), "the state of a catalogue"),
    "/discover": (("tracks",), "which tracks fit"),
    "/map": (("tracks",), "how recordings sound"),
    "/shortlists": (("tracks",), "which tracks were picked"),
    "/genres": (("tracks",), "which tags can be trusted"),
    "/drivers": (("tracks",), "what goes with popularity and genre"),
    "/screening": (("tracks",), "where a new track would land among yours"),
    "/track/<track_id>": (("tracks",), "one track"),
    "/artist/<artist_id>": (("tracks",), "one artist"),
    "/artists": (("tracks", "charts", "plays"), "who rises for their size"),
    "/alerts": (("charts", "plays"), "what departs from its own past"),
    "/trends": (("charts", "plays"), "what moves over time"),
    "/trends/forecasts": (("charts", "plays"), "how a series goes on"),
    "/recommend": (("tracks", "plays"), "what a listener may like next"),
    "/recommend/playlists": (("tracks", "playlists"), "what makes a playlist and what fits one"),
    "/campaigns/timing": (("tracks",), "when to release"),
    "/campaigns/sync": (("tracks",), "which tracks fit a brief"),
    "/campaigns/audience": (("plays",), "who listens"),
}
"""PATH of a page -> kinds of input it lives from, and what it then says. Pages that need none are not here."""
OWN = "/data"
SAME = {"rollups": "plays"}
"""Kinds of loads that hold what another kind does."""


def note(path: str, there: Collection[str]) -> html.Section | None:
    """What a page would say more with, of which nothing is loaded; None when all is there. there: kinds that are loaded."""
    kinds, about = NEEDS.get(path, ((), ""))
    missing = [kind for kind in kinds if kind not in there]
    if not missing:
        return None
    title = f"More to see with {' and '.join(missing)}"
    how = f"This page says {about}. Of {' and '.join(missing)} nothing is loaded."
    return card(html.Div([_kind(kind) for kind in missing], className="rp-needs"), _ways(), title=title, how=how)


def welcome() -> html.Section:
    """What can be loaded, where nothing is: every kind with a file to copy."""
    kinds = html.Div([_kind(kind) for kind in KINDS], className="rp-needs")
    how = "One kind is enough to begin; columns are recognised by their names, and rows that cannot be used say why."
    first = html.P(["In a terminal: ", html.Code("repertoire run --data FILE"), ", or without a file for the demo."])
    return card(kinds, first, title="What can be loaded", how=how)


def _kind(name: str) -> html.Div:
    kind = KINDS[name]
    return html.Div(
        [html.H3(name.capitalize()), html.P(f"A row is {kind.row}."), html.Pre(kind.example, tabIndex=0,
         **{"aria-label": f"The shortest file of {name}"})],
    )  # fmt: skip


def _ways() -> Any:
    load = dcc.Link("Load a file", href=OWN, className="rp-button rp-small rp-primary")
    return html.Div(
        [load, " or in a terminal: ", html.Code("repertoire load FILE --publish")], className="rp-needs-ways"
    )
