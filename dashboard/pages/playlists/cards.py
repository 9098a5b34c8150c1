"""Cards and words of a playlist that is made: finding, what was loosened, the arcs, the list, its files."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import dcc, html

from analytics.live import playlist as live
from analytics.live.playlist import Answer
from dashboard import format as fmt
from dashboard import shortlisting
from dashboard.components import Method, card, chart_card, empty, html_table, icon, icon_button, shortened
from dashboard.components.table import Column
from dashboard.figures import playlists as figures
from dashboard.pages.playlists import files
from dashboard.pages.playlists.state import State
from dashboard.theme import Theme
from dashboard.urlstate import link
from warehouse.features import by_name
from warehouse.playlist_files import KINDS

WORDS = {
    "any": "",
    "flat": "level",
    "rising": "rising",
    "falling": "falling",
    "peak": "highest in the middle",
    "wave": "in waves",
}
METHOD = (
    "Candidates are chosen by score and variety, put to places at the least total distance from the wished lines, and "
    "swapped until neighbours fit in tempo (half and double time count as near), energy and key."
)


def finding(answer: Answer) -> str:
    """The h1: how many tracks, how long, which arcs."""
    if answer.tracks.empty:
        return "No playlist can be made from this"
    n = len(answer.tracks)
    arcs = [
        f"{name} {WORDS[getattr(answer.wishes, name)]}" for name in live.ARCS if WORDS[getattr(answer.wishes, name)]
    ]
    repeats = "" if answer.repeats else "no artist twice in a row" if n > 1 else ""
    said = ", ".join(part for part in (*arcs, repeats if len(arcs) < 2 else "") if part)
    return f"{fmt.plural(n, 'track')}, {fmt.plural(round(answer.minutes), 'minute')}{': ' + said if said else ''}"


def scope(answer: Answer) -> str:
    """The line under the h1."""
    return f"From {answer.words}: n = {fmt.number(answer.candidates)} recordings to choose from."


def remarks(answer: Answer) -> Any:
    """What could not be had, and what else is to be said; None when there is nothing."""
    items = [html.Li([html.B("Not met: "), sentence]) for sentence in answer.loosened]
    items += [html.Li(sentence) for sentence in answer.notes]
    return html.Div(html.Ul(items, className="rp-note rp-playlist-notes"), role="status") if items else None


def made(answer: Answer, state: State, theme: Theme, provenance: list[str]) -> list[Any]:
    """Everything below the h1."""
    if answer.tracks.empty:
        words = empty(
            "There is no track to put on it.", "Loosen the words above, exclude less, or choose another source."
        )
        return [remarks(answer), card(words)]
    return [remarks(answer), _arcs(answer, theme, provenance), _list(answer, state)]


def _arcs(answer: Answer, theme: Theme, provenance: list[str]) -> html.Section:
    names = ["position", "title", "tempo", "wished_tempo", "energy", "wished_energy"]
    frame = answer.tracks[names]
    wished = [name for name in live.ARCS if frame[f"wished_{name}"].notna().any()]
    how = "In the order of the playlist; each on its own scale"
    how += f", dotted where {' and '.join(wished)} {'are' if len(wished) > 1 else 'is'} wished." if wished else "."
    title = f"Tempo and energy of {fmt.plural(len(frame), 'track')} in order"
    facts = {
        "n": fmt.plural(len(frame), "track"),
        "Wished": "between the 10% and 90% quantile of the candidates",
        "Neighbours": f"mean distance {answer.smooth:.2f}, 0 the same to 1 quite apart"
        if answer.smooth == answer.smooth
        else "one track",
    }
    method = Method(METHOD, facts)
    return chart_card(
        title, how, figures.arcs(frame, theme), id="playlists-arcs", method=method, frame=frame, provenance=provenance,
        height=260,
    )  # fmt: skip


def _list(answer: Answer, state: State) -> html.Section:
    rows = answer.tracks.assign(out=answer.tracks["track_id"], name=_links(answer.tracks))
    columns = [
        Column("position", "#", number=True),
        Column("name", "Track", second="artists"),
        Column("tempo", "BPM", show=_number("tempo"), number=True),
        Column("energy", "Energy", show=_number("energy"), number=True),
        Column("duration_ms", "Length", show=_number("duration_ms"), number=True),
        Column("popularity", "Popularity", show=_number("popularity"), number=True),
        Column("why", "Why it is here"),
        Column("out", "", show=_remove),
    ]
    table = html_table(rows, columns, "The playlist", cards=True, class_name="rp-playlist")
    buttons = [
        html.A([icon("download"), f"{kind.upper()}, {fmt.plural(len(rows), 'row' if kind == 'csv' else 'track')}"],
               href=files.url(kind, state), className="rp-button rp-small", id=f"playlists-{kind}")
        for kind in KINDS
    ]  # fmt: skip
    again = dcc.Link("What holds it together", href=_look(answer), className="rp-button rp-small")
    keep = shortlisting.control("playlists", up=True)
    foot = html.Div([*buttons, again, keep], className="rp-card-foot rp-playlist-foot")
    section = card(shortened(table, len(rows), "tracks"), id="playlists-list")
    section.children = [*section.children, foot]
    return section


def _look(answer: Answer) -> str:
    ids = answer.tracks["track_id"].head(100)
    return link("/recommend/playlists", view="fit", pasted=",".join(one for one in ids if "," not in one))


def _links(tracks: pd.DataFrame) -> list[Any]:
    return [
        dcc.Link(str(title), href=f"/track/{id}") for title, id in zip(tracks["title"], tracks["track_id"], strict=True)
    ]


def _number(name: str) -> Any:
    return lambda raw: fmt.value(by_name()[name], raw, unit=False)


def _remove(track_id: str) -> Any:
    return icon_button("close", "Take out and keep out", {"type": "playlists-out", "track": track_id})
