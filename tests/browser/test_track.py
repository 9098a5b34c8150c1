"""The pages of a track and an artist in a real browser, against the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

TRACK = "folk000000000000000007"  # folk alone, a recording of its own


@pytest.fixture(scope="module")
def rows(sample_csv: Path) -> pd.DataFrame:
    """The rows of the file that have a title, read with nothing of ours."""
    frame = pd.read_csv(sample_csv, keep_default_na=False)
    return frame[frame["track_name"] != ""]


def traces(page: Page) -> list[dict[str, Any]]:
    """What the profile draws, as Plotly holds it."""
    page.wait_for_selector("#track-profile-graph .js-plotly-plot .points", state="attached")
    script = """() => document.querySelector('#track-profile-graph .js-plotly-plot')._fullData.map(
        (t) => ({mode: t.mode, x: [...t.x], y: [...t.y], texts: (t.customdata || []).map((c) => [...c])}))"""
    return list(page.evaluate(script))


def test_the_profile_draws_the_track_and_the_middle_80_of_its_genre(page: Page, rows: pd.DataFrame) -> None:
    page.goto(f"/track/{TRACK}")
    drawn = traces(page)
    dots = next(t for t in drawn if t["texts"])
    labels = [text[0] for text in dots["texts"]]
    folk = rows[rows["track_genre"] == "folk"].drop_duplicates("track_id")
    track = folk[folk["track_id"] == TRACK].iloc[0]
    for name in ("danceability", "energy", "valence", "acousticness"):
        at = labels.index(name.title())
        assert dots["x"][at] == pytest.approx(track[name])
        low, high = folk[name].quantile(0.1), folk[name].quantile(0.9)
        bar = [t["x"] for t in drawn if t["mode"] == "lines" and t["y"] == [at, at]][1]
        assert bar == pytest.approx([low, high])
    assert dots["texts"][labels.index("Energy")][1] == f"{track['energy']:.2f}"


def test_the_facts_are_those_of_the_file(page: Page, rows: pd.DataFrame) -> None:
    page.goto(f"/track/{TRACK}")
    track = rows[rows["track_id"] == TRACK].iloc[0]
    expect(page.locator("h1")).to_have_text(track["track_name"])
    expect(page.locator(".rp-scope")).to_contain_text(f"{track['artists']} · on “{track['album_name']}”")
    recordings = rows[rows["track_genre"] == "folk"].drop_duplicates("track_id")["popularity"]
    share = 100 * int((recordings < track["popularity"]).sum()) // len(recordings)
    card = page.locator(".rp-kpi", has_text="Popularity")
    expect(card).to_contain_text(f"{track['popularity']}0 to 100")
    expect(card).to_contain_text(f"above {share}% of folk")
    expect(card).to_contain_text(f"n = {len(recordings)} recordings")
    seconds = round(track["duration_ms"] / 1000)
    expect(page.locator(".rp-kpi", has_text="Length")).to_contain_text(f"{seconds // 60}:{seconds % 60:02d}")
    line = int(rows[rows["track_id"] == TRACK].index[0]) + 2
    expect(page.locator("#track")).to_contain_text("Loaded from 1 file")
    expect(page.get_by_role("row", name="sample.csv")).to_contain_text(str(line))


def test_another_genre_is_chosen_and_stays_in_the_address(page: Page) -> None:
    page.goto("/track/disagree00000000000000")
    expect(page.locator("#track-profile-title")).to_contain_text("dance")
    page.locator("#track-genre").click()
    page.get_by_role("option", name="reggae").click()
    expect(page.locator("#track-profile-title")).to_contain_text("reggae")
    page.wait_for_url("**?genre=reggae")
    page.reload()
    expect(page.locator("#track-profile-title")).to_contain_text("reggae")


def test_the_models_answer_has_five_genres_and_says_it_has_seen_the_track(page: Page) -> None:
    page.goto(f"/track/{TRACK}")
    table = page.get_by_role("table", name="Genres that the model expects")
    expect(table.locator("tbody tr")).to_have_count(5)
    expect(page.locator("#track")).to_contain_text("In-sample")


def test_other_releases_and_artists_lead_on(page: Page) -> None:
    page.goto("/track/again00000000000000000")
    other = page.get_by_role("table", name="Other releases").get_by_role("link", name="Dance song 0")
    expect(other).to_have_attribute("href", "/track/dance00000000000000000")
    page.locator(".rp-scope").get_by_role("link", name="The Dance 0").click()
    expect(page.locator("h1")).to_have_text("The Dance 0")
    expect(page.locator("#artist-profile-graph .points").first).to_be_attached()
    page.get_by_role("link", name="in Discover").click()
    expect(page.locator("#chips .rp-chip").first).to_contain_text("The Dance 0")


def test_unknown_ids_are_words(page: Page) -> None:
    page.goto("/track/nothing-here")
    expect(page.locator("h1")).to_have_text("There is no such track")
    page.goto("/artist/nothing-here")
    expect(page.locator("h1")).to_have_text("There is no such artist")


def test_narrow_and_dark_do_not_overflow(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    for path in (f"/track/{TRACK}?theme=dark", "/artist/nothing-here?theme=dark"):
        page.goto(path)
        expect(page.locator("h1")).to_be_visible()
        page.wait_for_timeout(500)
        page.wait_for_function("document.documentElement.scrollWidth <= 390")
        assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
