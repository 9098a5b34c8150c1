"""Rejected rows: why, and the rows themselves, all of them, by load, column and reason, with their export."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import pandas as pd
from dash import dcc, html

from dashboard import downloads
from dashboard import format as fmt
from dashboard.components import Column, Method, chart_card, grid, html_table, icon, more_ways
from dashboard.components.states import empty
from warehouse.connect import View
from warehouse.queries import rejects
from warehouse.queries.rejects import RejectFilter

GRID, LOAD, COLUMN, REASON, FOOT, NOTHING = (
    f"data-reject-{part}" for part in ("grid", "load", "column", "reason", "foot", "nothing")
)
REASONS = 50
"""Reasons on screen; the download has all."""
ROW, MOST_HEIGHT = 33, 416  # px at the normal root size
FIELDS = {"load": (LOAD, "Load"), "column": (COLUMN, "Column"), "reason": (REASON, "Reason")}


def cards(view: View, flt: RejectFilter, lines: Sequence[str]) -> list[html.Section]:
    """Why rows were rejected, and a table of the rows that the filter keeps."""
    reasons = rejects.reasons(view, RejectFilter())
    method = Method(
        "A row is rejected when it lacks what its kind needs or holds a value outside the range of its column. The first "
        "thing that was wrong is named; the row stays out of every figure.",
        {"n": fmt.plural(int(reasons["n"].sum()), "rejected row")},
        "/data?tab=dictionary",
        "Ranges of the columns",
    )
    if reasons.empty:
        nothing = empty("Every row of every load could be used.")
        about: Any = {"id": "data-rejects", "method": method, "provenance": lines, "columns": 12}
        return [chart_card("No row was rejected", "", nothing, **about)]
    return [_why(reasons, method, lines), _which(rejects.choices(view), flt, method, int(reasons["n"].sum()))]


def _why(reasons: pd.DataFrame, method: Method, lines: Sequence[str]) -> html.Section:
    total, top = int(reasons["n"].sum()), reasons.to_dict("records")[0]
    mostly = "mostly: " if len(reasons) > 1 else ""
    shown = reasons.head(REASONS).assign(link=[_chosen(row) for row in reasons.head(REASONS).to_dict("records")])
    columns = [
        Column("link", "Reason", second="column_name"),
        Column("n", "Rows", show=fmt.number, number=True),
        Column("loads", "Loads", show=fmt.number, number=True),
    ]
    return chart_card(
        f"{fmt.plural(total, 'row')} rejected, {mostly}{_said(top)}",
        "By reason, the most frequent first; click one to see its rows.",
        html_table(shown, columns, "Reasons"),
        id="data-reasons",
        method=method,
        frame=reasons,
        provenance=lines,
        columns=4,
    )


def _said(row: Mapping[Any, Any]) -> str:
    """'no title', 'energy outside 0 to 1': the reason, with its column where it needs one."""
    needs = row["column_name"] and str(row["reason"]).startswith(("outside", "not "))
    return f"{row['column_name']} {row['reason']}" if needs else str(row["reason"])


def _chosen(row: Mapping[Any, Any]) -> dcc.Link:
    asked = {"tab": "rejects", "column": row["column_name"], "reason": row["reason"]}
    return dcc.Link(row["reason"], href=f"/data?{urlencode({k: v for k, v in asked.items() if v})}")


def _which(choices: pd.DataFrame, flt: RejectFilter, method: Method, total: int) -> html.Section:
    given = {"load": str(flt.load) if flt.load is not None else "", "column": flt.column, "reason": flt.reason}
    fields = [_field(name, choices, given[name]) for name in FIELDS]
    table = grid(
        GRID,
        _columns(),
        height="100%",
        getRowId="params.data.row",
        dashGridOptions={"maxConcurrentDatasourceRequests": 1, "ensureDomOrder": True},
    )
    body = [
        html.Div(fields, className="rp-reject-fields"),
        html.Div(table, className="rp-reject-grid", style={"height": _height(total)}),
        html.Div(id=NOTHING, className="rp-hidden"),
    ]
    return chart_card(
        "The rows that were left out",
        "Line in the file, counted from 1 with its header; record where the file has no lines. The newest load first.",
        html.Div(body),
        id="data-rejects",
        method=method,
        foot=[html.Div(id=FOOT, className="rp-reject-foot")],
        columns=8,
    )


def _height(rows: int) -> str:
    """Room for all rows where they are few."""
    return f"{min(MOST_HEIGHT, (rows + 1) * ROW + 4) / 16:g}rem"


def _field(name: str, choices: pd.DataFrame, value: str) -> html.Div:
    id, label = FIELDS[name]
    found = choices[choices["field"] == name].to_dict("records")
    options = [{"value": row["value"], "label": _words(name, row)} for row in found if row["value"]]
    if value and value not in {option["value"] for option in options}:
        options.append({"value": value, "label": value})  # of an address that says what is not there
    box = dcc.Dropdown(id=id, options=options, value=value or None, placeholder="all", searchable=len(options) > 8)
    return html.Div([html.Label(label, htmlFor=id, className="rp-field-label"), box], className="rp-field")


def _words(name: str, row: Mapping[Any, Any]) -> str:
    words = f"{row['value']}: {row['words']}" if name == "load" else row["words"]
    return f"{words} ({fmt.number(row['n'])})"


def _columns() -> list[dict[str, Any]]:
    plain: dict[str, Any] = {"sortable": False, "resizable": True}
    return [
        {**plain, "field": "file", "headerName": "File", "width": 190, "cellClass": "rp-cell-name", "tooltipField": "file"},
        {**plain, "field": "line", "headerName": "Line", "width": 90, "type": "rightAligned",
         "valueFormatter": {"function": "rpFormat(params.value, 'integer', 0)"}},
        {**plain, "field": "column_name", "headerName": "Column", "width": 130},
        {**plain, "field": "reason", "headerName": "Reason", "width": 230, "tooltipField": "reason"},
        {**plain, "field": "value", "headerName": "Value", "flex": 1, "minWidth": 120, "tooltipField": "value",
         "valueFormatter": {"function": "rpFormat(params.value, 'text', 0)"}},
    ]  # fmt: skip


def page(view: View, flt: RejectFilter, first: int, end: int) -> dict[str, Any]:
    """Rows `first` to `end` for the grid, and how many there are."""
    frame = rejects.page(view, flt, first, end - first)
    shown = frame.assign(row=[str(first + i) for i in range(len(frame))], line=frame["line"].astype(object))
    return {"rowData": shown.where(shown.notna(), None).to_dict("records"), "rowCount": rejects.count(view, flt)}


def foot(view: View, flt: RejectFilter) -> list[Any]:
    """How many rows the filter keeps, and the download of exactly those."""
    kept, total = rejects.count(view, flt), rejects.count(view, RejectFilter())
    words = html.B(f"{fmt.number(kept)} of {fmt.plural(total, 'rejected row')}")
    label = f"Export CSV: {fmt.plural(kept, 'row')}, {len(rejects.COLUMNS)} columns"
    if not kept:
        return [words, html.Button([icon("download"), label], className="rp-button rp-small rp-push", disabled=True)]
    link = html.A(
        [icon("download"), label],
        href=downloads.rejects_url(flt),
        className="rp-button rp-primary rp-small rp-push",
        id="data-reject-export",
        **{"data-rp-key": "e"},
    )
    return [words, link, more_ways(link.href)]


def nothing(view: View, flt: RejectFilter) -> Any:
    """What stands in place of the table when the filter keeps nothing; None when it keeps something."""
    if rejects.count(view, flt):
        return None
    return empty(f"There are no {flt.words}.", "Show all rejected rows", "/data?tab=rejects")
