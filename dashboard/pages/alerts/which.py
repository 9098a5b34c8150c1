"""Which tracks a rule watches: chosen by fields, kept as the text of a filter that stands below them and can be typed as well."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import Dash, Input, Output, ctx, dcc, html, no_update

from dashboard.context import Context
from warehouse.filters import Node, Rule, TrackFilter, parse
from warehouse.queries import tracks

GENRE, ARTIST, LEAST, WHERE, BOX = (f"alerts-rule-{part}" for part in ("genre", "artist", "least", "where", "which"))
Chosen = tuple[list[str], str, float | None]
"""Genres (any of them), the artist, the least popularity."""


def chosen(text: str) -> Chosen:
    """What the fields say of a filter; the rest of it stands in its text alone. Raises FilterError."""
    found: Chosen = ([], "", None)
    for part in parse(text).parts:
        match _field(part), part:
            case "genre", Rule():
                found = (list(map(str, part.values)), *found[1:])
            case "artist", Rule():
                found = (found[0], str(part.value), found[2])
            case "popularity", Rule():
                found = (*found[:2], float(part.value))
    return found


def written(text: str, genres: Sequence[str], artist: str, least: float | None) -> str:
    """The filter with what the fields say in place of what they said before. Raises FilterError."""
    rest = [part for part in parse(text).parts if not _field(part)]
    if genres:
        rest.append(Rule("genre", "=", genres[0]) if len(genres) == 1 else Rule("genre", "in", tuple(genres)))
    if artist.strip():
        rest.append(Rule("artist", "=", artist.strip()))
    if least is not None:
        rest.append(Rule("popularity", ">=", least))
    return TrackFilter().and_(*rest).text


def _field(part: Node) -> str:
    """The field that shows a part of a filter; '' when none can."""
    if not isinstance(part, Rule) or part.vocabulary:
        return ""
    ways = {"genre": ("=", "in"), "artist": ("=",), "popularity": (">=",)}
    return part.field if part.op in ways.get(part.field, ()) else ""


def form(context: Context) -> html.Div:
    """The fields and the text below them."""
    names = sorted(set(context.reader.cached(("genre-names",), tracks.genre_names)["genre"]))
    genre = dcc.Dropdown(id=GENRE, options=names, value=[], multi=True, placeholder="Every genre")
    artist = dcc.Input(id=ARTIST, type="text", debounce=True, placeholder="Every artist", className="rp-input")
    least = dcc.Input(
        id=LEAST, type="number", min=0, max=100, debounce=True, placeholder="0 to 100", className="rp-input"
    )
    text = dcc.Input(id=WHERE, type="text", debounce=True, placeholder='genre = "pop"', className="rp-input")
    fields = (
        ("Tracks of the genres", genre), ("By the artist", artist), ("Popularity from", least), ("The filter in full", text),
    )  # fmt: skip
    rows = [html.Div([html.Label(name, htmlFor=box.id, className="rp-soft"), box]) for name, box in fields]
    return html.Div(rows, id=BOX, className="rp-fields")


def register(app: Dash, group: str) -> None:
    """Fields and text follow each other; a rule over artists or genres has no filter. group: id of the choice of series."""

    @app.callback(
        Output(GENRE, "value"), Output(ARTIST, "value"), Output(LEAST, "value"), Output(WHERE, "value"),
        Output(BOX, "style"),
        Input(GENRE, "value"), Input(ARTIST, "value"), Input(LEAST, "value"), Input(WHERE, "value"), Input(group, "value"),
    )  # fmt: skip
    def follow(
        genres: list[str] | None, artist: str | None, least: float | None, text: str | None, series: str | None
    ) -> Any:
        if series and series.split("|")[1] != "track":
            return [], "", None, "", {"display": "none"}
        if ctx.triggered_id in (group, None):
            return *[no_update] * 4, None
        # A text that cannot be read is told as every error is, and nothing of it is thrown away.
        if ctx.triggered_id == WHERE:
            return *chosen(text or ""), text, no_update
        return genres, artist, least, written(text or "", genres or [], artist or "", least), no_update
