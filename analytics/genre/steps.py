"""Progress of work in several parts, and one part that runs beside the others."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from typing import TypeVar

from analytics.progress import Cancelled, Progress

T = TypeVar("T")
FINE = 1000
#: Seconds between two looks at work that runs beside.
PATIENCE = 0.2


def part(progress: Progress, start: float, stop: float) -> Progress:
    """`progress` for the part of some learning that goes from `start` to `stop` of the whole, 0 to 1."""
    return lambda _step, done, total: progress("learning", round(FINE * (start + (stop - start) * done / total)), FINE)


def cores(threads: int) -> int:
    """Threads to use; 0 means one a core."""
    return threads or os.cpu_count() or 1


def beside(work: Callable[[Progress], T], main: Callable[[], None], progress: Progress) -> T:
    """Run `work` in a thread of its own while `main` runs here; what `work` returns.

    `work` is given a progress callback that raises Cancelled once `main` or `progress` has raised; that is raised here.
    """
    stopped = threading.Event()

    def check(step: str, done: int, total: int) -> None:
        if stopped.is_set():
            raise Cancelled

    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(work, check)
        try:
            main()
            return _awaited(future, progress)
        except BaseException:
            stopped.set()
            raise


def _awaited(future: Future[T], progress: Progress) -> T:
    """The result, while `progress` keeps its chance to cancel."""
    while True:
        try:
            return future.result(PATIENCE)
        except NotYet:
            if future.done():
                return future.result()
            progress("learning", FINE, FINE)
