"""Figures of a candidate hold the numbers they were given."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard.figures.screening import genre_bars, interval_on_histogram, waterfall
from dashboard.theme import THEMES, Theme, palette

GENRES = pd.DataFrame({"genre": ["edm", "happy", "j-dance"], "probability": [0.54, 0.06, 0.001]})
BINS = pd.DataFrame({"low": [0.0, 50.0], "high": [50.0, 100.0], "n": [30, 10]})
PARTS = pd.DataFrame(
    {
        "label": ["Mean", "Energy", "Genre", "Expected"],
        "start": [30.0, 30.0, 28.0, 33.0],
        "end": [30.0, 28.0, 33.0, 33.0],
        "kind": ["end", "change", "change", "end"],
    }
)


def texts(figure: object) -> list[str]:
    return [a.text for a in figure.layout.annotations]  # type: ignore[attr-defined]


@pytest.mark.parametrize("theme", THEMES)
def test_the_first_genre_is_blue_only_where_it_is_sure(theme: Theme) -> None:
    sure = genre_bars(GENRES, theme, 0.3)
    assert list(sure.data[0].x) == [0.54, 0.06, 0.001]
    assert sure.data[0].marker.color[0] == palette(theme).primary
    unsure = genre_bars(GENRES, theme, 0.6)
    assert set(unsure.data[0].marker.color) == {palette(theme).context}
    assert list(unsure.data[0].text) == ["54%", "6%", "< 1%"]
    assert sure.data[0].text[0] == "<b>54%</b>"
    assert texts(unsure) == ["below 60%: “not sure”"]
    assert unsure.layout.shapes[0].x0 == 0.6


def test_the_interval_stands_where_it_was_measured() -> None:
    figure = interval_on_histogram(BINS, "light", "edm", 32.0, 16.0, 50.0)
    bars, line, _, dot = figure.data
    assert list(bars.y) == [30, 10]
    assert list(line.x) == [16.0, 50.0]
    assert list(dot.x) == [32.0]
    assert {"<b>32 expected</b>", "16", "50", "edm, n = 40"} <= set(texts(figure))


def test_without_an_expectation_only_the_genre_is_drawn() -> None:
    assert len(interval_on_histogram(BINS, "light", "edm").data) == 1


def test_a_waterfall_goes_from_the_mean_to_the_expected() -> None:
    figure = waterfall(PARTS)
    bars, ends = figure.data
    assert list(bars.x) == [-2.0, 5.0]
    assert list(bars.base) == [30.0, 28.0]
    assert list(bars.y) == [1, 2]
    minus, plus = palette("light").categorical[1], palette("light").categorical[4]
    assert list(bars.marker.color) == [minus, plus]
    assert list(ends.x) == [30.0, 33.0]
    assert {"−2.0", "+5.0", "<b>30.0</b>", "<b>33.0</b>"} <= set(texts(figure))


def test_nothing_to_draw_is_said() -> None:
    for figure in (genre_bars(GENRES.head(0)), interval_on_histogram(BINS.head(0)), waterfall(PARTS.head(0))):
        assert len(figure.data) == 0
        assert texts(figure)[0]


def test_a_missing_column_is_named() -> None:
    with pytest.raises(KeyError, match="probability"):
        genre_bars(GENRES[["genre"]])
