"""Queries are ended when their time is over or nobody waits; the next ones are answered, and others are left alone."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.warehouse.homes import QUICK, tiny
from warehouse.connect import Reader, View
from warehouse.errors import NobodyWaits, TooMuchTime
from warehouse.limits import HAS_LEFT, Limits
from warehouse.watch import Watch

ENDLESS = "select sum(a.n * b.n) from range(10000000) a(n), range(10000000) b(n)"
ENDLESS_ROWS = "select a.n from range(10000000) a(n), range(10000000) b(n) where (a.n * b.n) % 999983 = 7"


class Counting(Watch):
    """What was ended: for each whether nobody waited."""

    def __init__(self, seconds: float) -> None:
        super().__init__(0, Limits(seconds))
        self.ended: list[bool] = []

    def stopped(self, nobody_waited: bool) -> None:
        self.ended.append(nobody_waited)


ASKS: dict[str, Callable[[View], object]] = {
    "rows": lambda view: view.rows(ENDLESS),
    "arrow": lambda view: view.arrow(ENDLESS),
    "batches": lambda view: list(view.batches(ENDLESS)),
    "many batches": lambda view: [None for _ in view.batches(ENDLESS_ROWS, size=2_000_000)],
}


@pytest.mark.parametrize("ask", ASKS.values(), ids=ASKS)
def test_a_question_that_takes_too_long_is_stopped_and_the_next_is_answered(
    tmp_path: Path, ask: Callable[[View], object]
) -> None:
    reader = Reader(tiny(tmp_path), QUICK, Counting(0.2))
    began = time.monotonic()
    with reader.view() as view, pytest.raises(TooMuchTime, match=r"0\.2 s,") as told:
        ask(view)
    assert time.monotonic() - began < 30
    assert "REPERTOIRE_QUERY_SECONDS" in told.value.hint
    with reader.view() as view:
        assert view.value("select count(*) from tracks") == 3


def test_a_question_is_stopped_when_its_asker_leaves_and_another_goes_on(tmp_path: Path) -> None:
    watch = Counting(0)
    reader = Reader(tiny(tmp_path), QUICK, watch)
    left, told = threading.Event(), []

    def ask() -> None:
        HAS_LEFT.set(left.is_set)
        with reader.view() as view, pytest.raises(NobodyWaits):
            view.value(ENDLESS)
        told.append("left")

    thread = threading.Thread(target=ask)
    thread.start()
    with reader.view() as view:
        assert view.value("select count(*) from tracks") == 3
        assert watch.ended == []
        left.set()
        thread.join(30)
        assert view.value("select count(*) from range(30000000) t(n) where n % 7 = 3") == 4_285_714
    assert (told, watch.ended) == (["left"], [True])
