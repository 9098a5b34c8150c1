"""Tables: what stands in a cell, what AG Grid is told about a feature."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from dash import html

from dashboard.components.glossary import glossary
from dashboard.components.table import (
    SHOWN,
    Column,
    column_def,
    column_defs,
    feature_column,
    grid,
    html_table,
    shortened,
)
from warehouse.features import FEATURES, by_name

FRAME = pd.DataFrame({"title": ["Bloom", "Teri Ay"], "artists": ["A", "B"], "tempo": [174.2, None]})


def cells(component: Any, kind: type) -> list[Any]:
    return [c for c in component._traverse() if isinstance(c, kind)]


def test_html_table_shows_values_and_names_its_rows() -> None:
    columns = [Column("title", "Track", second="artists"), feature_column(by_name()["tempo"])]
    table = html_table(FRAME, columns, caption="Tracks", selected=[1], cards=True)
    assert [c.children for c in cells(table, html.Th) if c.scope == "col"] == ["Track", "Tempo, BPM"]
    heads = [c for c in cells(table, html.Th) if c.scope == "row"]
    assert [(h.children[0], h.children[1].children) for h in heads] == [("Bloom", "A"), ("Teri Ay", "B")]
    assert [(c.children, c.className) for c in cells(table, html.Td)] == [(["174"], "rp-number"), (["–"], "rp-number")]
    assert [getattr(r, "className", None) for r in cells(table, html.Tr)][2] == "rp-selected"
    assert "rp-table-cards" in cells(table, html.Table)[0].className


def test_missing_values_without_a_way_to_show_them() -> None:
    table = html_table(pd.DataFrame({"a": ["x"], "b": [None]}), [Column("a", "A"), Column("b", "B")])
    assert [c.children for c in cells(table, html.Td)] == [["–"]]


@pytest.mark.parametrize(
    ("name", "how"),
    [("energy", "'number', 2"), ("duration_ms", "'duration', 0"), ("key", "'key', 0"), ("release_year", "'plain', 0")],
)
def test_grid_columns_know_how_to_show_a_feature(name: str, how: str) -> None:
    definition = column_def(by_name()[name])
    assert definition["valueFormatter"] == {"function": f"rpFormat(params.value, {how})"}
    assert definition["type"] == "rightAligned"


def test_every_feature_gets_a_column() -> None:
    definitions = column_defs(FEATURES)
    assert [d["field"] for d in definitions] == [f.name for f in FEATURES]
    assert [d["field"] for d in definitions if d.get("pinned")] == ["title"]
    shown = glossary().to_plotly_json()["props"]["data-terms"]  # what the hover card over each heading says
    assert [d["field"] for d in definitions if d["headerName"].split(",")[0] not in json.loads(shown)] == []


def test_grids_are_infinite_unless_told() -> None:
    made = grid("tracks", [])
    assert (made.rowModelType, made.getRowId, made.dashGridOptions["rowHeight"]) == (
        "infinite",
        "params.data.track_id",
        33,
    )
    small = grid(
        "small", [], rowModelType="clientSide", rowData=[], dashGridOptions={"rowSelection": {"mode": "multiRow"}}
    )
    assert "cacheBlockSize" not in small.dashGridOptions
    assert small.dashGridOptions["selectionColumnDef"]["pinned"] == "left"


def test_a_long_table_is_shortened_and_says_how_many_rows_there_are() -> None:
    assert shortened("table", SHOWN, "loads") == "table"
    text = str(shortened("table", 1200, "loads"))
    assert "Show all 1,200 loads" in text
    assert f"Show the first {SHOWN}" in text
    css = (Path(__file__).parents[3] / "dashboard" / "assets" / "style_components.css").read_text()
    assert f"nth-child(n + {SHOWN + 1})" in css
