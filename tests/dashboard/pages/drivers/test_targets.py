from __future__ import annotations

import pandas as pd

from analytics.live.blueprint import Blueprint, Target
from dashboard.pages.drivers import targets
from tests.dashboard.pages.answers import words
from tests.dashboard.pages.drivers.test_data import facts

BELIEFS = pd.DataFrame(
    [
        ("a", "Fast is good", "holds", 0.3, 0.2, 0.4, 900, "Correlation; 900 tracks by 90 main artists, interval"),
        ("a/within", "Fast is good", "does not", 0.01, -0.02, 0.04, 900, "Correlation, within genres; 900 tracks by"),
        ("b", "Loud is good", "cannot be told", None, None, None, 0, "No track is there."),
    ],
    columns=["belief", "words", "verdict", "effect", "low", "high", "n", "method"],
)
FRAME = pd.DataFrame(
    [
        {"feature": name, "n": 40, "q10": 0.1, "q50": 0.2, "q90": 0.3, "rest_n": 90, "rest_q10": 0.1, "rest_q50": 0.2}
        | {"rest_q90": 0.3, "low": 0.0, "high": 1.0, "overlap": overlap, "lowest": 60.0, "highest": 99.0}
        for name, overlap in (("energy", 0.95), ("valence", 0.6))
    ]
)


def test_a_belief_is_one_row_with_the_test_within_genres_beside_it() -> None:
    found = targets.paired(BELIEFS)
    assert list(found["belief"]) == ["a", "b"]
    assert found["verdict_within"].iloc[0] == "does not"
    assert found["effect_within"].iloc[0] == 0.01


def test_the_table_says_where_genres_disagree() -> None:
    text = words(targets.beliefs(facts(), BELIEFS))
    assert "1 of 2 published beliefs hold here, 1 cannot be told" in text
    assert "They differ for: fast is good." in text
    assert "+0.30 (+0.20 to +0.40)" in text
    assert "Correlation, n = 900" in text


def test_without_tests_the_table_says_what_to_run() -> None:
    text = words(targets.beliefs(facts(), BELIEFS.head(0)))
    assert "No published belief has been tested yet" in text
    assert "repertoire train --only drivers" in text


def test_the_blueprint_names_what_differs_most() -> None:
    found = Blueprint(Target("dance", "v", "top20"), FRAME, 40, 90)
    text = words(targets.blueprint(facts(), found, "light"))
    assert "Differs most in valence: 60% in common" in text
    assert "dance, top 20% by popularity, n = 40" in text
    assert "popularity 60 to 99" in text


def test_too_few_recordings_have_no_ranges() -> None:
    few = words(targets.blueprint(facts(), Blueprint(Target(), FRAME, 7, 90), "light"))
    assert "n = 7, too few to show (30 needed)" in few
    none = words(targets.blueprint(facts(), Blueprint(Target("dance", "v"), FRAME.head(0), 0, 0), "dark"))
    assert "No recording is in this target: dance" in none
