"""The search box of the top bar: tracks and artists by title or name, accents and small typos forgiven."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pandas as pd
from dash import Dash, Input, Output, dcc, html, no_update

from dashboard import format, shell
from dashboard.context import Context
from warehouse.queries import tracks

BOX, RESULTS = "search-text", "search-results"
LEAST = 2
LABEL = {"aria-label": "Tracks and artists found"}


def search_box() -> html.Div:
    """Input and, below it, the results."""
    box = dcc.Input(
        id=BOX,
        type="search",
        placeholder="Search tracks and artists",
        debounce=0.2,
        autoComplete="off",
        className="rp-search-input",
    )
    return html.Div(
        [box, html.Div(id=RESULTS, className="rp-search-results", role="listbox", **LABEL)], className="rp-search-box"
    )


def results(found: pd.DataFrame, text: str) -> Any:
    """Links to what was found; a sentence when nothing was. assets/search.js moves between them with the arrow keys."""
    if found.empty:
        return html.P(f"No track or artist is called “{text}”.", className="rp-search-none", role="status")
    return [
        html.Div(_link(row), id=f"search-result-{i}", className="rp-search-option", role="option")
        for i, row in enumerate(found.to_dict("records"))
    ]


def register_callbacks(app: Dash, context: Context) -> None:
    """Search as people type; a new page closes the results."""

    @app.callback(Output(RESULTS, "children"), Input(BOX, "value"))
    def search(text: str | None) -> Any:
        wanted = (text or "").strip()
        if len(wanted) < LEAST:
            return None
        return results(context.reader.cached(("search", wanted), lambda view: tracks.search(view, wanted)), wanted)

    @app.callback(Output(BOX, "value"), Input(shell.LOCATION, "pathname"), prevent_initial_call=True)
    def close(pathname: str) -> Any:
        return "" if pathname else no_update


def _link(row: dict[Any, Any]) -> dcc.Link:
    known = "" if pd.isna(row["popularity"]) else f"popularity {format.number(row['popularity'])}"
    if row["kind"] == "artist":
        about = ", ".join(
            part for part in (f"Artist, {format.plural(row['tracks'], 'track')}", known and f"up to {known}") if part
        )
    else:
        about = ", ".join(part for part in (str(row["artists"]), known) if part)
    return dcc.Link(
        [html.Span(row["name"], className="rp-search-name"), html.Span(about, className="rp-search-about")],
        href=f"/{row['kind']}/{quote(str(row['id']), safe='')}",
        className="rp-search-result",
    )
