"""Names of what is recommended: of ids, by what somebody types, and whether a listener is known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analytics.live import served
from analytics.recommend.recommender import Recommender
from warehouse.connect import Reader, View
from warehouse.queries import recommend


def kind(reader: Reader) -> recommend.Kind:
    """Of the items that are recommended: of the recommender, tracks without one."""
    found = served.recommender(reader)
    return "track" if found is None else found.kind


def names(reader: Reader, ids: Sequence[str]) -> dict[str, str]:
    """id -> what people call it; ids that nothing is known of are left out."""
    found = served.recommender(reader)
    known = {} if found is None else {i: str(found.names[found.place[i]]) for i in ids if i in found.place}
    others = tuple(name for name in ids if name not in known)
    if not others:
        return known
    return {**known, **reader.cached(("recommend-names-of", others), lambda view: _of_catalogue(view, others))}


def _of_catalogue(view: View, ids: Sequence[str]) -> dict[str, str]:
    found = recommend.track_names(view, ids)
    return {**recommend.artist_names(view, [name for name in ids if name not in found]), **found}


def search(reader: Reader, text: str, limit: int) -> list[tuple[str, str, int]]:
    """(id, name, listeners) of the recommender's items whose name holds the text, the most heard first; none without one."""
    found = served.recommender(reader)
    if found is None or not text.strip():
        return []
    names = _folded(reader, found)
    wanted = text.casefold().strip()
    places = [i for i, name in enumerate(names) if wanted in name]
    places.sort(key=lambda i: (names[i] != wanted, -found.heard[i], i))
    return [(str(found.ids[i]), str(found.names[i]), int(found.heard[i])) for i in places[:limit]]


def _folded(reader: Reader, found: Recommender) -> list[str]:
    key = ("recommend-names", served.run_of(reader, "recommend"))

    def fold(_view: View) -> list[str]:
        return [str(name).casefold() for name in found.names]

    return reader.cached(key, fold)


def history_size(reader: Reader, listener: str) -> int | None:
    """How many items a listener of the training heard, None for a stranger or without a recommender."""
    found = served.recommender(reader)
    history = found.history(listener) if found is not None and listener else None
    return None if history is None else int(np.count_nonzero(history[1]))


def linked(reader: Reader, kind: str, ids: Sequence[str]) -> set[str]:
    """Those of `ids` that have a page of their own: tracks or artists of the catalogue."""
    asked = tuple(ids)
    look = recommend.artist_names if kind == "artist" else recommend.track_names
    return set(reader.cached(("recommend-linked", kind, asked), lambda view: look(view, asked)))
