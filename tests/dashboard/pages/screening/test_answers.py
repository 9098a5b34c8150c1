"""The words of the answers: titles state what was found, and abstention is a normal result."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from dashboard.pages.screening import answers
from dashboard.pages.screening.answers import Part, Told
from tests.dashboard.pages.app_under_test import words

ANSWER: dict[str, Any] = {
    "genre": "drum-and-bass", "confidence": 0.54, "second": "happy", "second_confidence": 0.06, "sure": True,
    "family": "Bass", "family_confidence": 0.62, "family_sure": True, "odd": False, "distance": 1.0,
    "top5": [{"genre": "drum-and-bass", "probability": 0.54}, {"genre": "happy", "probability": 0.06}],
    "popularity": 32.1, "low": 16.0, "high": 50.2, "zero": 0.1, "known": False,
    "compared_with": "drum-and-bass", "percentile_genre": 73.4, "percentile_cohort": np.nan,
}  # fmt: skip


def told(known: bool = True, **changes: Any) -> Told:
    return Told({**ANSWER, **changes}, 996, 0, None, known, 0.3, 114)


def test_the_finding_says_genre_interval_and_mean() -> None:
    assert answers.finding(told()) == "Sounds like drum-and-bass (54%); popularity likely between 16 and 50, mean 32"
    unsure = told(sure=False, confidence=0.25, second_confidence=0.2)
    assert answers.finding(unsure).startswith("Not sure of the genre (drum-and-bass 25%, happy 20%); popularity")
    silent = told(known=False)
    assert answers.finding(silent).startswith("Not sure of the genre")
    nothing = told(genre=None, popularity=np.nan)
    assert answers.finding(nothing) == "No model is trained yet: only what it is near can be told"


def test_the_scope_says_where_that_stands_and_what_is_odd() -> None:
    (text,) = answers.scope(told())
    assert "A popularity of 32 is above 73% of drum-and-bass (n = 996)" in text
    assert "Within genre only: no release year" in text
    (text,) = answers.scope(Told({**ANSWER, "percentile_cohort": 61.0}, 996, 4000, (2015, 2019), True, 0.3, 114))
    assert "above 61% of releases of 2015 to 2019 (n = 4,000)" in text
    assert "Within genre only" not in text
    assert "Unlike the tracks" in answers.scope(told(odd=True))[0]
    assert "Nothing of its sound" in answers.scope(told(known=False))[0]
    assert "repertoire train" in answers.scope(told(genre=None, popularity=np.nan, percentile_genre=np.nan))[0]


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        ({}, "Drum-and-bass 54%, clearly ahead"),
        ({"second_confidence": 0.4}, "Drum-and-bass 54%, with happy close"),
        ({"sure": False}, "Not sure: the likeliest genre has 54%, 30% needed"),
    ],
)
def test_the_title_of_the_genres_says_how_clear_it_is(changes: dict[str, Any], title: str) -> None:
    assert words(answers.genres_card(told(**changes), "light", [], {})).startswith(title)


def test_without_a_model_the_card_says_what_to_do() -> None:
    said = words(answers.genres_card(told(genre=None, top5=None, family=None), "light", [], {}))
    assert "No genre model is trained yet" in said
    assert "repertoire train" in said


def bins(*counts: int) -> pd.DataFrame:
    low = 4.0 * np.arange(len(counts))
    return pd.DataFrame({"low": low, "high": low + 4, "n": counts})


def test_two_humps_are_found_where_there_are_two() -> None:
    one = [0, 0, 1, 4, 9, 4, 1] + [0] * 18
    assert answers.humps(bins(*one)) == [18.0]
    two = [0, 0, 1, 4, 9, 4, 1, 0, 0, 1, 3, 6, 3, 1] + [0] * 11
    assert answers.humps(bins(*two)) == [18.0, 46.0]
    assert answers.humps(bins(*[5] * 25))[1:] == []  # flat is no second hump
    assert answers.humps(bins(0, 0)) == []


def test_the_parts_of_a_waterfall_add_up() -> None:
    parts = [Part(f"P{i}", f"P{i}", points) for i, points in enumerate([-4.1, -1.8, -1.0, 2.0, 1.2, 1.1, 0.6, 0.4])]
    expected = 33.7 + sum(p.points for p in parts)
    frame = answers.parts_frame(33.7, parts, expected)
    assert list(frame["label"]) == ["Mean of all", "P0", "P3", "P1", "P4", "P5", "P2", "2 others", "Expected"]
    changes = frame[frame["kind"] == "change"]
    assert frame["start"].iloc[0] + (changes["end"] - changes["start"]).sum() == pytest.approx(expected)
    assert list(changes["start"])[1:] == pytest.approx(list(changes["end"])[:-1])


def test_the_title_names_the_strongest_part() -> None:
    parts = [Part("Energy", "Energy 0.92", -1.8), Part("Genre", "Genre", 4.06)]
    said = words(answers.why_card(30.0, parts, 32.26, "dark", [], {}))
    assert said.startswith("Genre: +4.1 points From the mean")
    assert words(answers.why_card(30.0, [], 30.0, "dark", [], {})).startswith("No feature moves")


def test_parts_are_named_with_their_values() -> None:
    assert answers.part_of("energy", 0.92, 1.0).label == "Energy 0.92"
    assert answers.part_of("loudness", -3.2, 1.0).label == "Loudness −3.2 dB"
    assert answers.part_of("energy", float("nan"), 1.0).label == "Energy not known"
    assert answers.part_of("genre tag", float("nan"), 1.0) == Part("Genre tag", "Genre tag", 1.0)
