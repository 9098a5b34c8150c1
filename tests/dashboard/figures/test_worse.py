"""What worse recordings cost: dots where the losses are, in the order of the rows."""

from __future__ import annotations

import pandas as pd

from dashboard.figures.worse import losses

FRAME = pd.DataFrame({"condition": ["pink noise 0 dB", "mp3 32 kbit"], "ours": [10, -1], "svm": [12, 7], "n": [50, 50]})


def test_dots_stand_at_the_losses() -> None:
    figure = losses(FRAME, "dark")
    dots = {trace.name: list(trace.x) for trace in figure.data if trace.name}
    assert dots == {"SVM": [12, 7], "Repertoire": [10, -1]}
    assert list(figure.layout.yaxis.ticktext) == ["pink noise 0 dB", "mp3 32 kbit"]


def test_nothing_measured_says_so() -> None:
    assert "not measured" in losses(FRAME.iloc[:0]).layout.annotations[0].text
