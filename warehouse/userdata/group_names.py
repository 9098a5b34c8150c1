"""Names that people gave to groups of tracks. They are added, never changed: the newest one of a group counts.

A group is known by its scope and its number, which stays when groups are found anew and the group is mostly the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, DateTime, Engine, Integer, String, Table, func, insert, select

from warehouse.errors import FilterError
from warehouse.userdata.actors import tell
from warehouse.userdata.engine import METADATA, now

LONGEST_NAME = 60

_NAMES = Table(
    "group_names",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("scope", String, nullable=False),
    Column("cluster", Integer, nullable=False),
    Column("name", String, nullable=False),
    Column("named_at", DateTime, nullable=False),
)


@dataclass(frozen=True)
class GroupName:
    """A name that somebody gave to a group; '' where the automatic one counts again."""

    scope: str
    cluster: int
    name: str
    named_at: datetime | None = None


class GroupNames:
    """The table of names. Safe to use from several threads and processes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def name(self, scope: str, cluster: int, name: str) -> None:
        """Give a group a name, '' to take the automatic one again. Raises FilterError when it is too long."""
        plain = " ".join(name.split())
        if len(plain) > LONGEST_NAME:
            raise FilterError(
                f"A name of {len(plain)} characters does not fit on the map.", f"At most {LONGEST_NAME} characters."
            )
        row = {"scope": scope, "cluster": cluster, "name": plain, "named_at": now()}
        with self._engine.begin() as con:
            con.execute(insert(_NAMES).values(**row))
            tell(con, "group names", f"called group {cluster} of {scope} “{plain}”")

    def names(self) -> dict[tuple[str, int], str]:
        """(scope, number) -> the name in force; groups that have none from people are left out."""
        newest = select(func.max(_NAMES.c.id)).group_by(_NAMES.c.scope, _NAMES.c.cluster)
        query = select(_NAMES.c.scope, _NAMES.c.cluster, _NAMES.c.name).where(_NAMES.c.id.in_(newest))
        with self._engine.connect() as con:
            return {(scope, cluster): name for scope, cluster, name in con.execute(query) if name}
