"""Full ranking: every listener is answered from all items, those of the profile left out."""

from __future__ import annotations

import numpy as np

from analytics.ragged import Bools, Ints
from analytics.recommend.blend import BATCH, Scorer
from analytics.recommend.measures import LONG, Lists
from analytics.recommend.taste import Numbers, Sparse


def lists(
    model: Scorer,
    profiles: Sparse,
    held: Sparse,
    own: bool = True,
    items: Ints | None = None,
) -> Lists:
    """The first 20 answers to every listener with held-out items, none of them in the profile.

    profiles, held (n, I) ; own: profiles are the listeners of the training, in that order ; items: the only ones that may be
    answered with.
    """
    people = np.flatnonzero(np.diff(held.indptr) > 0)
    heard = np.bincount(profiles.indices, minlength=profiles.shape[1]).astype(float)
    allowed = np.ones(profiles.shape[1], dtype=bool)
    if items is not None:
        allowed[:] = False
        allowed[items] = True
    parts = []
    for start in range(0, len(people), BATCH):
        some = people[start : start + BATCH]
        scores = model.scores(profiles[some], some if own else None)
        parts.append(_best(scores, profiles[some], held[some], allowed))
    found, hits = (np.concatenate([part[i] for part in parts]) for i in range(2))
    level = np.asarray(profiles[people].astype(bool) @ heard).ravel()
    n = np.diff(profiles[people].indptr)
    own_level = np.divide(level, n, out=np.full(len(people), np.nan), where=n > 0)
    return Lists(found, hits, np.diff(held[people].indptr).astype(np.int64), own_level)


def _best(scores: Numbers, profiles: Sparse, held: Sparse, allowed: Bools) -> tuple[Ints, Bools]:
    """(places of the best 20, whether each was held out); of equal scores the first place wins."""
    scores = np.where(allowed, scores, -np.inf)
    rows = np.repeat(np.arange(scores.shape[0]), np.diff(profiles.indptr))
    scores[rows, profiles.indices] = -np.inf
    first = top(scores, LONG)
    wanted = np.asarray(held.astype(bool).todense())
    there = np.isfinite(np.take_along_axis(scores, first, axis=1))
    hits = np.take_along_axis(wanted, first, axis=1) & there
    return np.where(there, first, -1), hits


def top(scores: Numbers, n: int) -> Ints:
    """(rows, n): places of the n largest of each row, largest first."""
    n = min(n, scores.shape[1])
    found = np.argpartition(-scores, n - 1, axis=1)[:, :n]
    found.sort(axis=1)
    order = np.argsort(-np.take_along_axis(scores, found, axis=1), axis=1, kind="stable")
    return np.take_along_axis(found, order, axis=1)
