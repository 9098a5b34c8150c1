"""Trends without a browser: every kind of series, what is missing, and addresses that ask for what there is not."""

from __future__ import annotations

import pandas as pd
import pytest
from dash.exceptions import PreventUpdate

from dashboard.figures import trends as figures
from dashboard.pages.trends import chosen_address, controls, data
from warehouse.errors import FilterError

LISTED = pd.DataFrame(
    [
        ("feature/tempo/year", "feature", "", "tempo", "year", 40, 2, 900),
        ("feature/tempo/month", "feature", "", "tempo", "month", 400, 390, 800),
        ("chart-feature/top@us/tempo/week", "chart-feature", "top@us", "tempo", "week", 100, 0, 90),
        ("chart-feature/top@de/tempo/week", "chart-feature", "top@de", "tempo", "week", 100, 0, 70),
    ],
    columns=["series", "subject", "scope", "what", "step", "points", "thin", "n"],
)


def test_an_address_that_is_silent_means_the_longest_step_that_says_something() -> None:
    state = data.asked(LISTED, {})
    assert (state.subject, state.scope, state.step, state.window) == ("feature", "", "year", 20)
    assert data.asked(LISTED, {"subject": "chart-feature"}).scope == "top@us"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"subject": "plays"}, "no kind of series 'plays'"),
        ({"step": "day"}, "no step 'day'"),
        ({"series": "feature/nothing/year"}, "no series 'feature/nothing/year'"),
        ({"window": "7"}, "no window '7'"),
    ],
)
def test_what_there_is_not_is_said(query: dict[str, str], words: str) -> None:
    with pytest.raises(FilterError, match=words):
        data.asked(LISTED, query)


def test_a_choice_writes_the_address_and_another_kind_forgets_the_series() -> None:
    state = data.asked(LISTED, {"series": "feature/tempo/year"})
    same = ("feature", "", "year", "20", "feature/tempo/year", ())
    with pytest.raises(PreventUpdate):
        chosen_address(state, controls.SERIES, *same)
    assert chosen_address(state, controls.SUBJECT, "chart-feature", *same[1:]) == "?subject=chart-feature&window=20"
    assert chosen_address(state, controls.WINDOW, "feature", "", "year", "0", "feature/tempo/year", ("a", "b")) == (
        "?subject=feature&step=year&window=0&series=feature%2Ftempo%2Fyear&with=a%7Cb"
    )


def points(values: list[float], thin: int = 0) -> pd.DataFrame:
    periods = pd.date_range("2000-01-01", periods=len(values), freq="YS")
    marks = {"thin": [i < thin for i in range(len(values))], "partial": False, "n": 40, "step": "year"}
    return pd.DataFrame({"series": "s", "name": "Tempo", "period": periods, "value": values, **marks})


def test_points_say_n_and_thin_ones_are_hollow() -> None:
    (trace,) = figures.lines(points([1, 2, 3], thin=1), unit="BPM", changes=[pd.Timestamp("2001-01-01").date()]).data
    assert list(trace.customdata) == ["1.000, n = 40 (too few to judge)", "2.000, n = 40", "3.000, n = 40"]
    assert list(trace.marker.symbol) == ["circle-open", "circle", "circle"]


def test_a_figure_ends_where_the_series_ends() -> None:
    first, last = figures.lines(points([1, 2, 3])).layout.xaxis.range
    assert pd.Timestamp("1999-12-01") < first < pd.Timestamp("2000-01-01")
    assert pd.Timestamp("2002-01-01") < last < pd.Timestamp("2002-02-01")


def test_nothing_to_show_is_said() -> None:
    nothing = points([])
    for figure in (figures.lines(nothing), figures.small(nothing)):
        assert figure.layout.annotations[0].text == figures.NO_POINTS


def test_within_keeps_the_last_years() -> None:
    assert list(data.within(points([1, 2, 3, 4]), 2)["value"]) == [3, 4]
    assert len(data.within(points([1, 2, 3, 4]), 0)) == 4
