"""Who does what is done: the name and role behind every change, and the one door that all changes go through.

`watch` looks at every statement that writes to user data. A viewer's is refused before it reaches the database, and what
the others change is told in the table `audit`, in the same transaction: neither can be there without the other.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from weakref import WeakSet

from sqlalchemy import Column, Connection, DateTime, Engine, Integer, String, Table, event, func, insert, select
from sqlalchemy.sql.dml import UpdateBase

from warehouse.errors import NotAllowed
from warehouse.userdata.engine import METADATA, UNTOLD, now

Role = Literal["viewer", "editor"]
ROLES: tuple[Role, ...] = ("viewer", "editor")
BEHIND = "REPERTOIRE_ACTOR"
"""Environment variable that tells a process of ours who asked for it."""
LONGEST = 300
_VERBS = {"insert": "added to", "update": "changed", "delete": "deleted from"}

_AUDIT = Table(
    "audit",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", DateTime, nullable=False),
    Column("who", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("what", String, nullable=False),
    info=UNTOLD,
)


@dataclass(frozen=True)
class Actor:
    """Somebody, and what they may do: a viewer looks, an editor changes."""

    name: str
    role: Role = "editor"


@dataclass(frozen=True)
class Line:
    """A change: when (UTC), who, what it is about, what was done."""

    at: datetime
    who: str
    subject: str
    what: str


_WATCHED: WeakSet[Engine] = WeakSet()
_NOW: ContextVar[Actor | None] = ContextVar("actor", default=None)


def actor() -> Actor:
    """Who acts here: whom `acting` names, else whoever asked for this process, else its terminal."""
    return _NOW.get() or Actor(os.environ.get(BEHIND) or "command line")


@contextmanager
def acting(someone: Actor | None) -> Iterator[None]:
    """Everything inside is done by `someone`; None leaves it to the process."""
    token = _NOW.set(someone)
    try:
        yield
    finally:
        _NOW.reset(token)


def act_as(someone: Actor | None) -> None:
    """What this thread does from here on is done by `someone`; for threads that answer one request after another."""
    _NOW.set(someone)


def need_editor() -> None:
    """Raises NotAllowed when whoever acts here may only look."""
    if actor().role != "editor":
        raise NotAllowed(
            f"{actor().name} may look at everything here and change nothing.",
            "Ask whoever runs Repertoire for the role editor: repertoire user role NAME editor",
        )


def tell(con: Connection, subject: str, what: str) -> None:
    """Say what a transaction does; told when it ends well, forgotten when it does not. Raises NotAllowed to a viewer."""
    need_editor()
    con.info.setdefault("told", []).append((subject, what[:LONGEST]))


def watch(engine: Engine) -> None:
    """Refuse what viewers write, and tell what everybody else has written, whoever wrote the code for it.

    Watching twice is watching once: the pool of a server is one for a process.
    """
    if engine in _WATCHED:
        return
    _WATCHED.add(engine)

    @event.listens_for(engine, "before_execute")
    def seen(con: Connection, statement: Any, *_given: Any) -> None:
        table = statement.table if isinstance(statement, UpdateBase) else None
        if isinstance(table, Table) and table.info != UNTOLD:
            need_editor()
            touched = (table.name, f"{_VERBS[statement.__visit_name__]} {table.name}")
            con.info.setdefault("touched", {})[touched] = None

    @event.listens_for(engine, "commit")
    def told(con: Connection) -> None:
        lines, touched = con.info.pop("told", []), con.info.pop("touched", {})
        common = {"at": now(), "who": actor().name}
        rows = [{**common, "subject": subject, "what": what} for subject, what in lines or touched]
        if rows:
            con.execute(insert(_AUDIT), rows)

    @event.listens_for(engine, "rollback")
    def forgotten(con: Connection) -> None:
        con.info.pop("told", None)
        con.info.pop("touched", None)


class Audit:
    """The table of changes. It is only added to."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, subject: str, what: str) -> None:
        """Tell a change that is not made in user data, such as another snapshot that is served. Raises NotAllowed."""
        with self._engine.begin() as con:
            tell(con, subject, what)

    def counts(self) -> list[tuple[str, str, int]]:
        """Who changed something about what, and how often: (who, subject, changes)."""
        query = select(_AUDIT.c.who, _AUDIT.c.subject, func.count()).group_by(_AUDIT.c.who, _AUDIT.c.subject)
        with self._engine.connect() as con:
            return [
                (who, subject, n) for who, subject, n in con.execute(query.order_by(_AUDIT.c.who, _AUDIT.c.subject))
            ]

    def lines(self, limit: int | None = 100, who: str = "", subject: str = "") -> list[Line]:
        """The latest changes (None: every one), newest first; of one person, about one subject, or all."""
        query = select(_AUDIT.c.at, _AUDIT.c.who, _AUDIT.c.subject, _AUDIT.c.what).order_by(_AUDIT.c.id.desc())
        if who:
            query = query.where(_AUDIT.c.who == who)
        if subject:
            query = query.where(_AUDIT.c.subject == subject)
        with self._engine.connect() as con:
            return [Line(*row) for row in con.execute(query.limit(limit))]
