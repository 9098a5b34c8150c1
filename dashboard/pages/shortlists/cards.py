"""The parts of the page of shortlists: the lists at the left, the table of one with its tools, its words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import dash_bootstrap_components as dbc
import pandas as pd
from dash import dcc, html

from dashboard import downloads
from dashboard import format as fmt
from dashboard.components import button, empty, grid, icon, more_ways
from dashboard.shortlisting import PATH
from dashboard.urlstate import link
from warehouse.queries.shortlists import ORDERS
from warehouse.userdata import Shortlist
from warehouse.userdata.shortlists import LONGEST_NAME

NAME, GRID, ORDER, LISTS, FILES, REMOVE, UP, DOWN, RENAME, DELETE, CONFIRM, REALLY, KEEP = (
    f"shortlists-{part}"
    for part in (
        *("name", "grid", "order", "lists", "files", "remove", "up", "down", "rename", "delete", "confirm", "really"),
        "keep",
    )
)
LINKED = 100
"""Tracks that a link to Discover holds."""
GONE = "No longer in the catalogue"


def finding(name: str, rows: pd.DataFrame) -> str:
    """The h1: how many tracks, and what they have beside what is expected of them."""
    words = f"“{name}”: {fmt.plural(len(rows), 'track')}"
    now = rows["popularity"].dropna()
    return f"{words}, median popularity {fmt.number(now.median())}" if len(now) else words


def scope(rows: pd.DataFrame) -> str:
    """The line under the h1: n of what is said, and what is no longer there."""
    both = rows.dropna(subset=["popularity", "expected_popularity"])
    parts = [fmt.n(len(rows), "tracks")]
    if len(both):
        median = fmt.number(both["expected_popularity"].median())
        parts.append(f"expected by the popularity model: median {median} ({fmt.n(len(both))})")
    if gone := int((~rows["there"]).sum()):
        parts.append(f"{fmt.number(gone)} no longer in the catalogue")
    return ", ".join(parts)


def nav(lists: Sequence[Shortlist], chosen: str) -> list[Any]:
    """Every list as a link, with its number of tracks."""
    return [
        dcc.Link(
            [html.Span(one.name, title=one.name), html.Span(fmt.number(one.tracks), className="rp-soft")],
            href=link(PATH, list=one.name),
            className="rp-on" if one.name.casefold() == chosen.casefold() else None,
        )
        for one in lists
    ]


def section(order: str) -> html.Section:
    """The card of the table: order and tools above, actions and files below."""
    table = grid(
        GRID,
        columns(),
        row_height=43,
        height="100%",
        rowModelType="clientSide",
        rowData=[],
        dashGridOptions={
            "rowSelection": {"mode": "multiRow", "selectAll": "filtered"},
            "ensureDomOrder": True,
            "rowClassRules": {"rp-gone": "!params.data.there"},
            "localeText": {"noRowsToShow": "Nothing is on this list"},
        },
    )
    foot = [
        button("Remove", REMOVE, small=True),
        button("Up", UP, small=True, title="Move the selected tracks up; in the list's own order"),
        button("Down", DOWN, small=True, title="Move the selected tracks down; in the list's own order"),
        html.Div(id=FILES, className="rp-push"),
    ]
    return html.Section(
        [
            _head(order),
            html.Div(table, className="rp-shortlists-grid"),
            html.Div(foot, className="rp-card-foot rp-shortlists-foot"),
            confirm(),
        ],
        className="rp-card",
        **{"aria-label": "Tracks of the list"},
    )


def _head(order: str) -> html.Div:
    options = [{"value": name or "own", "label": label} for name, (label, _) in ORDERS.items()]
    rename = dcc.Input(
        id=RENAME,
        type="text",
        debounce=True,
        maxLength=LONGEST_NAME,
        autoComplete="off",
        placeholder="Another name",
        className="rp-shortlist-rename",
    )
    more = html.Div(
        [html.Label("Rename this list", htmlFor=RENAME), rename, button("Delete this list", DELETE, small=True)],
        className="rp-panel rp-shortlist-panel",
    )
    return html.Div(
        [
            html.Label("Order", htmlFor=ORDER, className="rp-soft"),
            dcc.Dropdown(
                id=ORDER,
                options=options,
                value=order or "own",
                clearable=False,
                searchable=False,
                style={"minWidth": "9rem"},
            ),
            html.Details(
                [html.Summary("Rename or delete", className="rp-button rp-small"), more],
                className="rp-shortlist rp-push",
                **{"data-rp-closes": "true"},
            ),
        ],
        className="rp-shortlists-head",
    )


def columns() -> list[dict[str, Any]]:
    """Track, popularity, expected, genres, predicted genre, note (typed into), added. The order is chosen above."""
    number: dict[str, Any] = {"type": "rightAligned", "sortable": False, "width": 92}
    whole = {"valueFormatter": {"function": "rpFormat(params.value, 'integer', 0)"}}
    text = {"sortable": False, "minWidth": 90}
    return [
        {"field": "title", "headerName": "Track", "width": 220, "minWidth": 130, "cellRenderer": "GenresTrack",
         "pinned": "left", "lockPinned": True, "cellClass": "rp-cell-name", "sortable": False},
        {"field": "popularity", "headerName": "Popularity", **number, **whole, "headerTooltip": "0 to 100"},
        {"field": "expected_popularity", "headerName": "Expected", **number, **whole,
         "headerTooltip": "Popularity that the popularity model expects of such a track, 0 to 100"},
        {"field": "genres", "headerName": "Genres", **text, "width": 130, "tooltipField": "genres"},
        {"field": "predicted_genre", "headerName": "Predicted", **text, "width": 104,
         "headerTooltip": "The genre model's first choice; empty where it is not sure"},
        {"field": "note", "headerName": "Note (double-click to write)", **text, "flex": 1, "minWidth": 160,
         "editable": True, "cellClass": "rp-cell-note", "tooltipField": "note"},
        {"field": "added", "headerName": "Added", "sortable": False, "width": 112},
    ]  # fmt: skip


def records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as the table takes them; a track that has left the catalogue says so and shows its id."""
    shown = rows.assign(
        title=rows["title"].where(rows["there"], GONE),
        artists=rows["artists"].where(rows["there"], rows["track_id"]),
        added=[fmt.date(value) for value in rows["added_at"]],
    ).drop(columns="added_at")
    plain = shown.astype(object)
    return [
        {str(name): value for name, value in row.items()} for row in plain.where(plain.notna(), None).to_dict("records")
    ]


def files(name: str, order: str, rows: pd.DataFrame) -> list[Any]:
    """The list as a file, and its first tracks in Discover."""
    ids = rows.loc[rows["there"], "track_id"].head(LINKED).tolist()
    if rows.empty:
        return []
    words = f"Export CSV: {fmt.plural(len(rows), 'row')}, {len(rows.columns) - 1} columns"
    csv = html.A(
        [icon("download"), words],
        href=downloads.shortlist_url(name, order),
        className="rp-button rp-primary rp-small",
        id="shortlists-csv",
        **{"data-rp-key": "e"},
    )
    where = f"track_id in ({', '.join(json.dumps(one, ensure_ascii=False) for one in ids)})"
    there = "Open in Discover" if len(ids) < LINKED else f"First {LINKED} in Discover"
    return [button(there, small=True, href=link("/discover", where=where)) if ids else None, csv, more_ways(csv.href)]


def confirm() -> dbc.Modal:
    """The question before a list is deleted, closed."""
    words = "The list goes with its notes and cannot be brought back. The tracks stay in the catalogue."
    return dbc.Modal(
        [
            dbc.ModalHeader(html.H2("Delete this list?"), close_button=False),
            dbc.ModalBody(words),
            dbc.ModalFooter([button("Keep it", KEEP), button("Delete the list", REALLY, primary=True)]),
        ],
        id=CONFIRM,
        is_open=False,
        centered=True,
        fade=False,
    )


def none_yet() -> html.Div:
    """What stands where nobody has made a list."""
    return empty(
        "Nobody has made a shortlist. Discover, the map, the tracks between two genres and every track have a button for it.",
        "Go to Discover",
        "/discover",
    )
