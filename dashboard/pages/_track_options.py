"""Choosing a track of the catalogue by its title: what a box offers while somebody types."""

from __future__ import annotations

from dashboard.context import Context
from warehouse.queries import tracks

SUGGESTED = 8


def track_options(context: Context, text: str, chosen: str = "") -> list[dict[str, str]]:
    """Tracks that a text finds, and the one that is chosen."""
    found = _found(context, text.strip())
    if chosen and chosen not in [option["value"] for option in found]:
        one = context.reader.cached(("chosen-track", chosen), lambda view: tracks.track(view, chosen))
        found += [{"value": chosen, "label": f"{row['title']}, {row['artists']}"} for row in one.to_dict("records")]
    return found


def _found(context: Context, text: str) -> list[dict[str, str]]:
    if len(text) < 2:
        return []
    key = ("track-options", text)
    frame = context.reader.cached(key, lambda view: tracks.search(view, text, 2 * SUGGESTED))
    rows = frame[frame["kind"] == "track"].head(SUGGESTED).to_dict("records")
    # The list is filtered once more by the browser: what was typed has to stand in it, accents and typos or not.
    return [
        {"value": str(row["id"]), "label": f"{row['name']}, {row['artists']}", "search": f"{text} {row['name']}"}
        for row in rows
    ]
