"""The search box: what it lists, and when it says nothing."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from dashboard import header
from tests.dashboard.pages.app_under_test import app_over, fire, words


def found(**more: object) -> pd.DataFrame:
    row = {"kind": "track", "id": "a/b c", "name": "Halo", "artists": "Beyoncé; X", "tracks": None, "popularity": 80.0}
    return pd.DataFrame([{**row, **more}])


def test_a_track_names_its_artists_and_popularity() -> None:
    (option,) = header.results(found(), "halo")
    assert words(option) == "Halo Beyoncé; X, popularity 80"
    assert option.children.href == "/track/a%2Fb%20c"
    assert option.role == "option"


def test_an_artist_names_the_number_of_tracks() -> None:
    (option,) = header.results(found(kind="artist", id="f0", name="Beyoncé", tracks=3), "b")
    assert words(option) == "Beyoncé Artist, 3 tracks, up to popularity 80"
    assert option.children.href == "/artist/f0"
    (option,) = header.results(found(kind="artist", tracks=1, popularity=None), "b")
    assert words(option) == "Halo Artist, 1 track"


def test_nothing_found_is_a_sentence() -> None:
    assert words(header.results(found().head(0), "xyz")) == "No track or artist is called “xyz”."


def test_search_forgives_accents_and_waits_for_two_letters(sample_home: Path) -> None:
    app = app_over(sample_home)

    def search(text: str) -> str:
        answer = fire(app, "search-results.children", "search-text.value", search_text__value=text)
        return words(answer["search-results"]["children"])

    assert "Sigur Rós" in search("sigur ros")
    assert "Sigur Rós" in search("  SIGUR RÓS ")
    assert search("s") == search("") == ""
    assert search("zzzzqqqq") == "No track or artist is called “zzzzqqqq”."
