"""The page of a track: percentile, profile, prediction and the words where something is missing."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from dashboard.pages import _profile, track
from dashboard.pages import _track_cards as cards
from dashboard.pages._track_data import TrackFacts, gathered
from tests.dashboard.pages.app_under_test import app_over, context_over, fire, words
from warehouse.connect import Reader

FOLK = "folk000000000000000007"


@pytest.fixture(scope="module")
def facts(sample_home: Path) -> TrackFacts:
    with Reader(sample_home).view() as view:
        return TrackFacts(*gathered(view, FOLK))


def standing(facts: TrackFacts, n: int, below: int, popularity: int | None = 40) -> TrackFacts:
    stands = pd.DataFrame({"vocabulary": ["v"], "genre": ["folk"], "n": [n], "below": [below], "equal": [1]})
    genres = pd.DataFrame({"vocabulary": ["v"], "genre": ["folk"], "family": ["Folk"]})
    return replace(facts, genres=genres, standings=stands, track=facts.track.assign(popularity=popularity))


def test_the_percentile_is_rounded_down_and_needs_thirty_recordings(facts: TrackFacts) -> None:
    assert cards.popularity_words(standing(facts, 497, 496), "folk") == ("above 99% of folk", "n = 497 recordings")
    assert cards.popularity_words(standing(facts, 100, 0), "folk") == ("above 0% of folk", "n = 100 recordings")
    assert cards.popularity_words(standing(facts, 29, 28), "folk")[0] == "too few in folk to compare"
    assert cards.popularity_words(standing(facts, 100, 50), "rock")[0] == "no genre to compare with"
    assert cards.popularity_words(standing(facts, 100, 50, None), "folk") == ("not measured", "")


def test_several_vocabularies_are_named_in_the_choice(facts: TrackFacts) -> None:
    genres = pd.DataFrame({"vocabulary": ["a", "b"], "genre": ["pop", "pop"], "family": ["Pop", "Pop"]})
    assert replace(facts, genres=genres).choices == {"pop (a)": ("a", "pop"), "pop (b)": ("b", "pop")}
    assert list(facts.choices) == ["folk"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"key": 1, "mode": 0}, "C♯/D♭ minor"),
        ({"key": 0, "mode": None}, "C"),
        ({"key": None, "mode": None}, "–"),
    ],
)
def test_the_key_is_written_in_words(row: dict[str, Any], said: str) -> None:
    assert cards.key_words(row) == said


def predicted(sure: bool) -> pd.DataFrame:
    rows = {"rank": [1, 2], "genre": ["folk", "pop"], "probability": [0.62, 0.2], "sure": [sure, False]}
    return pd.DataFrame({**rows, "vocabulary": "sample", "run": "r"})


def test_not_sure_is_a_normal_result_and_in_sample_is_said(facts: TrackFacts) -> None:
    card = json.dumps({"gap": {"honest": 0.25}, "limits": ["These are in-sample."]})
    vocabulary = facts.genres["vocabulary"].iloc[0]
    sure = replace(facts, predicted=predicted(True).assign(vocabulary=vocabulary), card=card)
    said = words(cards.predicted_card(sure, ""))
    assert said.startswith("Likely folk, 62.0%")
    assert "In-sample" in said
    assert "right 25.0% of the time" in said
    unsure = replace(sure, predicted=predicted(False).assign(vocabulary="another"))
    said = words(cards.predicted_card(unsure, ""))
    assert said.startswith("Not sure which genre this is")
    assert "In-sample" not in said
    none = replace(facts, predicted=predicted(True).head(0), card="")
    assert words(cards.predicted_card(none, "There is no genre model yet.")) == (
        "No predicted genre There is no genre model yet."
    )


def test_nothing_is_certain() -> None:
    assert [cards.chance(p) for p in (0.62, 0.9994, 0.9999)] == ["62.0%", "99.9%", "over 99.9%"]


def history(*values: int) -> pd.DataFrame:
    days = [dt.date(2022, 10, 1 + i) for i in range(len(values))]
    return pd.DataFrame({"as_of": days, "as_of_assumed": True, "popularity": values, "load_id": 1, "file": "a.csv"})


def test_popularity_is_a_line_on_one_date_and_a_figure_on_two(facts: TrackFacts) -> None:
    one = words(cards.history_card(replace(facts, history=history(40)), "light", []))
    assert one == (
        "Popularity on one date 40 on 1 Oct 2022, assumed from the time of the file. A second load shows how it moves."
    )
    two = cards.history_card(replace(facts, history=history(40, 28)), "light", [])
    assert words(two).startswith("Popularity 28, ▼ 12 since 1 Oct 2022")
    assert "track-history-graph" in str(two)
    assert "No source gives" in words(cards.history_card(replace(facts, history=history()), "light", []))


def frame(**values: tuple[float, float, float]) -> pd.DataFrame:
    rows = [{"feature": n, "label": n, "value": v, "q10": a, "q50": v, "q90": b} for n, (v, a, b) in values.items()]
    return pd.DataFrame(rows)


def test_the_title_names_the_features_that_lie_furthest_outside() -> None:
    inside = frame(energy=(0.5, 0.4, 0.6))
    assert _profile.finding(inside, "folk") == "Every feature lies in the middle 80% of folk"
    # Widths of the band beyond it: energy 1.0, valence 2.0, tempo 0.5.
    far = frame(energy=(0.8, 0.4, 0.6), valence=(0.1, 0.5, 0.7), tempo=(130, 100, 120))
    assert _profile.outside(far) == ["valence", "energy", "tempo"]
    assert _profile.finding(far, "folk") == "Valence, energy and 1 more are unusual for folk"
    assert _profile.finding(far.head(2), "folk") == "Valence and energy are unusual for folk"
    assert _profile.finding(far.head(1), "folk") == "Energy is unusual for folk"
    assert _profile.finding(far.head(0), "folk") == "Nothing to compare with folk"


def test_the_profile_leaves_out_codes_and_what_is_missing() -> None:
    bands = pd.DataFrame({"feature": ["energy", "tempo", "key"], "n": 9, "q10": 0.1, "q50": 0.2, "q90": 0.3})
    extents = pd.DataFrame({"feature": ["energy", "tempo", "key"], "n": 9, "low": 0.0, "high": 1.0})
    found = _profile.profile({"energy": 0.4, "tempo": None, "key": 3}, bands, extents)
    assert found.to_dict("records") == [
        {
            "feature": "energy",
            "label": "Energy",
            "value": 0.4,
            "q10": 0.1,
            "q50": 0.2,
            "q90": 0.3,
            "n": 9.0,
            "low": 0.0,
            "high": 1.0,
        }
    ]


def test_an_unknown_track_is_words_and_a_hint(sample_home: Path) -> None:
    page = track.layout(context_over(sample_home), track_id="no%20such", foo="1", context="x")
    assert "There is no such track" in words(page)
    assert "'no such'" in words(page)
    assert "Search" in words(page)


def test_the_page_lists_sources_and_releases(sample_home: Path) -> None:
    page = words(track.layout(context_over(sample_home), track_id="again00000000000000000"))
    assert "Dance song 0" in page
    assert "1 other release of this recording" in page
    assert "Loaded from 1 file" in page
    assert "sample.csv" in page


def test_the_profile_callback_compares_with_the_chosen_genre(sample_home: Path) -> None:
    app = app_over(sample_home)
    id = "disagree00000000000000"
    for genre in ("reggae", "dance"):
        answer = fire(
            app, "track-profile-slot.children", "track-genre.value",
            track_genre__value=genre, theme__data="dark", track_subject__data=id,
        )  # fmt: skip
        assert genre in words(answer["track-profile-text"]["children"])
        assert f"of {genre}" in words(answer["track-facts"]["children"])
    unknown = fire(
        app, "track-profile-slot.children", "track-genre.value", track_subject__data="gone", theme__data="light"
    )
    assert words(unknown["track-facts"]["children"]) == ""
