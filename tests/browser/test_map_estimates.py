"""Rings of the map in a browser: a number, a trace and a row of a file agree with the tables, asked here by SQL."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Page, expect

from tests.analytics.mixed import mixed
from warehouse.home import Home

WAIT = 30_000
WHOLE = "-999,-999;999,-999;999,999;-999,999"
READY = "document.querySelector('#map-graph .js-plotly-plot')?._fullData?.some(t => t.name === 'estimated')"
WHERE = """plot => {
    const ring = plot._fullData.find(trace => trace.name === 'estimated'), layout = plot._fullLayout
    const box = plot.getBoundingClientRect(), right = [...ring.x.keys()].sort((a, b) => ring.x[b] - ring.x[a])[0]
    return {x: box.left + layout.xaxis._offset + layout.xaxis.l2p(ring.x[right]),
            y: box.top + layout.yaxis._offset + layout.yaxis.l2p(ring.y[right]), id: ring.customdata[right]}
}"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, sample_csv: Path) -> Home:
    return mixed(tmp_path_factory.mktemp("rings") / "home", sample_csv)


@pytest.fixture
def published(home: Home, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published file; a copy, because one process opens a file with one configuration only."""
    copy = shutil.copy((home.path / "current").resolve(), tmp_path / "published.duckdb")
    with duckdb.connect(str(copy), read_only=True) as con:
        yield con


def test_number_trace_and_row_agree_with_the_tables(
    own_page: Page, published: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    page = own_page
    # Of every track that is no recording on the map: what sound tells of it, asked of the tracks and not of the estimates.
    described = published.execute(
        """select track_id, tempo is not null and loudness is not null and duration_ms is not null
        from tracks anti join map_points using (track_no) where is_canonical order by track_id"""
    ).fetchall()
    heard = [track for track, known in described if known]
    page.goto(f"/map?lasso={WHOLE}")
    page.wait_for_function(READY, timeout=WAIT)
    plot = page.locator("#map-graph .js-plotly-plot")
    drawn = plot.evaluate("p => [...p._fullData.find(t => t.name === 'estimated').customdata]")
    assert sorted(drawn) == heard
    expect(page.locator("#map-estimated")).to_contain_text(f"{len(heard)} recordings at estimated places")
    expect(page.locator(".rp-map-estimated")).to_contain_text(
        f"{len(described) - len(heard)} recording has no place here"
    )

    expect(page.locator("#map-estimated-inside")).to_contain_text(f"{len(heard)} estimated places", timeout=WAIT)
    with page.expect_download() as download:
        page.locator("#map-csv").click()
    lines = [line for line in Path(download.value.path()).read_text().splitlines() if not line.startswith("# ")]
    rows = list(csv.DictReader(lines))
    assert sorted(row["track_id"] for row in rows if row["place"] == "estimated") == heard
    (measured,) = published.execute("select count(*) from map_points").fetchall()[0]
    assert sum(row["place"] == "measured" for row in rows) == measured
    page.wait_for_load_state("networkidle")


def test_a_ring_tells_what_it_is_and_leads_to_its_region_and_its_page(
    own_page: Page, published: duckdb.DuckDBPyConnection
) -> None:
    page = own_page
    page.goto("/map")
    page.wait_for_function(READY, timeout=WAIT)
    page.wait_for_load_state("networkidle")
    ring = page.locator("#map-graph .js-plotly-plot").evaluate(WHERE)
    (title,) = published.execute("select title from tracks where track_id = $1", [ring["id"]]).fetchall()[0]
    page.mouse.move(ring["x"], ring["y"])
    tip = page.locator(".rp-map-tip .hover-content, .rp-map-stage .hover-content").first
    expect(tip).to_contain_text(title, timeout=WAIT)
    expect(tip).to_contain_text("Place estimated from")
    page.mouse.click(ring["x"], ring["y"])
    expect(page.locator("#map-placed")).to_contain_text("lay in their region", timeout=WAIT)
    page.wait_for_function(
        "document.querySelector('#map-graph .js-plotly-plot')._fullData.some(t => t.name === 'region')", timeout=WAIT
    )
    page.locator("#map-placed a").click()
    expect(page.locator("h1")).to_have_text(title, timeout=WAIT)
    page.wait_for_load_state("networkidle")


def test_rings_go_when_they_are_not_wanted(own_page: Page) -> None:
    page = own_page
    page.goto("/map")
    page.wait_for_function(READY, timeout=WAIT)
    page.wait_for_load_state("networkidle")
    page.locator("#map-estimated input").uncheck()
    page.wait_for_function(f"!({READY})", timeout=WAIT)
    page.wait_for_url("**/map?estimated=0")
    page.wait_for_load_state("networkidle")
