"""The tab Sync in a real browser, against the file: what rules leave, the scores, the table, the file."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import fits_a_phone
from warehouse.home import Home
from warehouse.userdata import UserData


def test_a_brief_is_that_of_the_file(page: Page, sample_csv: Path) -> None:
    rows = pd.read_csv(sample_csv, keep_default_na=False)
    rows = rows[rows["track_name"] != ""].drop_duplicates("track_id")
    clean = rows["explicit"].astype(str).str.lower() == "false"
    kept = rows[clean & rows["tempo"].astype(float).between(90, 130)]
    page.goto("/campaigns/sync?tempo=90-130&moods=calm:1")
    expect(page.locator("#sync-funnel")).to_contain_text("Tempo 90-130 BPM")
    page.locator("#sync-clean input").check()
    page.get_by_role("button", name="Rank", exact=True).click()
    expect(page.locator("#sync-funnel tbody tr")).to_have_count(2)
    assert "clean=1" in page.url
    expect(page.locator("#sync-funnel tbody tr").last.locator("td").last).to_have_text(f"{len(kept):,}")
    page.wait_for_function("document.querySelector('#sync-parts-graph .js-plotly-plot')?._fullData !== undefined")
    drawn = page.evaluate("() => [...document.querySelector('#sync-parts-graph .js-plotly-plot')._fullData[0].x]")
    first = page.locator("#sync-ranked tbody tr").first
    assert float(first.locator("td").nth(0).inner_text()) == pytest.approx(drawn[0], abs=0.006)
    with page.expect_download() as download:
        page.get_by_role("link", name="Export CSV").click()
    file = pd.read_csv(download.value.path(), comment="#")
    assert set(file["track_id"]) <= set(kept["track_id"])
    assert len(file) == kept.drop_duplicates(["artists", "track_name"]).shape[0]
    expect(first).to_contain_text(str(file["title"].iloc[0]))
    fits_a_phone(page)


def test_a_brief_that_cannot_be_is_told(page: Page) -> None:
    page.goto("/campaigns/sync?tempo=fast")
    expect(page.locator("h1")).to_have_text("This address cannot be read")


def test_a_file_of_cleared_ids_becomes_the_list_that_is_chosen(page: Page, sample_csv: Path, sample_home: Path) -> None:
    rows = pd.read_csv(sample_csv, keep_default_na=False)
    rows = rows[(rows["track_name"] != "") & (rows["tempo"].astype(float) > 0)]
    ids = rows.drop_duplicates(["artists", "track_name"])["track_id"].drop_duplicates().head(3).tolist()
    page.goto("/campaigns/sync")
    text = "track_id,title\n" + "".join(f"{one},x\n" for one in [*ids, "not-here"])
    page.locator("#sync-cleared-file input[type=file]").set_input_files(
        {"name": "cleared by law.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    expect(page.locator("#sync-cleared")).to_contain_text("cleared by law")
    expect(page.get_by_text("4 tracks added to “cleared by law”")).to_be_visible()
    page.get_by_role("button", name="Rank", exact=True).click()
    expect(page.locator("#sync-funnel tbody tr").last.locator("td").last).to_have_text("3")
    expect(page.get_by_text("1 of 4 cleared tracks are not in this catalogue.")).to_be_visible()
    assert "cleared=cleared" in page.url
    assert UserData(Home(sample_home)).shortlists.delete("cleared by law") == 4
