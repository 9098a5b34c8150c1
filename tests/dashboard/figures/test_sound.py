"""Figures of a recording: what is drawn stands where and when it sounds."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from dashboard.figures.sound import genre_over_time, spectrogram, waveform
from dashboard.theme import THEMES, Theme, register_templates

register_templates()


@pytest.mark.parametrize("theme", THEMES)
def test_the_outline_is_drawn_as_it_is(theme: Theme) -> None:
    frame = pd.DataFrame({"second": [0.0, 1.0, 2.0], "low": [-0.1, -0.4, -0.2], "high": [0.1, 0.5, 0.3]})
    low, high = waveform(frame, theme).data
    assert (list(low.y), list(high.y)) == ([-0.1, -0.4, -0.2], [0.1, 0.5, 0.3])
    assert high.fill == "tonexty"


def test_bands_stand_upright_and_columns_share_the_time() -> None:
    levels = np.array([[0, 10], [20, 30], [40, 50], [60, 255]], np.uint8)
    figure = spectrogram(levels, [50.0, 1_950.0], 8.0)
    (cells,) = figure.data
    assert np.asarray(cells.z).tolist() == [[0, 20, 40, 60], [10, 30, 50, 255]]
    assert list(cells.x) == [1, 3, 5, 7]
    assert list(figure.layout.yaxis.ticktext) == ["100", "500", "1,000"]
    assert list(figure.layout.yaxis.tickvals) == pytest.approx([50 / 1900, 450 / 1900, 0.5])


def test_pieces_stand_in_the_row_of_their_genre() -> None:
    frame = pd.DataFrame(
        {"start": [0, 5, 10], "end": [5, 10, 15], "genre": ["jazz", "rock", "rock"], "probability": [0.5, 0.6, 0.9]}
    )
    figure = genre_over_time(frame, genre="rock")
    (bars,) = figure.data
    assert (list(bars.base), list(bars.x), list(bars.y)) == ([0, 5, 10], [5, 5, 5], [1, 0, 0])
    assert "rock" in figure.layout.yaxis.ticktext[0]


def test_nothing_to_draw_is_said() -> None:
    for figure in (
        waveform(pd.DataFrame()),
        spectrogram(np.zeros((0, 64), np.uint8), [], 0),
        genre_over_time(pd.DataFrame(), sentence="No model"),
    ):
        assert figure.layout.annotations[0].text
