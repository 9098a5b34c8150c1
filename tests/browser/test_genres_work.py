"""The work on genres in a browser: the list, a row and the map agree with the tables; decisions stay and come back."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import fits_a_phone
from tests.judged_home import judge
from warehouse.home import Home
from warehouse.userdata import UserData

GRID = "#genres-doubt-grid"


@pytest.fixture(scope="module")
def home(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The sample, judged out of fold with made-up evidence."""
    made = Home(shutil.copytree(sample_home, tmp_path_factory.mktemp("judged") / "home", symlinks=True))
    judge(made)
    return made


@pytest.fixture
def page(own_page: Page) -> Page:
    return own_page


@pytest.fixture
def published(home: Home, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(shutil.copy(home.current.resolve(), tmp_path / "p.duckdb")), read_only=True) as con:
        yield con


DOUBTED = """
    select oof.track_id, oof.genre, oof.suggested, genres.family = oof.family as sibling
    from genre_oof as oof
    inner join genres on genres.vocabulary = oof.vocabulary and genres.genre = oof.suggested
    where oof.suggested_probability / greatest(
        case when genres.family = oof.family then oof.probability else oof.family_probability end, 0.001) >= 20
"""


def test_the_list_and_its_number_agree_with_the_tables(page: Page, published: duckdb.DuckDBPyConnection) -> None:
    rows = published.execute(DOUBTED).fetchall()
    far = [row for row in rows if not row[3]]
    page.goto("/genres", wait_until="networkidle")
    expect(page.locator(".rp-kpi", has_text="Doubtful tags")).to_contain_text(f"{len(rows)}")
    expect(page.locator("#genres-doubts-text")).to_contain_text(f"{len(far)} tags have a likelier genre")
    track, genre, suggested, _ = min(far)
    row = page.locator(f"{GRID} .ag-center-cols-container .ag-row[row-id^='{track}']")
    page.evaluate(
        "id => dash_ag_grid.getApi('genres-doubt-grid').ensureNodeVisible(n => n.data.track_id === id)", track
    )
    expect(row).to_contain_text(genre)
    expect(row).to_contain_text(suggested)
    page.wait_for_load_state("networkidle")


def test_decisions_leave_the_list_survive_a_reload_and_are_taken_back(page: Page, home: Home) -> None:
    page.goto("/genres", wait_until="networkidle")
    title = page.locator("#genres-doubts-text")
    expect(title).to_contain_text("likelier genre")
    before = int(re.findall(r"\d+", title.inner_text())[0])
    for place in (0, 1):
        page.locator(f"{GRID} .ag-row[row-index='{place}'] .ag-checkbox-input").first.click()
    page.fill("#genres-doubt-note", "by ear")
    page.click("#genres-doubt-accept")
    expect(title).to_contain_text(f"{before - 2} tags have")
    kept = UserData(home).retags.decisions()
    assert [(one.decision, one.note) for one in kept] == [("accept", "by ear")] * 2
    with page.expect_download() as download:
        page.locator("a", has_text="Decisions CSV: 2 rows").click()
    text = download.value.path().read_text(encoding="utf-8")
    found = list(csv.DictReader(line for line in io.StringIO(text) if not line.startswith("# ")))
    assert {(row["track_id"], row["new_genre"]) for row in found} == {(one.track_id, one.new_genre) for one in kept}
    page.click("#genres-doubt-undo")
    expect(title).to_contain_text(f"{before} tags have")
    assert UserData(home).retags.decisions() == []
    page.wait_for_load_state("networkidle")


def test_a_kept_tag_is_shown_again_with_the_switch_and_the_address_says_so(page: Page, home: Home) -> None:
    page.goto("/genres", wait_until="networkidle")
    title = page.locator("#genres-doubts-text")
    expect(title).to_contain_text("likelier genre")
    page.locator(f"{GRID} .ag-row[row-index='0'] .ag-checkbox-input").first.click()
    page.click("#genres-doubt-keep")
    expect(page.locator("#genres-doubt-said")).to_contain_text("1 tag kept")
    page.locator("#genres-doubt-show").click()
    expect(page).to_have_url(re.compile("decided=1"))
    page.reload(wait_until="networkidle")
    expect(page.locator(GRID)).to_contain_text("kept")
    (kept,) = UserData(home).retags.decisions()
    assert kept.decision == "keep"
    page.wait_for_load_state("networkidle")


def test_the_map_and_the_tracks_between_agree_with_the_tables(page: Page, published: duckdb.DuckDBPyConnection) -> None:
    page.goto("/genres", wait_until="networkidle")
    page.locator("#genres-overlap-card").scroll_into_view_if_needed()
    heading = page.locator("#genres-between-text")
    expect(heading).to_contain_text("live between")
    count, one, two = re.findall(r"(\d+) tracks? lives? between (\S+) and (\S+)", heading.inner_text())[0]
    known = published.execute(
        """with chances as (
            select track_id, genre, probability as chance from genre_oof
            union select track_id, suggested, suggested_probability from genre_oof
            union select track_id, second, second_probability from genre_oof)
        select count(*) from chances as a join chances as b using (track_id) join tracks using (track_id)
        where is_canonical and a.genre = $1 and b.genre = $2 and least(a.chance, b.chance) >= 0.2""",
        [one, two],
    ).fetchone()
    assert known == (int(count),)
    plot = page.locator("#genres-overlap-graph .js-plotly-plot")
    names, cells = plot.evaluate(
        "p => [p._fullLayout.yaxis.ticktext.map(String), [...p._fullData[0].z].map(r => [...r])]"
    )
    place = [re.sub("<.*?>|●", "", name).strip() for name in names]
    assert cells[place.index(one)][place.index(two)] == max(v for row in cells for v in row if v)
    page.wait_for_load_state("networkidle")
    fits_a_phone(page)


def test_another_pair_goes_into_the_address_and_on_to_discover(page: Page) -> None:
    page.goto("/genres", wait_until="networkidle")
    page.locator("#genres-between-card").scroll_into_view_if_needed()
    link = page.locator("#genres-between-card a", has_text="Discover")
    expect(link).to_be_visible()
    count = int(re.findall(r"\d+", page.locator("#genres-between-text").inner_text())[0])
    link.click()
    expect(page).to_have_url(re.compile("/discover"))
    expect(page.locator("#discover-total")).to_contain_text(str(count))
    page.wait_for_load_state("networkidle")
