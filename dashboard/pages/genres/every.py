"""The table of every genre: precision, recall and F1 on the honest holdout, in the order the reader wants."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, html

from dashboard.components import grid
from dashboard.context import Context
from dashboard.pages._slots import filled, slot, slot_outputs
from dashboard.pages.genres import cards, data
from warehouse.errors import FilterError

ID, TABLE = "genres-table", "genres-grid"
NUMBER = {"type": "rightAligned", "sortingOrder": ["desc", "asc", None], "width": 120}
HEADINGS: dict[str, tuple[str, str, int]] = {
    "genre": ("Genre", "Label of the vocabulary", 0),
    "family": ("Family", "Group of related genres, named by people", 0),
    "n": ("n held out", "Held-out tracks that are truly this genre; a miss of a track with k genres counts 1 / k", 0),
    "predicted_n": ("Answered", "Held-out tracks for which this genre was the first answer", 0),
    "precision": ("Precision", "Share of these answers that are right", 2),
    "recall": ("Recall", "Share of its true tracks that are found", 2),
    "f1": ("F1", "Harmonic mean of precision and recall", 2),
}


def section(found: data.Judged, sort: str) -> html.Section:
    """The table, its head filled by a callback so that the download follows the order on screen. Raises FilterError."""
    column, descending = sort.removeprefix("-"), sort.startswith("-")
    if column not in HEADINGS:
        raise FilterError(f"The table of genres has no column {column}.", f"Columns: {', '.join(HEADINGS)}.")
    columns = [_column(name, *about) for name, about in HEADINGS.items()]
    for definition in columns:
        if definition["field"] == column:
            definition["sort"] = "desc" if descending else "asc"
    rows = grid(
        TABLE,
        columns,
        height=f"{min(416, 40 + 33 * len(found.report)) / 16:g}rem",
        rowModelType="clientSide",
        rowData=found.report.to_dict("records"),
        getRowId="params.data.genre",
        columnSize="responsiveSizeToFit",
    )
    made = slot(ID, 12, 0)
    made.children = [made.children[0], html.Div(id=f"{ID}-slot", hidden=True), html.Div(rows, className="rp-card-body")]
    return made


def _column(name: str, heading: str, help: str, decimals: int) -> dict[str, Any]:
    text = {"field": name, "headerName": heading, "headerTooltip": help}
    if name == "genre":
        return {**text, "width": 150, "minWidth": 130, "pinned": "left", "cellClass": "rp-cell-name"}
    if name == "family":
        return {**text, "width": 200, "minWidth": 150}
    shown = {"valueFormatter": {"function": f"rpFormat(params.value, 'number', {decimals})"}}
    return {**text, **NUMBER, **shown}


def sort_of(columns: list[dict[str, Any]] | None) -> str:
    """'-f1' of the state of the table's columns; '' when none is sorted."""
    sorted_by = next((c for c in columns or [] if c.get("sort")), None)
    return "" if sorted_by is None else ("-" if sorted_by["sort"] == "desc" else "") + str(sorted_by["colId"])


def register(app: Dash, context: Context) -> None:
    """The head of the table follows its order."""

    @app.callback(slot_outputs(ID), Input(TABLE, "virtualRowData"))
    def table(rows: list[dict[str, Any]] | None) -> Any:
        found = data.of(context)
        return filled(cards.table(found, rows or []))
