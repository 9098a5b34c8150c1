"""Overview off the desk: on a wall, and as a PDF that a job makes."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import pytest

from dashboard import jobs
from dashboard.app import create_app
from dashboard.context import Context
from dashboard.pages import _overview_wall as wall
from dashboard.pages import _overview_ways as ways
from tests.dashboard.pages.answers import links
from tests.dashboard.pages.app_under_test import app_over, context_over, fire, words
from tests.dashboard.pages.visit import Visit
from tests.dashboard.test_digest import home as home  # a fixture: tracks and eight weeks of a chart
from tests.warehouse.homes import tiny
from warehouse.connect import Reader
from warehouse.errors import FilterError
from warehouse.filters import parse
from warehouse.home import Home
from warehouse.settings import Settings
from warehouse.userdata import FAILED, UserData
from workflows.digests import forget_old


def drawn(home: Path, known: Any) -> dict[str, Any]:
    asked: dict[str, Any] = {f"{wall.ASKED}__data": {"wall": "1"}, f"{wall.DRAWN}__data": known, "theme__data": "light"}
    return fire(app_over(home), f"{wall.BODY}.children", f"{wall.TICK}.n_intervals", **asked)


def test_a_wall_says_what_moved_in_large_type_and_is_drawn_once_a_snapshot(home: Path) -> None:
    first = drawn(home, None)
    said = words(first[wall.BODY]["children"])
    assert "Streams fell 40%" in said
    assert "1 of 2 titles rose" in said
    assert "1 of 2 titles fell" in said
    number, theme = first[wall.DRAWN]["data"]
    again = drawn(home, [number, theme])
    assert wall.BODY not in again
    assert f"Data v{number}" in again[wall.CHECKED]["children"]
    assert wall.BODY in drawn(home, [number - 1, theme])


def test_figures_on_a_wall_are_larger_and_answer_no_click(home: Path) -> None:
    body = wall.body(context_over(home), {}, "light")
    graphs = [part for row in body if row is not None for part in row._traverse() if type(part).__name__ == "Graph"]
    assert [graph.id for graph in graphs] == ["wall-overview-outlook-graph"]
    figure = graphs[0].figure
    assert figure.layout.xaxis.tickfont.size > 20
    assert min(text.font.size for text in figure.layout.annotations) > 20


def test_a_wall_without_weeks_shows_the_catalogue_and_names_a_bad_address(tmp_path: Path) -> None:
    context = context_over(tiny(tmp_path).path)
    assert "Half of the" in words(wall.body(context, {}, "light"))
    left = wall.layout(context, {"wall": "1", "hit": "60"})
    assert any(getattr(part, "href", "") == "/?hit=60" for part in left._traverse())
    with pytest.raises(FilterError):
        wall.layout(context, {"wall": "1", "hit": "x"})


def test_a_pdf_of_one_page_is_made_by_a_job(home: Path) -> None:
    if not jobs.browser():
        pytest.skip("no Chromium on this machine: no PDF")
    settings = Settings(home=home, threads=1)
    context = Context(Reader(Home(home), settings), settings, UserData(Home(home)))
    browser = create_app(context.reader, settings, context.userdata).server.test_client()
    number = jobs.start_digest(context, "?period=4-before", "http://127.0.0.1:8050/")
    assert "Overview as PDF" in words(ways.said(context.job(number)))
    end = time.monotonic() + 90
    while (job := context.job(number)) and job.is_open:
        assert time.monotonic() < end
        time.sleep(0.1)
    assert job is not None
    assert job.state == "done", job.message
    assert job.message in words(ways.said(job))
    made = browser.get(f"{ways.FILE}?job={number}").data
    assert made.startswith(b"%PDF")
    assert made.count(b"/Type /Page\n") == 1


def test_the_last_pdfs_are_kept(tmp_path: Path) -> None:
    for name in ("2", "9", "10", "11", "12", "13", "mine"):
        (tmp_path / f"{name}.pdf").touch()
    forget_old(tmp_path / "13.pdf")
    assert {path.stem for path in tmp_path.iterdir()} == {"9", "10", "11", "12", "13", "mine"}


def test_what_is_no_pdf_is_not_answered(home: Path) -> None:
    data = UserData(Home(home))
    settings = Settings(home=home)
    context = Context(Reader(Home(home), settings), settings, data)
    browser = create_app(context.reader, settings, data).server.test_client()
    failed = data.start_job(jobs.DIGEST, "Overview as PDF")
    data.finish(failed, FAILED, "Chromium made no PDF.", {"hint": "Print it."})
    assert words(ways.said(context.job(failed))) == "Chromium made no PDF. Print it."
    for asked in ("", "?job=99", "?job=../secret", f"?job={failed}"):
        answer = browser.get(ways.FILE + asked)
        assert (answer.status_code, "no such PDF" in answer.text) == (400, True)


def test_where_no_pdf_can_be_made_the_page_is_printed(home: Path) -> None:
    without = ways.controls(context_over(home))  # nothing to record jobs in
    assert words(without) == "Print"


def test_every_tile_leads_on_under_the_same_filter(home: Path) -> None:
    app, flt = app_over(home), parse("popularity >= 15")
    for query in (f"where={quote(flt.text)}", f"view=catalogue&where={quote(flt.text)}"):
        page = Visit(app, f"/?{query}").layout
        # Those of the menu ask nothing; a link without a filter is the way out of it.
        tiles = {href for href in links(page) if href.startswith(("/discover?", "/alerts?", "/?"))} - {
            "/?view=catalogue"
        }
        assert len(tiles) >= 4, query
        for href in tiles:
            asked = dict(parse_qsl(urlsplit(href).query))
            assert set(flt.parts) <= set(parse(asked["where"]).parts), href
            opened = Visit(app, href)
            assert (opened.troubles, "cannot be read" in opened.text) == ([], False), href
