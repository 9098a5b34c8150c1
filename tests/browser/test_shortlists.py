"""Shortlists in a browser: from Discover to a list and back off it, with what the page shows asked here by SQL."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import eventually, fits_a_phone
from warehouse.home import Home
from warehouse.userdata import UserData

GRID = "#shortlists-grid"


@pytest.fixture(scope="module")
def home(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(shutil.copytree(sample_home, tmp_path_factory.mktemp("lists") / "home", symlinks=True))


@pytest.fixture
def page(own_page: Page) -> Page:
    return own_page


@pytest.fixture
def published(home: Home, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(shutil.copy(home.current.resolve(), tmp_path / "p.duckdb")), read_only=True) as con:
        yield con


def test_from_discover_to_the_list_with_a_note_and_off_it_again(
    page: Page, home: Home, published: duckdb.DuckDBPyConnection
) -> None:
    page.goto("/discover?where=energy >= 0.8")
    rows = page.locator("#discover-grid .ag-pinned-left-cols-container .ag-row")
    expect(rows.nth(1)).to_be_visible()
    for place in ("0", "1"):
        page.locator(f"#discover-grid .ag-row[row-index='{place}'] .ag-checkbox-input").first.click()
    page.click("#discover-shortlist-open")
    expect(page.locator("#discover-shortlist-says")).to_have_text("2 tracks")
    page.fill("#discover-shortlist-name", "Autumn scouting")
    page.press("#discover-shortlist-name", "Enter")
    toast = page.locator("#toasts")
    expect(toast).to_contain_text("2 tracks added to “Autumn scouting”")
    expect(page.locator(".rp-shortlist-panel").first).to_be_hidden()
    kept = [one.track_id for one in UserData(home).shortlists.entries("Autumn scouting")]
    known = published.execute(
        "select track_id, title, popularity from tracks where energy >= 0.8 order by popularity desc nulls last, track_id limit 2"
    ).fetchall()
    assert kept == [row[0] for row in known]

    toast.get_by_text("Show the list").click()
    expect(page.locator("#shortlists-finding")).to_contain_text("“Autumn scouting”: 2 tracks, median popularity")
    first = page.locator(f"{GRID} .ag-row[row-index='0']")
    expect(first.first).to_contain_text(known[0][1])
    expect(first.last).to_contain_text(str(known[0][2]))
    note = page.locator(f"{GRID} .ag-row[row-index='1'] [col-id='note']")
    note.dblclick()
    page.keyboard.type("heard it live")
    page.keyboard.press("Enter")
    expect(note).to_have_text("heard it live")
    # What the cell shows is not stored yet: the page answers a moment later.
    stored = UserData(home).shortlists
    eventually(page, lambda: [one.note for one in stored.entries("Autumn scouting")] == ["", "heard it live"])

    page.locator(f"{GRID} .ag-row[row-index='0'] .ag-checkbox-input").first.click()
    page.click("#shortlists-remove")
    expect(page.locator("#shortlists-finding")).to_contain_text("1 track")
    toast.get_by_text("Undo").click()
    expect(page.locator("#shortlists-finding")).to_contain_text("2 tracks")
    with page.expect_download() as download:
        page.click("#shortlists-csv")
    text = download.value.path().read_text(encoding="utf-8")
    found = list(csv.DictReader(line for line in io.StringIO(text) if not line.startswith("# ")))
    assert [(row["track_id"], row["note"]) for row in found] == [(kept[0], ""), (kept[1], "heard it live")]
    page.wait_for_load_state("networkidle")


def test_the_order_stands_in_the_address_and_a_list_is_renamed_and_deleted(page: Page, home: Home) -> None:
    UserData(home).shortlists.add("Before", ["no-such-track"])
    page.goto("/shortlists?list=Before&sort=title")
    expect(page.locator(GRID)).to_contain_text("No longer in the catalogue")
    fits_a_phone(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(page.locator("#shortlists-up")).to_be_disabled()
    page.click("#shortlists-order")
    page.get_by_role("option", name="Popularity").or_(
        page.locator(".dash-dropdown-option", has_text="Popularity")
    ).first.click()
    expect(page).to_have_url(re.compile("sort=popularity"))
    page.get_by_text("Rename or delete").click()
    page.fill("#shortlists-rename", "After")
    page.press("#shortlists-rename", "Enter")
    expect(page).to_have_url(re.compile("list=After"))
    expect(page.locator("#shortlists-finding")).to_contain_text("“After”: 1 track")
    page.get_by_text("Rename or delete").click()
    page.click("#shortlists-delete")
    page.click("#shortlists-really")
    expect(page.locator("#toasts")).to_contain_text("is deleted")
    expect(page.locator("#shortlists-lists")).not_to_contain_text("After")
    assert "After" not in {one.name for one in UserData(home).shortlists.lists()}
    page.wait_for_load_state("networkidle")
