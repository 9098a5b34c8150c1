"""The card of a recommender: what it was learned from, how it was judged, and what the figures do not say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analytics.recommend import stored
from analytics.recommend.evaluate import WORDS
from analytics.recommend.hybrid import PARTS, Hybrid
from analytics.recommend.recommender import Recommender
from analytics.recommend.taste import PLURAL, Taste

Rows = Sequence[dict[str, Any]]


def recommend_card(taste: Taste, served: Recommender, rows: Rows, libraries: dict[str, str]) -> dict[str, Any]:
    """The card. rows: measured figures of every candidate by protocol ; libraries: versions."""
    model = served.model
    return {
        "task": "recommend",
        "model": stored.pack(served)[2],
        "data": about(taste),
        "protocols": {name: WORDS[name] for name in sorted({row["protocol"] for row in rows})},
        "metrics": list(rows),
        "gap": gap(rows),
        "weights": {name: float(weight) for name, weight in zip(PARTS, model.weights, strict=True)},
        "importance": dict(zip(taste.features, model.content.importance.tolist(), strict=True)),
        "limits": limits(taste, model, rows),
        "seed": model.config.seed,
        "libraries": libraries,
    }


def about(taste: Taste) -> dict[str, Any]:
    """Sizes of what was learned from."""
    listeners, items = taste.shape
    return {
        "source": taste.source,
        "kind": taste.kind,
        "listeners": listeners,
        "items": items,
        "pairs": int(taste.plays.nnz),
        "items_in_catalogue": int(taste.known.sum()),
        "items_with_marks": len(set(taste.marks.item.tolist())),
        "marks": len(taste.mark_names),
        "features": list(taste.features),
    }


def gap(rows: Rows) -> dict[str, Any] | None:
    """How much better the hybrid looks where listeners' tags of held-out items are left in: nDCG@10."""
    found = {
        row["protocol"]: row["value"]
        for row in rows
        if row["candidate"] == "repertoire" and row["metric"] == "ndcg@10" and row["protocol"] in ("H", "R")
    }
    if set(found) != {"H", "R"}:
        return None
    return {"metric": "ndcg@10", "leaky": found["R"], "honest": found["H"], "gap": found["R"] - found["H"]}


def limits(taste: Taste, model: Hybrid, rows: Rows) -> list[str]:
    """What the figures do not say, in words."""
    kinds = PLURAL[taste.kind]
    words = [
        "What was held out is what listeners chose before; whether they would like what they were never offered is not seen.",
        f"A list is made of {kinds} that at least one {'playlist' if taste.source == 'playlists' else 'listener'} has.",
        "Items that many hear are recommended more often than they are heard: see popularity_lift, 1 is as in own lists.",
        "The names of listeners are not stored with the model, hashes of them are, and so is what each of them heard.",
    ]
    if not model.learned_from:
        words.append("Too few listeners have items to hold out: the parts of the blend count the same.")
    if taste.source == "playlists":
        words.append("A playlist stands for a listener. Genres that a file gives to its playlists are no input.")
    if len(taste.mark_names) and (taste.marks.listener >= 0).any():
        words.append("A tag that a listener gave to a held-out item is held out with it, in every protocol but R.")
    if not any(row["protocol"] == "N" for row in rows):
        words.append("Too few listeners to hold out whole ones.")
    return words
