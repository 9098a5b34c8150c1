"""Saved views: an address of the application under a name that everybody here sees.

A view is known by its name; capitals and spaces at the ends make no other name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, DateTime, Engine, Integer, String, Table, delete, func, insert, select, update

from warehouse.errors import FilterError
from warehouse.userdata.actors import actor, tell
from warehouse.userdata.engine import METADATA, now

LONGEST_NAME, LONGEST_ADDRESS, MOST = 60, 8_000, 500
"""Characters of a name and of an address, views there may be."""

_VIEWS = Table(
    "saved_views",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("address", String, nullable=False),
    Column("saved_by", String, nullable=False),
    Column("saved_at", DateTime, nullable=False),
)


@dataclass(frozen=True)
class SavedView:
    """An address under a name; who saved it last, and when (UTC)."""

    name: str
    address: str
    saved_by: str
    saved_at: datetime


class Views:
    """The table of views. Safe to use from several threads and processes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def views(self) -> list[SavedView]:
        """Every view, by name."""
        columns = [_VIEWS.c[name] for name in SavedView.__dataclass_fields__]
        with self._engine.connect() as con:
            return [SavedView(*row) for row in con.execute(select(*columns).order_by(_VIEWS.c.key))]

    def save(self, name: str, address: str) -> str:
        """Keep an address under a name; returns the one that stood under it before, '' when none did.

        Raises FilterError for a name or an address that cannot be one, NotAllowed to a viewer.
        """
        plain, kept = _plain(name), _checked(address)
        key, values = plain.casefold(), {"name": plain, "address": kept, "saved_by": actor().name, "saved_at": now()}
        with self._engine.begin() as con:
            changed = update(_VIEWS).where(_VIEWS.c.key == key)
            # Written to before it is read: whoever saves at the same time waits.
            con.execute(changed.values(name=plain))
            before = con.scalar(select(_VIEWS.c.address).where(_VIEWS.c.key == key))
            con.execute(insert(_VIEWS).values(key=key, **values) if before is None else changed.values(**values))
            if (con.scalar(select(func.count()).select_from(_VIEWS)) or 0) > MOST:
                raise FilterError(f"There are {MOST} views already.", "Delete one that is of no use any more.")
            tell(con, "views", f"saved “{plain}”: {kept}")
        return before or ""

    def delete(self, name: str) -> str:
        """Delete a view; returns its address. Raises FilterError when it is not there, NotAllowed to a viewer."""
        key = _plain(name).casefold()
        with self._engine.begin() as con:
            address = con.scalar(delete(_VIEWS).where(_VIEWS.c.key == key).returning(_VIEWS.c.address))
            if address is None:
                raise FilterError(f"There is no view “{name[:LONGEST_NAME]}”.", "It may have been deleted meanwhile.")
            tell(con, "views", f"deleted “{name}”")
        return str(address)


def _plain(name: str) -> str:
    plain = " ".join(name.split())
    if not plain or len(plain) > LONGEST_NAME:
        raise FilterError("A view needs a name.", f"Type one of 1 to {LONGEST_NAME} characters.")
    return plain


def _checked(address: str) -> str:
    """A path of the application with what follows it: nothing that leads to another host."""
    leads_out = not address.startswith("/") or address.startswith(("//", "/\\")) or not address.isprintable()
    if leads_out or len(address) > LONGEST_ADDRESS:
        raise FilterError("This address cannot be saved.", "It begins with / and names a page of Repertoire.")
    return address
