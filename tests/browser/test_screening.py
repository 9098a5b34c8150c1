"""Screening in a browser: number, bars and rows agree with the models and with SQL; a slider goes into the address."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Page, expect

from analytics.live import score
from dashboard.pages.screening.batch import FOLDER
from tests.browser.conftest import fits_a_phone
from warehouse.connect import Reader
from warehouse.features import model_inputs

FOLK = "folk000000000000000007"
NEW = "Title,Artist,danceability,energy,acousticness,valence,tempo,loudness\n"
NEW += "Dancer,Nobody,0.78,0.8,0.08,0.65,124,-6\nToo loud,Nobody,0.78,1.8,0.08,0.65,124,-6\n"


@pytest.fixture
def published(sample_home: Path, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published file; a copy, because one process opens a file with one configuration only."""
    copy = shutil.copy((sample_home / "current").resolve(), tmp_path / "published.duckdb")
    with duckdb.connect(str(copy), read_only=True) as con:
        yield con


def test_number_bars_and_rows_agree(page: Page, sample_home: Path, published: duckdb.DuckDBPyConnection) -> None:
    page.goto(f"/screening?track={FOLK}")
    reader = Reader(sample_home)
    candidate = score.track(reader, FOLK, score.promoted(reader).vocabulary)
    assert candidate is not None
    answer = score.one(reader, candidate)
    expect(page.locator("h1")).to_contain_text(f"mean {answer['popularity']:.0f}")

    plot = page.locator("#screening-genres-graph .js-plotly-plot")
    expect(plot).to_be_visible()
    drawn = plot.evaluate("p => [...p._fullData[0].x]")
    assert drawn == pytest.approx([top["probability"] for top in answer["top5"]])

    names = [f.name for f in model_inputs() if f.kind == "number"]
    assert len(names) == 9
    squares = " + ".join(f"power((t.{n} - me.{n}) / (select stddev_pop({n}) from tracks), 2)" for n in names)
    nearest = published.execute(
        f"""select t.title, sqrt(({squares}) / 9) as distance from tracks t, tracks me
        where me.track_id = '{FOLK}' and t.recording_key <> me.recording_key and t.tempo is not null
        order by distance limit 1"""
    ).fetchall()[0]
    row = page.locator("#screening-near-card .rp-card-body tbody tr").first
    expect(row).to_contain_text(nearest[0])
    expect(row).to_contain_text(f"{nearest[1]:.2f}")
    page.wait_for_load_state("networkidle")
    fits_a_phone(page)


def test_a_slider_goes_into_the_address_and_back(page: Page) -> None:
    page.goto(f"/screening?track={FOLK}")
    before = page.locator("h1")
    expect(before).to_contain_text("mean")
    page.locator("#screening-value-energy [role=slider]").focus()
    with page.expect_response(lambda answer: "screening-form-finding" in (answer.request.post_data or "")) as moved:
        page.keyboard.press("End")
    told = moved.value.json()["response"]["screening-form-finding"]["children"]
    expect(page).to_have_url(re.compile("energy=1"))
    expect(page.locator("#screening-count")).to_have_text("1 change")
    expect(page.locator("#screening-text-energy")).to_have_text("1.00")
    expect(before).to_have_text(told)
    page.reload()
    expect(page.locator("#screening-text-energy")).to_have_text("1.00")
    expect(page.locator("h1")).to_have_text(told)
    page.locator("#screening-reset a").click()
    expect(page.locator("#screening-count")).to_have_text("0 changes")
    expect(page).not_to_have_url(re.compile("energy="))


def test_a_file_is_tagged_and_given_back_until_it_is_gone(
    page: Page, sample_home: Path, console_errors: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "new.csv"
    path.write_text(NEW, encoding="utf-8")
    page.goto("/screening?tab=csv")
    page.locator("#screening-batch-file input[type=file]").set_input_files(path)
    row = page.locator("#screening-batch-grid .ag-center-cols-container .ag-row").first
    expect(row).to_contain_text("dance", timeout=60_000)
    expect(page.locator("h1")).to_contain_text("of 2 rows")
    with page.expect_download() as download:
        page.get_by_text("Export CSV: 2 rows").click()
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert text.startswith("# source: Repertoire export")
    assert "energy outside 0 to 1" in text
    fits_a_phone(page)
    for kept in (sample_home / FOLDER).glob("*.csv"):
        kept.unlink()
    page.get_by_text("Export CSV: 2 rows").click()
    expect(page.get_by_text("This result is no longer kept.")).to_be_visible()
    console_errors.clear()  # the answer was 400


def test_variants_and_the_plan_answer(page: Page) -> None:
    page.goto(f"/screening?tab=variants&track={FOLK}")
    page.locator("#screening-b-energy").fill("0.95")
    page.locator("#screening-b-energy").press("Enter")
    expect(page.locator("#screening-variants-card")).to_contain_text("Difference to A")
    expect(page).to_have_url(re.compile("b=energy"))
    fits_a_phone(page)
    page.goto("/screening?tab=test&baseline=60&effect=10")
    expect(page.locator("h1")).to_contain_text("356 people an arm")
    expect(page.locator("#screening-test-result-card")).to_contain_text("B is 1.34 points above A")
    fits_a_phone(page)
