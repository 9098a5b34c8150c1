"""Ids of the components of Recommend, and those of its many buttons."""

from __future__ import annotations

from typing import Any

ID = "recommend"
STORE, BATCH, LIST, SIDE, SEEDS, MOOD_SAID, FOOT, SAID, UNDO, DRAWN = (
    f"recommend-{part}"
    for part in ("state", "batch", "list", "side", "seeds", "mood-said", "foot", "said", "undo", "drawn")
)
PROFILE, ADD, ADD_AS, MOOD, DIAL, DIVERSITY, ALIKE, LENGTH, WAYS, BASE, AGAINST = (
    f"recommend-{part}"
    for part in ("profile", "add", "as", "mood", "dial", "diversity", "alike", "length", "ways", "base", "against")
)
SAY, DO = "recommend-say", "recommend-do"


def say(verdict: str, item: str) -> dict[str, Any]:
    """Id of a button that gives a verdict about an item."""
    return {"type": SAY, "verdict": verdict, "item": item}


def do(what: str, item: str) -> dict[str, Any]:
    """Id of a button that changes what the address says of an item: out, keep, more, less, drop."""
    return {"type": DO, "what": what, "item": item}
