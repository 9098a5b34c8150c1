"""The database of small transactional tables: SQLite in the home; the tables use nothing that PostgreSQL lacks."""

from __future__ import annotations

from datetime import UTC, datetime

from filelock import FileLock
from sqlalchemy import DDL, URL, Connection, Engine, MetaData, Table, create_engine, event, inspect
from sqlalchemy.schema import CreateColumn, CreateTable

from warehouse.home import Home

METADATA = MetaData()
UNTOLD = {"told": False}
"""`info` of a table that the machinery keeps for itself: what is written there is no change that anybody makes."""


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


def _engine(home: Home) -> Engine:
    home.create()
    engine = create_engine(URL.create("sqlite", database=str(home.userdata)), connect_args={"timeout": 30})

    @event.listens_for(engine, "connect")
    def _pragmas(connection: object, _record: object) -> None:
        # Readers and one writer at the same time, and no lost commit when the machine stops.
        cursor = connection.cursor()  # type: ignore[attr-defined]
        cursor.execute("pragma journal_mode = wal")
        cursor.execute("pragma synchronous = full")
        cursor.close()

    return engine
