from __future__ import annotations

from dashboard.pages.drivers import unknown
from dashboard.pages.drivers.data import State
from tests.dashboard.pages.answers import words
from tests.dashboard.pages.drivers.test_data import facts

POPULARITY, GENRE = State("popularity"), State("genre")


def test_what_stays_open_is_the_honest_figure() -> None:
    row = {"candidate": "repertoire", "protocol": "A", "metric": "r2", "value": 0.25, "low": 0.2, "high": 0.3, "n": 500}
    text = words(unknown.card(facts(popularity={"metrics": [row]}), POPULARITY))
    assert "75% of popularity stays unexplained" in text
    assert "R2 0.25 (0.20 to 0.30, 95%) on artists it has not seen; n = 500 tracks." in text
    top = {**row, "metric": "top1", "value": 0.4, "low": None, "high": None}
    assert "60% of first answers are wrong" in words(unknown.card(facts(genre={"metrics": [top]}), GENRE))
    assert "There is no popularity model" in words(unknown.card(facts(), POPULARITY))


def test_without_an_explanation_the_page_says_what_to_run() -> None:
    assert "repertoire train" in words(unknown.not_explained(facts(), "genre"))
    f = facts(drivers={"limits": ["Popularity is not explained: no popularity model serves."]})
    f.runs["drivers"] = "d1"
    assert "no popularity model serves" in words(unknown.not_explained(f, "popularity"))
