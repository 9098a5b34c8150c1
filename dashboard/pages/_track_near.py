"""The card of the recordings that sound most like a track: by what is measured of it, or why there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from dash import dcc, html

from analytics.live import nearest, score
from dashboard import format as fmt
from dashboard.components import Column, Method, card, chart_card, html_table
from dashboard.context import Context
from dashboard.pages._slots import label_of
from dashboard.recommended import State
from dashboard.urlstate import link
from warehouse.features import by_name

NOTHING = "Nothing of its sound is measured, so nothing can be said to be near."


def near_card(context: Context, track_id: str, lines: Sequence[str]) -> html.Section | None:
    """The five nearest recordings; None when there is no such track."""
    candidate = score.track(context.reader, track_id, "")
    if candidate is None:
        return None
    scales = list(nearest.scales(context.reader))
    known = [name for name in scales if name in candidate.values]
    if not known:
        return card(html.P(NOTHING), title="No nearest tracks")
    found = nearest.nearest(context.reader, candidate)
    if found.empty:
        return card(html.P("No other recording has these features."), title="No nearest tracks")
    rows = found.assign(place=range(len(found)))
    records = rows.to_dict("records")
    columns = [
        Column("place", "Track", lambda i: _link(records[int(i)]), second="artists"),
        Column("distance", "Distance", lambda d: fmt.number(d, 2), number=True),
        Column("popularity", "Popularity", fmt.number, number=True),
    ]
    ways = [
        dcc.Link("On the map", href=link("/map", place=track_id)),
        " · ",
        dcc.Link("Recommend from it", href=link("/recommend", **State(like=((track_id, 1.0),)).params())),
    ]
    return chart_card(
        "Nearest tracks by sound",
        how(known, len(scales)),
        html_table(rows, columns, "Nearest tracks by sound"),
        id="track-near",
        method=Method(
            "Root of the mean square over the features that are known, each in standard deviations of the catalogue.",
            {"Features": ", ".join(label_of(by_name()[name]) for name in known), "Needs": "no model"},
        ),
        frame=found[["track_id", "title", "artists", "genres", "popularity", "distance"]],
        provenance=lines,
        foot=html.Span(ways),
    )


def how(known: Sequence[str], of: int) -> str:
    """How to read the list: by which features, named where they are few of those that others have."""
    if len(known) * 2 >= of:
        return f"Closest in {fmt.plural(len(known), 'measured feature')}; smaller is closer."
    named = fmt.listed([label_of(by_name()[name]) for name in known])
    return f"Closest in {named} alone: no more is measured of it, of {of} features; smaller is closer."


def _link(row: Mapping[Any, Any]) -> Any:
    return dcc.Link(str(row["title"]), href=f"/track/{quote(str(row['track_id']), safe='')}")
