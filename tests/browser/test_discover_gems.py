"""Hidden gems in a browser: the model's figure, a row and the file agree with the tables, asked here by SQL."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import shutil
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from warehouse import build, store
from warehouse.connect import Workbench
from warehouse.home import Home
from warehouse.publish import publish
from warehouse.settings import Settings

RUN = "20261122T120000-abcdef"


@pytest.fixture(scope="module")
def home(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The sample with made-up answers out of fold: what is, give or take, and every twentieth track far more."""
    made = Home(shutil.copytree(sample_home, tmp_path_factory.mktemp("gems") / "home", symlinks=True))
    with Workbench(made, Settings(threads=1, wait_seconds=30)) as workbench:
        tracks = workbench.frame(
            "select track_id, popularity from tracks where popularity is not null order by track_id"
        )
        level = (
            tracks["popularity"] + np.random.default_rng(0).normal(0, 4, len(tracks)) + 40 * (tracks.index % 20 == 0)
        )
        rows = {"track_id": tracks["track_id"], "run": RUN, "fold": 1, "zero": 0.0, "expected": level}
        store.put(workbench, "popularity_oof", pd.DataFrame({**rows, "low": level - 5, "high": level + 5}))
        store.record_run(workbench, "oof", RUN, True, dt.datetime(2026, 11, 22, 12), 1.0, {"task": "oof"})
        store.promote(workbench, "oof", RUN)
        build.build(workbench)
        publish(workbench)
    return made


@pytest.fixture
def page(own_page: Page) -> Page:
    return own_page


def test_the_figure_a_row_and_the_file_agree_with_the_tables(page: Page, home: Home, tmp_path: Path) -> None:
    with duckdb.connect(str(shutil.copy(home.current.resolve(), tmp_path / "p.duckdb")), read_only=True) as con:
        both = """from tracks join popularity_oof using (track_id) where is_canonical and popularity is not null
            and track_id in (
                select track_id from track_genres semi join vocabularies as v on v.vocabulary = track_genres.vocabulary
                and v.is_default
            )"""
        ((r2, n),) = con.execute(
            f"select 1 - sum((popularity - expected) ** 2) / (count(*) * var_pop(popularity)), count(*) {both}"
        ).fetchall()
        known = dict(con.execute(f"select title, (popularity, round(expected)) {both} and zero = 0").fetchall())
    page.goto("/discover")
    page.get_by_text("Hidden gems").click()
    expect(page).to_have_url(re.compile("view=gems"))
    expect(page.locator("#gems-page")).to_contain_text(f"R2 {r2:.2f}")
    expect(page.locator("#gems-page")).to_contain_text(f"n = {n:,}")
    row = page.locator("#gems-grid .ag-row[row-index='0']")
    title = row.locator("[col-id='title'] a").inner_text()
    now, expected = (row.locator(f"[col-id='{name}']").inner_text() for name in ("popularity", "expected"))
    assert (int(now), float(expected)) == (int(known[title][0]), pytest.approx(known[title][1], abs=1))
    with page.expect_download() as download:
        page.click("#gems-csv")
    text = download.value.path().read_text(encoding="utf-8")
    found = list(csv.DictReader(line for line in io.StringIO(text) if not line.startswith("# ")))
    assert re.sub("^'", "", found[0]["title"]) == title
    expect(page.locator("#gems-csv")).to_contain_text(f"{len(found):,} rows")
    page.wait_for_load_state("networkidle")


def test_a_filter_is_kept_in_the_address_and_nothing_is_wider_than_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/discover?view=gems")
    page.fill("#gems-where", "energy >= 0.5")
    page.press("#gems-where", "Enter")
    expect(page).to_have_url(re.compile("where=energy"))
    expect(page.locator("#gems-page .rp-scope")).to_contain_text("0.5")
    page.wait_for_load_state("networkidle")
    page.wait_for_function("document.documentElement.scrollWidth <= 390")
