"""What people said about recommendations (like, dislike, skip), and which items they were shown on which day.

Rows are added, never changed: the newest verdict about an item counts, "none" takes one back, and taking a batch back brings
the ones before it into force again. So two people who share a profile can speak at once and neither undoes the other.
"""

from __future__ import annotations

import json
import secrets
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Literal, get_args

from sqlalchemy import Column, Date, DateTime, Engine, Float, Integer, String, Table, delete, func, insert, select

from warehouse.errors import FilterError
from warehouse.userdata.actors import tell
from warehouse.userdata.engine import METADATA, UNTOLD, now

Verdict = Literal["like", "dislike", "skip", "none"]
ItemKind = Literal["track", "artist"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
KINDS: tuple[ItemKind, ...] = get_args(ItemKind)
LONGEST_PROFILE, MOST_WEIGHT = 120, 10.0
#: Days that a showing is remembered for: what was passed over last summer may be offered again.
REMEMBERED = 60

_FEEDBACK = Table(
    "feedback",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("batch", String, nullable=False),
    Column("profile", String, nullable=False, index=True),
    Column("item", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("verdict", String, nullable=False),
    Column("weight", Float, nullable=False, default=1.0),
    Column("at", DateTime, nullable=False),
)
# A row an answer that held something new that day, its items as one JSON list: a row an item would be fifty a look.
_SHOWN = Table(
    "recommended",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("profile", String, nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("day", Date, nullable=False),
    Column("items", String, nullable=False),
    info=UNTOLD,
)


@dataclass(frozen=True)
class Said:
    """A verdict about an item. profile: a listener's name, or that of a list of one's own ; weight: 1 is usual."""

    profile: str
    item: str
    kind: ItemKind
    verdict: Verdict
    weight: float = 1.0
    at: datetime | None = None
    batch: str = ""


class Feedback:
    """The table of verdicts and that of showings. Safe to use from several threads and processes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def say(self, said: Sequence[Said]) -> str:
        """Add verdicts, all or none, dated now; returns the name of the batch, '' for none.

        Raises FilterError for what is no verdict, no kind of item, no weight, or has no profile to belong to.
        """
        for one in said:
            _check(one)
        if not said:
            return ""
        batch, at = secrets.token_hex(8), now()
        rows = [{**asdict(one), "at": at, "batch": batch} for one in said]
        with self._engine.begin() as con:
            con.execute(insert(_FEEDBACK), rows)
            # Without the profile: it may be a listener, who can ask to be forgotten.
            tell(con, "feedback", f"gave {len(rows):,} verdicts on {said[0].kind}s")
        return batch

    def undo(self, batch: str) -> int:
        """Take a batch back; how many verdicts it held, 0 when it is gone already."""
        with self._engine.begin() as con:
            count = con.execute(delete(_FEEDBACK).where(_FEEDBACK.c.batch == batch)).rowcount
            tell(con, "feedback", f"took {count:,} verdicts back")
        return count

    def verdicts(self, profile: str | None = None, kind: ItemKind | None = None) -> list[Said]:
        """The verdict in force about each item, the newest first, without those taken back; of one profile or of all."""
        item = (_FEEDBACK.c.profile, _FEEDBACK.c.kind, _FEEDBACK.c.item)
        newest = select(func.max(_FEEDBACK.c.id)).group_by(*item)
        if profile is not None:
            newest = newest.where(_FEEDBACK.c.profile == profile)
        columns = [_FEEDBACK.c[name] for name in Said.__dataclass_fields__]
        query = select(*columns).where(_FEEDBACK.c.id.in_(newest), _FEEDBACK.c.verdict != "none")
        if kind is not None:
            query = query.where(_FEEDBACK.c.kind == kind)
        with self._engine.connect() as con:
            return [Said(**row) for row in con.execute(query.order_by(_FEEDBACK.c.id.desc())).mappings()]

    def profiles(self, text: str = "", limit: int = 20) -> list[tuple[str, int]]:
        """(name, verdicts ever given) of profiles whose name holds `text`, the most verdicts first."""
        count = func.count()
        query = select(_FEEDBACK.c.profile, count).group_by(_FEEDBACK.c.profile)
        if text:
            query = query.where(func.lower(_FEEDBACK.c.profile).contains(text.lower(), autoescape=True))
        query = query.order_by(count.desc(), _FEEDBACK.c.profile).limit(limit)
        with self._engine.connect() as con:
            return [(str(name), int(n)) for name, n in con.execute(query)]

    def show(self, profile: str, kind: ItemKind, items: Sequence[str], day: date | None = None) -> int:
        """Note that items were shown to a profile on a day (today); how many of them were new that day."""
        day = day or now().date()
        same = (_SHOWN.c.profile == profile, _SHOWN.c.kind == kind, _SHOWN.c.day == day)
        with self._engine.begin() as con:
            there = {
                name for (text,) in con.execute(select(_SHOWN.c["items"]).where(*same)) for name in json.loads(text)
            }
            new = [name for name in dict.fromkeys(items) if name not in there]
            if new:
                con.execute(insert(_SHOWN).values(profile=profile, kind=kind, day=day, items=json.dumps(new)))
        return len(new)

    def shown(self, profile: str, kind: ItemKind, day: date | None = None) -> dict[str, int]:
        """Item -> on how many days of the last REMEMBERED, up to `day` (today), it was shown."""
        day = day or now().date()
        since = day - timedelta(days=REMEMBERED)
        query = select(_SHOWN.c.day, _SHOWN.c["items"]).where(
            _SHOWN.c.profile == profile, _SHOWN.c.kind == kind, _SHOWN.c.day > since, _SHOWN.c.day <= day
        )
        days: dict[str, set[date]] = defaultdict(set)
        with self._engine.connect() as con:
            for on, text in con.execute(query):
                for name in json.loads(text):
                    days[name].add(on)  # two people at once may both note it: a day counts once
        return {name: len(on) for name, on in days.items()}


def _check(one: Said) -> None:
    if one.verdict not in VERDICTS:
        raise FilterError(f"{one.verdict!r} is no verdict.", f"Verdicts: {', '.join(VERDICTS)}.")
    if one.kind not in KINDS:
        raise FilterError(f"{one.kind!r} is no kind of item.", f"Kinds: {', '.join(KINDS)}.")
    if not 0 < one.weight <= MOST_WEIGHT:
        raise FilterError(
            f"A weight of {one.weight:g} cannot be used.", f"Weights are above 0, at most {MOST_WEIGHT:g}."
        )
    if not one.item or not one.profile.strip() or len(one.profile) > LONGEST_PROFILE:
        raise FilterError(
            "Feedback needs an item and the name of a listener or list to be kept under.",
            f"Names have 1 to {LONGEST_PROFILE} characters.",
        )
