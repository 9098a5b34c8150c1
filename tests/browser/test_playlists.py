"""Playlists in a browser: a number, a trace and a row agree with the published file, asked here by SQL; files download."""

from __future__ import annotations

import itertools
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import duckdb
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import fits_a_phone

WAIT = 30_000
ADDRESS = "/recommend/playlists"


@pytest.fixture
def published(sample_home: Path, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published file; a copy, because one process opens a file with one configuration only."""
    copy = shutil.copy((sample_home / "current").resolve(), tmp_path / "published.duckdb")
    with duckdb.connect(str(copy), read_only=True) as con:
        yield con


def _ids(page: Page) -> list[str]:
    links = page.locator("#playlists-list tbody th a, #playlists-list tbody td a")
    return [href.rpartition("/")[2] for href in links.evaluate_all("all => all.map(a => a.getAttribute('href'))")]


def test_number_trace_row_and_file_agree_with_the_tables(page: Page, published: duckdb.DuckDBPyConnection) -> None:
    page.goto(f"{ADDRESS}?prompt=genre%20dance&tracks=10&tempo=rising")
    expect(page.locator("h1")).to_contain_text("10 tracks", timeout=WAIT)
    page.wait_for_function("document.querySelector('#playlists-arcs-graph .js-plotly-plot')?._fullData?.length > 2")
    expected = published.execute(
        "select count(distinct recording_key) from tracks"
        " where track_no in (select track_no from track_genres where genre = 'dance')"
    ).fetchone()
    assert expected is not None
    expect(page.locator(".rp-scope")).to_contain_text(f"n = {expected[0]} recordings")

    ids = _ids(page)
    assert len(ids) == 10
    rows = {
        id: (title, tempo, key, artist)
        for id, title, tempo, key, artist in published.execute(
            "select track_id, title, tempo, recording_key, main_artist from tracks where track_id in (select unnest($1))",
            [ids],
        ).fetchall()
    }
    artists = [rows[id][3] for id in ids]
    assert all(one != other for one, other in itertools.pairwise(artists))
    assert max(Counter(artists).values()) <= 2
    assert len({rows[id][2] for id in ids}) == 10
    plot = page.locator("#playlists-arcs-graph .js-plotly-plot")
    drawn = plot.evaluate("p => [...p._fullData.find(t => t.name === 'tempo').y]")
    assert drawn == pytest.approx([rows[id][1] for id in ids])
    row = page.locator("#playlists-list tbody tr").first
    expect(row).to_contain_text(rows[ids[0]][0])
    expect(row).to_contain_text(f"{rows[ids[0]][1]:.0f}")

    with page.expect_download() as told:
        page.locator("#playlists-m3u8").click()
    text = told.value.path().read_text()
    assert text.startswith("#EXTM3U\n#PLAYLIST:Repertoire: ")
    assert re.findall("^repertoire:track:(.+)$", text, re.MULTILINE) == [quote(id, safe="") for id in ids]
    page.wait_for_load_state("networkidle")
    fits_a_phone(page)


def test_controls_write_the_address_and_a_track_is_taken_out(page: Page) -> None:
    page.goto(f"{ADDRESS}?prompt=genre%20folk&tracks=5")
    expect(page.locator("h1")).to_contain_text("5 tracks", timeout=WAIT)
    first = _ids(page)[0]
    page.locator("#playlists-list tbody button").first.click()
    expect(page).to_have_url(re.compile(f"exclude={first}"), timeout=WAIT)
    expect(page.locator(f"#playlists-list a[href='/track/{first}']")).to_have_count(0, timeout=WAIT)
    page.locator("#playlists-making label", has_text="Minutes").click()
    expect(page).to_have_url(re.compile("minutes=5"), timeout=WAIT)
    expect(page.locator("h1")).to_contain_text("minutes", timeout=WAIT)
    page.reload()
    expect(page.locator("#playlists-making")).to_be_visible()
    assert "minutes=5" in page.url
    page.wait_for_load_state("networkidle")


def test_a_pasted_playlist_is_looked_at(page: Page, published: duckdb.DuckDBPyConnection) -> None:
    rows = published.execute(
        "select track_id from tracks where genres = 'classical' and is_canonical order by track_id limit 12"
    ).fetchall()
    odd = published.execute("select track_id from tracks where genres = 'metal' order by track_id limit 1").fetchone()
    assert odd is not None
    page.goto(f"{ADDRESS}?view=fit")
    expect(page.locator("h1")).to_have_text("What holds a playlist together?", timeout=WAIT)
    page.locator("#playlists-paste").fill("\n".join([*(id for (id,) in rows), odd[0]]))
    page.locator("#playlists-look").click()
    expect(page.locator("h1")).to_contain_text("Held together by", timeout=WAIT)
    expect(page.locator("h1")).to_contain_text("of 13 tracks", timeout=WAIT)
    expect(page.locator(f"#playlists-apart a[href='/track/{odd[0]}']")).to_have_count(1)
    expect(page.locator("#playlists-shared")).to_contain_text("classical")
    assert "pasted=" in page.url
    page.wait_for_load_state("networkidle")
    fits_a_phone(page)


def test_a_lasso_of_the_map_opens_it(page: Page, published: duckdb.DuckDBPyConnection) -> None:
    page.goto("/map?lasso=-1000,-1000;1000,-1000;1000,1000;-1000,1000")
    link = page.locator("#map-playlist")
    expect(link).to_be_visible(timeout=WAIT)
    link.click()
    total = published.execute("select count(*) from map_points").fetchone()
    assert total is not None
    expect(page.locator(".rp-scope")).to_contain_text(f"From {total[0]} recordings inside a lasso", timeout=WAIT)
    page.wait_for_load_state("networkidle")


def test_what_cannot_be_is_said_in_words(page: Page) -> None:
    page.goto(f"{ADDRESS}?tempo=up")
    expect(page.locator("h1")).to_have_text("This address cannot be read")
    page.goto(f"{ADDRESS}?prompt=xyzzy")
    expect(page.locator("h1")).to_have_text("No playlist can be made from this", timeout=WAIT)
    expect(page.locator(".rp-note")).to_contain_text("Not understood: xyzzy.")
    page.wait_for_load_state("networkidle")
