"""Recommend in a browser: a number, a bar and a row agree with the events, asked here by SQL; feedback changes the list."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.analytics.recommend import homes
from tests.browser.conftest import eventually, fits_a_phone, served, watched
from warehouse.home import Home
from warehouse.userdata import UserData

WAIT = 30_000


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return homes.home(tmp_path_factory.mktemp("recommend"))


@pytest.fixture(scope="module")
def address(chromium: str, home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(home.path, tmp_path_factory.mktemp("serve") / "serve.log") as address:
        yield address


@pytest.fixture
def page(browser: Browser, address: str, console_errors: list[str]) -> Iterator[Page]:
    with watched(browser, address, console_errors) as page:
        yield page


@pytest.fixture
def workbench(home: Home, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The workbench, where events of single listeners are; a copy."""
    copy = shutil.copy(home.workbench, tmp_path / "workbench.duckdb")
    with duckdb.connect(str(copy), read_only=True) as con:
        yield con


def ids(page: Page) -> list[str]:
    rows = page.locator("#recommend-rows > li")
    expect(rows.first).to_be_visible(timeout=WAIT)
    return [str(row.get_attribute("data-item")) for row in rows.all()]


def row(page: Page, item: str) -> Locator:
    return page.locator(f"#recommend-rows > li[data-item='{item}']")


def test_number_bar_and_row_agree_with_the_events(page: Page, workbench: duckdb.DuckDBPyConnection) -> None:
    page.goto("/recommend?like=t00&n=10")
    listed = ids(page)
    assert len(listed) == 10
    heard = {
        item: set(people)
        for item, people in workbench.execute(
            "select i.track_id, list(distinct l.listener_no) from listener_items l join play_items i using (item_no)"
            " where l.plays_counted > 0 group by i.track_id"
        ).fetchall()
    }
    titles = dict(workbench.execute("select track_id, title from tracks").fetchall())
    # Row: the reason counts listeners who heard both.
    both = {item: len(heard[item] & heard["t00"]) for item in listed if item in heard}
    told = next(item for item in listed if both.get(item))
    expect(row(page, told)).to_contain_text(
        f"heard by {both[told]} of the {len(heard['t00'])} listeners of {titles['t00']}"
    )
    expect(row(page, told).locator("a").first).to_have_attribute("href", f"/track/{told}")
    # Number: which of the list are not among the ten that most heard.
    most = sorted(heard, key=lambda item: (-len(heard[item]), item))[:10]
    apart = len(set(listed) - set(most))
    expect(page.locator("#recommend-finding")).to_have_text(f"10 tracks; {apart} of them not on the most popular list")
    # Trace: the parts of a bar add up to the score beside it.
    first = page.locator("#recommend-rows > li").first
    parts = re.findall(r"[−-]?\d+\.\d+", str(first.locator(".rp-recommend-bar").get_attribute("title")))
    total = sum(float(part.replace("−", "-")) for part in parts)
    assert total == pytest.approx(float(first.locator("b").first.inner_text().replace("−", "-")), abs=0.02)

    page.locator("#recommend-side button", has_text="See the most popular list").click()
    expect(page).to_have_url(re.compile("base=1"), timeout=WAIT)
    expect(page.locator("#recommend-finding")).to_have_text("The 10 tracks that most hear", timeout=WAIT)
    assert ids(page) == most
    page.wait_for_load_state("networkidle")


def test_feedback_changes_the_list_and_survives_a_reload(page: Page, home: Home) -> None:
    page.goto("/recommend?profile=mine&like=t00,t01&n=20")
    before = ids(page)
    disliked = next(item for item in before if int(item[1:]) % 2)
    row(page, disliked).get_by_role("button", name="Dislike").click()
    expect(page.locator("#recommend-said")).to_contain_text("disliked", timeout=WAIT)
    expect(row(page, disliked)).to_have_count(0, timeout=WAIT)
    after = ids(page)
    gone, came = len(set(before) - set(after)), len(set(after) - set(before))
    told = f"{came} came in, {gone} went out"
    expect(page.locator("#recommend-changed")).to_contain_text(told, timeout=WAIT)
    expect(page.locator("#recommend-kept")).to_contain_text("dislike", timeout=WAIT)
    (kept,) = UserData(home).feedback.verdicts("mine", "track")
    assert (kept.item, kept.verdict) == (disliked, "dislike")
    store = UserData(home).feedback
    eventually(page, lambda: set(before) | set(after) <= set(store.shown("mine", "track")))

    page.reload()
    assert ids(page) == after
    assert disliked not in after
    page.get_by_role("button", name="Take back dislike").click()
    expect(row(page, disliked)).to_have_count(1, timeout=WAIT)
    assert ids(page) == before
    page.locator("#recommend-undo").click()
    expect(row(page, disliked)).to_have_count(0, timeout=WAIT)
    page.wait_for_load_state("networkidle")


def test_seeds_mood_and_what_is_kept_out_stand_in_the_address(page: Page, home: Home) -> None:
    page.goto("/recommend?n=10")
    ids(page)
    page.locator("#recommend-mood").fill("jazz wobbly")
    page.locator("#recommend-mood").press("Enter")
    expect(page.locator("#recommend-mood-said")).to_contain_text("Not understood: wobbly", timeout=WAIT)
    expect(page).to_have_url(re.compile("mood=jazz"), timeout=WAIT)
    assert all(int(item[1:]) % 2 for item in ids(page))
    first = ids(page)[0]
    row(page, first).get_by_role("button", name=re.compile("^Like")).click()
    expect(page.locator("#recommend-seeds .rp-chip")).to_have_count(1, timeout=WAIT)
    expect(page).to_have_url(re.compile(f"like={first}"), timeout=WAIT)
    page.locator("#recommend-seeds").get_by_role("button", name=re.compile("more$")).click()
    expect(page).to_have_url(re.compile(f"like={first}(\\*|%2A)1.5"), timeout=WAIT)
    expect(row(page, first)).to_have_count(0, timeout=WAIT)
    second = ids(page)[0]
    row(page, second).get_by_role("button", name=re.compile("^Exclude")).click()
    expect(page).to_have_url(re.compile(f"out={second}"), timeout=WAIT)
    expect(row(page, second)).to_have_count(0, timeout=WAIT)
    listed = ids(page)
    with page.expect_download() as waiting:
        page.locator("#recommend-csv").click()
    lines = Path(waiting.value.path()).read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if not line.startswith("#")]
    assert [line.split(",")[1].strip('"') for line in rows[1:]] == listed
    assert any(line.startswith("# mood: jazz wobbly") for line in lines)
    page.locator("#recommend-shortlist-open").click()
    expect(page.locator("#recommend-shortlist-says")).to_have_text(f"{len(listed)} tracks", timeout=WAIT)
    page.locator("#recommend-shortlist-name").fill("From here")
    page.locator("#recommend-shortlist-add").click()
    expect(page.locator(".toast")).to_contain_text(f"{len(listed)} tracks added", timeout=WAIT)
    assert [one.track_id for one in UserData(home).shortlists.entries("From here")] == listed
    page.reload()
    assert ids(page) == listed
    page.wait_for_load_state("networkidle")
    fits_a_phone(page)
