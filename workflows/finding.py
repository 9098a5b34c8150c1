"""Hidden gems and under-served groups for the command line."""

from __future__ import annotations

import json
from typing import Any

from warehouse.connect import Reader
from warehouse.filters import parse
from warehouse.queries import scored, tracks
from warehouse.scores import parse_weights, weights_words, write_weights
from warehouse.settings import Settings


def ranked(settings: Settings, where: str = "", score: str = "", limit: int = 20) -> dict[str, Any]:
    """Tracks by the weights of a score. Raises FilterError, NoSnapshot."""
    flt, weights = parse(where), parse_weights(score)
    with Reader(settings.home, settings).view() as view:
        rows, total = scored.page(view, flt, weights, 0, limit), tracks.count(view, flt)
    words = f"{total:,} tracks ({flt.words}) by {weights_words(weights)}; score and ranks 0 to 100"
    items = json.loads(rows.to_json(orient="records"))
    return {"notes": [words], "total": total, "score": write_weights(weights), "items": items}


def gems(settings: Settings, where: str = "", listener: str = "", limit: int = 20) -> dict[str, Any]:
    """{"run", "notes", "total", "found", "zeros", "figures", "items"}. Raises FilterError, NoSnapshot, BadArtefact."""
    from analytics.live import gems as live

    answer = live.gems_of(Reader(settings.home, settings), parse(where), listener, limit)
    rows = answer.rows.astype(object).where(answer.rows.notna(), None).to_dict("records")
    return {
        "run": answer.run,
        "notes": list(answer.notes),
        "total": answer.total,
        "found": answer.found,
        "zeros": answer.zeros,
        "figures": answer.figures,
        "items": [{str(name): _plain(value) for name, value in row.items()} for row in rows],
    }


def segments(settings: Settings, limit: int = 20) -> dict[str, Any]:
    """{"run", "notes", "listeners", "underserved", "items"}. Raises NoSnapshot, BadArtefact."""
    from analytics.live import segments as live

    answer = live.underserved(Reader(settings.home, settings))
    rows = answer.rows.head(limit).astype(object)
    return {
        "run": answer.run,
        "notes": list(answer.notes),
        "listeners": answer.listeners,
        "underserved": int(answer.rows["underserved"].sum()),
        "items": [{str(k): _plain(v) for k, v in row.items()} for row in rows.to_dict("records")],
    }


def _plain(value: Any) -> Any:
    """A value as JSON knows it."""
    return value.item() if hasattr(value, "item") else value
