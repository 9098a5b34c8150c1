"""The real application in a process of its own, and a real browser that tells on it.

A test takes `page` (a Playwright page at 1440 x 900 that already knows the address: `page.goto("/discover")`). When it
ends, the test fails if the page asked any other host for anything, or left an error in the console. A test that
expects errors takes `console_errors` as well and clears it.
"""

from __future__ import annotations

import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright

from tests.conftest import ROOT, command_line, environment, free_port
from warehouse.home import Home

HERE = Path(__file__).parent
START_SECONDS = 60
expect.set_options(timeout=30_000)  # milliseconds; a busy machine draws the cards of a page one after the other
CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a browser test: `pytest -m "not browser"` leaves it out."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of an installed chromium; the test is skipped where there is none."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        pytest.skip("no chromium on this machine (apt install chromium): browser tests are skipped")
    return found


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One browser for the session; pages of different tests share a process and what they load, nothing that they store."""
    with sync_playwright() as playwright:
        own = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"  # what is elsewhere is not found, whoever asks
        once = "--process-per-site"  # the tab of the next test finds the scripts compiled
        flags = ["--no-sandbox", "--disable-gpu", once, own]
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def app_address(chromium: str, sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a running application that serves the sample."""
    with served(sample_home, tmp_path_factory.mktemp("serve") / "serve.log") as address:
        yield address


@contextmanager
def served(home: Path, log: Path, **settings: str) -> Iterator[str]:
    """Address of an application that serves a home, in a process of its own."""
    port = free_port()
    with log.open("w") as output:
        process = subprocess.Popen(
            command_line("serve", "--port", str(port)),
            cwd=ROOT,
            env=environment(home, **settings),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_until_it_answers(process, address, log)
            yield address
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture
def console_errors() -> list[str]:
    """Errors that the page under test wrote to the console or did not catch."""
    return []


@pytest.fixture
def page(browser: Browser, app_address: str, console_errors: list[str]) -> Iterator[Page]:
    """A fresh page. Afterwards: no request to another host, no error in the console."""
    with watched(browser, app_address, console_errors) as page:
        yield page


@pytest.fixture(scope="module")
def own_address(home: Home, chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of an application that serves the `home` of a test module."""
    with served(home.path, tmp_path_factory.mktemp("serve") / "serve.log", REPERTOIRE_THREADS="1") as where:
        yield where


@pytest.fixture
def own_page(browser: Browser, own_address: str, console_errors: list[str]) -> Iterator[Page]:
    """As `page`, of the module's own home."""
    with watched(browser, own_address, console_errors) as page:
        yield page


@contextmanager
def watched(browser: Browser, address: str, console_errors: list[str]) -> Iterator[Page]:
    """A page that knows an address and is told on."""
    foreign: list[str] = []

    def judge(request: Request) -> None:
        if urlsplit(request.url).scheme in ("http", "https", "ws") and urlsplit(request.url).netloc != own:
            foreign.append(request.url)

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error":
            console_errors.append(f"{message.text} ({message.location.get('url', '')})")

    own, profile = urlsplit(address).netloc, _profile(browser, address)
    page = profile.new_page()
    page.on("request", judge)
    page.on("console", listen)
    page.on("pageerror", lambda error: console_errors.append(error.stack or str(error)))
    yield page
    _forget(profile)
    assert not foreign, f"the page asked other hosts: {foreign}"
    assert not console_errors, f"errors in the browser's console: {console_errors}"


def _profile(browser: Browser, address: str) -> BrowserContext:
    """The one profile for an address: what the application is drawn with is read and compiled once, not by every test."""
    profiles = {profile.pages[0].url: profile for profile in browser.contexts if profile.pages}
    key = f"{address}/assets/icons.css"
    if key not in profiles:
        made = browser.new_context(
            base_url=address, viewport={"width": 1440, "height": 900}, reduced_motion="reduce", accept_downloads=True
        )
        made.add_init_script("localStorage.setItem('rp-tour', 'seen')")  # a test of the tour forgets it
        made.new_page().goto(key)
        return made
    return profiles[key]


def _forget(profile: BrowserContext) -> None:
    """Close what a test opened, and forget what its pages stored."""
    first, *others = profile.pages
    for other in others:
        other.close()
    first.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
    profile.clear_cookies()


def _wait_until_it_answers(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail(f"repertoire serve ended with {process.returncode}:\n{log.read_text()}")
        try:
            asked = urllib.request.Request(address, headers={"Accept": "text/html"})  # a page, or where to sign in
            with urllib.request.urlopen(asked, timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    pytest.fail(f"repertoire serve did not answer within {START_SECONDS} s:\n{log.read_text()}")


def eventually(page: Page, holds: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait until something holds that the page does not show; the page goes on meanwhile. Fails when it never does."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"did not come true in {seconds:g} s"
        page.wait_for_timeout(50)


def fits_a_phone(page: Page) -> None:
    """Nothing of the page as it stands is wider than a phone; it stays that narrow."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_function("document.documentElement.scrollWidth <= 390")
