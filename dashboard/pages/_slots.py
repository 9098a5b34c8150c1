"""What pages share: cards whose controls stay while their content is filled, the address, the words of the source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl

import pandas as pd
from dash import Output, html
from dash.exceptions import PreventUpdate

from dashboard import format as fmt
from dashboard import shell
from dashboard.components import loading, provenance_footer
from dashboard.components.states import Shape
from dashboard.urlstate import PUSHED, address
from warehouse.connect import Snapshot
from warehouse.features import FEATURES, Feature

SPACE = "\u00a0"
"""Keeps the line of a heading that is still empty."""
HEAD = 68
"""Height in px of a card's title, how-to-read line and paddings."""


def slot(id: str, columns: int, height: int, shape: Shape = "chart", controls: Any = None) -> html.Section:
    """A card that a callback fills through `slot_outputs(id)`; `controls` are made once and keep their focus.

    `height` in px is what the content will need, so that the page does not jump when it comes.
    """
    # The text takes what the controls leave; on narrow screens the controls get a line of their own.
    text = html.Div(html.H2(SPACE), id=f"{id}-text", style={"flex": "1 1 0"})
    tools = html.Div(id=f"{id}-tools", className="rp-tools")
    between = html.Div(controls, className="col-12 col-md-auto order-3 order-md-0") if controls is not None else None
    return html.Section(
        [
            html.Div([text, between, tools], className="rp-card-head flex-wrap flex-md-nowrap"),
            html.Div(
                html.Div(loading(shape, height=height, rows=height // 28), className="rp-card-body"),
                id=f"{id}-slot",
                style={"display": "contents"},
            ),
        ],
        id=f"{id}-card",
        className=f"rp-card rp-col-{columns}",
        style={"minHeight": f"{(height + HEAD) / 16:g}rem"},
        **{"aria-labelledby": f"{id}-title"},
    )


def list_slot(id: str, columns: int, height: int, controls: Any, table: Any, files: str) -> html.Section:
    """A slot with a table that keeps its scroll and sort while the head is filled, and a foot for downloads, `files`."""
    made = slot(id, columns, height, "table", controls)
    made.children = [
        made.children[0],
        html.Div(id=f"{id}-slot", hidden=True),
        html.Div(table, className="rp-card-body"),
        html.Div(id=files, className="rp-card-foot rp-doubt-foot"),
    ]
    return made


def slot_outputs(id: str) -> list[Output]:
    """The outputs that `filled` gives values for."""
    parts = [Output(f"{id}-{part}", "children") for part in ("text", "tools", "slot")]
    return [*parts, Output(f"{id}-card", "data-provenance")]


def filled(card: html.Section) -> tuple[Any, Any, Any, str]:
    """The parts of a chart_card for the outputs of a slot: text, tools, the rest, provenance."""
    head, *rest = card.children
    text, tools = head.children
    return text.children, tools.children, rest, getattr(card, "data-provenance", "")


def said(words: Any) -> tuple[Any, Any, Any, str]:
    """Values for the outputs of a slot that has only something to say."""
    return html.H2(SPACE), None, html.Div(words, className="rp-card-body"), ""


def changed(pathname: str, current: str | None, **state: str | int | None) -> tuple[str, str]:
    """Values for the outputs LOCATION.search and PUSHED.data when a page's state changes.

    Parameters of the address that the page does not know, the theme for one, stay. Raises PreventUpdate when the address
    says this already: a page that was just drawn from it has nothing to write.
    """
    there = dict(parse_qsl((current or "").lstrip("?")))
    wanted = {**there, **{name: "" if value is None else str(value) for name, value in state.items()}}
    wanted = {name: value for name, value in wanted.items() if value != ""}
    if wanted == there:
        raise PreventUpdate
    return address(pathname, **wanted)


def address_outputs() -> list[Output]:
    """The two outputs that `changed` gives values for."""
    return [Output(shell.LOCATION, "search", allow_duplicate=True), Output(PUSHED, "data", allow_duplicate=True)]


def sources(loads: pd.DataFrame, most: int = 3) -> str:
    """The files behind the page: 'dataset.csv, 114,000 rows'. `loads` as catalogue.loads gives them."""
    named = [f"{row['file']}, {fmt.plural(row['rows_read'], 'row')}" for row in loads.head(most).to_dict("records")]
    more = [f"{fmt.plural(len(loads) - most, 'more load')}"] if len(loads) > most else []
    return "; ".join(named + more)


def as_of(about: Snapshot) -> str:
    """'popularity as of 24 Nov 2022', with '(assumed)' where the time of the file stands in."""
    if about.as_of is None:
        return "date of the data unknown"
    return f"popularity as of {fmt.date(about.as_of)}{' (assumed)' if about.as_of_assumed else ''}"


def provenance(about: Snapshot, loads: pd.DataFrame, *more: str) -> list[str]:
    """The lines under every figure and in every download."""
    demo = ["Synthetic demo data"] if about.demo else []
    lines = [*demo, sources(loads), sentence(as_of(about)), *more, version(about)]
    return [line for line in lines if line]


def sentence(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def version(about: Snapshot) -> str:
    """'Data v12 · Repertoire 0.1.0'."""
    return f"Data v{about.number} · Repertoire {about.version}"


def footer(lines: Sequence[str]) -> html.Footer:
    """The provenance lines at the foot of a page, with the way to what is behind them."""
    return provenance_footer(lines[:-1], lines[-1], "How this is computed", "/data?tab=columns")


def label_of(feature: Feature) -> str:
    """The label inside a sentence."""
    return feature.label[:1].lower() + feature.label[1:]


def measured() -> list[Feature]:
    """Numeric columns that say something about a track itself: what a distribution can be shown of."""
    return [f for f in FEATURES if f.is_numeric and f.role == "input"]


def pairs(rows: Sequence[tuple[str, Any]], wrap: bool = False) -> html.Table:
    """Names and values, one pair a line; long values are cut with their whole text as a tooltip, or wrapped."""
    plain = {"fontWeight": 400, "whiteSpace": "nowrap"}
    top = {**plain, "verticalAlign": "top", "paddingTop": ".25rem"}
    cut = {"className": "rp-number rp-ellipsis", "style": {"maxWidth": 0, "width": "99%"}}
    whole = {"style": {"width": "99%", "overflowWrap": "anywhere"}}
    cells = [
        html.Tr(
            [
                html.Th(name, scope="row", className="rp-soft", style=top if wrap else plain),
                html.Td(value, title=None if wrap else value, **(whole if wrap else cut)),
            ]
        )
        for name, value in rows
    ]
    return html.Table(html.Tbody(cells), className="rp-table", style={"--rp-row": "1.6875rem"})
