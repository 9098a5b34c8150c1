from __future__ import annotations

import pandas as pd
import pytest

from dashboard import figures
from dashboard.theme import palette

BANDS = pd.DataFrame(
    [
        {
            "feature": "energy", "n": 50, "q10": 0.4, "q50": 0.6, "q90": 0.8, "rest_n": 400, "rest_q10": 0.2,
            "rest_q50": 0.5, "rest_q90": 0.9, "low": 0.0, "high": 1.0, "overlap": 0.725,
        },
        {
            "feature": "duration_ms", "n": 50, "q10": 120_000, "q50": 180_000, "q90": 240_000, "rest_n": 400,
            "rest_q10": None, "rest_q50": None, "rest_q90": None, "low": 60_000, "high": 300_000, "overlap": 0.0,
        },
    ]
)  # fmt: skip


def texts(figure: object) -> list[str]:
    return [str(note.text) for note in figure.layout.annotations]  # type: ignore[attr-defined]


def test_both_bands_stand_on_the_features_own_range() -> None:
    figure = figures.blueprint_bands(BANDS)
    lines = [trace for trace in figure.data if trace.mode == "lines"]
    assert [list(trace.x) for trace in lines[:3]] == [[0, 1], [0.2, 0.9], [0.4, 0.8]]
    assert list(lines[5].x) == [0.25, 0.75]
    medians = next(trace for trace in figure.data if trace.mode == "markers" and trace.customdata is not None)
    assert list(medians.x) == [0.6, 0.5]
    assert texts(figure) == ["0.40 to 0.80 · 72%", "2:00 to 4:00 · 0%"]
    assert list(medians.customdata[0]) == ["Energy", "0.40 to 0.80", "0.60", "0.20 to 0.90", "0.50", "50", "400"]


def test_a_waterfall_goes_from_the_base_to_the_answer() -> None:
    frame = pd.DataFrame({"label": ["Energy 0.92", "Tempo 120", "7 others"], "contribution": [5.0, -2.0, 1.0]})
    figure = figures.waterfall(frame, 30.0, names=("Mean", "Expected"))
    bars = figure.data[0]
    assert list(bars.base) == [30.0, 35.0, 33.0]
    assert list(bars.x) == [5.0, -2.0, 1.0]
    colours = palette("light").categorical
    assert list(bars.marker.color) == [colours[4], colours[1], colours[4]]
    ends = next(trace for trace in figure.data if trace.type == "scatter" and trace.mode == "markers")
    assert list(ends.x) == [30.0, 34.0]
    assert {"+5.0", "−2.0", "+1.0", "<b>30.0</b>", "<b>34.0</b>"} == set(texts(figure))
    assert "Expected" in figure.layout.yaxis.ticktext[-1]


def test_empty_frames_say_so_in_words() -> None:
    assert texts(figures.blueprint_bands(pd.DataFrame(), sentence="Widen it")) == ["Widen it"]
    assert texts(figures.waterfall(pd.DataFrame(), 0.0, sentence="No model")) == ["No model"]


def test_a_column_that_lacks_is_named() -> None:
    with pytest.raises(KeyError, match="overlap"):
        figures.blueprint_bands(BANDS.drop(columns="overlap"))
