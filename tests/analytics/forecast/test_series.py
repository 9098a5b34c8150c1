"""Frames that can be forecast, and the words for those that cannot."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.forecast.series import check
from tests.analytics.forecast.made import TODAY, rows

GOOD = [float(i % 7) for i in range(24)]


def refusal(frame: pd.DataFrame) -> str:
    found = check(frame, TODAY)
    assert not found.series
    return found.refused["s"]


def test_an_even_series_is_taken_as_it_is() -> None:
    (one,) = check(rows(GOOD, low=0.0), TODAY).series
    assert list(one.values) == GOOD
    assert (str(one.start), one.step, one.low, one.high, one.group, one.notes) == (
        "2000-01-01",
        "month",
        0,
        None,
        "",
        (),
    )
    assert [str(day) for day in one.after(2)] == ["2002-01-01", "2002-02-01"]


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (rows(GOOD[:1]), "one value"),
        (rows(GOOD[:15]), "15 months in a row; 16 are needed"),
        (rows([3.0] * 24), "has not moved in its last 16 months"),
        (rows([*GOOD[:-1], -1.0], low=0.0), "below 0"),
        (rows([*GOOD[:-1], 1.5], high=1.0), "above 1"),
        (rows(GOOD, first="2025-01-01"), "after today"),
        (pd.concat([rows(GOOD), rows(GOOD[:1])]), "several values for one period, first 2000-01-01"),
        (pd.concat([rows(GOOD), rows(GOOD, "2010-01-01", "day")]), "several lengths: day, month"),
        (
            rows(GOOD).assign(period=pd.date_range("2000-01-15", periods=24, freq="MS") + pd.Timedelta(days=3)),
            "month apart",
        ),
        (rows(GOOD).assign(step="snapshot"), "step is snapshot"),
        (rows([np.nan] * 24), "no values"),
        (rows(GOOD).assign(period="soon"), "24 of its periods are no dates"),
    ],
)
def test_what_cannot_be_forecast_is_refused_in_words(frame: pd.DataFrame, words: str) -> None:
    assert words in refusal(frame)


def test_a_short_gap_is_filled_and_said_and_a_long_one_cuts() -> None:
    (one,) = check(rows(GOOD).drop(index=[5]), TODAY).series
    assert one.values[5] == (GOOD[4] + GOOD[6]) / 2
    assert "1 of 24 months are missing" in one.notes[0]
    (cut,) = check(rows([float(i % 5) for i in range(40)]).drop(index=range(6, 12)), TODAY).series
    assert len(cut.values) == 28
    assert "only since 2001-01-01" in cut.notes[0]


def test_one_bad_series_stops_no_other() -> None:
    bad = rows([1.0]).assign(series="bad")
    found = check(pd.concat([rows(GOOD), bad]), TODAY)
    assert [one.name for one in found.series] == ["s"]
    assert list(found.refused) == ["bad"]


@settings(max_examples=40, deadline=None)
@given(
    values=st.lists(st.one_of(st.none(), st.floats(allow_nan=True, allow_infinity=True)), min_size=0, max_size=40),
    step=st.sampled_from(["day", "week", "month", "year", "date"]),
    low=st.one_of(st.none(), st.just(0.0)),
)
def test_every_frame_is_either_even_or_refused(values: list[float | None], step: str, low: float | None) -> None:
    frame = rows([np.nan if v is None else v for v in values], step="day", low=low).assign(step=step)
    found = check(frame, TODAY)
    assert len(found.series) + len(found.refused) == (1 if values else 0)
    for one in found.series:
        assert np.isfinite(one.values).all()
        assert len(one.periods) == len(one.values) >= 16
        assert low is None or one.values.min() >= -1e-6
