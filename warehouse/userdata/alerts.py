"""Alert rules that people keep, and what each of them found at every publish.

A rule states the false alarms a year that it was saved with. What it finds is kept as an event once, whatever is published
again; muting or snoozing a rule hides its events and loses none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Engine,
    Float,
    Integer,
    String,
    Table,
    UniqueConstraint,
    delete,
    func,
    insert,
    select,
    update,
)

from warehouse.errors import FilterError
from warehouse.userdata.actors import tell
from warehouse.userdata.engine import METADATA, now

LONGEST_NAME, MOST_RULES = 60, 200

_RULES = Table(
    "alert_rules",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False),
    Column("source", String, nullable=False),
    Column("what", String, nullable=False),
    Column("place", String, nullable=False, default=""),
    Column("kind", String, nullable=False),
    Column("threshold", Float),
    Column("direction", String, nullable=False, default="both"),
    Column("filter", String, nullable=False, default=""),
    Column("a_year", Float, nullable=False),
    Column("muted", Boolean, nullable=False, default=False),
    Column("snoozed_until", Date),
    Column("problem", String, nullable=False, default=""),
    Column("created_at", DateTime, nullable=False),
    Column("evaluated_at", DateTime),
)
_EVENTS = Table(
    "alert_events",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("rule", Integer, nullable=False),
    Column("item", String, nullable=False),
    Column("name", String, nullable=False),
    Column("track_id", String),
    Column("artist_id", String),
    Column("week", Date, nullable=False),
    Column("value", Float),
    Column("usual", Float),
    Column("z", Float, nullable=False),
    Column("unusual", String, nullable=False, default=""),
    Column("snapshot", Integer, nullable=False),
    Column("found_at", DateTime, nullable=False),
    UniqueConstraint("rule", "item", "week"),
)
_FOUND = ("item", "name", "track_id", "artist_id", "week", "value", "usual", "z", "unusual")


@dataclass(frozen=True)
class AlertRule:
    """A rule; `threshold` None is the default of its kind of series. a_year: false alarms expected when it was saved.

    problem: why it could not be evaluated the last time, '' when it was. Times are UTC.
    """

    id: int
    name: str
    source: str
    what: str
    place: str
    kind: str
    threshold: float | None
    direction: str
    filter: str
    a_year: float
    muted: bool
    snoozed_until: date | None
    problem: str
    created_at: datetime
    evaluated_at: datetime | None

    def quiet(self, today: date) -> bool:
        """Whether its events are hidden: muted, or snoozed beyond today."""
        return self.muted or (self.snoozed_until is not None and self.snoozed_until > today)


@dataclass(frozen=True)
class AlertEvent:
    """Something a rule found: what, in which week, how far from usual, and in which snapshot it was first seen."""

    rule: int
    item: str
    name: str
    track_id: str | None
    artist_id: str | None
    week: date
    value: float | None
    usual: float | None
    z: float
    unusual: str
    snapshot: int
    found_at: datetime


class Alerts:
    """The rules and their events. Safe to use from several threads and processes. Raises FilterError for a rule that is
    not there.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def rules(self) -> list[AlertRule]:
        """Every rule, the newest first."""
        with self._engine.connect() as con:
            return [AlertRule(*row) for row in con.execute(select(_RULES).order_by(_RULES.c.id.desc()))]

    def save(self, name: str, a_year: float, **what: Any) -> int:
        """Keep a rule: source, what, place, kind, threshold, direction, filter. Returns its number. Raises FilterError."""
        plain = " ".join(name.split())
        if not plain or len(plain) > LONGEST_NAME:
            raise FilterError(
                "A rule needs a name." if not plain else f"A name of {len(plain)} characters is too long.",
                f"Type 1 to {LONGEST_NAME} characters.",
            )
        row = {"name": plain, "a_year": a_year, "created_at": now(), "muted": False, "problem": "", **what}
        with self._engine.begin() as con:
            number = con.execute(insert(_RULES).values(**row)).inserted_primary_key
            tell(con, "alerts", f"made the rule “{plain}”")
            if (con.scalar(select(func.count()).select_from(_RULES)) or 0) > MOST_RULES:
                raise FilterError(f"There are {MOST_RULES} rules already.", "Delete one that is of no use any more.")
        return int(number[0]) if number else 0

    def mute(self, rule: int, muted: bool) -> None:
        """Hide the events of a rule, or show them again."""
        self._change(rule, muted=muted)

    def snooze(self, rule: int, until: date | None) -> None:
        """Hide the events of a rule until a day; None: show them again."""
        self._change(rule, snoozed_until=until)

    def delete(self, rule: int) -> None:
        """Delete a rule and what it found."""
        with self._engine.begin() as con:
            if not con.execute(delete(_RULES).where(_RULES.c.id == rule)).rowcount:
                raise _gone(rule)
            con.execute(delete(_EVENTS).where(_EVENTS.c.rule == rule))
            tell(con, "alerts", f"deleted rule {rule}")

    def evaluated(self, rule: int, snapshot: int, found: Sequence[dict[str, Any]], problem: str = "") -> int:
        """Keep what a rule found in a snapshot (item, name, track_id, artist_id, week, value, usual, z, unusual), or why it
        could not be evaluated; returns how many events are new.
        """
        at = now()
        with self._engine.begin() as con:
            done = con.execute(update(_RULES).where(_RULES.c.id == rule).values(evaluated_at=at, problem=problem))
            if not done.rowcount:
                return 0  # deleted meanwhile
            query = select(_EVENTS.c.item, _EVENTS.c.week).where(_EVENTS.c.rule == rule)
            there = {(item, week) for item, week in con.execute(query)}
            new = [row for row in found if (row["item"], row["week"]) not in there]
            tell(con, "alerts", f"evaluated rule {rule} on snapshot {snapshot}: {len(new):,} new events")
            if new:
                common = {"rule": rule, "snapshot": snapshot, "found_at": at}
                con.execute(insert(_EVENTS), [{**common, **{name: row[name] for name in _FOUND}} for row in new])
        return len(new)

    def events(self, rule: int | None = None) -> list[AlertEvent]:
        """What the rules found, the newest week first; of one rule, or of all."""
        columns = [column for column in _EVENTS.c if column.name != "id"]
        query = select(*columns).order_by(_EVENTS.c.week.desc(), func.abs(_EVENTS.c.z).desc(), _EVENTS.c.id)
        if rule is not None:
            query = query.where(_EVENTS.c.rule == rule)
        with self._engine.connect() as con:
            return [AlertEvent(*row) for row in con.execute(query)]

    def _change(self, rule: int, **values: Any) -> None:
        with self._engine.begin() as con:
            if not con.execute(update(_RULES).where(_RULES.c.id == rule).values(**values)).rowcount:
                raise _gone(rule)
            changed = ", ".join(f"{name}: {value}" for name, value in values.items())
            tell(con, "alerts", f"changed rule {rule}: {changed}")


def _gone(rule: int) -> FilterError:
    return FilterError(
        f"There is no alert rule {rule}.", "It may have been deleted. List them: repertoire alerts --json"
    )
