"""Signing in, looking, being refused, saving a view, and a session that ends: in a browser, on a home of three tracks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import served, watched
from tests.warehouse.homes import tiny
from warehouse.home import Home
from warehouse.userdata import UserData

PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    made = tiny(tmp_path_factory.mktemp("people"))
    UserData(made).users.add("Ada", "editor", PASSWORD)
    UserData(made).users.add("Vera", "viewer", PASSWORD)
    return made


@pytest.fixture
def page(home: Home, chromium: str, browser: Browser, tmp_path: Path, console_errors: list[str]) -> Iterator[Page]:
    log = tmp_path / "serve.log"
    with (
        served(home.path, log, REPERTOIRE_SIGN_IN="always", REPERTOIRE_THREADS="1") as address,
        watched(browser, address, console_errors) as page,
    ):
        yield page


def sign_in(page: Page, name: str) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def save(page: Page, name: str) -> None:
    page.locator("#views-open").click()
    page.locator("#views-name").fill(name)
    page.locator("#views-name").press("Enter")


def test_people_come_in_look_keep_a_view_and_leave(page: Page, home: Home, console_errors: list[str]) -> None:
    page.goto("/discover?where=popularity%20%3E%3D%2020")
    sign_in(page, "Vera")
    expect(page.locator("#discover-finding")).to_contain_text("2 tracks")
    expect(page.locator(".rp-person")).to_contain_text("Vera")
    save(page, "Twenty")
    expect(page.locator("#toasts")).to_contain_text("Vera may look at everything here and change nothing.")
    assert UserData(home).views.views() == []

    page.get_by_role("button", name="Sign out").click()
    sign_in(page, "Ada")
    expect(page.locator(".rp-person")).to_contain_text("editor")
    page.goto("/discover?where=popularity%20%3E%3D%2020&theme=dark")
    expect(page.locator("#discover-finding")).to_contain_text("2 tracks")
    save(page, "Twenty")
    expect(page.locator("#toasts")).to_contain_text("“Twenty” is saved")
    view = page.locator("#views-list a", has_text="Twenty")
    expect(view).to_be_visible()

    page.goto("/")
    page.locator("#views-open").click()
    view.click()
    expect(page.locator("#discover-finding")).to_contain_text("2 tracks")
    assert page.url.endswith("/discover?where=popularity%20%3E%3D%2020")
    page.locator("#views-open").click()
    page.get_by_role("button", name="Delete Twenty").click()
    expect(view).to_have_count(0)
    page.get_by_role("button", name="Put back").click()
    expect(view).to_have_count(1)
    told = [f"{line.who}: {line.what}" for line in UserData(home).audit.lines(subject="views")]
    assert told == [
        "Ada: saved “Twenty”: /discover?where=popularity%20%3E%3D%2020",
        "Ada: deleted “Twenty”",
        "Ada: saved “Twenty”: /discover?where=popularity%20%3E%3D%2020",
    ]

    page.context.clear_cookies()  # the session ends behind the page's back
    page.locator("#views-open").click()  # asks for the list
    expect(page.get_by_label("Password")).to_be_visible()
    assert "next=%2Fdiscover" in page.url
    console_errors.clear()  # the 401 itself
