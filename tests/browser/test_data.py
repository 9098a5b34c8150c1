"""Data & models in a browser: numbers, rows and cards agree with what is known of the sample file."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import served, watched
from tests.sample import TRUTH
from tests.warehouse.homes import QUICK
from warehouse.connect import Reader, Workbench
from warehouse.home import Home


def test_the_load_agrees_with_the_file(page: Page, sample_csv: Path) -> None:
    page.goto("/data")
    with sample_csv.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    expect(page.locator(".rp-kpi", has=page.get_by_text("Rows read", exact=True))).to_contain_text(str(len(rows)))
    tracks = len({row["track_id"] for row in rows if row["track_name"]})
    row = page.locator(".rp-loads tbody tr").first
    for text in (str(len(rows)), str(tracks), str(TRUTH.rows_merged), str(TRUTH.rows_rejected)):
        expect(row).to_contain_text(text)
    expect(page.locator("h1")).to_contain_text(f"{len(rows)} rows became {tracks} tracks")


def test_the_rejected_row_is_named_by_its_line(page: Page, sample_csv: Path) -> None:
    page.goto("/data")
    page.get_by_text("Rejected rows").click()
    expect(page).to_have_url(re.compile("tab=rejects"))
    with sample_csv.open(encoding="utf-8", newline="") as file:
        line = next(place for place, row in enumerate(csv.DictReader(file), start=2) if not row["track_name"])
    row = page.locator("#data-reject-grid .ag-center-cols-container .ag-row").first
    expect(row).to_contain_text(f"sample.csv{line}titleno title")
    expect(page.locator("#data-reject-export")).to_contain_text("Export CSV: 1 row, 6 columns")


def test_the_card_of_the_model_has_its_baselines(page: Page) -> None:
    page.goto("/data?tab=models")
    card = page.locator("[id^='data-model-'][id$='-card']").filter(has_text="Genre: ")
    for text in ("Repertoire", "Majority", "Calibration", "random rows (R, leaky)", "Limits", "Seed"):
        expect(card).to_contain_text(text)


def test_a_filter_of_rejected_rows_is_in_the_address(page: Page) -> None:
    page.goto("/data?tab=rejects&load=5")
    expect(page.locator("#data-reject-nothing")).to_contain_text("There are no rejected rows of load 5")
    expect(page.locator("#data-reject-grid")).to_be_hidden()
    page.get_by_text("Show all rejected rows").click()
    expect(page.locator("#data-reject-foot")).to_contain_text("1 of 1 rejected row")
    page.locator("#data-reject-load").click()
    page.locator(".dash-dropdown-option").first.click()
    expect(page).to_have_url(re.compile("load=1"))
    expect(page.locator("#data-reject-grid .ag-center-cols-container .ag-row")).to_have_count(1)


def test_the_dictionary_opens_a_table(page: Page) -> None:
    page.goto("/data?tab=dictionary")
    table = page.locator(".rp-tables details", has=page.locator("code", has_text=re.compile("^rejects$")))
    table.locator("summary").click()
    expect(table).to_contain_text("One row a rejected row of a file")
    expect(table.locator("pre")).to_contain_text(re.compile(r"line\s+bigint"))


def test_the_last_job_is_shown(page: Page) -> None:
    page.goto("/data")
    expect(page.locator("#data-jobs")).to_contain_text("No job is running")


# ---- Files in and out again, on a home of its own -------------------------------------------------------------------------

MORE = "track_id,title,artists,popularity,energy\nx1,Brand new,Somebody,97,0.5\nx2,Newer still,Somebody,98,0.25\n,,Nobody,1,0.1\n"


@pytest.fixture
def own(browser: Browser, sample_home: Path, tmp_path: Path, console_errors: list[str]) -> Iterator[tuple[Page, Path]]:
    """A page over a copy of the sample home, which it may change; one megabyte is the most that may be sent."""
    home = shutil.copytree(sample_home, tmp_path / "own", symlinks=True)
    with (
        served(home, tmp_path / "serve.log", REPERTOIRE_UPLOAD_MB="1", REPERTOIRE_THREADS="1") as address,
        watched(browser, address, console_errors) as page,
    ):
        yield page, home


DROP = """() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(["title,artists\\nOne,A\\n"], "dropped.csv"));
    const drop = new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true });
    document.querySelector(".rp-drop").dispatchEvent(drop);
}"""


def choose(page: Page, path: Path) -> None:
    """Choose a file the way a person does."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a file").click()
    chooser.value.set_files(path)


def kpi(page: Page, label: str) -> Locator:
    return page.locator(".rp-kpi", has=page.get_by_text(label, exact=True)).locator(".rp-kpi-value")


def published(home: Path, query: str) -> list[tuple[object, ...]]:
    with Reader(home, QUICK).view() as view:
        return view.rows(query)


def test_a_file_is_sent_loaded_shown_and_undone(own: tuple[Page, Path], tmp_path: Path) -> None:
    page, home = own
    (tmp_path / "more.csv").write_text(MORE)
    page.goto("/data")
    expect(kpi(page, "Tracks")).to_have_text(str(TRUTH.tracks))
    page.get_by_text("Say more about it").click()
    page.get_by_label("Collection").fill("Ours, 2024")
    page.get_by_label("Data as of").fill("2024-05-06")
    choose(page, tmp_path / "more.csv")
    outcome = page.locator("#data-outcome")
    expect(outcome).to_contain_text("more.csv is loaded as tracks and published", timeout=90_000)
    for label, number in (("Rows read", 3), ("Loaded", 2), ("Merged", 0), ("Rejected", 1)):
        expect(outcome.locator("div", has=page.get_by_text(label, exact=True)).last).to_contain_text(f"{label}{number}")

    (tracks,) = published(home, "select count(*) from tracks")[0]
    assert tracks == TRUTH.tracks + 2
    expect(kpi(page, "Tracks")).to_have_text(str(tracks))
    row = page.locator(".rp-loads tbody tr").first
    (load,) = published(
        home,
        "select file, collection, strftime(as_of, '%-d %b %Y'), rows_read, rows_rejected from loads where load_id = 2",
    )
    assert load == ("more.csv", "Ours, 2024", "6 May 2024", 3, 1)
    for cell in load:
        expect(row).to_contain_text(str(cell))
    assert list((home / "uploads").iterdir()) == []

    row.get_by_role("button", name="Undo").click()
    question = page.get_by_role("dialog")
    expect(question).to_contain_text("more.csv: 2 rows of tracks")
    question.get_by_role("button", name="Undo the load").click()
    expect(outcome).to_contain_text("Load 2 is undone: 2 rows of tracks", timeout=90_000)
    expect(kpi(page, "Tracks")).to_have_text(str(TRUTH.tracks))
    expect(page.locator(".rp-loads tbody tr")).to_have_count(1)
    assert published(home, "select count(*) from tracks") == [(TRUTH.tracks,)]


def test_a_job_goes_on_when_the_page_is_opened_anew_and_can_be_cancelled(
    own: tuple[Page, Path], tmp_path: Path
) -> None:
    page, home = own
    (tmp_path / "more.csv").write_text(MORE)
    page.goto("/data")
    with Workbench(Home(home), QUICK):  # another writer, so that the job has to wait
        choose(page, tmp_path / "more.csv")
        expect(page.locator("#data-outcome")).to_contain_text("Waiting for another process", timeout=30_000)
        page.reload()
        expect(page.locator("#data-outcome")).to_contain_text("Waiting for another process")
        page.locator("#data-outcome").get_by_role("button", name="Cancel").click()
        expect(page.locator("#data-outcome")).to_contain_text("nothing was changed", timeout=30_000)
    assert published(home, "select count(*) from loads") == [(1,)]


def test_what_cannot_be_taken_is_said_at_once(
    own: tuple[Page, Path], tmp_path: Path, console_errors: list[str]
) -> None:
    page, home = own
    page.goto("/data")
    refused = page.locator(".rp-refused")
    (tmp_path / "big.csv").write_bytes(b"x" * (2**20 + 1))
    choose(page, tmp_path / "big.csv")
    expect(refused).to_contain_text("big.csv has 1.0 MB; 1.0 MB is the most")
    (tmp_path / "empty.csv").write_text("")
    with page.expect_response("**/upload?*") as answer:
        choose(page, tmp_path / "empty.csv")
    assert answer.value.status == 400
    expect(refused).to_contain_text("empty.csv is empty")
    assert [error for error in console_errors if "/upload?" not in error] == []
    console_errors.clear()  # the browser notes every refusal
    (tmp_path / "odd.csv").write_text("x,y\n1,2\n")
    choose(page, tmp_path / "odd.csv")
    expect(page.locator("#data-outcome .rp-error")).to_contain_text("No known kind of input", timeout=60_000)
    expect(refused).to_be_hidden()
    assert published(home, "select count(*) from loads") == [(1,)]


def test_a_file_can_be_dropped_and_sending_it_stopped(own: tuple[Page, Path]) -> None:
    page, home = own
    page.goto("/data")
    expect(kpi(page, "Tracks")).to_be_visible()
    page.route("**/upload?*", lambda _route: None)  # never answered: as slow as a network can be
    page.evaluate(DROP)
    sending = page.locator(".rp-sending")
    expect(sending).to_contain_text("dropped.csv")
    sending.get_by_role("button", name="Cancel").click()
    expect(sending).to_be_hidden()
    expect(page.locator("#data-outcome")).to_be_empty()
    assert not (home / "uploads").exists()
