"""Which series Forecasts opens on, and its titles: nothing is cut, and a unit is said once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from dashboard.pages.forecasts import cards, data

EVERY = pd.DataFrame(
    [
        ("chart-decade-share/hot/(other)/year", "(other)", 60, "year"),
        ("chart-feature/hot/tempo/year", "tempo", 50, "year"),
        ("genre-share/rock/month", "rock", 20, "month"),
        ("genre-share/pop/month", "pop", 40, "month"),
    ],
    columns=["series", "what", "points", "step"],
)


def opened(picks: list[str | float], rows: pd.DataFrame = EVERY) -> str:
    return data.chosen(rows.assign(pick=picks), data.State())


def test_the_page_opens_on_a_headline_forecast_or_not_and_never_on_what_is_left_over() -> None:
    nothing = [np.nan] * 4
    assert opened(nothing) == "genre-share/pop/month", "of two headlines the one with more history"
    assert opened(["theta", "theta", np.nan, np.nan]) == "chart-feature/hot/tempo/year", "what is forecast goes first"
    assert opened([np.nan], EVERY.head(1)) == "chart-decade-share/hot/(other)/year", "when there is nothing else"
    assert data.chosen(EVERY.assign(pick=nothing), data.State("x")) == "x"


def test_series_with_a_name_stand_before_what_is_left_over() -> None:
    assert list(data.real_first(EVERY)["what"]) == ["tempo", "rock", "pop", "(other)"]


def facts(unit: str, low: float, high: float) -> data.Facts:
    label = "Acousticness, mean of places in the weekly chart of a country with a long name, by year"
    ahead = pd.DataFrame({"start": ["2021-01-01"], "value": [low], "low_80": [low], "high_80": [high]})
    about = {"label": label, "step": "year", "unit": unit}
    none = pd.DataFrame()
    return data.Facts(EVERY, True, about, none, ahead, none, none)


def test_titles_are_whole_and_say_a_unit_once() -> None:
    found = facts("BPM", 118.0, 123.5)
    assert cards.title(found) == "Likely between 118.0 and 123.5 BPM at the end (80%)"
    assert cards.title(facts("share", 0.1, 0.2)) == "Likely between 10.0% and 20.0% at the end (80%)"
    assert cards.finding(found) == (
        "Acousticness, mean of places in the weekly chart of a country with a long name: 118.0 BPM expected in 2021"
    )


@pytest.mark.parametrize(
    ("thin", "words"),
    [
        ([False, False], None),
        ([False, False, True, True], "It begins where periods of enough rows end: those since are of too few."),
        ([False, False, True, False], f"Periods have come since it was made. {cards.TRAIN}"),
    ],
)
def test_what_came_after_a_forecast_began_is_told(thin: list[bool], words: str | None) -> None:
    periods = pd.date_range("2019-01-01", periods=len(thin), freq="YS")
    found = facts("BPM", 118.0, 123.5)
    found = replace(
        found, about={**(found.about or {}), "pick": "theta"}, points=pd.DataFrame({"period": periods, "thin": thin})
    )
    assert cards.notes(found) == words


def test_a_naive_way_that_is_used_is_not_set_against_itself() -> None:
    found = facts("BPM", 1.0, 2.0)
    about = {
        "mase": 3.04,
        "mase_best_naive": 3.041,
        "best_naive": "naive",
        "origins": 12,
        "pick": "naive",
        "notes": "short",
    }
    same = replace(found, about={**(found.about or {}), **about})
    assert cards.won(same) == "Naive won and is used: MASE 3.04 in 12 backtests"
    assert (
        cards.won(replace(same, about={**about, "pick": "drift"})) == "MASE 3.04 against 3.04 of naive in 12 backtests"
    )
    assert cards.notes(replace(same, trained=True)) == "Short."
