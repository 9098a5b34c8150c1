"""Briefs for the command line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from analytics.brief import Asked, cleared
from warehouse.connect import Reader
from warehouse.errors import FilterError
from warehouse.home import Home
from warehouse.settings import Settings
from warehouse.userdata import UserData


def brief(settings: Settings, asked: Asked) -> dict[str, Any]:
    """{"understood", "tracks", "hard", "kept", "parts", "notes", "problems", "items"}. Raises FilterError, NoSnapshot."""
    from analytics.live import brief as live

    found = live.brief(Reader(settings.home, settings), asked, _cleared(settings, asked.cleared))
    return {
        "understood": list(found.understood),
        "tracks": found.tracks,
        "hard": _records(found.hard),
        "kept": len(found.rows),
        "parts": [vars(part) for part in found.parts],
        "notes": list(found.notes),
        "problems": list(found.problems),
        "items": _records(found.rows.head(found.asked.rows)),
    }


def weights(moods: Sequence[str]) -> dict[str, float]:
    """`calm` or `calm:2` each -> name -> weight. Raises FilterError."""
    found = {}
    for text in moods:
        name, _, weight = text.partition(":")
        try:
            found[name.strip()] = float(weight or 1)
        except ValueError:
            raise FilterError(f"{text[:60]!r} is no mood with a weight.", "For instance calm or calm:2.") from None
    return found


def _cleared(settings: Settings, name: str) -> list[str] | None:
    """Ids of a file, or of a shortlist. Raises FilterError when it is neither, or the file holds no id."""
    if not name:
        return None
    path = Path(name)
    if path.is_file():
        if path.stat().st_size > cleared.MOST_BYTES:
            raise FilterError(f"{path.name} is larger than 10 MB.", "A cleared list holds one track id a line.")
        return cleared.read(path.read_text("utf-8", errors="replace"), path.name)
    return [one.track_id for one in UserData(Home(settings.home), settings).shortlists.entries(name)]


def _records(frame: Any) -> list[dict[str, Any]]:
    rows = frame.to_dict("records")
    return [{str(k): v.item() if hasattr(v, "item") else v for k, v in row.items()} for row in rows]
