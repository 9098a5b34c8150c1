"""Signing in, looking, being refused, saving a view, and a session that ends: in a browser, on a home of three tracks."""

from __future__ import annotations

import csv
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


def look_on(page: Page) -> None:
    """A viewer: what changes something is marked, says why, and is not done."""
    page.locator("#views-open").click()
    expect(page.locator("#views-list")).to_contain_text("Nothing is saved yet")
    expect(page.locator("#views-save")).to_have_attribute("aria-disabled", "true")
    page.locator("#views-save").click(force=True)  # what is marked as disabled is not waited for
    expect(page.locator("#rp-said")).to_contain_text("For editors only")
    page.locator("#views-name").press("Enter")
    page.goto("/audit")
    expect(page.locator("main")).to_contain_text("Who changed what is for editors to read.")


def read_the_audit(page: Page) -> None:
    """An editor: who changed what on a page and in its file."""
    page.goto("/audit?subject=views")
    expect(page.locator("h1")).to_have_text("3 changes to views")
    rows = page.locator(".rp-table tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.nth(1)).to_contain_text("Ada")
    expect(rows.nth(1)).to_contain_text("deleted “Twenty”")
    file = page.request.get(page.locator(".rp-export").get_attribute("href") or "").text()
    lines = list(csv.DictReader(line for line in file.lstrip("\ufeff").splitlines() if not line.startswith("# ")))
    assert [(line["who"], line["subject"]) for line in lines] == [("Ada", "views")] * 3
    page.get_by_role("group", name="About").get_by_text("All").click()
    expect(page.locator("h1")).to_contain_text("changes")
    assert page.url.endswith("/audit")


def test_people_come_in_look_keep_a_view_and_leave(page: Page, home: Home, console_errors: list[str]) -> None:
    page.goto("/discover?where=popularity%20%3E%3D%2020")
    sign_in(page, "Vera")
    expect(page.locator("#discover-finding")).to_contain_text("2 tracks")
    expect(page.locator(".rp-person")).to_contain_text("Vera")
    look_on(page)
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

    read_the_audit(page)

    page.context.clear_cookies()  # the session ends behind the page's back
    page.locator("#views-open").click()  # asks for the list
    expect(page.get_by_label("Password")).to_be_visible()
    assert "next=%2Faudit" in page.url
    console_errors.clear()  # the 401 itself
