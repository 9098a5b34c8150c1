"""Artists in a real browser, against the file: the ranking, its file, a comparison, one artist."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from tests.warehouse.catalogue import artist_id


@pytest.fixture(scope="module")
def rows(sample_csv: Path) -> pd.DataFrame:
    """A row an artist and recording, read with nothing of ours."""
    frame = pd.read_csv(sample_csv, keep_default_na=False)
    frame = frame[frame["track_name"] != ""].sort_values("popularity", ascending=False).drop_duplicates("track_id")
    frame["artist"] = frame["artists"].str.split(";")
    frame = frame.explode("artist")
    return frame.drop_duplicates(["artist", "track_name"])


def test_the_ranking_is_that_of_the_file_and_leads_on(page: Page, rows: pd.DataFrame) -> None:
    page.goto("/artists?by=popularity&sort=recordings")
    counts = rows.groupby("artist").agg(n=("popularity", "size"), median=("popularity", "median"))
    counts = counts[counts["n"] >= 3]
    expect(page.locator("h1")).to_contain_text(f"{len(counts)} artists by popularity")
    first = page.locator(".rp-artists-table tbody tr").first
    name = first.locator("a.rp-name").inner_text()
    assert counts.loc[name, "n"] == counts["n"].max()
    expect(first.locator("td").nth(2)).to_contain_text(f"{counts['n'].max()}")
    page.wait_for_selector("#artists-chart-graph .js-plotly-plot", state="attached")
    page.wait_for_function("document.querySelector('#artists-chart-graph .js-plotly-plot')._fullData !== undefined")
    script = """() => document.querySelector('#artists-chart-graph .js-plotly-plot')._fullData
        .filter((t) => t.mode === 'markers').flatMap((t) => (t.customdata || []).map((c, i) => [c[1], t.x[i], t.y[i]]))"""
    drawn = {one: (x, y) for one, x, y in page.evaluate(script)}
    assert drawn[name] == pytest.approx(tuple(counts.loc[name, ["n", "median"]]))
    assert len(drawn) == len(counts)
    with page.expect_download() as download:
        page.get_by_role("link", name="Export CSV").click()
    file = pd.read_csv(download.value.path(), comment="#")
    assert len(file) == len(counts)
    assert file.set_index("name")["change"].to_dict() == counts["median"].to_dict()


def test_a_filter_and_a_comparison_stand_in_the_address(page: Page, rows: pd.DataFrame) -> None:
    page.goto("/artists?by=popularity&where=popularity+%3E%3D+40")
    kept = rows[rows["popularity"] >= 40].groupby("artist").size()
    expect(page.locator("h1")).to_contain_text(f"{(kept >= 3).sum()} artists by popularity")
    page.get_by_role("link", name="Compare", exact=True).first.click()
    expect(page.locator("#artists-compare")).to_contain_text("choose another one")
    page.get_by_role("link", name="Compare", exact=True).first.click()
    expect(page.locator("#artists-compare h2")).to_have_text("2 artists side by side")
    assert "compare=" in page.url
    page.goto("/artists?where=loudness+%3E%3E+3")
    expect(page.locator("h1")).to_have_text("This address cannot be read")


def test_one_artist_is_set_against_the_hits_of_its_genre(page: Page, rows: pd.DataFrame) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    name = "The Folk 0"
    page.goto(f"/artist/{artist_id(name)}?theme=dark")
    expect(page.locator("h1")).to_have_text(name)
    expect(page.locator("#artist-hits-title")).not_to_be_empty()
    expect(page.get_by_role("table", name="Nearest artists").locator("tbody tr").first).to_be_visible()
    theirs = rows[rows["artist"] == name].sort_values("popularity", ascending=False)
    first = page.get_by_role("table", name="Tracks of this artist").locator("tbody tr").first
    expect(first).to_contain_text(theirs["track_name"].iloc[0])
    expect(first).to_contain_text(str(theirs["popularity"].iloc[0]))
    page.wait_for_function("document.documentElement.scrollWidth <= 390")
