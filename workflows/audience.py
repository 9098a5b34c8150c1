"""Listener segments for the command line."""

from __future__ import annotations

from typing import Any

from warehouse.connect import Reader
from warehouse.settings import Settings


def audience(settings: Settings) -> dict[str, Any]:
    """{"run", "notes", "k", "listeners", "suppressed", "tried", "items", "genres", "groups"}. Raises NoSnapshot."""
    from analytics.live import audience as live

    reader = Reader(settings.home, settings)
    found, groups = live.audience(reader), live.groups(reader)
    card = found.card
    return {
        "run": found.run,
        "notes": list(card.get("limits", [live.NEEDS])),
        "k": found.k,
        "listeners": card.get("data", {}).get("listeners", 0),
        "suppressed": card.get("suppressed", {}),
        "tried": card.get("tried", []),
        "items": card.get("segments", []),
        "genres": card.get("genres", {}),
        "groups": groups.astype(object).where(groups.notna(), None).to_dict("records"),
    }
