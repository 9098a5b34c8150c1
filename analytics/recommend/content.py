"""What items are like, without listeners: tags, genres and credits, and the sound, weighted by what listeners keep to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

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
        # A profile in double precision would make a copy in it of all items.
        profiles = profiles.astype(np.float32)
        found = np.zeros((profiles.shape[0], self.side.shape[0]), dtype=np.float32)
        if self.side.nnz:
            tags = ((1 - self.share) * tastes.unit_rows((profiles @ self.side).tocsr())).tocsr()
            if profiles.shape[0] == 1:
                self._add_columns(found[0], tags)
            else:
                found += (self.side @ tags.T.toarray().astype(self.side.dtype)).T
        if self.sound.shape[1]:
            points = profiles @ self.sound
            length = np.linalg.norm(points, axis=1, keepdims=True)
            unit = (self.share * points / np.where(length > 0, length, 1.0)).astype(np.float32)
            found += unit @ self.sound.T
        return found

    def _add_columns(self, found: Numbers, tags: Sparse) -> None:
        """Add to `found` (I,) the marks that one profile (1, T) has, column by column: of millions of items few are touched."""
        side = self.by_mark
        for mark, weight in zip(tags.indices.tolist(), tags.data.tolist(), strict=True):
            part = slice(side.indptr[mark], side.indptr[mark + 1])
            found[side.indices[part]] += np.float32(weight) * side.data[part]

    @cached_property
    def by_mark(self) -> Sparse:
        """The marks by column."""
        return self.side.tocsc()

    def likeness(self, place: int, places: Ints) -> Numbers:
        """(m,): likeness of the item at `place` to those at `places`, -1 to 1."""
        tags = np.asarray((self.side[places] @ self.side[place].T).todense()).ravel()
        return np.asarray((1 - self.share) * tags + self.share * (self.sound[places] @ self.sound[place]))


def fit(taste: Taste, config: Config, progress: Progress = silent) -> Content:
    """Of all items, with or without listeners."""
    side, marks = tastes.side_rows(taste)
    importance = explained(taste)
    sound, _ = sound_points(taste.sound, importance)
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


def sound_points(sound: Numbers, importance: Numbers) -> tuple[Numbers, tuple[Numbers, Numbers]]:
    """(I, p) float32 deviations in standard deviations, weighted, rows of length 1; and mean and deviation (p,) of each.

    A missing feature counts as a usual one. Column by column: 5 million rows are copied once.
    """
    points = np.zeros(sound.shape, dtype=np.float32)
    mean, spread = np.zeros(sound.shape[1]), np.ones(sound.shape[1])
    for place in range(sound.shape[1]):
        known = ~np.isnan(sound[:, place])
        if not known.any():
            continue
        values = sound[known, place]
        mean[place] = np.mean(values, dtype=np.float64)
        deviation = float(np.std(values, dtype=np.float64))
        # Rounding leaves some deviation where all values are the same.
        if deviation > 1e-6 * (1 + abs(mean[place])):
            spread[place] = deviation
            points[known, place] = (values - mean[place]) / deviation * np.sqrt(importance[place])
    length = np.sqrt(np.einsum("ij,ij->i", points, points))[:, None]
    points /= np.where(length > 0, length, np.float32(1))
    return points, (mean, spread)


def ranked_points(sound: Numbers) -> Numbers:
    """(I, 2p) float32: each feature as a point on a half circle by its mid-rank, rows of length 1 where nothing is missing.

    The product of two rows is the mean cosine of how far apart their ranks are: 1 where all agree, -1 at opposite ends.
    """
    points = np.zeros((len(sound), 2 * sound.shape[1]), dtype=np.float32)
    for place, values in enumerate(sound.T):
        there = ~np.isnan(values)
        known = np.sort(values[there])
        below, upto = np.searchsorted(known, values[there], "left"), np.searchsorted(known, values[there], "right")
        angle = np.pi * (below + upto) / 2 / max(1, len(known))
        points[there, 2 * place], points[there, 2 * place + 1] = np.cos(angle), np.sin(angle)
    return points / np.float32(np.sqrt(max(1, sound.shape[1])))
