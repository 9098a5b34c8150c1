"""Artists for the command line: the ranking, and one artist."""

from __future__ import annotations

from typing import Any

import numpy as np

from warehouse.connect import Reader
from warehouse.errors import FilterError
from warehouse.filters import parse
from warehouse.queries import artists as queries
from warehouse.settings import Settings


def ranking(settings: Settings, where: str = "", by: str = "", weeks: int = 12, limit: int = 20) -> dict[str, Any]:
    """{"measure", "size", "change", "period", "notes", "measures", "total", "found", "items"}. Raises FilterError, NoSnapshot.

    Changes of counts are ratios less 1.
    """
    from analytics.live import artists as live

    found = live.ranking(Reader(settings.home, settings), parse(where), by, weeks)
    rows = found.rows.head(limit).copy()
    if found.measure.is_ratio:
        for name in ("change", "low", "high", "usual"):
            rows[name] = np.exp(rows[name]) - 1
    return {
        "measure": found.measure.key,
        "size": found.measure.size,
        "change": found.measure.change,
        "period": found.period,
        "notes": list(found.notes),
        "measures": list(found.has),
        "total": len(found.rows),
        "found": int(found.rows["found"].sum()),
        "items": [{str(k): _plain(v) for k, v in row.items()} for row in rows.to_dict("records")],
    }


def artist(settings: Settings, name: str) -> dict[str, Any]:
    """What the page of an artist says, by id or name. Raises FilterError when there is none, NoSnapshot."""
    from analytics.live import artist as live

    reader = Reader(settings.home, settings)
    ids = live.find(reader, name)
    if not ids:
        raise FilterError(f"There is no artist {name[:60]!r}.", "Case and accents do not matter; the whole name does.")
    with reader.view() as view:
        row = {str(k): _plain(v) for k, v in queries.artist(view, ids[0]).iloc[0].items()}
    return live.document(live.profile(reader, ids[0], settings.hit_threshold), {**row, "others_of_this_name": ids[1:]})


def _plain(value: Any) -> Any:
    """A value as JSON knows it: dates as text, what is missing as None."""
    if hasattr(value, "isoformat"):
        return None if str(value) == "NaT" else value.isoformat()[:10]
    return value.item() if hasattr(value, "item") else value
