"""Chart cards: finding, how to read, method, downloads with provenance."""

from __future__ import annotations

import csv
import io
from typing import Any
from urllib.parse import unquote

import pandas as pd
import plotly.graph_objects as go
import pytest
from dash import dcc, html

from dashboard.components.chart_card import CSV_ROWS, Method, card, chart_card, csv_text, download, info
from warehouse.export import guard

FRAME = pd.DataFrame({"label": ["house", "=1+1"], "value": [0.5, None]})
METHOD = Method("Medians.", {"n": "1,000 tracks"}, "/data")


def inside(component: Any, kind: type) -> list[Any]:
    return [c for c in [component, *component._traverse()] if isinstance(c, kind)]


def make(**more: Any) -> html.Section:
    given: dict[str, Any] = {
        "body": go.Figure(),
        "id": "share",
        "method": METHOD,
        "provenance": ["Tracks: Oct 2022"],
        **more,
    }
    return chart_card("House leads", "Bars: share", **given)


def test_a_card_has_finding_method_and_named_parts() -> None:
    section = make(columns=7)
    assert inside(section, html.H2)[0].children == "House leads"
    assert inside(section, dcc.Graph)[0].id == "share-graph"
    assert section.className == "rp-card rp-col-7"
    props = section.to_plotly_json()["props"]
    assert props["aria-labelledby"] == inside(section, html.H2)[0].id == "share-title"
    assert props["data-provenance"] == "Tracks: Oct 2022"
    figure_box = next(c for c in inside(section, html.Div) if getattr(c, "role", None) == "img")
    assert figure_box.to_plotly_json()["props"]["aria-label"] == "House leads. Bars: share"


def test_graphs_show_no_mode_bar() -> None:
    assert inside(make(), dcc.Graph)[0].config["displayModeBar"] is False


def test_other_bodies_stand_as_they_are_and_have_no_picture() -> None:
    section = make(body=html.P("text"))
    assert inside(section, dcc.Graph) == []
    assert [b.children for b in inside(section, html.Button)] == []


def test_the_method_lists_facts_rows_and_a_link() -> None:
    panel = info(METHOD, FRAME)
    assert [d.children for d in (*inside(panel, html.Dt), *inside(panel, html.Dd))] == ["n", "1,000 tracks"]
    assert inside(panel, dcc.Link)[0].href == "/data"
    assert len(inside(panel, html.Tr)) == 3
    assert inside(info(METHOD), html.Table) == []


def test_csv_carries_provenance_and_guards_formulas() -> None:
    assert csv_text(FRAME, ["Tracks: Oct 2022"]) == "# Tracks: Oct 2022\nlabel,value\nhouse,0.5\n'=1+1,\n"


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "'=1", "''-1", "\tx", "\x9fx", "'x", "Bloom", "", "a=b"])
def test_the_guard_is_that_of_exports(text: str) -> None:
    row = csv_text(pd.DataFrame({"label": [text], "n": [1]})).split("\n", 1)[1]
    assert next(csv.reader(io.StringIO(row)))[0] == guard(text)


def test_the_download_menu_says_what_it_gives() -> None:
    menu = download("share", FRAME, ["Tracks: Oct 2022"])
    link = inside(menu, html.A)[0]
    assert (link.children, link.download) == ("CSV, 2 rows, 2 columns", "share.csv")
    assert unquote(link.href).startswith("data:text/csv;charset=utf-8,\ufeff# Tracks: Oct 2022\n")


def test_large_or_missing_rows_are_not_put_into_the_page() -> None:
    long = pd.DataFrame({"x": range(CSV_ROWS + 1)})
    assert inside(download("share", long), html.A) == []
    assert download("share", None, png=False) is None


def test_a_plain_card_has_no_tools() -> None:
    assert inside(card(html.P("x"), title="Rules"), html.Details) == []
