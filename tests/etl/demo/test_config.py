"""Settings of the demo."""

from __future__ import annotations

import numpy as np
import pytest

from etl.demo import END, TRUTHS, DemoConfig
from etl.demo.config import WEEKS, months_of, week_starts, years_of


def test_unknown_truths_and_sizes_too_small_are_refused() -> None:
    with pytest.raises(ValueError, match="no such truth: gem;"):
        DemoConfig(without=frozenset({"gem"}))
    with pytest.raises(ValueError, match="at least"):
        DemoConfig(tracks=100)
    assert len(TRUTHS) == len(set(TRUTHS)) == 11


def test_weeks_run_from_monday_to_the_last_sunday() -> None:
    weeks = week_starts()
    assert len(weeks) == WEEKS == 261
    assert str(weeks[-1] + 6) == END.isoformat()
    assert str(weeks[0]) == "2021-06-28"
    assert weeks[0].item().weekday() == 0


def test_parts_have_streams_of_their_own() -> None:
    one, twin = DemoConfig(), DemoConfig(without=frozenset({"gems"}))
    assert one.rng("sound").random() == twin.rng("sound").random() != one.rng("names").random()


def test_years_and_months_of_dates() -> None:
    days = np.array(["2020-07-01", "1969-12-31"], dtype="datetime64[D]")
    assert years_of(days) == pytest.approx([2020.5, 1970], abs=0.01)
    assert months_of(days).tolist() == [7, 12]
