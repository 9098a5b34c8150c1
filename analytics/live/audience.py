"""Listener segments of the snapshot, as the promoted run of `audience` found them: figures of groups, nothing of anybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from warehouse.connect import Reader, View
from warehouse.errors import FilterError
from warehouse.queries import audience as asked
from warehouse.queries import models

__all__ = ["NEEDS", "Audience", "audience", "genre_of", "groups", "segment_of"]

NEEDS = "Segments are found by training, from plays. In a terminal: repertoire train --only audience"
RATIOS = ("genre", "times", "low", "high")


@dataclass(frozen=True)
class Audience:
    """card: of the run, {} before the first ; run. segments: segment, name, listeners, share, plays, served, novelty,
    novelty_low, novelty_high, genres, underserved, moods ; tried: k, stability, null, silhouette, null_silhouette, counts.
    """

    card: dict[str, Any]
    run: str
    segments: pd.DataFrame
    tried: pd.DataFrame

    @property
    def k(self) -> int:
        """Segments that come back; 1: none do, 0: nobody has looked."""
        return int(self.card.get("k", 0))

    @property
    def genres(self) -> list[str]:
        """Genres with enough listeners to say who they are."""
        return sorted(self.card.get("genres", {}))


def audience(reader: Reader) -> Audience:
    """The segments that serve; an empty one before any training."""
    found: Audience = reader.cached(("audience",), _read)
    return found


def groups(reader: Reader) -> pd.DataFrame:
    """Groups of listeners by age, country and gender, see `warehouse.queries.audience.groups`; empty where nobody said."""
    found: pd.DataFrame = reader.cached(("audience-groups",), asked.groups)
    return found


def _read(view: View) -> Audience:
    card = models.promoted_card(view, "audience") or {}
    rows = [_row(one) for one in card.get("segments", [])]
    names = ["segment", "name", "listeners", "share", "plays", "served", "novelty", "novelty_low", "novelty_high"]
    table = pd.DataFrame(rows, columns=[*names, "genres", "underserved", "moods"])
    return Audience(card, models.promoted_run(view, "audience") or "", table, pd.DataFrame(card.get("tried", [])))


def _row(one: dict[str, Any]) -> dict[str, Any]:
    novelty = one["novelty"]
    plain = {name: one[name] for name in ("segment", "name", "listeners", "share", "plays", "served")}
    return plain | {
        "novelty": novelty["mean"], "novelty_low": novelty["low"], "novelty_high": novelty["high"],
        "genres": "; ".join(f"{o['genre']} {o['times']:.1f} ({o['low']:.1f} to {o['high']:.1f})" for o in one["over"]),
        "underserved": "; ".join(o["genre"] for o in one["over"] if o["underserved"]),
        "moods": "; ".join(f"{m['mood']} {m['times']:.1f}" for m in one["moods"]),
    }  # fmt: skip


def segment_of(found: Audience, number: int) -> dict[str, Any]:
    """Everything about one segment. Raises FilterError when there is none."""
    known = {one["segment"]: one for one in found.card.get("segments", [])}
    if number not in known:
        raise FilterError(f"There is no segment {number}.", f"Segments: {', '.join(map(str, known)) or 'none'}.")
    one: dict[str, Any] = known[number]
    return one


def genre_of(found: Audience, genre: str) -> dict[str, Any]:
    """Who plays a genre: listeners, share, also. Raises FilterError when that is not told."""
    known = found.card.get("genres", {})
    if genre not in known:
        least = found.card.get("model", {}).get("config", {}).get("suppressed", 0)
        raise FilterError(
            f"Nothing is told of the listeners of {genre[:40]!r}.",
            f"A genre needs {least} listeners who play it often.",
        )
    one: dict[str, Any] = known[genre]
    return one
