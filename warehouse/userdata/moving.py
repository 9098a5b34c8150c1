"""User data from one database into another: from the home's file to a server, and into a file for a backup."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, Table, func, insert, select

from warehouse.errors import HomeError, UserDataError
from warehouse.home import Home
from warehouse.settings import Settings
from warehouse.userdata.engine import METADATA, in_file, opened

ROWS = 5_000  # at a time


def into_file(settings: Settings, home: Home) -> dict[str, int]:
    """Copy what the database of the settings holds into the file of `home`, as it is at one moment. Table -> rows."""
    source, plain = opened(home, settings), Settings(home=home.path)
    with source.connect().execution_options(isolation_level="REPEATABLE READ") as con:
        return _copied(con, opened(home, plain))


def from_file(settings: Settings) -> dict[str, int]:
    """Copy the file of the home into the database of the settings, all or nothing. Table -> rows.

    Raises HomeError when there is no file, UserDataError when the database holds something already.
    """
    home = Home(settings.home)
    if not settings.user_database or not home.userdata.is_file():
        raise HomeError(
            f"There is no {home.userdata} to copy, or no database to copy it to.",
            "Set REPERTOIRE_USER_DATABASE to postgresql://USER:PASSWORD@HOST/NAME",
        )
    opened(home, Settings(home=home.path)).dispose()  # a file of an earlier version gets the columns it lacks
    with in_file(home).connect() as con:
        return _copied(con, opened(home, settings))


def _copied(source: Connection, target: Engine) -> dict[str, int]:
    rows: dict[str, int] = {}
    with target.begin() as con:
        for table in METADATA.sorted_tables:
            if con.scalar(select(func.count()).select_from(table)):
                raise UserDataError(f"The table {table.name} there is not empty.", "Name a database without user data.")
            rows[table.name] = _rows(source, con, table)
    return rows


def _rows(source: Connection, con: Connection, table: Table) -> int:
    count = 0
    for part in source.execute(select(table)).mappings().partitions(ROWS):
        con.execute(insert(table), [dict(row) for row in part])
        count += len(part)
    if con.dialect.name == "postgresql" and count and "id" in table.columns:
        # Numbers go on after those that came.
        last = select(func.max(table.c["id"])).scalar_subquery()
        con.execute(select(func.setval(func.pg_get_serial_sequence(table.name, "id"), last)))
    return count
