"""Calibration: a dot a bin where it was measured, and the line on which saying and coming true agree."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard.figures.calibration import calibration

BINS = pd.DataFrame({"confidence": [0.1, 0.55], "accuracy": [0.2, 0.5], "n": [400, 100]})


def test_dots_stand_where_they_were_measured_and_grow_with_n() -> None:
    line, dots = calibration(BINS, "light").data
    assert (list(line.x), list(line.y)) == ([0, 1], [0, 1])
    assert (list(dots.x), list(dots.y)) == ([0.1, 0.55], [0.2, 0.5])
    assert dots.customdata.ravel().tolist() == [400, 100]
    assert list(dots.marker.size) == [5 + 9, 5 + 9 / 2]


def test_nothing_held_out_is_said_in_words() -> None:
    figure = calibration(BINS.head(0), "dark")
    assert "nothing can be said" in figure.layout.annotations[0].text.replace("<br>", " ")


def test_a_frame_without_n_is_refused() -> None:
    with pytest.raises(KeyError, match="columns n"):
        calibration(BINS.drop(columns="n"), "light")
