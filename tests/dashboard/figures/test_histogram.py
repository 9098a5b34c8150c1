"""Histogram from ready bins: what is blue, where the line stands."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from dashboard.figures import histogram
from dashboard.theme import PALETTES
from warehouse.features import by_name

BINS = pd.DataFrame({"low": [0.0, 50, 70, 90], "high": [50.0, 70, 90, 100], "n": [5, 3, 2, 1]})
POPULARITY = by_name()["popularity"]


@pytest.mark.parametrize(
    ("chosen", "blue"),
    [
        ({"median": 33}, [0]),
        ({"median": 50}, [1]),
        ({"threshold": 70}, [2, 3]),
        ({"selected": (50, 90)}, [1, 2]),
        ({}, []),
    ],
)
def test_blue_bars(chosen: dict[str, Any], blue: list[int]) -> None:
    colours = histogram(BINS, POPULARITY, **chosen).data[0].marker.color
    assert [i for i, c in enumerate(colours) if c == PALETTES["light"].primary] == blue


def test_bars_stand_in_their_bins() -> None:
    bars = histogram(BINS, POPULARITY).data[0]
    assert list(bars.x) == [25, 60, 80, 95]
    assert list(bars.width) == pytest.approx([45, 18, 18, 9])
    assert list(bars.customdata) == ["0 to 50", "50 to 70", "70 to 90", "90 to 100"]


def test_the_line_is_labelled() -> None:
    assert "median 33" in [a.text for a in histogram(BINS, POPULARITY, median=33).layout.annotations]
    assert "from 70" in [a.text for a in histogram(BINS, POPULARITY, threshold=70).layout.annotations]


def test_lengths_have_minutes_on_the_axis() -> None:
    bins = pd.DataFrame({"low": [60_000.0, 120_000], "high": [120_000.0, 180_000], "n": [1, 2]})
    axis = histogram(bins, by_name()["duration_ms"]).layout.xaxis
    assert (axis.title.text, axis.ticktext) == ("Length, min:s", ("1:00", "2:00"))


def test_nothing_says_so() -> None:
    figure = histogram(BINS.head(0), POPULARITY, "dark")
    assert figure.layout.annotations[0].text == "No track has a value here"
