"""What is told of every query: how long it took, whether the cache knew the answer, and for which request that was.

The base class writes the log of slow queries and keeps to the limits it is given. Who wants figures makes a subclass
(dashboard/meters.py).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import TypeVar

import duckdb

from warehouse.errors import NobodyWaits, TooMuchMemory, TooMuchTime
from warehouse.limits import Limits

SLOW = logging.getLogger("repertoire.slow")
T = TypeVar("T")
Database = duckdb.DuckDBPyConnection | None
STOPPED: dict[type[Exception], str] = {
    TooMuchTime: "too long",
    TooMuchMemory: "too much memory",
    duckdb.OutOfMemoryException: "too much memory",  # DuckDB was faster
    NobodyWaits: "nobody waited",
}
REQUEST: ContextVar[str] = ContextVar("request", default="")
"""The request that is being answered, empty outside of one. Stands on every line of the log."""
LONGEST = 500  # characters of a query that the log shows


def _no() -> None:
    """Nothing to interrupt."""


class Watch:
    """Told of queries by a Reader, from any thread.

    Parameters
    ----------
    slow_ms : queries that take at least as many milliseconds are written to the log; 0 writes none.
    limits : what ends queries; None lets them run.
    """

    def __init__(self, slow_ms: int = 0, limits: Limits | None = None) -> None:
        self.slow_ms, self.limits = slow_ms, limits

    def limited(self, interrupt: Callable[[], None], database: Database = None) -> AbstractContextManager[None]:
        """Around a query or a part of one, which `interrupt` ends. Raises TooMuchTime, TooMuchMemory, NobodyWaits."""
        return self.limits.around(interrupt, database) if self.limits else nullcontext()

    @contextmanager
    def query(self, sql: str, interrupt: Callable[[], None] = _no, database: Database = None) -> Iterator[None]:
        """Around one query. One that fails counts too: it took its time."""
        began = time.perf_counter()
        try:
            with self.limited(interrupt, database):
                yield
        except tuple(STOPPED) as error:
            self.stopped(next(reason for kind, reason in STOPPED.items() if isinstance(error, kind)))
            raise
        finally:
            seconds = time.perf_counter() - began
            is_slow = 0 < self.slow_ms <= seconds * 1000
            self.queried(seconds, is_slow)
            if is_slow:
                _tell(sql, seconds)

    def queried(self, seconds: float, is_slow: bool) -> None:
        """One query took so long."""

    def parts(
        self, begin: Callable[[], Iterator[T]], interrupt: Callable[[], None], database: Database = None
    ) -> Iterator[T]:
        """What the query that `begin` starts yields. The limit is one for each part: how fast the parts are taken is not the
        query's time.
        """
        with self.limited(interrupt, database):
            rest = begin()
        while True:
            with self.limited(interrupt, database):
                part = next(rest, None)
            if part is None:
                return
            yield part

    def stopped(self, reason: str) -> None:
        """One query was ended, for one of the reasons of STOPPED."""

    def looked_up(self, found: bool) -> None:
        """The cache was asked, and had the answer or not."""


def _tell(sql: str, seconds: float) -> None:
    """The statement, without the values that were bound to it: these can be names."""
    ms, words = round(seconds * 1000), " ".join(sql.split())
    shown = words if len(words) <= LONGEST else f"{words[:LONGEST]} ..."
    SLOW.warning("slow query, %d ms: %s", ms, shown, extra={"fields": {"ms": ms, "sql": shown}})


QUIET = Watch()
