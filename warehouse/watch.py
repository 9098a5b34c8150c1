"""What is told of every query: how long it took, whether the cache knew the answer, and for which request that was.

The base class only writes the log of slow queries. Who wants figures makes a subclass (dashboard/meters.py).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

SLOW = logging.getLogger("repertoire.slow")
REQUEST: ContextVar[str] = ContextVar("request", default="")
"""The request that is being answered, empty outside of one. Stands on every line of the log."""
LONGEST = 500  # characters of a query that the log shows


class Watch:
    """Told of queries by a Reader, from any thread.

    Parameters
    ----------
    slow_ms : queries that take at least as many milliseconds are written to the log; 0 writes none.
    """

    def __init__(self, slow_ms: int = 0) -> None:
        self.slow_ms = slow_ms

    @contextmanager
    def query(self, sql: str) -> Iterator[None]:
        """Around one query. One that fails counts too: it took its time."""
        began = time.perf_counter()
        try:
            yield
        finally:
            seconds = time.perf_counter() - began
            is_slow = 0 < self.slow_ms <= seconds * 1000
            self.queried(seconds, is_slow)
            if is_slow:
                _tell(sql, seconds)

    def queried(self, seconds: float, is_slow: bool) -> None:
        """One query took so long."""

    def looked_up(self, found: bool) -> None:
        """The cache was asked, and had the answer or not."""


def _tell(sql: str, seconds: float) -> None:
    """The statement, without the values that were bound to it: these can be names."""
    ms, words = round(seconds * 1000), " ".join(sql.split())
    shown = words if len(words) <= LONGEST else f"{words[:LONGEST]} ..."
    SLOW.warning("slow query, %d ms: %s", ms, shown, extra={"fields": {"ms": ms, "sql": shown}})


QUIET = Watch()
