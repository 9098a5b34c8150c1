"""A walk over every page in one tab, as links lead: the application is loaded once, each page is looked at when it is settled."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page, expect

from dashboard.app import PAGES
from dashboard.pages.data import TABS
from dashboard.pages.screening.state import TABS as WAYS
from warehouse.connect import View

PICTURES = os.environ.get("REPERTOIRE_PICTURES", "")
EVERY_LOOK = bool(os.environ.get("REPERTOIRE_EVERY_LOOK"))
# What a theme changes is colour, what a width changes is place: two looks see both of each.
LOOKS = (("light", 1440), ("dark", 390), *((("light", 390), ("dark", 1440)) if EVERY_LOOK else ()))
PICTURE_MS, SMALLEST_PICTURE = 120_000, 5_000
QUIET_MS = 200  # tables get their names for the keyboard within 150
# Counts requests that are on their way, so that a page is looked at when nothing more comes.
COUNT = """(() => {
  window.rpBusy = 0; window.rpSince = performance.now();
  const plain = window.fetch;
  window.fetch = async function (...asked) {
    window.rpBusy += 1;
    try { return await plain.apply(this, asked); } finally { window.rpBusy -= 1; window.rpSince = performance.now(); }
  };
})()"""
SETTLED = f"""() => window.rpBusy === 0 && performance.now() - window.rpSince > {QUIET_MS}
  && document.querySelector('#main h1') && !document.querySelector('.rp-skeleton')"""
GO = """(to) => { history.pushState({}, "", to); window.rpSince = performance.now();
  window.dispatchEvent(new CustomEvent("_dashprivate_pushstate")); }"""


def addresses(view: View) -> list[str]:
    """Every page, every tab of one, one track and one artist of the home."""
    track, artist = view.rows("select track_id, artist_id from track_artists order by all limit 1")[0]
    named = {"<track_id>": quote(str(track), safe=""), "<artist_id>": quote(str(artist), safe="")}
    paths = []
    for page in PAGES:
        path = page.PATH
        for name, value in named.items():
            path = path.replace(name, value)
        paths.append(path)
    tabs = [f"/data?tab={tab}" for tab in list(TABS)[1:]] + [f"/screening?tab={tab}" for tab in list(WAYS)[1:]]
    return [*paths, *tabs, "/discover?view=gems", "/recommend/playlists?view=fit", "/no/such/page"]


def begin(page: Page, address: str = "/help") -> None:
    """Load the application."""
    page.add_init_script(COUNT)
    page.goto(address)
    settle(page)


def settle(page: Page) -> None:
    """Wait until the page has all its cards and nothing is on its way."""
    page.wait_for_function(SETTLED, polling=50, timeout=60_000)


def walk(page: Page, wanted: list[str]) -> Iterator[str]:
    """Go to each address in turn; hand it over when the page is whole."""
    for address in wanted:
        page.evaluate(GO, address)
        settle(page)
        expect(page.locator("#main h1")).to_be_visible()
        yield address


def wear(page: Page, theme: str, width: int) -> None:
    """From here on the pages in this theme and width."""
    page.set_viewport_size({"width": width, "height": 900})
    if page.locator("html").get_attribute("data-bs-theme") != theme:
        page.locator("#theme-button").click()


def keep_picture(page: Page, address: str, theme: str, width: int) -> None:
    """The page as it stands, in the folder for pictures, where one is named."""
    if PICTURES:
        name = re.sub(r"[^a-z0-9]+", "-", address.lower()).strip("-") or "overview"
        picture = Path(PICTURES) / f"{name}-{theme}-{width}.png"
        page.screenshot(path=picture, full_page=True, timeout=PICTURE_MS)
        assert picture.stat().st_size > SMALLEST_PICTURE
