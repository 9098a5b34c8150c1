"""Figures of release timing."""

from __future__ import annotations

from datetime import date

import pandas as pd

from dashboard.figures.timing import coming_weeks, effect_dots
from dashboard.theme import register_templates

register_templates()
WEEKS = pd.DataFrame(
    {"day": [date(2027, 1, 1), date(2027, 1, 8)], "expected": [0.5, -0.5], "low": [0.1, -1.0], "high": [0.9, 0.0]}
    | {"crowd": [0.5, 1.2], "n": [3, 4]}
)


def test_effects_are_dots_with_their_intervals() -> None:
    frame = pd.DataFrame(
        {"level": ["Mon", "Fri"], "effect": [-1.0, 1.0], "low": [-2.0, 0.5], "high": [0.0, 1.5], "n": [40, 90]}
    )
    figure = effect_dots(frame)
    assert [list(trace.x) for trace in figure.data] == [[-2.0, 0.0], [0.5, 1.5], [-1.0, 1.0]]
    assert "one weekday" in effect_dots(frame.head(0), sentence="one weekday").layout.annotations[0].text


def test_weeks_show_what_is_expected_or_else_the_crowd() -> None:
    assert list(coming_weeks(WEEKS).data[-1].y) == [0.5, -0.5]
    nothing = coming_weeks(WEEKS.assign(expected=float("nan")))
    assert [trace.type for trace in nothing.data] == ["bar"]
    assert list(nothing.data[0].y) == [0.5, 1.2]
