"""Queries end when their time is over, their memory is too much or nobody waits; the next are answered, others left alone."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from tests.conftest import ROOT
from tests.warehouse.homes import ENDLESS, QUICK, tiny
from warehouse.connect import Reader, View
from warehouse.errors import NobodyWaits, TooMuchMemory, TooMuchTime
from warehouse.limits import HAS_LEFT, Limits
from warehouse.watch import Watch

ENDLESS_ROWS = "select a.n from range(10000000) a(n), range(10000000) b(n) where (a.n * b.n) % 999983 = 7"


class Counting(Watch):
    """What was ended: for each the reason."""

    def __init__(self, seconds: float, held: Callable[[duckdb.DuckDBPyConnection], float] | None = None) -> None:
        super().__init__(0, Limits(seconds, held))
        self.ended: list[str] = []

    def stopped(self, reason: str) -> None:
        self.ended.append(reason)


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
    assert (told, watch.ended) == (["left"], ["nobody waited"])


def test_of_the_questions_that_hold_too_much_memory_together_the_oldest_is_stopped(tmp_path: Path) -> None:
    full = threading.Event()
    watch = Counting(0, lambda database: 0.6 if full.is_set() else 0.4)
    reader = Reader(tiny(tmp_path), QUICK, watch)
    left, told = threading.Event(), dict[str, str]()

    def ask(name: str) -> None:
        HAS_LEFT.set(left.is_set)
        with reader.view() as view, pytest.raises((TooMuchMemory, NobodyWaits)) as stopped:
            view.value(ENDLESS)
        told[name] = type(stopped.value).__name__

    threads = [threading.Thread(target=ask, args=[name]) for name in ("older", "newer")]
    for thread in threads:
        thread.start()
        time.sleep(0.5)
    assert told == {}  # less than the half is nobody's fault
    full.set()
    threads[0].join(30)
    full.clear()
    assert (told, watch.ended) == ({"older": "TooMuchMemory"}, ["too much memory"])
    left.set()
    threads[1].join(30)
    assert told["newer"] == "NobodyWaits"


def test_a_question_that_cannot_put_its_memory_aside_is_stopped_before_others_find_none(tmp_path: Path) -> None:
    watch = Counting(0)
    reader = Reader(tiny(tmp_path), replace(QUICK, memory_limit="150MB"), watch)
    greedy = "select len(list(md5(md5(md5(md5(md5(md5(n::varchar)))))))) from range(1000000000) t(n)"
    with reader.view() as view:
        with pytest.raises(TooMuchMemory, match="so it was stopped") as told:
            view.value(greedy)
        assert "REPERTOIRE_MEMORY_LIMIT" in told.value.hint
        # What sorts and groupings hold goes to the disk: it is no reason to end them.
        assert (
            view.value("select count(*) from (select md5(n::varchar) from range(1000000) t(n) group by all)")
            == 1_000_000
        )
    assert watch.ended == ["too much memory"]


def test_a_database_that_cannot_be_asked_ends_no_watching(tmp_path: Path) -> None:
    closed = duckdb.connect()
    closed.close()
    limits, con = Limits(0.5), duckdb.connect()
    with pytest.raises(TooMuchTime), limits.around(con.interrupt, closed):
        con.execute(ENDLESS)
    con.close()


# Ends while a database is asked for its memory, which takes a second here.
ENDS = """
import threading, duckdb
from warehouse.limits import Limits

def held(database):
    asking.set()
    return float(database.cursor().execute("select sum(n % 7) from range(300000000) t(n)").fetchone()[0] < 0)

asking, con = threading.Event(), duckdb.connect(config={"threads": 1})
with Limits(0, held).around(con.interrupt, con):
    assert asking.wait(20)
"""


def test_a_process_that_ends_during_a_look_does_not_abort() -> None:
    done = subprocess.run([sys.executable, "-c", ENDS], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
