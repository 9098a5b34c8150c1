from __future__ import annotations

import threading

import pytest

from analytics.genre import steps
from analytics.progress import Cancelled, Progress, silent


def test_parts_of_learning_are_told_as_shares_of_the_whole() -> None:
    told: list[tuple[str, int, int]] = []
    first = steps.part(lambda *step: told.append(step), 0.5, 1)
    inner = steps.part(first, 0, 0.5)
    inner("anything", 1, 2)
    first("anything", 2, 2)
    assert told == [("learning", 625, 1000), ("learning", 1000, 1000)]


def test_work_beside_is_done_beside() -> None:
    met = threading.Barrier(2, timeout=10)

    def work(progress: Progress) -> str:
        met.wait()
        progress("x", 1, 1)
        return threading.current_thread().name

    assert steps.beside(work, lambda: met.wait() and None, silent) != threading.current_thread().name


def test_work_beside_stops_when_the_main_work_fails() -> None:
    stopped = threading.Event()

    def work(progress: Progress) -> None:
        try:
            while True:
                progress("x", 0, 1)
        except Cancelled:
            stopped.set()
            raise

    def main() -> None:
        raise ValueError("main")

    with pytest.raises(ValueError, match="main"):
        steps.beside(work, main, silent)
    assert stopped.is_set()


def test_a_failure_beside_is_raised_here() -> None:
    def work(progress: Progress) -> None:
        raise ValueError("beside")

    with pytest.raises(ValueError, match="beside"):
        steps.beside(work, lambda: None, silent)


def test_waiting_can_be_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "PATIENCE", 0.01)

    def work(progress: Progress) -> None:
        while True:
            progress("x", 0, 1)

    def stop(step: str, done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        steps.beside(work, lambda: None, stop)


def test_threads_by_default_are_one_a_core() -> None:
    assert steps.cores(3) == 3
    assert steps.cores(0) >= 1
