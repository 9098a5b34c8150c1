"""Queries that take too long or too much memory, or that nobody waits for any more, are ended: one thread looks at all that run.

DuckDB stops a query when another thread says `interrupt()` to its cursor; the query then raises in its own thread. What it does
not do by itself is end a query for its memory before others find none: sorts, joins, groupings and windows go to the disk when
room is needed, but lists and medians that are being made cannot, and take what is left until somebody fails.
"""

from __future__ import annotations

import atexit
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

import duckdb

from warehouse.errors import NobodyWaits, RepertoireError, TooMuchMemory, TooMuchTime

EVERY = 0.1  # seconds between two looks
MOST_HELD = 0.5
"""Of the memory limit: what all queries of a database may hold in what cannot go to the disk; beyond it one is ended."""
HELD = """
    select sum(memory_usage_bytes) / parse_formatted_bytes(current_setting('memory_limit'))
    from duckdb_memory() where tag = 'ALLOCATOR'
"""

_ASKING = threading.Lock()  # held while a database is asked for its memory
atexit.register(_ASKING.acquire)  # DuckDB aborts a process whose end breaks off a daemon thread in the middle of it


def _never() -> bool:
    return False


HAS_LEFT: ContextVar[Callable[[], bool]] = ContextVar("has_left", default=_never)
"""Says whether whoever asked for what this thread does has left."""


@dataclass(eq=False)
class _Running:
    """A query: how it is stopped, on which database, when it began and must end (monotonic seconds), and why it was ended."""

    interrupt: Callable[[], None]
    database: duckdb.DuckDBPyConnection | None
    began: float
    until: float
    has_left: Callable[[], bool] = field(default_factory=HAS_LEFT.get)
    why: RepertoireError | None = None


class Limits:
    """The running queries of one application. Safe to use from several threads.

    Parameters
    ----------
    seconds : what a query may take; 0 sets no limit of time.
    held : connection -> the part of its database's memory limit that queries hold and cannot put aside.
    """

    def __init__(self, seconds: float, held: Callable[[duckdb.DuckDBPyConnection], float] | None = None) -> None:
        self.seconds = seconds
        self._held = held or _held
        self._running: set[_Running] = set()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._asleep = False

    @contextmanager
    def around(
        self, interrupt: Callable[[], None], database: duckdb.DuckDBPyConnection | None = None
    ) -> Iterator[None]:
        """Around one query, which `interrupt` ends; `database`: a connection that others use too, None where memory is not to be
        looked at. Raises TooMuchTime, TooMuchMemory, NobodyWaits.
        """
        began = time.monotonic()
        one = _Running(interrupt, database, began, began + (self.seconds or float("inf")))
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
            self._look_at_all()
            time.sleep(EVERY)

    def _look_at_all(self) -> None:
        """One look. What it holds of databases it lets go of: nothing may keep an older snapshot open."""
        with self._changed:
            hungry = self._may_hold_much()
        # Asked without that lock: it takes a millisecond, and queries that begin need not wait for it.
        with _ASKING:
            full = {database for database in hungry if self._held(database) > MOST_HELD}
        with self._changed:
            # Said while the lock is held: a query that has ended meanwhile is not among them any more.
            for database in full:
                self._end_the_oldest(database)
            for one in self._running:
                self._look(one)

    def _may_hold_much(self) -> set[duckdb.DuckDBPyConnection]:
        """The databases of queries that were already there at the look before: nearly all are over by then."""
        before = time.monotonic() - EVERY
        return {one.database for one in self._running if one.database is not None and one.began < before}

    def _end_the_oldest(self, database: duckdb.DuckDBPyConnection) -> None:
        # Whose memory it is, DuckDB does not say: most likely that of the query that has run longest. One at a time.
        oldest = min((one for one in self._running if one.database is database), key=_began, default=None)
        if oldest is not None and oldest.why is None:
            oldest.why = TooMuchMemory(
                "This question, with those asked beside it, took too much memory, so it was stopped.",
                "Narrow the filter, or allow more: REPERTOIRE_MEMORY_LIMIT.",
            )

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


def _began(one: _Running) -> float:
    return one.began


def _held(database: duckdb.DuckDBPyConnection) -> float:
    try:
        with database.cursor() as cursor:
            return float(cursor.execute(HELD).fetchall()[0][0] or 0)
    except duckdb.OutOfMemoryException:
        return 1.0
    except duckdb.Error:  # of a file that was damaged, say: its queries tell, and the others are watched on
        return 0.0
