"""The database of small transactional tables: SQLite in the home, or PostgreSQL by its address; the same tables in both."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime

from filelock import FileLock
from sqlalchemy import URL, Connection, Engine, MetaData, Table, create_engine, event, inspect
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.schema import CreateColumn, CreateTable

from warehouse import settings as setting_module
from warehouse.errors import HomeBusy, HomeError, HomeNotWritable, RepertoireError
from warehouse.home import Home
from warehouse.settings import Settings
from warehouse.userdata import postgres

METADATA = MetaData()
UNTOLD = {"told": False}
"""`info` of a table that the machinery keeps for itself: what is written there is no change that anybody makes."""
WAIT = 30.0  # seconds for another writer of user data


def now() -> datetime:
    """The time as it is stored: UTC without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


def is_kept(home: Home, settings: Settings | None = None) -> bool:
    """Whether user data may be there: asking makes no file."""
    return bool((settings or setting_module.load()).user_database) or home.userdata.is_file()


def opened(home: Home, settings: Settings | None = None) -> Engine:
    """The database that the settings name, with every table of METADATA and every column of them.

    Raises HomeNotWritable for a file, UserDataError for a server, SettingError for an address that is none.
    """
    address = (settings or setting_module.load()).user_database
    engine = postgres.engine(address, WAIT) if address else in_file(home)
    with _first(home, engine), engine.begin() as con:
        if address:
            postgres.wait_for_turn(con)
        there = {name: {c["name"] for c in found} for (_, name), found in inspect(con).get_multi_columns().items()}
        for table in METADATA.sorted_tables:
            if table.name in there:
                _add_missing(con, table, there[table.name])
            else:
                con.execute(CreateTable(table, if_not_exists=True))
    return engine


def _first(home: Home, engine: Engine) -> AbstractContextManager[object]:
    """SQLite does not wait for the switch to its write-ahead log, so only one process at a time may be the first."""
    return FileLock(home.path / "userdata.lock") if engine.dialect.name == "sqlite" else nullcontext()


def _add_missing(con: Connection, table: Table, there: set[str]) -> None:
    """Give a table that an earlier version made the columns it lacks."""
    for column in table.columns:
        if column.name not in there:
            words = CreateColumn(column).compile(dialect=con.dialect)
            con.exec_driver_sql(f"alter table {table.name} add column {words}")


def _explained(words: str, home: Home) -> RepertoireError | None:
    """What the database says, as an error with advice; None for a fault of ours. SQLite has words and no kinds."""
    if "database is locked" in words:
        return HomeBusy(f"Another program holds {home.userdata}.", "Close it and try again; nothing was stored.")
    if "readonly database" in words or "unable to open" in words:
        return HomeNotWritable(f"Cannot write in {home.userdata}.", "Change its permissions, or those of its folder.")
    if "is full" in words:
        return HomeNotWritable(f"There is no room left for {home.userdata}.", "Make room and try again.")
    if "malformed" in words or "not a database" in words or "disk i/o" in words:
        return HomeError(f"{home.userdata} is damaged.", "Bring a backup back: repertoire restore FILE")
    return None


def in_file(home: Home) -> Engine:
    """The file of a home, without looking at its tables. Raises HomeNotWritable."""
    home.create()
    engine = create_engine(URL.create("sqlite", database=str(home.userdata)), connect_args={"timeout": WAIT})

    @event.listens_for(engine, "connect")
    def _pragmas(connection: object, _record: object) -> None:
        # Readers and one writer at the same time, and no lost commit when the machine stops.
        cursor = connection.cursor()  # type: ignore[attr-defined]
        cursor.execute("pragma journal_mode = wal")
        cursor.execute("pragma synchronous = full")
        cursor.close()

    @event.listens_for(engine, "handle_error")
    def _explain(context: ExceptionContext) -> None:
        if told := _explained(str(context.original_exception).lower(), home):
            raise told from context.original_exception

    return engine
