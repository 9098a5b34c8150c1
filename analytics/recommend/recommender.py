"""What is stored and served: the hybrid with the items it knows, and who heard them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.sparse as sp

from analytics.known import Known
from analytics.ragged import Ints, Texts
from analytics.recommend import content
from analytics.recommend.hybrid import Hybrid
from analytics.recommend.taste import Numbers, Sparse, Taste
from warehouse.queries.recommend import Kind, Source


@dataclass(frozen=True)
class Recommender:
    """model ; ids, names (I,) ; listeners: hashes of their names, by row of plays (U, I) ; mark_names ; sound (I, p) and
    features: as measured, NaN where unknown. The names of listeners are not kept."""

    model: Hybrid
    source: Source
    kind: Kind
    ids: Texts
    names: Texts
    listeners: Known
    plays: Sparse
    mark_names: tuple[str, ...]
    sound: Numbers
    features: tuple[str, ...]

    @classmethod
    def of(cls, taste: Taste, model: Hybrid) -> Recommender:
        """From what the model learned from."""
        known = Known.of(taste.listeners)
        sound = taste.sound.astype(np.float32)
        plays = taste.plays.astype(np.float32)
        return cls(
            model,
            taste.source,
            taste.kind,
            taste.ids,
            taste.names,
            known,
            plays,
            taste.mark_names,
            sound,
            taste.features,
        )

    @cached_property
    def place(self) -> dict[str, int]:
        """Place of each id."""
        return {str(name): i for i, name in enumerate(self.ids)}

    @cached_property
    def by_item(self) -> Sparse:
        """(I, U): who heard each item."""
        return self.plays.T.tocsr()

    @cached_property
    def heard(self) -> Numbers:
        """(I,): by how many listeners."""
        return np.diff(self.by_item.indptr).astype(np.float64)

    @cached_property
    def usual_sound(self) -> tuple[Numbers, Numbers]:
        """Mean and standard deviation (p,) of each feature over the items that have it."""
        return content.sound_points(self.sound, np.ones(len(self.features)))[1]

    def history(self, listener: str) -> tuple[Ints, Numbers] | None:
        """(places, strengths) of what a listener of the training heard; None for a stranger."""
        row = int(self.listeners.places(np.array([listener], dtype=object))[0])
        if row < 0:
            return None
        mine = self.plays[row]
        return mine.indices.astype(np.int64), np.log1p(mine.data.astype(np.float64))


def profile_row(items: int, strengths: dict[int, float]) -> Sparse:
    """(1, I): strengths by place; negative for a dislike, 0 left out."""
    kept = sorted((place, value) for place, value in strengths.items() if value)
    columns = np.array([place for place, _ in kept], dtype=np.int64)
    values = np.array([value for _, value in kept], dtype=np.float64)
    return sp.csr_matrix((values, columns, [0, len(kept)]), shape=(1, items))
