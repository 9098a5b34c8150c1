"""The rule builder in a real browser: what it says is left, what the address then holds, and what follows what."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_discover import live, set_filter, where


@pytest.fixture(scope="module")
def tracks(sample_csv: Path) -> pd.DataFrame:
    """One row a track with its highest popularity, read with nothing of ours."""
    frame = pd.read_csv(sample_csv, keep_default_na=False)
    frame = frame[frame["track_name"] != ""].sort_values("popularity", ascending=False, kind="stable")
    return frame.drop_duplicates("track_id")


def part(page: Page, place: str, name: str) -> Locator:
    """A select or an input of the builder; ids are JSON with sorted keys."""
    return page.locator(f'[id=\'{{"page":"discover","part":"{name}","rule":"{place}"}}\']')


def press(page: Page, place: str, name: str) -> Locator:
    return page.locator(f'[id=\'{{"page":"discover","press":"{name}","rule":"{place}"}}\']')


def left(page: Page, place: str) -> Locator:
    return page.locator(f'[id=\'{{"left":"{place}","page":"discover"}}\']')


def value(page: Page, place: str, text: str, name: str = "value") -> None:
    part(page, place, name).fill(text)
    part(page, place, name).press("Enter")


def test_nested_groups_are_built_counted_written_and_taken_away(page: Page, tracks: pd.DataFrame) -> None:
    page.goto("/discover")
    expect(live(page)).to_have_text(str(len(tracks)))
    page.locator(".rp-rules > summary").click()
    press(page, "r", "add").click()
    expect(left(page, "r-0")).to_have_text("no value yet, so it keeps every track")
    value(page, "r-0", "50")
    popular = tracks[tracks["popularity"] >= 50]
    share = f"{len(popular) / len(tracks):.1%}"
    expect(left(page, "r-0")).to_have_text(f"{len(popular)} left · {share} of the catalogue")

    press(page, "r", "group").click()
    part(page, "r-1-0", "about").select_option("danceability")
    expect(part(page, "r-1-0", "value")).to_have_attribute("placeholder", "0 to 1")  # drawn anew for the field
    value(page, "r-1-0", "0.6")
    dance = popular[popular["danceability"] >= 0.6]
    expect(left(page, "r-1-0")).to_have_text(f"{len(dance)} of {len(popular)}")
    press(page, "r-1", "add").click()
    part(page, "r-1-1", "about").select_option("energy")
    expect(part(page, "r-1-1", "value")).to_have_attribute("placeholder", "0 to 1")
    part(page, "r-1-1", "op").select_option("between")
    expect(part(page, "r-1-1", "high")).to_be_visible()
    value(page, "r-1-1", "0.1")
    value(page, "r-1-1", "0.4", "high")
    calm = popular["energy"].between(0.1, 0.4)
    either = popular[(popular["danceability"] >= 0.6) | calm]
    expect(left(page, "r-1-1")).to_have_text(f"{calm.sum()} of {len(popular)}")
    expect(left(page, "r-1")).to_contain_text(f"{len(either)} left")
    expect(live(page)).to_have_text(str(len(either)))
    assert where(page) == "popularity >= 50 and (danceability >= 0.6 or energy between 0.1 and 0.4)"
    expect(page.locator(".rp-rule-words")).to_have_text(
        "In words: popularity at least 50 and (danceability at least 0.60 or energy between 0.10 and 0.40)."
    )

    page.reload()  # what a colleague sees who opens the link: the builder is open, since no control can show a group
    expect(left(page, "r-1")).to_contain_text(f"{len(either)} left")
    part(page, "r-1", "how").select_option("none")
    expect(live(page)).to_have_text(str(len(popular) - len(either)))
    press(page, "r-1", "drop").click()
    expect(live(page)).to_have_text(str(len(popular)))
    page.go_back()
    expect(part(page, "r-1", "how")).to_have_value("none")


def test_the_builder_follows_the_expression_and_says_what_is_wrong_with_a_value(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/discover?where=popularity%20%3E%3D%2050%20or%20explicit%20is%20true")
    expect(live(page)).not_to_be_empty()
    set_filter(page, 'energy >= 0.8 and (title contains "a" or genre in ("metal", "pop"))')
    page.locator("[data-rp-filters='1']").click()
    expect(part(page, "r-1-0", "value")).to_have_value("a")
    expect(part(page, "r-0", "value")).to_have_value("0.8")
    value(page, "r-0", "8")
    expect(left(page, "r-0")).to_contain_text("Not used: energy goes from 0 to 1; 8 is outside.")
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    inside = page.evaluate(
        "(() => { const b = document.querySelector('.rp-filters .rp-card-body'); return b.scrollWidth - b.clientWidth; })()"
    )
    assert (overflow, inside) == (0, 0)
    value(page, "r-0", "0.9")
    expect(left(page, "r-0")).to_contain_text("left")
    assert where(page).startswith("energy >= 0.9 and (title contains")
