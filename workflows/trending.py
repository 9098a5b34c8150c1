"""Series over time for the command line: the list, what moves, what comes back, one series."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pandas as pd

from warehouse.connect import Reader
from warehouse.queries import series as queries
from warehouse.settings import Settings


def listed(settings: Settings, subject: str = "") -> dict[str, Any]:
    """{"total", "notes", "items"}: every series, or those of a subject. Raises NoSnapshot."""
    with Reader(settings.home, settings).view() as view:
        rows = queries.listed(view, [subject] if subject else None)
    return {"total": len(rows), "notes": [], "items": _records(rows)}


def moving(settings: Settings, subject: str, scope: str, step: str, window: int) -> dict[str, Any]:
    """{"window", "left", "moving", "notes", "items"}: what moves most surely first. Raises NoSnapshot."""
    from analytics.live import trends as live

    found = live.listing(Reader(settings.home, settings), subject, scope, step, window)
    moving = int(found.rows["moves"].sum())
    note = f"{moving} of {len(found.rows)} series move beyond their usual noise (5%, held together over the list)."
    return {"window": window, "left": found.left, "moving": moving, "notes": [note], "items": _records(found.rows)}


def returning(settings: Settings, subject: str, scope: str, step: str) -> dict[str, Any]:
    """{"left", "returning", "notes", "items"}: what comes back most surely first. Raises NoSnapshot."""
    from analytics.live import trends as live

    found = live.revivals(Reader(settings.home, settings), subject, scope, step)
    back = int(found.rows["comes_back"].sum())
    note = f"{back} of {len(found.rows)} series come back beyond chance (10%, held together over the list)."
    return {"left": found.left, "returning": back, "notes": [note], "items": _records(found.rows)}


def one(settings: Settings, series: str, window: int) -> dict[str, Any]:
    """One series: about, points, why (where nothing can be said), slope, changes, season, cycle, revival, notes.

    Raises NoSnapshot, FilterError.
    """
    from analytics.live import trends as live

    found = live.of(Reader(settings.home, settings), series, window)
    season = found.season
    told = {name: asdict(part) if part else None for name, part in
            (("slope", found.slope), ("cycle", found.cycle), ("revival", found.revival))}  # fmt: skip
    return {
        "about": _plain(found.about),
        "why": found.why,
        **{name: _plain(part) if part else None for name, part in told.items()},
        "changes": [_plain(asdict(change)) for change in found.changes],
        "season": season and {
            "strength": season.strength, "trend_strength": season.trend_strength, "p": season.p, "told": season.told,
            "effects": _records(season.effects),
        },
        "notes": list(found.notes),
        "points": _records(found.points[["period", "value", "n", "sd", "thin", "partial"]]),
    }  # fmt: skip


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [_plain({str(k): v for k, v in row.items()}) for row in frame.astype(object).to_dict("records")]


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """A row as JSON knows it."""
    return {name: _value(value) for name, value in row.items()}


def _value(value: Any) -> Any:
    if value is None or pd.isna(value):
        return None
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    return value.item() if hasattr(value, "item") else value
