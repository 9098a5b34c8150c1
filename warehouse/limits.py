"""Queries that take too long, or that nobody waits for any more, are ended: one thread looks at all that run.

DuckDB stops a query when another thread says `interrupt()` to its cursor; the query then raises in its own thread.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

import duckdb

from warehouse.errors import NobodyWaits, RepertoireError, TooMuchTime

EVERY = 0.1  # seconds between two looks


def _never() -> bool:
    return False


HAS_LEFT: ContextVar[Callable[[], bool]] = ContextVar("has_left", default=_never)
"""Says whether whoever asked for what this thread does has left."""


@dataclass(eq=False)
class _Running:
    """A query: how it is stopped, when at the latest (monotonic seconds), and why it was."""

    interrupt: Callable[[], None]
    until: float
    has_left: Callable[[], bool] = field(default_factory=HAS_LEFT.get)
    why: RepertoireError | None = None


class Limits:
    """The running queries of one application. Safe to use from several threads.

    Parameters
    ----------
    seconds : what a query may take; 0 sets no limit, then only those that nobody waits for are ended.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._running: set[_Running] = set()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._asleep = False

    @contextmanager
    def around(self, interrupt: Callable[[], None]) -> Iterator[None]:
        """Around one query. Raises TooMuchTime, NobodyWaits."""
        one = _Running(interrupt, time.monotonic() + (self.seconds or float("inf")))
        self._add(one)
        try:
            yield
        except (duckdb.InterruptException, OSError) as error:  # Arrow has an OSError for what DuckDB says
            if one.why:
                raise one.why from error
            raise
        finally:
            with self._changed:
                self._running.discard(one)

    def _add(self, one: _Running) -> None:
        with self._changed:
            self._running.add(one)
            if self._thread is None:
                self._thread = threading.Thread(target=self._watch, name="query limits", daemon=True)
                self._thread.start()
            elif self._asleep:
                self._changed.notify()

    def _watch(self) -> None:
        while True:
            with self._changed:
                while not self._running:
                    self._asleep = True
                    self._changed.wait()
                self._asleep = False
                # Said while the lock is held: a query that has ended meanwhile is not among them any more.
                self._look_at_all()
            time.sleep(EVERY)

    def _look_at_all(self) -> None:
        for one in self._running:
            self._look(one)

    def _look(self, one: _Running) -> None:
        if one.why is None and time.monotonic() >= one.until:
            one.why = TooMuchTime(
                f"This question took longer than {self.seconds:g} s, so it was stopped.",
                "Narrow the filter, or allow more: REPERTOIRE_QUERY_SECONDS.",
            )
        elif one.why is None and one.has_left():
            one.why = NobodyWaits("Whoever asked has left, so the question was stopped.", "Ask again.")
        if one.why:
            one.interrupt()  # again at every look: the first may have come before the query began
