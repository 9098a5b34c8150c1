"""The card of under-served groups: what listeners play more than the catalogue holds of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import html

from analytics.live.segments import Served
from dashboard import format as fmt
from dashboard.components import html_table
from dashboard.components.table import Column

SHOWN = 5


def underserved(served: Served, names: Mapping[int, str]) -> list[Any]:
    """The most asked-for groups, and genres in them, with intervals; or why there is none. names: those in force."""
    found = served.rows[served.rows["underserved"].astype(bool)] if len(served.rows) else served.rows
    if found.empty:
        none = (
            f"No group is played more than luck explains ({fmt.n(served.listeners, 'listeners')})."
            if len(served.rows)
            else ""
        )
        return [html.P(none or " ".join(served.notes), className="rp-how")]
    first = found.head(SHOWN)
    shown = first.assign(
        sound=[
            names.get(int(cluster), str(name)) for cluster, name in zip(first["cluster"], first["name"], strict=True)
        ],
        where=[genre or "all genres" for genre in first["genre"]],
        ends=[
            fmt.span(fmt.number(low, 1), fmt.number(high, 1))
            for low, high in zip(first["low"], first["high"], strict=True)
        ],
    )
    columns = [
        Column("sound", "Sound", second="where"),
        Column("times", "times", show=lambda value: fmt.number(value, 1), number=True, second="ends"),
        Column("tracks", "n", show=fmt.number, number=True),
    ]
    how = (
        f"Share of plays over share of recordings, with its 95% interval; {fmt.n(served.listeners, 'listeners')}, each "
        f"counted once. {fmt.plural(len(found), 'cell')} of {fmt.number(len(served.rows))} stand beyond luck."
    )
    return [
        html_table(shown, columns, "Asked for more than there is", class_name="rp-map-list"),
        html.P(how, className="rp-how"),
    ]
