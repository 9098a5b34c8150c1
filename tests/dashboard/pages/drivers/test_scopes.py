from __future__ import annotations

from dataclasses import replace

import pandas as pd

from analytics.explain import sampling
from dashboard.pages.drivers import scopes
from tests.dashboard.pages.drivers.test_data import facts

TOLD = [("popularity", "all", 100), ("popularity", "Rock", 60), ("popularity", "genre: rock", 30), ("genre", "all", 9)]
GENRES = pd.DataFrame(
    {"vocabulary": "v", "genre": ["rock", "tiny", "odd"], "family": "Rock", "tracks": [900, 12, 4000]}
)


def test_all_comes_first_then_families_then_genres_then_what_is_too_small() -> None:
    f = replace(facts(), scopes=pd.DataFrame(TOLD, columns=["task", "scope", "n"]), genres=GENRES)
    assert [(o["value"], o["label"], o.get("disabled", False)) for o in scopes.options(f, "popularity")] == [
        ("all", "All tracks, n = 100", False),
        ("Rock", "Family Rock, n = 60", False),
        ("genre: rock", "rock, n = 30", False),
        ("genre: tiny", "tiny: n = 12, too few to explain (30 needed)", True),
        ("genre: odd", "odd: n = 4,000, not explained by itself", True),
    ]
    assert len(scopes.options(f, "genre")) == 1  # an earlier run: no genre was explained, so none is missing
    assert scopes.options(replace(f, scopes=f.scopes.head(0)), "genre") == [{"value": "all", "label": "All tracks"}]


def test_a_scope_is_the_same_genre_in_the_other_task() -> None:
    told = [*TOLD, ("genre", "rock", 40)]
    f = replace(facts(), scopes=pd.DataFrame(told, columns=["task", "scope", "n"]), genres=GENRES)
    assert scopes.kept(f, "popularity", "rock") == "genre: rock"
    assert scopes.kept(f, "genre", "genre: rock") == "rock"
    assert scopes.kept(f, "genre", "Rock") == "all"
    assert scopes.kept(f, "popularity", "Rock") == "Rock"


def test_the_page_and_the_step_agree_on_what_is_too_few() -> None:
    assert scopes.LEAST == sampling.LEAST
