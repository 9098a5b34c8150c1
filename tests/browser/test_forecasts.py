"""Forecasts in a browser: a number, a trace and a row agree with the tables of the published file, asked here by SQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import duckdb
import pytest
from playwright.sync_api import Page, expect

from tests.analytics.forecast import homes
from warehouse.home import Home

LINE, STILL = "loaded/by_year/tempo/year", "loaded/by_year/liveness/year"
ADDRESS = "/trends/forecasts?series={}"
TRACE = "document.querySelector('#forecast-graph .js-plotly-plot')?._fullData?.some(t => t.name === 'expected')"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(homes.made(tmp_path_factory.mktemp("forecasts")).home)


@pytest.fixture
def published(home: Home, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(shutil.copy(home.current.resolve(), tmp_path / "p.duckdb")), read_only=True) as con:
        yield con


def test_number_trace_and_row_agree_with_the_tables_and_a_refusal_is_words(
    own_page: Page, published: duckdb.DuckDBPyConnection
) -> None:
    page = own_page
    page.goto(ADDRESS.format(quote(LINE, safe="")))
    page.wait_for_function(TRACE)
    said = published.execute("select value from forecasts where series_id = $1 order by ahead", [LINE]).fetchall()
    drawn = page.locator("#forecast-graph .js-plotly-plot").evaluate(
        "p => [...p._fullData.find(t => t.name === 'expected').y]"
    )
    assert drawn[1:] == pytest.approx([value for (value,) in said])

    told = published.execute(
        "select mase, covered_80, points from forecast_series where series_id = $1", [LINE]
    ).fetchone()
    assert told is not None
    expect(page.locator("#forecast-backtest-title")).to_contain_text(f"MASE {told[0]:.2f}")
    row = page.locator("#forecast-table-card .rp-card-body tbody tr", has_text="Tempo")
    for words in (f"{told[0]:.2f}", f"{told[1]:.0%}", str(told[2]), "drift"):
        expect(row).to_contain_text(words)

    page.locator("#forecast-table-card .rp-card-body tbody tr", has_text="Liveness").locator("a").click()
    expect(page.locator("#forecast-title")).to_contain_text("has not moved in its last 16 years")
    assert quote(STILL, safe="") in page.url
