"""The jobs people come with, as they would do them, one after the other; nothing jumps on the way.

Where REPERTOIRE_WALK names a served home (its address), the same is walked there, whatever it holds, and where
REPERTOIRE_PICTURES names a folder, a picture of every page is kept there; those of the sample are kept by
tests/browser/test_access.py.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import watched
from tests.browser.walk import LOOKS, PICTURES, addresses, begin, keep_picture, walk, wear
from tests.warehouse.homes import QUICK
from warehouse.connect import Reader

WALK = os.environ.get("REPERTOIRE_WALK", "")
SECONDS = 120_000
MOST_SHIFT = 0.1
SHIFTS = """
window.shift = 0;
new PerformanceObserver(list => list.getEntries().forEach(one => { if (!one.hadRecentInput) window.shift += one.value }))
  .observe({type: "layout-shift", buffered: true});
"""

SMALLEST = """
() => Math.min(...[...document.querySelectorAll(".rp-wall *")]
  .filter(one => one.offsetParent && [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
  .map(one => parseFloat(getComputedStyle(one).fontSize)))
"""
"""The smallest text on the wall, in px."""


@pytest.fixture(params=["sample", "named"])
def walker(request: pytest.FixtureRequest, browser: Browser, console_errors: list[str]) -> Iterator[Page]:
    """A page that counts how much jumps, over the sample or over the home that is named."""
    if request.param == "named" and not WALK:
        pytest.skip("REPERTOIRE_WALK names no served home")
    address = WALK if request.param == "named" else request.getfixturevalue("app_address")
    with watched(browser, address, console_errors) as page:
        page.add_init_script(SHIFTS)
        page.set_default_timeout(SECONDS)
        yield page


def arrive(page: Page, path: str) -> None:
    """Open a page, wait until it is whole, and see that nothing jumped."""
    page.goto(path)
    whole(page)
    assert page.evaluate("window.shift") <= MOST_SHIFT, f"{path} jumps"


def whole(page: Page) -> None:
    expect(page.locator("#main h1")).to_have_text(re.compile(r"\w"), timeout=SECONDS)
    expect(page.locator(".rp-skeleton")).to_have_count(0, timeout=SECONDS)


def test_people_do_their_jobs(walker: Page) -> None:
    for job in (executive, scout, manager, producer, marketing, curator, owner):
        job(walker)


def executive(page: Page) -> None:
    """How is it going: without scrolling; a tile leads on; on a wall, in large type, and away from it."""
    arrive(page, "/?view=catalogue")
    assert page.evaluate("document.documentElement.scrollHeight") <= 900
    page.locator(".rp-kpi", has_text="Share at").click()
    whole(page)
    expect(page.locator("#chips")).to_contain_text("Popularity")
    page.go_back()
    whole(page)
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.locator("#overview-wall-open").click()
    expect(page.locator(".rp-wall .rp-kpi")).to_have_count(5)
    expect(page.locator(".rp-rail")).to_be_hidden()
    assert page.evaluate(SMALLEST) >= 20
    assert page.evaluate("document.documentElement.scrollHeight") <= 1080
    page.keyboard.press("Escape")
    expect(page.locator(".rp-rail")).to_be_visible()
    page.set_viewport_size({"width": 1440, "height": 900})


def scout(page: Page) -> None:
    """Find tracks, then who makes them."""
    arrive(page, "/discover?where=popularity%20%3E%3D%2060")
    found = int(page.locator("#discover-live b").inner_text().replace(",", ""))
    assert found > 0
    expect(page.locator("#discover-export")).to_contain_text(f"{found:,} row")
    arrive(page, "/artists")


def manager(page: Page) -> None:
    """Which tags can be trusted."""
    arrive(page, "/genres")
    expect(page.locator("#genres-matrix-graph .js-plotly-plot")).to_be_visible()


def producer(page: Page) -> None:
    """Where a track would land."""
    arrive(page, "/screening?energy=0.8&danceability=0.7&tempo=120")


def marketing(page: Page) -> None:
    """A budget, then the week of a release."""
    arrive(page, "/campaigns")
    page.get_by_role("link", name="Timing").click()
    whole(page)


def curator(page: Page) -> None:
    """What sounds alike, and a playlist."""
    arrive(page, "/map")
    arrive(page, "/recommend/playlists")


def owner(page: Page) -> None:
    """How fresh and how good it is; the honest figure beside the leaky one."""
    arrive(page, "/data")
    page.goto("/data?tab=models")
    whole(page)
    expect(page.locator("#main")).to_contain_text("honest")


@pytest.mark.skipif(not (PICTURES and WALK), reason="REPERTOIRE_WALK or REPERTOIRE_PICTURES names nothing")
def test_a_picture_of_every_page_of_the_named_home_is_kept(
    browser: Browser, sample_home: Path, console_errors: list[str]
) -> None:
    with Reader(sample_home, QUICK).view() as view:
        wanted = [one for one in addresses(view) if not one.startswith(("/track/", "/artist/"))]
    with watched(browser, WALK, console_errors) as page:
        begin(page)
        for theme, width in LOOKS:
            wear(page, theme, width)
            for address in walk(page, wanted):
                keep_picture(page, address, theme, width)
