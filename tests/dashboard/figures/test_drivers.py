from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from dashboard import figures
from dashboard.theme import palette
from warehouse.features import by_name

IMPORTANCE = pd.DataFrame(
    {
        "feature": ["energy", "tempo"],
        "label": ["Energy · A", "Tempo"],
        "importance": [2.0, 0.5],
        "low": [1.5, -0.1],
        "high": [2.5, 0.6],
        "n": [100, 100],
    }
)


def texts(figure: object) -> list[str]:
    return [str(note.text) for note in figure.layout.annotations]  # type: ignore[attr-defined]


def test_a_dot_stands_at_the_importance_and_a_bar_over_its_range() -> None:
    figure = figures.stability_dots(IMPORTANCE, highlighted={"tempo"}, unit="points", decimals=1)
    bars, dots = figure.data[:2], figure.data[2]
    assert [list(bar.x) for bar in bars] == [[1.5, 2.5], [-0.1, 0.6]]
    assert list(dots.x) == [2.0, 0.5]
    assert list(dots.marker.color) == [palette("light").context_ink, palette("light").primary]
    assert dots.customdata[1][4] == "tempo"
    assert texts(figure) == ["2.0", "0.5"]
    assert figure.layout.xaxis.range[0] < -0.1
    assert "<b>" in figure.layout.yaxis.ticktext[1]


def test_empty_frames_say_so_in_words() -> None:
    nothing = pd.DataFrame()
    assert texts(figures.stability_dots(nothing, sentence="Train first")) == ["Train first"]
    assert texts(figures.beeswarm(nothing, [], sentence="Train first")) == ["Train first"]
    assert texts(figures.dependence(nothing, nothing, None, sentence="Train first")) == ["Train first"]


def test_a_column_that_lacks_is_named() -> None:
    with pytest.raises(KeyError, match="high"):
        figures.stability_dots(IMPORTANCE.drop(columns="high"))


def test_the_swarm_has_a_row_a_feature_and_darker_dots_for_higher_values() -> None:
    points = pd.DataFrame(
        {
            "feature": ["energy"] * 3 + ["genre"] * 2,
            "value": [0.1, 0.9, 0.5, np.nan, np.nan],
            "contribution": [-1.0, 1.0, 0.0, 2.0, 2.0],
        }
    )
    figure = figures.beeswarm(points, [("energy", "Energy"), ("genre", "Genre")], "dark", "points")
    energy, genre = figure.data
    assert list(energy.x) == [-1.0, 1.0, 0.0]
    assert list(np.argsort(energy.marker.color)) == [0, 2, 1]
    assert genre.marker.color == palette("dark").context  # no value, no shade
    assert all(abs(y - 1) < 0.5 for y in genre.y)
    assert genre.y[0] != genre.y[1]  # dots at one place do not cover each other


def test_dependence_joins_the_means_and_counts_tracks() -> None:
    points = pd.DataFrame({"value": [0.1, 0.2, 0.9], "contribution": [-1.0, 0.0, 1.0], "shade": [0.1, 0.5, 1.0]})
    bins = pd.DataFrame({"low": [0.0, 0.5], "high": [0.5, 1.0], "mean": [-0.5, np.nan], "n": [2, 1]})
    figure = figures.dependence(points, bins, by_name()["energy"], "light", "Energy", "points")
    dots, line, strip = figure.data
    assert list(dots.marker.color) == [0.1, 0.5, 1.0]
    assert list(line.x) == [0.25, 0.75]
    assert line.y[0] == -0.5
    assert np.isnan(line.y[1])
    assert list(strip.y) == [2, 1]
    assert list(strip.text) == ["2", "1"]
    assert strip.yaxis == "y2"
    assert "adds, points" in texts(figure)


def test_codes_and_lengths_have_their_own_ticks() -> None:
    points = pd.DataFrame({"value": [0.0, 1.0], "contribution": [0.0, 1.0]})
    bins = pd.DataFrame({"low": [-0.5, 0.5], "high": [0.5, 1.5], "mean": [0.0, 1.0], "n": [1, 1]})
    mode = figures.dependence(points, bins, by_name()["mode"])
    assert list(mode.layout.xaxis.ticktext) == ["minor", "major"]
    explicit = figures.dependence(points, bins, by_name()["explicit"])
    assert list(explicit.layout.xaxis.ticktext) == ["no", "yes"]
    long = bins.assign(low=[60_000, 120_000], high=[120_000, 180_000])
    assert "1:00" in figures.dependence(points, long, by_name()["duration_ms"]).layout.xaxis.ticktext
