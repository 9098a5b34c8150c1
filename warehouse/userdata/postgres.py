"""User data on a PostgreSQL server: its address, one writer at a time as in SQLite's file, and what it says, with advice."""

from __future__ import annotations

import atexit
from functools import cache
from importlib.util import find_spec
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.sql.dml import UpdateBase

from warehouse.errors import HomeBusy, RepertoireError, SettingError, UserDataError

_TURN = 0x5265_7065  # the number of our lock on the server: "Repe"
CONNECT_SECONDS = 10
_OPEN: list[Engine] = []


@cache
def engine(address: str, wait: float) -> Engine:
    """The pool of connections of this process to the server of `address`; none is opened yet.

    Whoever writes waits up to `wait` seconds for whoever wrote first. Raises SettingError.
    """
    made = create_engine(
        _url(address),
        pool_pre_ping=True,  # a server that was started anew is found again by the next question
        connect_args={"connect_timeout": CONNECT_SECONDS, "application_name": "repertoire"},
    )
    _OPEN.append(made)

    @event.listens_for(made, "connect")
    def _settle(connection: Any, _record: object) -> None:
        connection.autocommit = True
        connection.execute(f"set lock_timeout = {round(wait * 1000)}")
        connection.autocommit = False

    @event.listens_for(made, "begin")
    def _begin(con: Connection) -> None:
        con.info["has_turn"] = False

    @event.listens_for(made, "before_execute")
    def _before(con: Connection, statement: Any, *_given: Any) -> None:
        if isinstance(statement, UpdateBase) and not con.info.get("has_turn"):
            wait_for_turn(con)

    @event.listens_for(made, "handle_error")
    def _explain(context: ExceptionContext) -> None:
        told = None if context.is_pre_ping else explained(context.original_exception)  # such a one is opened again
        if told:
            raise told from context.original_exception

    return made


@atexit.register
def close() -> None:
    """Close every connection of this process: what nobody closes is told as a leak."""
    while _OPEN:
        _OPEN.pop().dispose()
    engine.cache_clear()


def wait_for_turn(con: Connection) -> None:
    """Be the only writer until the transaction ends: the tables' code was written for one at a time, as in SQLite."""
    con.info["has_turn"] = True
    con.exec_driver_sql(f"select pg_advisory_xact_lock({_TURN})")


def explained(error: BaseException | None) -> RepertoireError | None:
    """What the server says, as an error with advice; None for a fault of ours. Its states: appendix A of its manual."""
    state, words = str(getattr(error, "sqlstate", None) or ""), str(error).strip().partition("\n")[0]
    if state == "55P03":
        return HomeBusy("Another program writes user data.", "Try again; nothing was stored.")
    if state[:2] in ("53", "58") or state in ("25006", "42501"):
        return UserDataError(f"The database of user data cannot store this: {words}.", "See its server's log.")
    if state.startswith("22") or "NUL (0x00)" in words:
        return UserDataError("This holds a character or number that the database cannot keep.", "Write it otherwise.")
    if state[:2] in ("08", "28", "3D", "57") or (not state and type(error).__name__ == "OperationalError"):
        return UserDataError(
            f"The database of user data does not answer: {words}.", "Start it, or look at REPERTOIRE_USER_DATABASE."
        )
    return None


def _url(address: str) -> URL:
    """The address for psycopg. Raises SettingError, which does not repeat it: it may hold a password."""
    try:
        url = make_url(address)
    except ArgumentError:
        url = URL.create("nothing")
    if url.get_backend_name() != "postgresql":
        raise SettingError(
            "REPERTOIRE_USER_DATABASE is no address of a PostgreSQL database.", "postgresql://USER:PASSWORD@HOST/NAME"
        )
    if find_spec("psycopg") is None:
        raise SettingError(
            "REPERTOIRE_USER_DATABASE needs psycopg, which is not installed.", "pip install 'repertoire[postgres]'"
        )
    return url.set(drivername="postgresql+psycopg")
