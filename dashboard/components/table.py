"""Tables: a plain HTML table for a few rows, AG Grid for many. Columns of tracks are made from FEATURES."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import dash_ag_grid as dag
import pandas as pd
from dash import html

from dashboard import format as fmt
from warehouse.features import Feature

WIDTHS: dict[str, int] = {"text": 180, "key": 180, "date": 110, "flag": 90, "number": 120, "integer": 120}


@dataclass(frozen=True)
class Column:
    """One column of an HTML table.

    name : column of the frame; heading : what people read; show : value -> text or component (default: text as it is);
    number : right-aligned; second : another column, shown grey on a second line; wide : hidden below 1400 px.
    """

    name: str
    heading: str
    show: Callable[[Any], Any] | None = None
    number: bool = False
    second: str = ""
    wide: bool = False


def feature_column(feature: Feature, **more: Any) -> Column:
    """A Column for a feature: its heading, its way of showing values, right-aligned when it is a number."""
    return Column(
        feature.name,
        fmt.axis_title(feature),
        show=lambda raw: fmt.value(feature, raw, unit=False),
        number=feature.is_numeric,
        **more,
    )


SHOWN = 12


def shortened(table: Any, rows: int, what: str) -> Any:
    """A long table or list with its first SHOWN rows on screen and a switch for all; a short one as it is.

    rows : how many it has ; what : what a row is called, in the plural.
    """
    if rows <= SHOWN:
        return table
    words = [html.Span(f"Show all {rows:,} {what}"), html.Span(f"Show the first {SHOWN}")]
    return html.Div([table, html.Details(html.Summary(words))], className="rp-shortened")


def html_table(
    frame: pd.DataFrame,
    columns: Sequence[Column],
    caption: str = "",
    selected: Iterable[int] = (),
    cards: bool = False,
    class_name: str = "",
) -> html.Div:
    """A small table (up to some 50 rows). The first column heads its row.

    `selected` are row positions to tint; `cards` turns rows into two-line cards on narrow screens; `caption` is for
    screen readers. An empty frame gives the headings alone: say why with `states.empty` instead.
    """
    chosen = set(selected)
    head = html.Tr([html.Th(c.heading, scope="col", className=_class(c)) for c in columns])
    rows = [
        html.Tr(
            [_cell(column, record, first=i == 0) for i, column in enumerate(columns)],
            className="rp-selected" if at in chosen else None,
        )
        for at, record in enumerate(frame.to_dict("records"))
    ]
    two = " rp-two-line" if any(c.second for c in columns) else ""
    table = html.Table(
        [
            html.Caption(caption, className="rp-only-screen-reader") if caption else None,
            html.Thead(head),
            html.Tbody(rows),
        ],
        className=f"rp-table{two}{' rp-table-cards' if cards else ''} {class_name}".rstrip(),
    )
    return html.Div(table, className="rp-table-wrap")


def _cell(column: Column, record: dict[Any, Any], first: bool) -> html.Th | html.Td:
    raw = record.get(column.name)
    shown = column.show(raw) if column.show else fmt.MISSING if fmt.is_missing(raw) else raw
    inside = [shown]
    if column.second:
        inside.append(html.Span(str(record.get(column.second) or ""), className="rp-two"))
    if first:
        return html.Th(inside, scope="row", className=_class(column))
    return html.Td(inside, className=_class(column), **{"data-label": column.heading})


def _class(column: Column) -> str:
    return ("rp-number" if column.number else "") + (" rp-wide" if column.wide else "")


def column_defs(features: Iterable[Feature], pinned: str = "title") -> list[dict[str, Any]]:
    """AG Grid column definitions of features: heading, help as tooltip, sort, alignment, and a formatter in
    assets/grid.js.
    """
    return [column_def(feature, pinned=feature.name == pinned) for feature in features]


def column_def(feature: Feature, pinned: bool = False) -> dict[str, Any]:
    """AG Grid definition of one feature's column."""
    definition: dict[str, Any] = {
        "field": feature.name,
        "headerName": feature.heading if feature.unit != "ms" else feature.label,
        "width": WIDTHS[feature.kind],
        "sortable": True,
        "resizable": True,
        "valueFormatter": {"function": f"rpFormat(params.value, {_how(feature)!r}, {feature.decimals})"},
    }
    if feature.is_numeric:
        definition |= {"type": "rightAligned", "sortingOrder": ["desc", "asc", None]}
    if pinned:
        definition |= {"pinned": "left", "width": 240, "cellClass": "rp-cell-name"}
    return definition


def _how(feature: Feature) -> str:
    if feature.unit == "ms":
        return "duration"
    if feature.name in fmt.CODES:
        return feature.name
    return "plain" if feature.name.endswith("_year") else feature.kind


def grid(
    id: Any, columns: Sequence[dict[str, Any]], row_height: int = 33, height: str = "32rem", **options: Any
) -> dag.AgGrid:
    """An AG Grid in the house style.

    By default the infinite row model (answer `getRowsRequest` with `getRowsResponse`); pass rowModelType='clientSide'
    and rowData for small tables. Rows are identified by `track_id` unless `getRowId` says otherwise. `options` go to
    AgGrid; `dashGridOptions` is merged over the defaults.
    """
    settings: dict[str, Any] = {
        "rowHeight": row_height,
        "headerHeight": 30,
        "suppressCellFocus": False,
        "suppressMovableColumns": False,
        "tooltipShowDelay": 300,
        "animateRows": False,
        "cacheBlockSize": 100,
        "maxBlocksInCache": 10,
        "suppressColumnVirtualisation": False,
    }
    if options.get("rowModelType") == "clientSide":
        settings = {k: v for k, v in settings.items() if k not in ("cacheBlockSize", "maxBlocksInCache")}
    settings |= options.pop("dashGridOptions", {})
    if "rowSelection" in settings:
        settings.setdefault("selectionColumnDef", {"pinned": "left", "width": 44})
    chosen = {"rowModelType": "infinite", "getRowId": "params.data.track_id", **options}
    return dag.AgGrid(
        id=id,
        columnDefs=list(columns),
        defaultColDef={"sortable": True, "resizable": True, "suppressHeaderMenuButton": True, "minWidth": 70},
        dashGridOptions=settings,
        className="rp-grid",
        style={"height": height, "width": "100%"},
        **chosen,
    )
