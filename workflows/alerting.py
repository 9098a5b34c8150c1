"""Alert rules, evaluated at every publish; what moves, alerts and the release calendar for the command line."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from warehouse.connect import Reader, View
from warehouse.errors import FilterError, RepertoireError
from warehouse.filters import parse
from warehouse.home import Home
from warehouse.settings import Settings
from warehouse.userdata import AlertRule, UserData, is_kept
from workflows.progress import Progress

BACK = 8
"""Weeks before the end of a source in which a publish looks for alarms: plays and charts may come late."""


def evaluate(settings: Settings, progress: Progress) -> int:
    """Evaluate every rule on what is published and keep what is new; returns how many events that are.

    A rule that cannot be evaluated keeps the reason and stops neither the others nor the publish.
    """
    home = Home(settings.home)
    if not is_kept(home, settings):
        return 0
    kept = UserData(home, settings).alerts
    rules = kept.rules()
    if not rules:
        return 0
    new = 0
    with Reader(settings.home, settings).view() as view:
        for place, rule in enumerate(rules):
            progress("Published: looking for alerts", place, len(rules))
            found, problem = _found(view, rule)
            new += kept.evaluated(rule.id, view.snapshot.number, found, problem)
    return new


def _found(view: View, rule: AlertRule) -> tuple[list[dict[str, Any]], str]:
    # Imported here: most homes have no rule, and publishing need not wait for scipy and its kin.
    from analytics.live import movers

    asked = movers.Rule(rule.source, rule.what, rule.place, rule.kind, rule.threshold, rule.direction, rule.filter)
    try:
        rows, _ = movers.ruled(view, asked, BACK)
    except RepertoireError as error:
        return [], error.message
    return _plain(rows), ""


def _plain(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as JSON and user data know them: no NaN, days as dates."""
    whole = rows.astype(object).where(rows.notna(), None)
    return [{str(name): _value(value) for name, value in row.items()} for row in whole.to_dict("records")]


def _value(value: Any) -> Any:
    if isinstance(value, pd.Timestamp):
        return value.date()
    return value.item() if hasattr(value, "item") else value


def _written(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{k: v.isoformat() if isinstance(v, date) else v for k, v in row.items()} for row in rows]


def movers_document(
    settings: Settings, what: str, source: str, place: str, by: str, falling: bool, where: str, limit: int
) -> dict[str, Any]:
    """{"notes", "what", "by", "items"}. Raises FilterError, NoSnapshot."""
    from analytics.live import movers

    reader = Reader(settings.home, settings)
    found = movers.moved(reader, what, source, place, by, falling, parse(where), limit)  # type: ignore[arg-type]
    return {"notes": list(found.notes), "what": what, "by": by, "items": _written(_plain(found.rows))}


def alerts_document(settings: Settings, what: str, weeks: int, limit: int, kind: str = "") -> dict[str, Any]:
    """{"notes", "rates", "items", "total", "rules", "events"}: what is past the default thresholds, and what the rules found.
    Raises FilterError, NoSnapshot.
    """
    from analytics.live import movers

    found = movers.alarms(Reader(settings.home, settings), what, kind=kind, weeks=weeks)
    kept = UserData(Home(settings.home), settings).alerts
    rules = [dict(vars(rule)) for rule in kept.rules()]
    events = [dict(vars(event)) for event in kept.events()]
    return {
        "notes": list(found.notes),
        "rates": _plain(found.rates),
        "total": len(found.rows),
        "items": _written(_plain(found.rows.head(limit))),
        "rules": _written(rules),
        "events": _written(events[:limit]),
    }


def save_rule(settings: Settings, name: str, rule: dict[str, Any]) -> dict[str, Any]:
    """Save a rule after saying what it will raise by chance: {"id", "expected", "a_year"}. Raises FilterError, NoSnapshot."""
    from analytics.live import movers

    said = movers.expect(Reader(settings.home, settings), movers.Rule(**rule))
    stored = {**rule, "filter": rule["where"]}
    del stored["where"]
    number = UserData(Home(settings.home), settings).alerts.save(name, said.a_year, **stored)
    return {"id": number, "expected": said.words, "a_year": said.a_year}


def schedule_document(
    settings: Settings, track: str, start: str, weeks: int, within: str, genre: str
) -> dict[str, Any]:
    """{"track_id", "title", "identified", "effects", "notes", "items"}. Raises FilterError, NoSnapshot."""
    from analytics.live import schedule

    try:
        first = date.fromisoformat(start) if start else date.today()
    except ValueError as error:
        raise FilterError(f"{start[:40]!r} is no day.", "Write it as 2027-01-31.") from error
    reader = Reader(settings.home, settings)
    found = schedule.schedule(reader, track, first, weeks, within, genre)
    effects = schedule.timing(reader, within, genre).effects.values()
    told = [{"effect": e.name, "identified": e.identified, "words": e.words, "rows": _plain(e.rows)} for e in effects]
    return {
        "track_id": found.track_id,
        "title": found.title,
        "identified": list(found.identified),
        "effects": told,
        "notes": list(found.notes),
        "items": _written(_plain(found.rows)),
    }
