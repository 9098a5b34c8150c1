"""Connections: the Workbench (one writer) and the Reader (read-only, follows what is published).

A DuckDB connection shared by threads mixes up their rows, so each View has a cursor of its own. A published file is
opened by its real path under a new name every time: a process that has it open never sees a half-written file.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar, cast

import duckdb
import pandas as pd
import pyarrow as pa
from cachetools import LRUCache

from warehouse import opening
from warehouse import settings as setting_module
from warehouse.errors import DamagedSnapshot, HomeError, NewerWarehouse, NoSnapshot
from warehouse.faults import cannot_open, explained, room_told
from warehouse.home import Home
from warehouse.settings import Settings
from warehouse.watch import QUIET, Watch

SCHEMA_VERSION = 4
T = TypeVar("T")
Params = Mapping[str, Any] | Sequence[Any] | None


@dataclass(frozen=True)
class Snapshot:
    """What is known of a published file: its number, when it was published, and the date its data are of."""

    number: int
    published_at: datetime
    as_of: date | None
    as_of_assumed: bool
    demo: bool
    version: str


class View:
    """A cursor on one database. Every query made through it sees the same data.

    `database` is the connection whose cursor it is, where others have cursors of it too and `watch` looks at the memory of all.
    """

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        snapshot: Snapshot | None = None,
        watch: Watch = QUIET,
        database: duckdb.DuckDBPyConnection | None = None,
    ) -> None:
        self.con = con
        self._snapshot = snapshot
        self._watch = watch
        self._database = database

    @property
    def snapshot(self) -> Snapshot:
        """The published file this view reads. Raises NoSnapshot on a workbench that has published nothing."""
        if self._snapshot is None:
            raise NoSnapshot("Nothing has been published here.", "Run: repertoire publish")
        return self._snapshot

    def let_go(self) -> None:
        """Hold the database no longer: a view that somebody still has must not keep a file open that was replaced."""
        self._database = None

    def arrow(self, sql: str, params: Params = None) -> pa.Table:
        """The whole result as an Arrow table."""
        with self._asking(sql):
            return self.con.sql(sql, params=params).to_arrow_table()

    def frame(self, sql: str, params: Params = None) -> pd.DataFrame:
        """The whole result as a DataFrame; by way of Arrow, which is faster than DuckDB's own and keeps types."""
        return self.arrow(sql, params).to_pandas()

    def rows(self, sql: str, params: Params = None) -> list[tuple[Any, ...]]:
        """The whole result as tuples."""
        with self._asking(sql):
            return self.con.execute(sql, params).fetchall()

    def value(self, sql: str, params: Params = None) -> Any:
        """The first cell of the result, None when there is no row."""
        return next((row[0] for row in self.rows(sql, params)), None)

    def batches(self, sql: str, params: Params = None, size: int = 50_000) -> Iterator[pa.RecordBatch]:
        """The result as Arrow batches of at most `size` rows, in bounded memory; the view stays free meanwhile."""
        with explained(self._snapshot is not None), self.con.cursor() as cursor:
            yield from self._watch.parts(
                lambda: cursor.sql(sql, params=params).to_arrow_reader(size), cursor.interrupt, self._database
            )

    @contextmanager
    def _asking(self, sql: str) -> Iterator[None]:
        with explained(self._snapshot is not None), self._watch.query(sql, self.con.interrupt, self._database):
            yield


class Workbench(View):
    """The one writer. Use as a context manager; holds the writer lock of the home while open.

    `waiting` is what `Home.writing` is given. Raises HomeNotWritable, HomeBusy, NewerWarehouse.
    """

    def __init__(
        self, home: Home, settings: Settings | None = None, waiting: Callable[[float], None] | None = None
    ) -> None:
        self.home = home
        self.settings = settings or setting_module.load()
        self._waiting = waiting
        self._in_transaction = False
        self._stack = ExitStack()

    def __enter__(self) -> Workbench:
        self.home.create()
        self._stack.enter_context(self.home.writing(self.settings.wait_seconds, self._waiting))
        try:
            super().__init__(opening.to_write(str(self.home.workbench), self.settings, self.home))
            self._stack.callback(self.con.close)
            _check_version(self.con, self.home.workbench)
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(self, *exc: object) -> None:
        self._stack.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: what runs inside is committed at the end, or undone when anything is raised.

        Inside another transaction it is a part of that one; then what is raised must reach the outer one.
        """
        if self._in_transaction:
            yield
            return
        with room_told(self.home.path):
            self.con.execute("begin transaction")
            self._in_transaction = True
            try:
                yield
            except BaseException:
                self.con.execute("rollback")
                raise
            else:
                self.con.execute("commit")
            finally:
                self._in_transaction = False


class Reader:
    """Read-only access to what is published, for any number of threads.

    Follows the `current` link: the next view after a publish reads the new file, views that are open keep theirs.
    `watch` is told of every query but those that stream, and of every look into the cache.
    """

    def __init__(self, home: Home | Path | str, settings: Settings | None = None, watch: Watch | None = None) -> None:
        self.home = home if isinstance(home, Home) else Home(home)
        self.settings = settings or setting_module.load()
        self.watch = watch or Watch(self.settings.slow_ms)
        self._lock = threading.Lock()
        self._path: Path | None = None
        self._con: duckdb.DuckDBPyConnection | None = None
        self._about: Snapshot | None = None
        self._cache: LRUCache[Hashable, Any] = LRUCache(self.settings.cache_mb * 2**20, getsizeof=_size)

    @property
    def snapshot(self) -> Snapshot:
        """What is published now. Raises NoSnapshot."""
        with self.view() as view:
            return view.snapshot

    @contextmanager
    def view(self) -> Iterator[View]:
        """A cursor on the file that is published at this moment. Raises NoSnapshot, NewerWarehouse, DamagedSnapshot."""
        con, about = self._follow()
        try:
            with explained(), con.cursor() as cursor:
                view = View(cursor, about, self.watch, con)
                try:
                    yield view
                finally:
                    view.let_go()
        except DamagedSnapshot:
            self._forget(con)
            raise

    def cached(self, key: Hashable, make: Callable[[View], T]) -> T:
        """`make(view)`, kept until the snapshot changes or memory is needed. `key` must name the question fully."""
        with self.view() as view:
            full_key = (view.snapshot.number, view.snapshot.published_at, key)
            with self._lock:
                found = full_key in self._cache
                result = self._cache.get(full_key)
            self.watch.looked_up(found)
            if found:
                return cast(T, result)
            result = make(view)
        with self._lock:
            if _size(result) <= self._cache.maxsize:
                self._cache[full_key] = result
        return result

    def _follow(self) -> tuple[duckdb.DuckDBPyConnection, Snapshot]:
        with self._lock:
            while True:
                path = self._published()
                if path == self._path and self._con is not None and self._about is not None:
                    return self._con, self._about
                try:
                    # The old connection is dropped, not closed: views that are open still use it.
                    (self._con, self._about), self._path = _open_published(path, self.settings), path
                    self._cache.clear()  # nobody asks an older file
                except HomeError:
                    if path != self._published():
                        continue  # a newer file was published meanwhile and this one removed
                    raise

    def _forget(self, con: duckdb.DuckDBPyConnection) -> None:
        """Open the file anew for the next view: it may have been put back under the same name."""
        with self._lock:
            if self._con is con:
                self._path = self._con = self._about = None

    def _published(self) -> Path:
        """The file that `current` names at this moment; whether it can be read shows when it is opened."""
        try:
            return (self.home.path / self.home.current.readlink()).absolute()
        except OSError:
            raise NoSnapshot(
                f"Nothing has been published in {self.home.path} yet.", "Load a file first: repertoire run --data FILE"
            ) from None


def _size(value: object) -> int:
    """Rough bytes of a cached result."""
    if isinstance(value, pd.DataFrame):
        return int(value.memory_usage(deep=True).sum())
    if isinstance(value, (list, tuple)):
        return 64 + sum(_size(item) for item in value)
    return 256


def scratch(settings: Settings) -> duckdb.DuckDBPyConnection:
    """A database in memory for work beside the warehouse: within the memory limit, spilling into the home."""
    home = Home(settings.home)
    home.create()
    return opening.to_write(":memory:", settings, home)


def _check_version(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Refuse a warehouse whose tables a newer version made."""
    con.execute("create table if not exists meta (schema_version integer)")
    found = con.execute("select max(schema_version) from meta").fetchall()[0][0]
    if found is None:
        con.execute("insert into meta values (?)", [SCHEMA_VERSION])
    elif found > SCHEMA_VERSION:
        raise NewerWarehouse(
            f"{path} has storage version {found}; this Repertoire knows versions up to {SCHEMA_VERSION}.",
            "Upgrade Repertoire, or use another folder with REPERTOIRE_HOME.",
        )


def _open_published(path: Path, settings: Settings) -> tuple[duckdb.DuckDBPyConnection, Snapshot]:
    try:
        con = opening.to_serve(path, settings)
        _check_published_version(con, path)
        rows = con.execute("select number, published_at, as_of, as_of_assumed, demo, version from snapshot").fetchall()
    except duckdb.Error as error:
        raise cannot_open(path, error, "Go back to an earlier one: repertoire rollback") from error
    if not rows:
        raise NoSnapshot(f"The published file {path} is empty.", "Publish again: repertoire publish")
    return con, Snapshot(*rows[0])


def _check_published_version(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    found = con.execute("select max(schema_version) from meta").fetchall()[0][0]
    if found is not None and found > SCHEMA_VERSION:
        raise NewerWarehouse(
            f"{path} has storage version {found}; this Repertoire knows versions up to {SCHEMA_VERSION}.",
            "Upgrade Repertoire.",
        )
