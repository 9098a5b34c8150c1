"""Why an item is in a list, as data: each reason is a fact that can be counted again in what the model was given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from analytics.ragged import Ints
from analytics.recommend.content import Content
from analytics.recommend.recommender import Recommender
from analytics.recommend.taste import Numbers, Sparse

MOST_MARKS, MOST_FEATURES = 3, 2
#: A feature is told when both stand so many standard deviations on the same side of the usual.
APART = 0.5
Reason = dict[str, Any]


class Sounding(Protocol):
    """Items with measured features (I, p)."""

    @property
    def sound(self) -> Numbers:
        """NaN where unknown."""
        ...

    @property
    def features(self) -> tuple[str, ...]:
        """Names of the columns."""
        ...

    @property
    def usual_sound(self) -> tuple[Numbers, Numbers]:
        """Mean and standard deviation of each."""
        ...


def reasons(found: Recommender, profile: Sparse, places: Ints) -> list[list[Reason]]:
    """For each of `places` (m,), the reasons that hold, the most personal first; never empty.

    shared listeners: {"kind", "item" (id of a liked one), "name", "listeners" (who heard both), "of" (who heard the liked
    one)} ; marks: {"kind", "marks" [...]} that it has in common with what is liked ; sound: {"kind", "features" [...]}, see
    `alike` ; popular: {"kind", "listeners"} ; closest: {"kind"}, when nothing can be counted.
    """
    liked = profile.indices[profile.data > 0]
    content = found.model.content
    told: list[list[Reason]] = []
    for place in places.tolist():
        mine = [
            shared(found, liked, place),
            marks(content, found.mark_names, liked, place),
            sound(found, liked, place),
        ]
        kept = [reason for reason in mine if reason is not None]
        told.append(kept or [_otherwise(found, place)])
    return told


def _otherwise(found: Recommender, place: int) -> Reason:
    heard = int(found.heard[place])
    return {"kind": "popular", "listeners": heard} if heard else {"kind": "closest"}


def shared(found: Recommender, liked: Ints, place: int) -> Reason | None:
    """The liked item whose listeners are most like those of the item at `place` (cosine), and how many heard both."""
    own, _ = row_of(found.by_item, place)
    best: tuple[float, int, int] | None = None
    for other in liked.tolist():
        theirs, _ = row_of(found.by_item, other)
        both = len(np.intersect1d(own, theirs, assume_unique=True))
        if both:
            closeness = both / float(np.sqrt(len(own) * len(theirs)))
            best = max(best, (closeness, both, -other)) if best else (closeness, both, -other)
    if best is None:
        return None
    other = -best[2]
    return {
        "kind": "shared listeners",
        "item": str(found.ids[other]),
        "name": str(found.names[other]),
        "listeners": best[1],
        "of": int(found.heard[other]),
    }


def marks(content: Content, names: Sequence[str], liked: Ints, place: int) -> Reason | None:
    """Tags, genres and credits that the item has in common with what is liked, the most telling first."""
    if not len(liked) or not content.side.shape[1]:
        return None
    columns, own = row_of(content.side, place)
    theirs = np.zeros(content.side.shape[1], dtype=np.float32)
    for other in liked.tolist():
        theirs[row_of(content.side, other)[0]] += row_of(content.side, other)[1]
    weight = own * theirs[columns]
    order = [i for i in np.argsort(-weight, kind="stable")[:MOST_MARKS].tolist() if weight[i] > 0]
    if not order:
        return None
    return {"kind": "marks", "marks": [names[int(content.marks[columns[i]])] for i in order]}


def row_of(matrix: Sparse, row: int) -> tuple[Ints, Numbers]:
    """Columns and values of a row, without a copy: slicing a sparse matrix takes a hundred times as long."""
    part = slice(matrix.indptr[row], matrix.indptr[row + 1])
    return matrix.indices[part], matrix.data[part]


def sound(found: Sounding, liked: Ints, place: int) -> Reason | None:
    """Features in which the item and the mean of what is liked stand apart from the usual on the same side.

    features: [{"feature", "value", "liked" (their mean)}], the furthest apart first.
    """
    values, features = found.sound, found.features
    if not len(liked) or not len(features) or np.isnan(values[place]).all() or np.isnan(values[liked]).all():
        return None
    usual, spread = found.usual_sound
    some = values[liked].astype(np.float64)
    there = ~np.isnan(some)
    mean = np.where(there, some, 0).sum(axis=0) / np.maximum(there.sum(axis=0), 1)
    mean = np.where(there.any(axis=0), mean, np.nan)
    own = values[place].astype(np.float64)
    both = np.stack([(own - usual) / spread, (mean - usual) / spread])
    same = np.where(np.sign(both[0]) == np.sign(both[1]), np.abs(both).min(axis=0), 0.0)
    same = np.nan_to_num(same)
    order = [i for i in np.argsort(-same, kind="stable")[:MOST_FEATURES].tolist() if same[i] >= APART]
    if not order:
        return None
    told = [{"feature": features[i], "value": float(own[i]), "liked": float(mean[i])} for i in order]
    return {"kind": "sound", "features": told}


def nearest(content: Content, liked: Ints, places: Ints) -> list[tuple[int, float] | None]:
    """For each of `places` (place, likeness 0 to 1) of the liked item most like it; None when none is like it at all."""
    if not len(liked) or not len(places):
        return [None] * len(places)
    found = np.stack([content.likeness(int(other), places) for other in liked.tolist()], axis=1)
    best = found.argmax(axis=1)
    values = found[np.arange(len(places)), best]
    return [
        (int(liked[i]), float(value)) if value > 0 else None
        for i, value in zip(best.tolist(), values.tolist(), strict=True)
    ]
