"""axe-core over pages of the sample: no serious or critical finding of WCAG 2 A and AA."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

WEIGHTY = ("serious", "critical")


@pytest.mark.parametrize("path", ["/", "/discover", "/screening", "/help"])
def test_axe_finds_nothing_serious(page: Page, path: str) -> None:
    page.goto(path)
    expect(page.locator("#main h1")).to_be_visible()
    expect(page.locator(".rp-skeleton")).to_have_count(0)
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]}).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in WEIGHTY] == []
