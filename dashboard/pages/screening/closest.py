"""The card of the recordings nearest to a candidate. Pure: answers in, components out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

import pandas as pd
from dash import dcc, html

from dashboard import format as fmt
from dashboard.components import Column, Method, bar, chart_card, html_table
from dashboard.components.states import empty

NEAR = "screening-near"


def card(found: pd.DataFrame, count: int, lines: Sequence[str], on_map: str = "") -> html.Section:
    """The five nearest recordings with their popularity; on_map: the address that shows the candidate on the map."""
    rows = found.assign(place=range(len(found)))
    records = rows.to_dict("records")
    columns = [
        Column("place", "Track", lambda i: _track_link(records[int(i)]), second="artists"),
        Column("distance", "Distance", lambda d: fmt.number(d, 2), number=True),
        Column("popularity", "Popularity now", _now, number=True),
    ]
    table = (
        html_table(rows, columns, "Nearest tracks")
        if len(rows)
        else empty("Nothing of its sound is known, so nothing is near.")
    )
    return chart_card(
        title(found),
        f"Closest in {fmt.plural(count, 'measured feature')}; smaller is closer.",
        table,
        id=NEAR,
        method=Method(
            "Root of the mean square over the features that are known, each in standard deviations of the catalogue. Two "
            "releases of one recording count once.",
            {"n": "five nearest of the whole catalogue", "Needs": "no model"},
        ),
        frame=found[["track_id", "title", "artists", "genres", "popularity", "distance"]],
        provenance=lines,
        foot=dcc.Link("Show it on the map", href=on_map) if on_map and len(rows) else None,
    )


def title(found: pd.DataFrame) -> str:
    """How popular the nearest are."""
    known = found["popularity"].dropna()
    if known.empty:
        return "Its nearest tracks"
    low, high = int(known.min()), int(known.max())
    count = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five"}.get(len(found), str(len(found)))
    return (
        f"Its {count} nearest tracks range from {low} to {high}" if low < high else f"Its nearest tracks are at {low}"
    )


def _track_link(row: Mapping[Any, Any]) -> Any:
    return dcc.Link(str(row["title"]), href=f"/track/{quote(str(row['track_id']), safe='')}")


def _now(value: Any) -> Any:
    return html.Span(
        [bar(0 if fmt.is_missing(value) else value / 100), html.Span(fmt.number(value), className="rp-chance")]
    )
