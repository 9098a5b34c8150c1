"""Recommendations for the command line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from warehouse.connect import Reader
from warehouse.settings import Settings


def recommend(
    settings: Settings,
    likes: Sequence[str],
    dislikes: Sequence[str] = (),
    listener: str = "",
    limit: int = 20,
    diversity: float = 0.0,
    dial: float = 0.5,
    exclude: Sequence[str] = (),
) -> dict[str, Any]:
    """{"basis", "kind", "notes", "items": [rows with reasons as data and in words]}. Raises NoSnapshot, BadArtefact."""
    from analytics.live import recommend as live

    profile = live.Profile(dict.fromkeys(likes, 1.0), dict.fromkeys(dislikes, 1.0), listener)
    options = live.Options(limit, diversity, dial, tuple(exclude))
    found = live.recommend(Reader(settings.home, settings), profile, options)
    rows = [{**row, "why": live.in_words(row["reasons"])} for row in found.items.to_dict("records")]
    return {"basis": found.basis, "kind": found.kind, "notes": list(found.notes), "items": rows}
