"""The log of slow queries: what is slow, in which request, without the values people look for."""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.warehouse.homes import QUICK, tiny
from warehouse.connect import Reader
from warehouse.watch import LONGEST, Watch

SLOW = "select count(*) from range(40000000) t(n) where n % 7 = 3 and $name is not null"


def test_a_slow_query_is_told_without_its_values(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    reader = Reader(tiny(tmp_path), replace(QUICK, slow_ms=2))
    with reader.view() as view:
        assert view.value(SLOW, {"name": "A Name"}) == 5_714_286
    (line,) = [r for r in caplog.records if r.name == "repertoire.slow" and "range" in r.getMessage()]
    assert line.levelno == logging.WARNING
    assert line.__dict__["fields"]["ms"] >= 2
    assert "$name" in line.getMessage()
    assert "A Name" not in line.getMessage()


def test_none_is_told_when_nobody_asks(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with Reader(tiny(tmp_path), replace(QUICK, slow_ms=0)).view() as view:
        view.value(SLOW, {"name": "x"})
    assert [r for r in caplog.records if r.name == "repertoire.slow"] == []


def test_a_long_statement_is_cut(caplog: pytest.LogCaptureFixture) -> None:
    with Watch(slow_ms=1).query("select  1\n" * 1000):
        time.sleep(0.002)
    (line,) = caplog.records
    assert len(line.__dict__["fields"]["sql"]) == LONGEST + 4
