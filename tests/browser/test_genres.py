"""Genres in a browser: a number, a matrix and a row agree with the tables of the published file, asked here by SQL."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import fits_a_phone


@pytest.fixture
def published(sample_home: Path, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published file; a copy, because one process opens a file with one configuration only."""
    copy = shutil.copy((sample_home / "current").resolve(), tmp_path / "published.duckdb")
    with duckdb.connect(str(copy), read_only=True) as con:
        yield con


def test_number_matrix_and_row_agree_with_the_tables(page: Page, published: duckdb.DuckDBPyConnection) -> None:
    page.goto("/genres")
    value, n = published.execute(
        "select value, n from model_metrics where candidate = 'repertoire' and protocol <> 'R' and metric = 'top1'"
    ).fetchall()[0]
    card = page.locator(".rp-kpi", has_text="First answer right")
    expect(card).to_contain_text(f"{value:.1%}")
    expect(card).to_contain_text(f"n = {n}")

    cells = published.execute("select truth, predicted, n from genre_confusion").fetchall()
    totals: dict[str, int] = {}
    for truth, _, count in cells:
        totals[truth] = totals.get(truth, 0) + count
    plot = page.locator("#genres-matrix-graph .js-plotly-plot")
    expect(plot).to_be_visible()
    names, drawn = plot.evaluate(
        "p => [p._fullLayout.yaxis.ticktext.map(String), [...p._fullData[0].z].map(row => [...row])]"
    )
    place = {re.sub("<.*?>", "", name): i for i, name in enumerate(names)}
    for truth, predicted, count in cells:
        assert drawn[place[truth]][place[predicted]] == pytest.approx(count / totals[truth])

    genre, f1 = published.execute("select genre, f1 from genre_report order by f1 desc, genre").fetchall()[0]
    row = page.locator(f"#genres-grid .ag-row[row-id='{genre}']").last
    expect(row).to_contain_text(f"{f1:.2f}")
    page.wait_for_load_state("networkidle")


def test_the_order_of_the_table_goes_into_the_address_and_back(page: Page) -> None:
    page.goto("/genres")
    header = page.locator("#genres-grid .ag-header-cell-text", has_text="Answered")
    expect(header).to_be_visible()
    header.click()
    expect(page).to_have_url(re.compile("sort=-predicted_n"))
    first = page.locator("#genres-grid .ag-row[row-index='0']").first.get_attribute("row-id")
    page.reload()
    expect(page.locator("#genres-grid .ag-row[row-index='0']").first).to_have_attribute("row-id", first or "")


def test_a_click_on_a_cell_opens_its_tracks_and_the_address_keeps_it(
    page: Page, published: duckdb.DuckDBPyConnection
) -> None:
    truth, answer = published.execute(
        "select truth, predicted from genre_confusion where truth = predicted order by n, truth desc limit 1"
    ).fetchall()[0]
    ((tracks,),) = published.execute(
        "select count(*) from genre_held_out where genre = $1 and answered = $2", [truth, answer]
    ).fetchall()
    page.goto("/genres")
    page.wait_for_load_state("networkidle")
    plot = page.locator("#genres-matrix-graph .nsewdrag").first
    expect(plot).to_be_visible(timeout=20_000)
    names = page.locator("#genres-matrix-graph .js-plotly-plot").evaluate(
        "p => p._fullLayout.yaxis.ticktext.map(String)"
    )
    names = [re.sub("<.*?>", "", name) for name in names]
    box = plot.bounding_box()
    assert box
    place = (names.index(truth) + 0.5) / len(names)
    plot.click(position={"x": box["width"] * place, "y": box["height"] * place})
    title = page.locator("#genres-behind-text h2")
    expect(title).to_have_text(re.compile(rf"^{tracks} held-out tracks? of {truth} (is|are) rightly answered$"))
    expect(page).to_have_url(re.compile(f"truth={truth}&answer={answer}"))
    page.reload()
    expect(title).to_have_text(re.compile(rf"^{tracks} held-out"))


def test_before_tags_were_judged_the_page_says_what_to_run_and_offers_it(page: Page) -> None:
    page.goto("/genres")
    card = page.locator("#genres-unjudged-card")
    expect(card).to_contain_text("No tag has been judged yet")
    expect(card).to_contain_text("repertoire train --only oof")
    expect(page.locator("#genres-oof-start")).to_be_visible()
    expect(page.locator(".rp-kpi", has_text="Doubtful tags")).to_contain_text("not judged yet")
    expect(page.locator("#genres-drift-title")).to_contain_text("Drift needs release dates")
    page.wait_for_load_state("networkidle")
    fits_a_phone(page)
