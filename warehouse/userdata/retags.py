"""What people decided about doubtful genre tags: accept a suggestion, or keep the tag; with a note.

Decisions are added, never changed: the newest one about a tag counts, and taking a batch back brings the ones before it
into force again. So several people can decide at once and none undoes another's work.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import Column, DateTime, Engine, Integer, String, Table, delete, func, insert, select

from warehouse.errors import FilterError
from warehouse.userdata.actors import tell
from warehouse.userdata.engine import METADATA, now

Decision = Literal["accept", "keep"]
DECISIONS: tuple[Decision, ...] = get_args(Decision)
LONGEST_NOTE = 500

_RETAGS = Table(
    "retags",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("batch", String, nullable=False),
    Column("track_id", String, nullable=False),
    Column("vocabulary", String, nullable=False),
    Column("genre", String, nullable=False),
    Column("decision", String, nullable=False),
    Column("new_genre", String, nullable=False, default=""),
    Column("note", String, nullable=False, default=""),
    Column("decided_at", DateTime, nullable=False),
)


@dataclass(frozen=True)
class Retag:
    """What was decided about one tag of a track. new_genre: what replaces it, '' when it is kept."""

    track_id: str
    vocabulary: str
    genre: str
    decision: Decision
    new_genre: str = ""
    note: str = ""
    decided_at: datetime | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """The tag that was decided about."""
        return self.track_id, self.vocabulary, self.genre


class Retags:
    """The table of decisions. Safe to use from several threads and processes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def decide(self, decided: Sequence[Retag]) -> str:
        """Add decisions, all or none, dated now; returns the name of the batch, '' for no decision.

        Raises FilterError for a decision that is none, or an accepted one without a genre.
        """
        for one in decided:
            _check(one)
        if not decided:
            return ""
        batch, at = secrets.token_hex(8), now()
        rows = [{**asdict(one), "note": one.note[:LONGEST_NOTE], "decided_at": at, "batch": batch} for one in decided]
        with self._engine.begin() as con:
            con.execute(insert(_RETAGS), rows)
            accepted = sum(one.decision == "accept" for one in decided)
            tell(con, "retags", f"decided about {len(rows):,} tags, {accepted:,} of them accepted")
        return batch

    def undo(self, batch: str) -> int:
        """Take a batch back; how many decisions it held, 0 when it is gone already."""
        with self._engine.begin() as con:
            count = con.execute(delete(_RETAGS).where(_RETAGS.c.batch == batch)).rowcount
            tell(con, "retags", f"took {count:,} decisions back")
        return count

    def decisions(self, vocabulary: str | None = None) -> list[Retag]:
        """The decision in force about each tag, newest first; of one vocabulary or of all."""
        tag = (_RETAGS.c.track_id, _RETAGS.c.vocabulary, _RETAGS.c.genre)
        newest = select(func.max(_RETAGS.c.id)).group_by(*tag)
        columns = [_RETAGS.c[name] for name in Retag.__dataclass_fields__]
        query = select(*columns).where(_RETAGS.c.id.in_(newest)).order_by(_RETAGS.c.id.desc())
        if vocabulary is not None:
            query = query.where(_RETAGS.c.vocabulary == vocabulary)
        with self._engine.connect() as con:
            return [Retag(**row) for row in con.execute(query).mappings()]


def _check(one: Retag) -> None:
    if one.decision not in DECISIONS:
        raise FilterError(f"{one.decision!r} is no decision about a tag.", f"Decisions: {', '.join(DECISIONS)}.")
    if (one.decision == "accept") != bool(one.new_genre):
        raise FilterError(
            f"The decision about {one.genre!r} of track {one.track_id} does not say which genre it gets.",
            "A suggestion is accepted with its genre; a tag that is kept has none.",
        )
