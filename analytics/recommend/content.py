"""What items are like, without listeners: tags, genres and credits, and the sound, weighted by what listeners keep to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import scipy.sparse as sp

from analytics.progress import Progress, silent
from analytics.ragged import Ints
from analytics.recommend import taste as tastes
from analytics.recommend.config import Config
from analytics.recommend.taste import Numbers, Sparse, Taste


@dataclass(frozen=True)
class Content:
    """side (I, T): marks of each item, rows of length 1 or 0 ; marks (T,): what the columns are, places in mark_names ;
    sound (I, p) float32: weighted deviations from the usual, rows of length 1 or 0 ; importance (p,) of the features ;
    share of the sound."""

    NAME: ClassVar[str] = "content"
    side: Sparse
    marks: Ints
    sound: Numbers
    importance: Numbers
    share: float

    def scores(self, profiles: Sparse, own: Ints | None = None) -> Numbers:
        """(n, I): likeness of each item to what each of the profiles (n, I) is made of, -1 to 1."""
        tags = tastes.unit_rows((profiles @ self.side).tocsr())
        found = (1 - self.share) * np.asarray((tags @ self.side.T).todense(), dtype=np.float32)
        if self.sound.shape[1]:
            points = profiles @ self.sound
            length = np.linalg.norm(points, axis=1, keepdims=True)
            found += self.share * (points / np.where(length > 0, length, 1.0)).astype(np.float32) @ self.sound.T
        return found


def fit(taste: Taste, config: Config, progress: Progress = silent) -> Content:
    """Of all items, with or without listeners."""
    side, marks = tastes.side_rows(taste)
    importance = explained(taste)
    sound = sound_points(taste.sound, importance)
    share = config.sound if side.nnz else 1.0
    return Content(side.astype(np.float32), marks, sound, importance, share if sound.shape[1] else 0.0)


def explained(taste: Taste) -> Numbers:
    """(p,): the share of each feature's variance that lies between listeners, 1 for all of them where nobody listens.

    A feature that varies within what one listener hears as much as among all items says nothing about taste.
    """
    if not taste.plays.nnz or not len(taste.features):
        return np.ones(len(taste.features))
    rows, columns = taste.plays.nonzero()
    found = np.zeros(len(taste.features))
    for place in range(len(found)):
        values = taste.sound[columns, place]
        there = ~np.isnan(values)
        people, values = rows[there], values[there]
        n = np.bincount(people, minlength=taste.shape[0])
        means = np.bincount(people, values, taste.shape[0]) / np.maximum(n, 1)
        total = float(np.var(values)) if len(values) else 0.0
        within = float(((values - means[people]) ** 2).sum() / max(1, len(values) - np.count_nonzero(n)))
        found[place] = max(0.0, 1 - within / total) if total > 0 else 0.0
    return found if found.any() else np.ones(len(found))


def sound_points(sound: Numbers, importance: Numbers) -> Numbers:
    """(I, p) float32: deviations in standard deviations, weighted, rows of length 1; a missing feature is a usual one."""
    if not sound.shape[1]:
        return np.zeros(sound.shape, dtype=np.float32)
    known = ~np.isnan(sound)
    n = np.maximum(known.sum(axis=0), 1)
    filled = np.where(known, sound, 0.0)
    centred = np.where(known, filled - filled.sum(axis=0) / n, 0.0)
    spread = np.sqrt((centred**2).sum(axis=0) / n)
    points = centred / np.where(spread > 0, spread, 1.0) * np.sqrt(importance)
    length = np.linalg.norm(points, axis=1, keepdims=True)
    return (points / np.where(length > 0, length, 1.0)).astype(np.float32)


def only(item_side: Sparse, sound: Numbers) -> Content:
    """Content of a catalogue without listeners: marks (I, T) by columns, and points of the sound."""
    share = 0.5 if item_side.nnz else 1.0
    return Content(item_side, np.arange(item_side.shape[1]), sound, np.ones(sound.shape[1]), share)


def empty(items: int) -> Sparse:
    """No marks."""
    return sp.csr_matrix((items, 0), dtype=np.float32)
