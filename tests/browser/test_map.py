"""The map in a browser: a number, a trace and a row agree with the tables of the published file, asked here by SQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Page, expect

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


def test_nothing_is_wider_than_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/map")
    expect(page.locator("#map-quality")).to_contain_text("drawn", timeout=WAIT)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
