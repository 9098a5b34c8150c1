from __future__ import annotations

import pandas as pd
import pytest

from dashboard import figures
from dashboard.theme import THEMES, Theme
from warehouse.features import by_name

SCORES = pd.DataFrame(
    [("Rock", "rock", 0.6, 10), ("Rock", "punk", 0.2, 5), ("Pop", "pop", 0.3, 8)], columns=["row", "label", "f1", "n"]
)
PAIRS = pd.DataFrame([("pop", "rock", 0.4, 12), ("edm", "pop", 0.1, 3)], columns=["genre", "other", "overlap", "n"])
PERIODS = pd.DataFrame(
    [(1990, 0.5, 0.4, 0.6, 50), (1995, 0.7, 0.6, 0.8, 60)], columns=["period", "mean", "low", "high", "n"]
)


@pytest.mark.parametrize("theme", THEMES)
def test_a_family_is_the_mean_of_its_genres(theme: Theme) -> None:
    figure = figures.score_dots(SCORES, theme)
    grey, blue = figure.data
    assert list(grey.x) == [0.6, 0.2], "a row with one genre has the blue dot alone"
    assert list(blue.x) == pytest.approx([0.4, 0.3])
    assert [a.text for a in figure.layout.annotations] == ["15", "8"]


def test_the_map_shows_each_pair_twice_and_no_diagonal() -> None:
    (heat,) = figures.overlap_map(PAIRS, "light", {"pop": "Pop", "rock": "Rock", "edm": "Electronic"}).data
    assert [
        [None if v != v else v for v in map(float, ["nan" if v is None else v for v in row])] for row in heat.z
    ] == [
        [None, 0.1, None],
        [0.1, None, 0.4],
        [None, 0.4, None],
    ]
    assert "12 tracks between" in heat.customdata[2][1]


def test_a_genre_moves_beside_the_catalogue() -> None:
    band, every, genre = figures.drift_lines(PERIODS, PERIODS, by_name()["energy"], "dark", "rock").data
    assert list(genre.y) == [0.5, 0.7]
    assert list(band.y) == [0.6, 0.8, 0.6, 0.4]
    assert (every.name, genre.name) == ("every genre", "rock")
    assert genre.customdata[0] == "0.50, n = 50"


def test_lengths_have_ticks_in_minutes() -> None:
    longer = PERIODS.assign(mean=PERIODS["mean"] * 4e5, low=PERIODS["low"] * 4e5, high=PERIODS["high"] * 4e5)
    figure = figures.drift_lines(longer, longer, by_name()["duration_ms"], "light", "rock")
    assert "3:00" in figure.layout.yaxis.ticktext


@pytest.mark.parametrize("theme", THEMES)
def test_nothing_is_said_in_words(theme: Theme) -> None:
    for figure in (
        figures.score_dots(SCORES.head(0), theme),
        figures.overlap_map(PAIRS.head(0), theme),
        figures.drift_lines(PERIODS.head(0), PERIODS, by_name()["energy"], theme),
    ):
        assert figure.layout.annotations[0].text
        assert not figure.data


def test_a_frame_that_lacks_a_column_is_named() -> None:
    with pytest.raises(KeyError, match="overlap"):
        figures.overlap_map(PAIRS.drop(columns="overlap"))
