"""Shortlists: named lists of tracks that people keep, each track with a note and the time it was added.

Everything is one transaction whose first statement writes, so that two people at once wait for each other and neither
loses anything. A track that is taken off stays in the table, marked with the batch that took it off, until its list is
deleted: so that can be undone. A list is known by its name; capitals and spaces at the ends make no other name.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    Engine,
    Integer,
    String,
    Table,
    UniqueConstraint,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    update,
)

from warehouse.errors import FilterError
from warehouse.userdata.actors import tell
from warehouse.userdata.engine import METADATA, now

LONGEST_NAME, LONGEST_NOTE, MOST = 60, 500, 10_000
"""Characters of a name and of a note, tracks of a list."""

_LISTS = Table(
    "shortlists",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("batch", String, nullable=False),
    Column("created_at", DateTime, nullable=False),
    Column("changed_at", DateTime, nullable=False),
)
_ENTRIES = Table(
    "shortlist_tracks",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("list", Integer, nullable=False),
    Column("track_id", String, nullable=False),
    Column("place", Integer, nullable=False),
    Column("note", String, nullable=False, default=""),
    Column("added_at", DateTime, nullable=False),
    Column("batch", String, nullable=False),
    # '' for what is on the list, so that a track stands on it once.
    Column("taken_off", String, nullable=False, default=""),
    UniqueConstraint("list", "track_id", "taken_off"),
)
_ON = _ENTRIES.c.taken_off == ""
_ENTRY = (_ENTRIES.c.track_id, _ENTRIES.c.note, _ENTRIES.c.added_at)


@dataclass(frozen=True)
class Shortlist:
    """A list and how many tracks stand on it; times are UTC."""

    name: str
    tracks: int
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True)
class Entry:
    """A track on a list."""

    track_id: str
    note: str
    added_at: datetime


@dataclass(frozen=True)
class Change:
    """What was done to a list. batch: takes it back ; tracks: how many were added or taken off ; already: how many stood
    there before.
    """

    batch: str
    name: str
    tracks: int
    already: int = 0


class Shortlists:
    """The lists. Safe to use from several threads and processes. Raises FilterError for a list that is not there."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def lists(self) -> list[Shortlist]:
        """Every list, the one that was changed last first."""
        on = (_ENTRIES.c.list == _LISTS.c.id) & _ON
        query = select(_LISTS.c.name, func.count(_ENTRIES.c.id), _LISTS.c.created_at, _LISTS.c.changed_at)
        query = query.select_from(_LISTS.outerjoin(_ENTRIES, on)).group_by(_LISTS.c.id)
        with self._engine.connect() as con:
            rows = con.execute(query.order_by(_LISTS.c.changed_at.desc(), _LISTS.c.id.desc()))
            return [Shortlist(*row) for row in rows]

    def entries(self, name: str) -> list[Entry]:
        """The tracks of a list, in its order."""
        with self._engine.connect() as con:
            number = _number(con, name)
            query = select(*_ENTRY).where(_ENTRIES.c.list == number, _ON).order_by(_ENTRIES.c.place, _ENTRIES.c.id)
            return [Entry(*row) for row in con.execute(query)]

    def add(self, name: str, tracks: Sequence[str], note: str = "") -> Change:
        """Put tracks at the end of a list, which is made when it is not there; those that stand on it stay as they are.

        Raises FilterError for a name that cannot be one, no track, or more than MOST on the list.
        """
        plain, wanted, batch, at = _plain(name), list(dict.fromkeys(tracks)), secrets.token_hex(8), now()
        if not wanted:
            raise FilterError("There is no track to put on the list.", "Select tracks first, or loosen the filter.")
        with self._engine.begin() as con:
            number = _made(con, plain, batch, at)
            there = set(con.scalars(select(_ENTRIES.c.track_id).where(_ENTRIES.c.list == number, _ON)))
            new = [track for track in wanted if track not in there]
            if len(there) + len(new) > MOST:
                raise FilterError(
                    f"“{plain}” would hold {len(there) + len(new):,} tracks.",
                    f"A shortlist has at most {MOST:,}: narrow the filter, or select rows.",
                )
            last = con.scalar(select(func.max(_ENTRIES.c.place)).where(_ENTRIES.c.list == number)) or 0
            common = {"list": number, "note": note[:LONGEST_NOTE], "added_at": at, "batch": batch, "taken_off": ""}
            rows = [{**common, "track_id": track, "place": last + 1 + i} for i, track in enumerate(new)]
            if rows:
                con.execute(insert(_ENTRIES), rows)
            shown = con.execute(select(_LISTS.c.name).where(_LISTS.c.id == number)).scalar_one()
            tell(con, "shortlists", f"put {len(new):,} tracks on “{shown}”")
        return Change(batch, str(shown), len(new), len(wanted) - len(new))

    def remove(self, name: str, tracks: Sequence[str]) -> Change:
        """Take tracks off a list; `undo` puts them back where they were."""
        batch = secrets.token_hex(8)
        with self._engine.begin() as con:
            number = _touched(con, name)
            chosen = (_ENTRIES.c.list == number) & _ENTRIES.c.track_id.in_(list(tracks)) & _ON
            count = con.execute(update(_ENTRIES).where(chosen).values(taken_off=batch)).rowcount
            tell(con, "shortlists", f"took {count:,} tracks off “{_plain(name)}”")
        return Change(batch, _plain(name), count)

    def undo(self, batch: str) -> int:
        """Take one `add` or `remove` back; how many tracks that concerned, 0 when there is nothing left to take back.

        What `add` had put there goes, and the list with it when it was made for them and has nothing else. What `remove`
        had taken off comes back, unless somebody has put the track there again since.
        """
        if not batch:
            return 0
        again = _ENTRIES.alias("again")
        there = exists().where(
            again.c.list == _ENTRIES.c.list, again.c.track_id == _ENTRIES.c.track_id, again.c.taken_off == ""
        )
        back = update(_ENTRIES).where(_ENTRIES.c.taken_off == batch, ~there).values(taken_off="")
        with self._engine.begin() as con:
            gone = con.execute(delete(_ENTRIES).where(_ENTRIES.c.batch == batch, _ON)).rowcount
            returned = con.execute(back).rowcount
            held = exists().where(_ENTRIES.c.list == _LISTS.c.id)
            con.execute(delete(_LISTS).where(_LISTS.c.batch == batch, ~held))
            tell(con, "shortlists", f"took a change of {gone + returned:,} tracks back")
        return int(gone + returned)

    def note(self, name: str, track_id: str, note: str) -> None:
        """Write the note of a track on a list, cut at LONGEST_NOTE characters; nothing when it is not on it any more."""
        with self._engine.begin() as con:
            number = _touched(con, name)
            chosen = (_ENTRIES.c.list == number) & (_ENTRIES.c.track_id == track_id) & _ON
            con.execute(update(_ENTRIES).where(chosen).values(note=" ".join(note.split())[:LONGEST_NOTE]))
            tell(con, "shortlists", f"wrote a note on track {track_id} of “{_plain(name)}”")

    def arrange(self, name: str, tracks: Sequence[str]) -> None:
        """Put the tracks of a list into this order. Those that are not named, because somebody has just added them, come
        after; names of tracks that are not on it mean nothing.
        """
        wanted = {track: place for place, track in enumerate(dict.fromkeys(tracks))}
        with self._engine.begin() as con:
            number = _touched(con, name)
            order = (_ENTRIES.c.place, _ENTRIES.c.id)
            query = select(_ENTRIES.c.id, _ENTRIES.c.track_id).where(_ENTRIES.c.list == number, _ON).order_by(*order)
            rows = sorted(con.execute(query).all(), key=lambda row: wanted.get(row[1], len(wanted)))
            for place, (entry, _) in enumerate(rows):
                con.execute(update(_ENTRIES).where(_ENTRIES.c.id == entry).values(place=place + 1))
            tell(con, "shortlists", f"put “{_plain(name)}” into another order")

    def rename(self, name: str, new: str) -> str:
        """Give a list another name; returns it. Raises FilterError when another list has it."""
        plain = _plain(new)
        with self._engine.begin() as con:
            number = _touched(con, name)
            taken = select(_LISTS.c.id).where(_LISTS.c.key == plain.casefold(), _LISTS.c.id != number)
            if con.scalar(taken) is not None:
                raise FilterError(f"There is a shortlist “{plain}” already.", "Choose another name.")
            con.execute(update(_LISTS).where(_LISTS.c.id == number).values(name=plain, key=plain.casefold()))
            tell(con, "shortlists", f"renamed “{_plain(name)}” to “{plain}”")
        return plain

    def delete(self, name: str) -> int:
        """Delete a list for good; returns how many tracks stood on it."""
        with self._engine.begin() as con:
            number = _touched(con, name)
            count = con.scalar(select(func.count()).select_from(_ENTRIES).where(_ENTRIES.c.list == number, _ON))
            con.execute(delete(_ENTRIES).where(_ENTRIES.c.list == number))
            con.execute(delete(_LISTS).where(_LISTS.c.id == number))
            tell(con, "shortlists", f"deleted “{_plain(name)}” with {count or 0:,} tracks")
        return int(count or 0)


def _plain(name: str) -> str:
    """The name as it is kept. Raises FilterError for one that is empty or too long."""
    plain = " ".join(name.split())
    if not plain:
        raise FilterError("A shortlist needs a name.", "Type one, or choose a list that is there.")
    if len(plain) > LONGEST_NAME:
        raise FilterError(
            f"The name of a shortlist has at most {LONGEST_NAME} characters.", f"This one has {len(plain)}."
        )
    return plain


def _gone(name: str) -> FilterError:
    return FilterError(f"There is no shortlist “{name[:LONGEST_NAME]}”.", "It may have been deleted or renamed.")


def _number(con: Connection, name: str) -> int:
    number = con.scalar(select(_LISTS.c.id).where(_LISTS.c.key == _plain(name).casefold()))
    if number is None:
        raise _gone(name)
    return int(number)


def _touched(con: Connection, name: str) -> int:
    """The number of a list, written to first: whoever comes next waits until this transaction has ended."""
    changed = update(_LISTS).where(_LISTS.c.key == _plain(name).casefold()).values(changed_at=now())
    if not con.execute(changed).rowcount:
        raise _gone(name)
    return _number(con, name)


def _made(con: Connection, name: str, batch: str, at: datetime) -> int:
    """The number of a list, made when it is not there, and written to first."""
    key = name.casefold()
    columns = {"key": key, "name": name, "batch": batch, "created_at": at, "changed_at": at}
    row = select(*(literal(value) for value in columns.values())).where(~exists().where(_LISTS.c.key == key))
    con.execute(insert(_LISTS).from_select(list(columns), row))
    return _touched(con, name)
