"""A line of the log is one JSON object, whatever a message holds; text leaves Python's own way as it is."""

from __future__ import annotations

import json
import logging
import sys
from dataclasses import replace

import pytest

from dashboard.logs import REQUESTS, JsonLines, configure
from tests.warehouse.homes import QUICK
from warehouse.errors import SettingError
from warehouse.settings import load
from warehouse.watch import REQUEST


def record(message: str, **more: object) -> logging.LogRecord:
    made = logging.LogRecord("repertoire.x", logging.WARNING, "x.py", 1, message, (), None)
    made.__dict__.update(more)
    return made


def test_a_line_holds_the_fields_and_the_request() -> None:
    token = REQUEST.set("abc")
    try:
        line = json.loads(JsonLines().format(record("slow", fields={"ms": 12, "callback": ""})))
    finally:
        REQUEST.reset(token)
    assert line.pop("time").endswith("+00:00")
    assert line == {"level": "warning", "logger": "repertoire.x", "message": "slow", "request": "abc", "ms": 12}


def test_nobody_forges_a_line() -> None:
    text = JsonLines().format(record('Ünïcode\n{"level": "critical"}\r\n'))
    assert len(text.splitlines()) == 1
    assert json.loads(text)["message"] == 'Ünïcode\n{"level": "critical"}\r\n'


def test_an_error_comes_with_its_traceback_on_the_same_line() -> None:
    try:
        raise ValueError("two\nlines")
    except ValueError:
        text = JsonLines().format(record("callback failed", exc_info=sys.exc_info()))
    assert len(text.splitlines()) == 1
    assert "ValueError: two\nlines" in json.loads(text)["error"]


def test_json_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", list(root.handlers))
    monkeypatch.setattr(REQUESTS, "level", REQUESTS.level)
    before = list(root.handlers)
    configure(QUICK)
    assert root.handlers == before
    configure(replace(QUICK, log="json"))
    assert [type(handler.formatter) for handler in root.handlers] == [JsonLines]
    assert REQUESTS.isEnabledFor(logging.INFO)


def test_another_word_is_refused() -> None:
    with pytest.raises(SettingError) as refused:
        load({"REPERTOIRE_LOG": "xml"})
    assert refused.value.hint == "It must be text or json."
