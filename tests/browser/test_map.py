"""The map in a browser: a number, a trace and a row agree with the tables of the published file, asked here by SQL."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import fits_a_phone

WAIT = 30_000


@pytest.fixture
def published(sample_home: Path, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published file; a copy, because one process opens a file with one configuration only."""
    copy = shutil.copy((sample_home / "current").resolve(), tmp_path / "published.duckdb")
    with duckdb.connect(str(copy), read_only=True) as con:
        yield con


def test_number_trace_and_row_agree_with_the_tables(page: Page, published: duckdb.DuckDBPyConnection) -> None:
    ((cluster, name, n),) = published.execute(
        "select cluster, name, n from clusters where scope = 'all' order by n desc, cluster limit 1"
    ).fetchall()
    page.goto("/map")
    plot = page.locator("#map-graph .js-plotly-plot")
    expect(plot).to_be_visible(timeout=WAIT)
    page.wait_for_function("document.querySelector('#map-graph .js-plotly-plot')?._fullData?.length > 1", timeout=WAIT)
    drawn = plot.evaluate("(p, name) => [...p._fullData.find(t => t.name === name).x]", name)
    stands = published.execute("select x from map_points where cluster = $1", [cluster]).fetchall()
    assert sorted(drawn) == pytest.approx(sorted(x for (x,) in stands))

    total = published.execute("select count(*) from map_points").fetchone()
    assert total is not None
    expect(page.locator("#map-quality")).to_contain_text(f"{total[0]:,} of {total[0]:,} drawn")
    row = page.locator(".rp-map-group").first
    expect(row).to_contain_text(f"{n:,} · median")
    expect(row.locator("input")).to_have_value(name)
    page.wait_for_load_state("networkidle")
    fits_a_phone(page)


def test_a_lasso_that_is_drawn_is_summed_up_and_stands_in_the_address(
    page: Page, published: duckdb.DuckDBPyConnection
) -> None:
    page.goto("/map")
    plot = page.locator("#map-graph .js-plotly-plot")
    expect(plot).to_be_visible(timeout=WAIT)
    page.wait_for_function("document.querySelector('#map-graph .js-plotly-plot')?._fullData?.length > 1", timeout=WAIT)
    expect(page.locator("#map-side h2")).to_have_text("Groups", timeout=WAIT)
    page.locator("#map-card label", has_text="Lasso").click()
    page.wait_for_function("document.querySelector('#map-graph .js-plotly-plot')._fullLayout.dragmode === 'lasso'")
    page.wait_for_load_state("networkidle")  # a figure that comes while the lasso is drawn would end it
    box = plot.bounding_box()
    assert box is not None
    left, right = box["x"] + 5, box["x"] + box["width"] - 5
    top, bottom = box["y"] + 60, box["y"] + box["height"] - 5
    page.mouse.move(left, top)
    page.mouse.down()
    for x, y in ((right, top), (right, bottom), (left, bottom), (left, top + 2)):
        page.mouse.move(x, y, steps=6)
    page.mouse.up()
    expect(page).to_have_url(re.compile("lasso="), timeout=WAIT)
    expect(page.locator("#map-side")).to_contain_text("recordings", timeout=WAIT)
    said = int(page.locator(".rp-map-big b").first.inner_text().replace(",", ""))
    corners = re.search(r"lasso=([^&]+)", page.url)
    assert corners is not None
    points = [
        [float(v) for v in part.split(",")] for part in corners[1].replace("%2C", ",").replace("%3B", ";").split(";")
    ]
    ends = [f(axis) for axis in zip(*points, strict=True) for f in (min, max)]
    # What was drawn is nearly a rectangle, so that the box around it holds what the lasso holds.
    inside = published.execute(
        "select count(*) from map_points where x between $1 and $2 and y between $3 and $4", ends
    )
    found = inside.fetchone()
    assert found is not None
    assert abs(said - found[0]) <= 0.03 * found[0] + 1
    expect(page.locator("#map-csv")).to_contain_text(f"CSV, {said:,} rows")

    page.reload()
    expect(page.locator("#map-side")).to_contain_text("recordings", timeout=WAIT)
    page.locator("#map-clear").click()
    expect(page.locator("#map-side h2")).to_have_text("Groups", timeout=WAIT)
    page.wait_for_load_state("networkidle")
