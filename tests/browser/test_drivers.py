"""Drivers in a browser: a number, a chart and a row agree with the tables of the published file, asked here by SQL."""

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


def test_number_dots_and_row_agree_with_the_tables(page: Page, published: duckdb.DuckDBPyConnection) -> None:
    page.goto("/drivers?task=genre&scope=metal")
    rows = published.execute(
        "select importance, n from drivers where task = 'genre' and scope = 'metal' order by importance desc, feature"
    ).fetchall()
    expect(page.locator("#drivers-scope")).to_contain_text(f"n = {rows[0][1]} tracks of metal")
    plot = page.locator("#drivers-ranked-graph .js-plotly-plot")
    expect(plot).to_be_visible()
    drawn = plot.evaluate("p => [...p._fullData[p._fullData.length - 1].x]")
    assert drawn == pytest.approx([importance for importance, _ in rows])

    words, effect = published.execute("select words, effect from beliefs where belief = 'energy-loudness'").fetchall()[
        0
    ]
    row = page.locator("#drivers-beliefs-card .rp-beliefs tbody tr", has_text=words)
    expect(row).to_contain_text(f"+{effect:.2f}")
    expect(row).to_contain_text("holds")
    page.wait_for_load_state("networkidle")


def test_the_state_goes_into_the_address_and_back(page: Page) -> None:
    page.goto("/drivers?task=genre")
    page.locator("#drivers-ranked-graph .js-plotly-plot").wait_for()
    page.locator("#drivers-page .rp-actions label", has_text="Popularity").click()
    expect(page.locator("#drivers-finding")).to_contain_text("associated with popularity")
    page.locator("#drivers-ranked-card label", has_text="Tracks").click()
    expect(page).to_have_url(re.compile("look=tracks"))
    swarm = page.locator("#drivers-ranked-text")
    expect(swarm).to_contain_text("at what the feature adds to expected popularity")
    page.reload()
    expect(swarm).to_contain_text("at what the feature adds to expected popularity")
    page.wait_for_load_state("networkidle")


def test_a_track_in_the_address_is_taken_apart_first(page: Page, published: duckdb.DuckDBPyConnection) -> None:
    ((track_id, expected),) = (
        published.execute(
            "select track_id, expected from popularity_predictions where not out_of_fold order by track_id limit 1"
        ).fetchall()
        or published.execute(
            "select track_id, expected from popularity_predictions order by track_id limit 1"
        ).fetchall()
    )
    page.goto(f"/drivers?track={track_id}")
    expect(page.locator("#drivers-fall-text h2")).to_contain_text(re.compile(r"Expected \d+"))
    assert expected is not None
    box, ranked = page.locator("#drivers-fall-card").bounding_box(), page.locator("#drivers-ranked-card").bounding_box()
    assert box is not None
    assert ranked is not None
    assert box["y"] < ranked["y"]
    page.wait_for_load_state("networkidle")
    fits_a_phone(page)
