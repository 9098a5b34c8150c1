"""Every figure of a trained catalogue stands in a card: what was found, how to read it, on how many, and a download."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
from dash import html
from plotly.io.json import to_json_plotly

from dashboard.components import Method, chart_card, graph
from tests.dashboard.pages.app_under_test import app_over
from tests.dashboard.pages.figure_cards import flaws
from tests.dashboard.pages.visit import Visit

ADDRESSES = (
    "/", "/map", "/genres", "/drivers", "/screening?energy=0.8", "/data?tab=models",
)  # fmt: skip


def json_of(component: Any) -> Any:
    return json.loads(to_json_plotly(component))


def test_every_figure_has_its_card(sample_home: Path) -> None:
    app = app_over(sample_home)
    visits = {address: Visit(app, address) for address in ADDRESSES}
    assert {address: found for address, visit in visits.items() if (found := flaws(visit.layout))} == {}
    assert [address for address, visit in visits.items() if "'figure'" not in str(visit.layout)] == [], "proves nothing"


def test_what_a_figure_lacks_is_found() -> None:
    drawn = go.Figure(go.Bar(y=[1]))
    whole = chart_card("One leads", "Bars: n", drawn, id="a", method=Method("Counted.", {"n": "1 track"}))
    assert flaws(json_of(html.Div([whole]))) == []
    bare = chart_card("", "", drawn, id="b", method=Method("Counted."))
    alone = html.Section(html.H2("Alone"), className="rp-card")
    found = flaws(json_of(html.Div([bare, alone, graph(drawn, "c", "c")])))
    assert found == ["b-graph: no title, no line on how to read it, no n in the (i)", "c: stands in no card"]
