"""A new snapshot is asked what the first pages ask, once, before anybody opens them."""

from __future__ import annotations

import datetime as dt
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from dash import Dash

from dashboard import warming
from dashboard.context import Context
from tests.dashboard.pages.app_under_test import app_over, fire
from warehouse.errors import DamagedSnapshot, NoSnapshot
from warehouse.watch import Watch


class Looks(Watch):
    """Looks into the cache: how many found an answer, how many did not."""

    def __init__(self) -> None:
        super().__init__()
        self.found, self.missed = 0, 0

    def looked_up(self, found: bool) -> None:
        self.found, self.missed = self.found + found, self.missed + (not found)


def open_overview(app: Dash) -> None:
    usual = {
        "overview_hit__value": 70, "overview_collection__value": "", "overview_where__data": "", "theme__data": "light",
        "overview_feature__value": "energy", "overview_by__value": "family",
    }  # fmt: skip
    for output, changed in (
        ("overview-kpis.children", "overview-hit.value"),
        ("overview-popularity-slot.children", "overview-hit.value"),
        ("overview-feature-slot.children", "overview-feature.value"),
        ("overview-groups-slot.children", "overview-by.value"),
        ("overview-notices-slot.children", "overview-collection.value"),
    ):
        fire(app, output, changed, **usual)


def open_discover(app: Dash) -> None:
    question = {"where": "", "sort": "", "columns": "", "names": []}
    fire(app, "discover-bars.children", "discover-state.data", discover_state__data=question)
    fire(app, "discover-live.children", "discover-settled.data", discover_settled__data=question)


@pytest.mark.parametrize("opened", [open_overview, open_discover])
def test_the_first_visitor_finds_every_answer(sample_home: Path, opened: Any) -> None:
    app, cold = app_over(sample_home), Looks()
    context = app.server.extensions["context"]
    context.reader.watch = cold
    opened(app)
    assert cold.missed > 0
    warmed = app_over(sample_home)
    context = warmed.server.extensions["context"]
    warming.warm(context)
    context.reader.watch = looks = Looks()
    opened(warmed)
    assert (looks.missed, looks.found > 0) == (0, True)


def test_every_snapshot_is_warmed_once_and_a_failure_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    at, over, warmed = dt.datetime(2026, 11, 26), threading.Event(), []
    broken = DamagedSnapshot("It is damaged.", "Go back.")
    looks = iter([None, 1, 1, broken, broken, 2, 2, 3])
    about: Any = None

    def see() -> Any:
        nonlocal about
        number = next(looks, "end")
        if isinstance(number, DamagedSnapshot):
            raise number
        if number == "end":
            over.set()
        else:
            about = number and SimpleNamespace(number=number, published_at=at)
        return about

    def warm(_context: Context) -> None:
        warmed.append(about.number)
        if about.number == 2:
            raise NoSnapshot("It is gone.", "Publish another.")

    monkeypatch.setattr(warming, "warm", warm)
    warming.follow(cast(Context, SimpleNamespace(about=see)), over, every=0)
    assert warmed == [1, 2, 3]
    told = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert told == ["a snapshot was not warmed: It is damaged.", "a snapshot was not warmed: It is gone."]
