"""The tab Budget in a browser: a plan from an address, a cell changed by hand, and the file, beside numbers worked out here."""

from __future__ import annotations

import csv
import io
from urllib.parse import quote

import numpy as np
import pytest
from playwright.sync_api import Page, expect
from scipy.optimize import minimize_scalar

from tests.browser.conftest import fits_a_phone

PLAN = "release,ceiling,half,unsure,predicted\nLoud,1000,500,0,60\nQuiet,200,300,0,20"
ADDRESS = f"/campaigns?budget=1000&unit=streams&plan={quote(PLAN)}"


def brought(loud: float, quiet: float) -> float:
    return 1000 * loud / (500 + loud) + 200 * quiet / (300 + quiet)


def test_the_lift_the_bars_and_a_row_agree_with_what_is_worked_out_here(page: Page) -> None:
    found = minimize_scalar(lambda x: -brought(x, 1000 - x), bounds=(0, 1000), method="bounded")
    best, lift = float(found.x), -float(found.fun) - brought(500, 500)
    page.goto(ADDRESS)
    expect(page.locator("h1")).to_have_text(f"The best split brings {lift:,.0f} streams more than equal shares")
    row = page.locator("#campaigns-splits-card .rp-card-body .rp-table tbody tr").first
    expect(row).to_contain_text("Loud")
    cells = row.locator("td").all_inner_texts()
    assert [cells[0], cells[1]] == ["500", "750"]
    assert float(cells[2].replace(",", "")) == pytest.approx(best, abs=1)
    page.wait_for_function("document.querySelector('#campaigns-graph .js-plotly-plot')?.data?.length > 1")
    drawn = page.evaluate("Array.from(document.querySelector('#campaigns-graph .js-plotly-plot')._fullData[0].x)")
    assert np.allclose(drawn, [best, 1000 - best], atol=1)
    with page.expect_download() as told:
        page.locator("#campaigns-csv").click()
    text = told.value.path().read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO("".join(li for li in text.splitlines(True) if not li.startswith("#")))))
    assert [r["release"] for r in rows] == ["Loud", "Quiet"]
    assert float(rows[0]["best"]) == pytest.approx(best, abs=1)


def test_a_plan_is_made_by_hand_and_stands_in_the_address(page: Page) -> None:
    page.goto("/campaigns")
    expect(page.locator("h1")).to_have_text("Name the releases that share a budget")
    for n in (1, 2):
        page.locator("#campaigns-add").click()
        expect(page.locator("#campaigns-grid .ag-center-cols-container .ag-row")).to_have_count(n)
    expect(page.locator("h1")).to_have_text("No optimum: an equal split is all that can be said")
    for row, column, value in ((0, "ceiling", "900"), (0, "half", "4000"), (1, "ceiling", "300"), (1, "half", "4000")):
        page.locator(f"#campaigns-grid .ag-row[row-index='{row}'] [col-id='{column}']").click()
        page.keyboard.type(value)
        page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("The best split")
    page.wait_for_url("**plan=*")
    page.reload()
    expect(page.locator("#campaigns-splits-card .rp-card-body .rp-table tbody tr")).to_have_count(2)
    expect(page.locator("#campaigns-grid .ag-row[row-index='0'] [col-id='ceiling']")).to_have_text("900")
    fits_a_phone(page)
