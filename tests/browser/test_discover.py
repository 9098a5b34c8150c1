"""Discover in a real browser: what is on screen is what the file holds, the address holds the view, the export is the screen."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest
from playwright.sync_api import Locator, Page, expect

FILTER = "popularity >= 50 and danceability >= 0.6"


@pytest.fixture(scope="module")
def tracks(sample_csv: Path) -> pd.DataFrame:
    """One row a track with its highest popularity, most popular first, read with nothing of ours."""
    frame = pd.read_csv(sample_csv, keep_default_na=False)
    frame = frame[frame["track_name"] != ""].sort_values("popularity", ascending=False, kind="stable")
    best = frame.drop_duplicates("track_id")
    genres = frame.groupby("track_id")["track_genre"].agg(lambda names: "; ".join(sorted(set(names))))
    best = best.assign(genres=best["track_id"].map(genres), artists=best["artists"].str.replace(";", "; "))
    return best.sort_values(["popularity", "track_id"], ascending=[False, True]).reset_index(drop=True)


@pytest.fixture(scope="module")
def kept(tracks: pd.DataFrame) -> pd.DataFrame:
    """The tracks that FILTER keeps."""
    return tracks[(tracks["popularity"] >= 50) & (tracks["danceability"] >= 0.6)].reset_index(drop=True)


def where(page: Page) -> str:
    """The filter in the address."""
    return parse_qs(urlsplit(page.url).query).get("where", [""])[0]


def set_filter(page: Page, text: str) -> None:
    page.locator("#discover-where").fill(text)
    page.locator("#discover-where").press("Enter")


def live(page: Page) -> Locator:
    return page.locator("#discover-live b")


def headings(page: Page) -> list[str]:
    """Fields of the table from left to right."""
    boxes = [
        (c.bounding_box(), c.get_attribute("col-id"))
        for c in page.locator("#discover-grid .ag-header-cell:not([col-id^='ag-Grid'])").all()
    ]
    return [str(name) for box, name in sorted((b["x"], n) for b, n in boxes if b)]


def cell(page: Page, row: int, field: str) -> Locator:
    return page.locator(f'#discover-grid .ag-row[row-index="{row}"] [col-id="{field}"]')


def open_narrow_columns(page: Page, query: str = "") -> None:
    """Few columns, so that all of them are on screen."""
    page.goto(f"/discover?columns=title,artists,popularity,danceability{query}")
    expect(cell(page, 0, "title")).to_be_visible()


def test_count_and_rows_on_screen_are_those_of_the_file(page: Page, tracks: pd.DataFrame, kept: pd.DataFrame) -> None:
    open_narrow_columns(page)
    expect(live(page)).to_have_text(str(len(tracks)))
    set_filter(page, FILTER)
    expect(live(page)).to_have_text(str(len(kept)))
    expect(page.locator("h1")).to_contain_text(f"{len(kept)} tracks match")
    first = kept.iloc[0]
    expect(cell(page, 0, "title")).to_have_text(first["track_name"])
    expect(cell(page, 0, "artists")).to_have_text(first["artists"])
    expect(cell(page, 0, "popularity")).to_have_text(str(first["popularity"]))
    expect(cell(page, 0, "danceability")).to_have_text(f"{first['danceability']:.2f}")
    expect(page.locator("#discover-total")).to_have_text(re.compile(rf"^1 to \d+ of {len(kept)}$"))


def test_a_filter_is_in_the_address_and_survives_a_reload(page: Page, kept: pd.DataFrame) -> None:
    page.goto("/discover")
    set_filter(page, FILTER)
    expect(live(page)).to_have_text(str(len(kept)))
    assert where(page) == FILTER
    chips = page.locator("#chips .rp-chip")
    expect(chips).to_have_count(3)
    page.reload()
    expect(live(page)).to_have_text(str(len(kept)))
    expect(page.locator("#discover-where")).to_have_value(FILTER)
    expect(chips).to_have_count(3)
    expect(page.locator('.rp-filters [id*="popularity"] input').first).to_have_value("50")


def test_back_and_forward_go_through_the_filters(page: Page, tracks: pd.DataFrame, kept: pd.DataFrame) -> None:
    page.goto("/discover")
    expect(live(page)).to_have_text(str(len(tracks)))
    set_filter(page, "popularity >= 50")
    half = str((tracks["popularity"] >= 50).sum())
    expect(live(page)).to_have_text(half)
    set_filter(page, FILTER)
    expect(live(page)).to_have_text(str(len(kept)))
    page.go_back()
    expect(live(page)).to_have_text(half)
    expect(page.locator("#discover-where")).to_have_value("popularity >= 50")
    page.go_back()
    expect(live(page)).to_have_text(str(len(tracks)))
    page.go_forward()
    expect(live(page)).to_have_text(half)
    assert where(page) == "popularity >= 50"


def test_controls_write_the_expression_and_the_expression_moves_the_controls(page: Page, tracks: pd.DataFrame) -> None:
    page.goto("/discover")
    lowest = page.locator('.rp-filters [id*="popularity"] input').first
    lowest.fill("70")
    lowest.press("Enter")
    expect(page.locator("#discover-where")).to_have_value("popularity >= 70")
    expect(live(page)).to_have_text(str((tracks["popularity"] >= 70).sum()))
    page.locator('.rp-filters button[id*="genre"]').first.click()
    page.get_by_role("option", name="metal").click()
    page.keyboard.press("Escape")
    expect(page.locator("#discover-where")).to_have_value('popularity >= 70 and genre = "metal"')
    both = (tracks["popularity"] >= 70) & tracks["genres"].str.contains("metal")
    expect(live(page)).to_have_text(str(both.sum()))
    set_filter(page, 'popularity <= 40 and title contains "dance"')
    expect(lowest).to_have_value("0")
    expect(page.locator('.rp-filters [id*="popularity"] input').nth(1)).to_have_value("40")
    expect(page.locator('input[id*="title"]')).to_have_value("dance")
    page.locator("#chips .rp-remove").first.click()
    expect(page.locator("#discover-where")).to_have_value('title contains "dance"')
    page.locator("#discover-clear").click()
    expect(live(page)).to_have_text(str(len(tracks)))
    assert where(page) == ""


def test_an_unreadable_expression_says_why_and_the_last_good_result_stays(page: Page, kept: pd.DataFrame) -> None:
    page.goto("/discover")
    set_filter(page, FILTER)
    expect(live(page)).to_have_text(str(len(kept)))
    set_filter(page, "energyy > 0.5")
    expect(page.locator("#discover-problem")).to_contain_text("There is no field 'energyy'")
    expect(live(page)).to_have_text(str(len(kept)))
    assert where(page) == FILTER


def test_nothing_matches_names_the_rule_and_removes_it(page: Page, tracks: pd.DataFrame) -> None:
    page.goto("/discover")
    set_filter(page, 'genre = "ambient" and energy > 0.9')
    state = page.locator("#discover-nothing")
    expect(state).to_contain_text("Without “energy above 0.90”")
    expect(live(page)).to_have_text("0")
    state.get_by_role("button").click()
    expect(live(page)).to_have_text(str(tracks["genres"].str.contains("ambient").sum()))
    expect(cell(page, 0, "title")).to_be_visible()


def test_the_export_is_the_screen_in_its_order(page: Page, kept: pd.DataFrame, tmp_path: Path) -> None:
    open_narrow_columns(page)
    set_filter(page, FILTER)
    expect(live(page)).to_have_text(str(len(kept)))
    page.locator('#discover-grid .ag-header-cell[col-id="danceability"]').click()
    ordered = kept.sort_values("danceability", ascending=False, kind="stable").reset_index(drop=True)
    expect(cell(page, 0, "title")).to_have_text(ordered["track_name"][0])
    page.wait_for_url("**sort=-danceability**")
    link = page.locator("#discover-export")
    expect(link).to_contain_text(f"Export CSV: {len(kept)} rows, 4 columns")
    expect(link).to_have_attribute("href", re.compile("sort=-danceability"))
    with page.expect_download() as download:
        link.click()
    download.value.save_as(tmp_path / "export.csv")
    text = (tmp_path / "export.csv").read_text(encoding="utf-8")
    assert f"# filter expression: {FILTER}" in text
    assert f"# rows: {len(kept)}" in text
    found = pd.read_csv(tmp_path / "export.csv", comment="#", keep_default_na=False)
    assert list(found.columns) == headings(page) == ["title", "artists", "popularity", "danceability"]
    assert found["danceability"].tolist() == ordered["danceability"].tolist()
    rows = ordered.rename(columns={"track_name": "title"})
    # Text that a spreadsheet would run has an apostrophe before it.
    titles = [t if t[:1] not in "=+-@" else f"'{t}" for t in rows["title"]]
    assert sorted(found["title"]) == sorted(titles)


def test_columns_are_chosen_ordered_and_exported(page: Page) -> None:
    open_narrow_columns(page)
    page.locator("#discover-columns-count").click()
    menu = page.locator("#discover-columns")
    menu.get_by_role("menuitemcheckbox", name="Tempo").click()
    expect(page.locator('#discover-grid .ag-header-cell[col-id="tempo"]')).to_be_visible()
    menu.get_by_role("menuitemcheckbox", name="Artists").click()
    expect(page.locator('#discover-grid .ag-header-cell[col-id="artists"]')).to_have_count(0)
    menu.get_by_role("button", name="Move Danceability up").click()
    page.wait_for_url("**columns=title%2Cdanceability%2Cpopularity%2Ctempo")
    expect(page.locator("#discover-export")).to_contain_text("4 columns")
    expect(cell(page, 0, "tempo")).to_have_text(re.compile(r"^\d+ ?(BPM)?$"))
    assert headings(page) == ["title", "danceability", "popularity", "tempo"]
    expect(page.locator("#discover-export")).to_have_attribute("href", re.compile("columns=title%2Cdanceability%2Cpop"))


def test_a_dragged_heading_is_an_order_too(page: Page) -> None:
    open_narrow_columns(page)
    source = page.locator('#discover-grid .ag-header-cell[col-id="danceability"]').bounding_box()
    target = page.locator('#discover-grid .ag-header-cell[col-id="artists"]').bounding_box()
    assert source
    assert target
    page.mouse.move(source["x"] + 40, source["y"] + 12)
    page.mouse.down()
    page.mouse.move(target["x"] + 60, target["y"] + 12, steps=8)
    page.mouse.move(target["x"] + 10, target["y"] + 12, steps=8)
    page.mouse.up()
    page.wait_for_url("**columns=title%2Cdanceability%2Cartists%2Cpopularity")
    expect(page.locator("#discover-export")).to_have_attribute(
        "href", re.compile("columns=title%2Cdanceability%2Cartists")
    )
    page.reload()
    expect(cell(page, 0, "title")).to_be_visible()
    assert headings(page) == ["title", "danceability", "artists", "popularity"]


def test_rows_are_copied_as_they_are_exported(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/discover?where=popularity >= 60&columns=title,popularity,energy&sort=-popularity")
    expect(cell(page, 0, "title")).to_be_visible()
    page.get_by_label("Other ways to export").click()
    page.get_by_role("button", name="Copy rows").click()
    expect(page.locator("#rp-said")).to_contain_text("rows copied")
    copied = [line.split("\t") for line in page.evaluate("navigator.clipboard.readText()").split("\n")]
    address = page.locator("#discover-export").get_attribute("href")
    assert address is not None
    exported = page.request.get(f"{address}&provenance=0").text()
    assert copied == list(csv.reader(io.StringIO(exported)))
    page.goto("/genres")
    page.locator(".rp-card [aria-label='Download']").first.click()
    page.locator(".rp-card").get_by_role("button", name="Copy rows").first.click()
    expect(page.locator("#rp-said")).to_contain_text("rows copied")


def test_back_brings_the_columns_and_the_sort_back(page: Page) -> None:
    open_narrow_columns(page)
    page.locator("#discover-columns-count").click()
    page.locator("#discover-columns").get_by_role("menuitemcheckbox", name="Tempo").click()
    page.wait_for_url("**columns=title%2Cartists%2Cpopularity%2Cdanceability%2Ctempo")
    expect(page.locator('#discover-grid .ag-header-cell[col-id="tempo"]')).to_be_visible()
    page.keyboard.press("Escape")
    page.locator('#discover-grid .ag-header-cell[col-id="danceability"]').click()
    page.wait_for_url("**sort=-danceability**")
    page.go_back()
    expect(page.locator("#discover-title")).to_have_text("By popularity, highest first")
    expect(page.locator('#discover-grid .ag-header-cell[col-id="popularity"]')).to_have_attribute(
        "aria-sort", "descending"
    )
    assert "sort" not in page.url
    page.go_back()
    expect(page.locator('#discover-grid .ag-header-cell[col-id="tempo"]')).to_have_count(0)
    expect(cell(page, 0, "title")).to_be_visible()
    assert headings(page) == ["title", "artists", "popularity", "danceability"]
    assert "tempo" not in page.url


def test_a_sort_in_the_address_is_kept_and_shown(page: Page, tracks: pd.DataFrame) -> None:
    open_narrow_columns(page, "&sort=danceability")
    expect(cell(page, 0, "title")).to_have_text(tracks.sort_values("danceability")["track_name"].iloc[0])
    expect(page.locator("#discover-title")).to_have_text("By danceability, lowest first")
    assert "sort=danceability" in page.url


def test_unknown_parameters_are_named_and_a_bad_filter_has_a_way_out(page: Page, tracks: pd.DataFrame) -> None:
    page.goto("/discover?colour=red")
    expect(page.locator(".toast")).to_contain_text("colour")
    page.goto("/discover?where=energyy%3E1")
    expect(page.locator("h1")).to_have_text("This filter cannot be read")
    page.get_by_role("link", name="Show every track").click()
    expect(live(page)).to_have_text(str(len(tracks)))


def test_a_row_opens_its_track_by_mouse_and_by_keyboard(page: Page, tracks: pd.DataFrame) -> None:
    open_narrow_columns(page)
    cell(page, 0, "title").get_by_role("link").click()
    expect(page.locator("h1")).to_have_text(tracks["track_name"][0])
    assert page.url.endswith(f"/track/{tracks['track_id'][0]}")
    page.go_back()
    expect(cell(page, 1, "popularity")).to_be_visible()
    cell(page, 1, "popularity").click()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(tracks["track_name"][1])
    expect(page.locator("#chips .rp-chip")).to_have_count(0)


def test_everything_is_reached_by_tab_and_the_focus_is_seen(page: Page) -> None:
    open_narrow_columns(page)
    page.locator("#discover-columns-count").focus()
    seen = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.id || document.activeElement.className"))
    assert "discover-clear" in seen
    assert any("genre" in name for name in seen), "the genre list cannot be reached"
    assert any("slider-thumb" in name for name in seen), "no slider can be reached"
    page.locator('[id*=\'"control":"genre"\']').first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".dash-dropdown-content")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("#discover-clear").focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_on_a_narrow_screen_the_filters_are_a_sheet_and_nothing_overflows(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/discover")
    expect(cell(page, 0, "title")).to_be_visible()
    sheet = page.locator(".rp-filters")
    expect(sheet).to_be_hidden()
    page.locator(".rp-chip-add").click()
    expect(sheet).to_be_visible()
    page.get_by_role("button", name="Show tracks").click()
    expect(sheet).to_be_hidden()
    page.wait_for_function("document.documentElement.scrollWidth <= 390")


def test_search_forgives_accents_and_goes_by_keyboard(page: Page) -> None:
    page.goto("/discover")
    expect(live(page)).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("apfel & ol", delay=40)
    options = page.locator("#search-results [role=option]")
    expect(options.first).to_contain_text("Äpfel & Öl")
    page.keyboard.press("Escape")
    expect(options.first).to_be_hidden()
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Äpfel & Öl")
    page.keyboard.press("/")
    page.keyboard.type("the dance 3", delay=40)
    expect(options.first).to_contain_text("The Dance 3")
    page.locator("h1").click()
    expect(options.first).to_be_hidden()
