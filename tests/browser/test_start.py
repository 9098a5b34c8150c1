"""The application starts on real rows and its first page is whole: no foreign host, no error in the console."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def test_the_first_page_is_there(page: Page) -> None:
    page.goto("/")
    expect(page.locator("main")).to_be_visible()
    expect(page.get_by_role("navigation").first).to_be_visible()
    overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert overflow <= 0, f"the page is {overflow} px wider than the window"
