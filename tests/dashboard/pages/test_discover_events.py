"""What an open page of Discover is told after an event."""

from __future__ import annotations

from pathlib import Path

from dash import no_update

from dashboard.pages._discover_events import drawn_filter
from dashboard.pages._discover_filters import controls
from tests.dashboard.pages.app_under_test import context_over
from warehouse.filters import parse


def test_a_control_that_the_newest_data_do_not_have_is_left_alone(sample_home: Path) -> None:
    reader = context_over(sample_home).reader
    made = {one.key: one for one in reader.cached("discover-controls", controls)}
    flt = parse("popularity >= 60")
    there = [{"id": {"page": "discover", "control": key}} for key in ("popularity", "genre[gone]")]
    dates = [{"id": {"page": "discover", "dates": "gone_date", "end": "start"}}]
    text, values, starts, ends = drawn_filter(flt, made, "", [None, None], [there, dates, dates])
    assert text == "popularity >= 60"
    assert (values[0] is no_update, values[1] is no_update) == (False, True)
    assert (starts, ends) == ([no_update], [no_update])
