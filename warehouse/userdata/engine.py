"""The database of small transactional tables: SQLite in the home; the tables use nothing that PostgreSQL lacks."""

from __future__ import annotations

from datetime import UTC, datetime

from filelock import FileLock
from sqlalchemy import DDL, URL, Connection, Engine, MetaData, Table, create_engine, event, inspect
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.schema import CreateColumn, CreateTable

from warehouse.errors import HomeBusy, HomeError, HomeNotWritable, RepertoireError
from warehouse.home import Home

METADATA = MetaData()
UNTOLD = {"told": False}
"""`info` of a table that the machinery keeps for itself: what is written there is no change that anybody makes."""
WAIT = 30.0  # seconds for another writer of user data


def now() -> datetime:
    """The time as it is stored: UTC without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


def opened(home: Home) -> Engine:
    """The database of a home, with every table of METADATA and every column of them. Raises HomeNotWritable."""
    engine = _engine(home)
    # SQLite does not wait for the switch to its write-ahead log, so only one process at a time may be the first.
    with FileLock(home.path / "userdata.lock"), engine.begin() as con:
        for table in METADATA.sorted_tables:
            con.execute(CreateTable(table, if_not_exists=True))
            _add_missing(con, table)
    return engine


def _add_missing(con: Connection, table: Table) -> None:
    """Give a table that an earlier version made the columns it lacks."""
    there = {column["name"] for column in inspect(con).get_columns(table.name)}
    for column in table.columns:
        if column.name not in there:
            con.execute(DDL(f"alter table {table.name} add column {CreateColumn(column)}"))


def _explained(words: str, home: Home) -> RepertoireError | None:
    """What the database says, as an error with advice; None for a fault of ours. SQLite has words and no kinds."""
    if "database is locked" in words:
        return HomeBusy(f"Another program holds {home.userdata}.", "Close it and try again; nothing was stored.")
    if "readonly database" in words or "unable to open" in words:
        return HomeNotWritable(f"Cannot write in {home.userdata}.", "Change its permissions, or those of its folder.")
    if "is full" in words:
        return HomeNotWritable(f"There is no room left for {home.userdata}.", "Free some space and try again.")
    if "malformed" in words or "not a database" in words or "disk i/o" in words:
        return HomeError(f"{home.userdata} is damaged.", "Bring a backup back: repertoire restore FILE")
    return None


def _engine(home: Home) -> Engine:
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
