"""What goes on beside a server is over when the server is."""

from __future__ import annotations

import logging
import threading
from functools import partial
from pathlib import Path

import pytest

from dashboard import warming
from dashboard.beside import beside
from dashboard.context import Context
from tests.dashboard.pages.app_under_test import app_over
from tests.warehouse.homes import ENDLESS, tiny


def running(name: str) -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == name]


def test_it_goes_on_until_the_end_whatever_ends_it() -> None:
    seen: list[bool] = []

    def follow(over: threading.Event) -> None:
        seen.append(over.is_set())
        over.wait(20)
        seen.append(over.is_set())

    def fail() -> None:
        with beside("at work", follow):
            assert len(running("at work")) == 1
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fail()
    assert (seen, running("at work")) == ([False, True], [])


def test_the_question_of_a_warming_is_stopped_and_that_is_no_trouble(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    began = threading.Event()

    def warm(context: Context) -> None:
        with context.reader.view() as view:
            began.set()
            view.value(ENDLESS)

    monkeypatch.setattr(warming, "warm", warm)
    context = app_over(tiny(tmp_path).path).server.extensions["context"]
    with caplog.at_level(logging.WARNING, warming.LOG.name), beside("warming", partial(warming.follow, context)):
        assert began.wait(20)
    assert [record for record in caplog.records if record.name == warming.LOG.name] == []
