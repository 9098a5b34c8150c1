"""Overview in a browser: a number, a chart and a row agree with counts made here from the file itself."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, expect

from tests.browser.conftest import fits_a_phone
from tests.sample import TRUTH


def recordings(path: Path) -> dict[tuple[str, str], tuple[int, set[str]]]:
    """(title, main artist) -> (highest popularity, genres): in the sample that is a recording."""
    best: dict[tuple[str, str], int] = defaultdict(int)
    genres: dict[tuple[str, str], set[str]] = defaultdict(set)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["track_name"]:
                key = (row["track_name"], row["artists"].split(";")[0])
                best[key] = max(best[key], int(row["popularity"]))
                genres[key].add(row["track_genre"])
    return {key: (best[key], genres[key]) for key in best}


def test_number_bars_and_row_agree_with_the_file(page: Page, sample_csv: Path) -> None:
    page.goto("/?hit=60&by=genre")
    found = recordings(sample_csv)
    values = [best for best, _ in found.values()]
    hits = sum(value >= 60 for value in values)
    card = page.locator(".rp-kpi", has_text="Share at 60 or above")
    expect(card).to_contain_text(f"{hits} of {TRUTH.recordings}")
    expect(page.locator("h1")).to_contain_text(f"Half of the {TRUTH.recordings} recordings")

    graph = page.locator("#overview-popularity-graph .js-plotly-plot")
    expect(graph).to_be_visible()
    drawn = graph.evaluate("plot => [...plot._fullData[0].y]")
    assert drawn == [sum(low <= v < low + 5 or (low == 95 and v == 100) for v in values) for low in range(0, 100, 5)]

    medians = {
        g: median([b for b, of in found.values() if g in of]) for g in set.union(*(of for _, of in found.values()))
    }
    dots = page.locator("#overview-groups-graph .js-plotly-plot")
    expect(dots).to_be_visible()
    shown = dots.evaluate(
        "plot => { const d = plot._fullData.at(-1); return d.customdata.map((c, i) => [c[0], d.x[i]]) }"
    )
    assert dict(shown) == medians
    load = page.locator("#overview-load-slot tr", has_text="rejected")
    expect(load).to_contain_text(str(TRUTH.rows_rejected))
    fits_a_phone(page)


def test_the_threshold_goes_into_the_address_and_back(page: Page) -> None:
    page.goto("/")
    expect(page.locator("#overview-finding")).to_contain_text("reach")
    page.fill("#overview-hit", "40")
    expect(page.locator("#overview-finding")).to_contain_text("reach 40")
    expect(page).to_have_url(re.compile(r"\?hit=40$"))
    page.go_back()
    expect(page.locator("#overview-hit")).to_have_value("70")


def test_a_dot_opens_its_tracks(page: Page) -> None:
    page.goto("/?by=genre")
    dot = page.locator("#overview-groups-graph .points path").first
    expect(dot).to_be_visible()
    box = dot.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page).to_have_url(re.compile(r"/discover\?where=genre"))


def test_the_groups_can_be_opened_by_keyboard(page: Page) -> None:
    page.goto("/?by=genre")
    opener = page.locator("#overview-openers summary")
    expect(opener).to_be_visible()
    opener.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/discover\?where=genre"))


def test_an_empty_selection_says_what_to_loosen(page: Page) -> None:
    page.goto("/?where=popularity > 5 and tempo > 299")
    expect(page.locator("#overview-notices-card")).to_contain_text("The part that keeps most out: tempo above 299")
    page.get_by_role("link", name=re.compile("Leave that part out")).click()
    expect(page.locator("#overview-scope")).to_contain_text("popularity above 5")
