"""Which items may be answered: by a filter over tracks, by likeness to what is liked."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.live import served
from analytics.ragged import Bools, Ints
from analytics.recommend import Recommender
from analytics.recommend.content import Content
from analytics.recommend.taste import Numbers
from warehouse.connect import Reader, View
from warehouse.filters import TrackFilter
from warehouse.queries import recommend

#: Liked items that likeness is measured to; of a long history the strongest.
COMPARED = 20


def of_recommender(reader: Reader, found: Recommender, flt: TrackFilter) -> Bools:
    """(I,): the items that a filter keeps: tracks, or artists with such a track as their main artist."""
    column = "main_artist_id" if found.kind == "artist" else "track_id"

    def matching(view: View) -> Bools:
        return np.asarray(pd.Index(found.ids).isin(recommend.matching(view, flt)[column].to_pandas()))

    return reader.cached(("recommend-only", served.run_of(reader, "recommend"), flt.text), matching)


def of_catalogue(reader: Reader, numbers: Ints, flt: TrackFilter) -> Bools:
    """(n,): the recordings, by the numbers (n,) of their canonical tracks, of which a filter keeps that track."""

    def matching(view: View) -> Bools:
        kept = recommend.matching(view, flt)["track_no"].to_numpy()
        return np.asarray(np.isin(numbers, kept))

    return reader.cached(("recommend-only-recordings", flt.text), matching)


def alike(content: Content, liked: Ints, least: float) -> Bools:
    """(n,): items of which some liked one (m,) is at least so like."""
    found = np.zeros(content.side.shape[0], dtype=bool)
    for place in liked[:COMPARED].tolist():
        found |= likeness(content, place) >= least
    return found


def likeness(content: Content, place: int) -> Numbers:
    """(n,): likeness of every item to the one at `place`, as `Content.likeness` without picking rows."""
    found = content.share * (content.sound @ content.sound[place])
    part = slice(content.side.indptr[place], content.side.indptr[place + 1])
    side = content.by_mark
    for mark, weight in zip(content.side.indices[part].tolist(), content.side.data[part].tolist(), strict=True):
        column = slice(side.indptr[mark], side.indptr[mark + 1])
        found[side.indices[column]] += np.float32((1 - content.share) * weight) * side.data[column]
    return np.asarray(found)
