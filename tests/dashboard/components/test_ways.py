"""Other ways to take rows: a workbook at the same address, the clipboard, whatever a page adds."""

from __future__ import annotations

from dash import html

from dashboard.components.ways import excel_url, more_ways


def test_a_workbook_is_the_same_question() -> None:
    assert excel_url("/export/alerts.csv") == "/export/alerts.csv?format=xlsx"
    assert excel_url("/export/tracks.csv?where=a") == "/export/tracks.csv?where=a&format=xlsx"


def test_the_menu_has_both_and_what_is_added() -> None:
    excel, copy, other = more_ways("/export/map.csv?x=1", [html.A("Raw")]).children[1].children
    assert excel.href == "/export/map.csv?x=1&format=xlsx"
    assert copy.to_plotly_json()["props"]["data-rp-rows"] == "/export/map.csv?x=1"
    assert other.children == "Raw"
