"""What is held out: a fifth of each listener's items; whole items; whole listeners."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from analytics.ragged import Bools, Ints
from analytics.recommend.taste import Sparse, Taste, without

#: A listener with fewer items gives none away.
LEAST_ITEMS = 5
SHARE = 0.2
#: Items and listeners of the cold-start tests: those heard by, or hearing, at least so many.
COLD_SHARE, COLD_LEAST = 0.1, 3


@dataclass(frozen=True)
class Holdout:
    """train: the taste without what is held out ; held (U, I): 1 where a pair is held out ; items (k,): those that may be
    answered with, None for all."""

    train: Taste
    held: Sparse
    items: Ints | None = None


def items_of_listeners(taste: Taste, seed: int, forget_marks: bool = True) -> Holdout:
    """The ceiling of a fifth of each listener's items, at random, for listeners with at least 5.

    forget_marks=False leaves the tags in that listeners gave to what is held out of them: leaky, to be compared with.
    """
    random = np.random.default_rng(seed)
    plays = taste.plays
    chosen = np.zeros(plays.nnz, dtype=bool)
    for start, end in zip(plays.indptr[:-1].tolist(), plays.indptr[1:].tolist(), strict=True):
        if end - start >= LEAST_ITEMS:
            chosen[start + random.permutation(end - start)[: int(np.ceil(SHARE * (end - start)))]] = True
    held = _pairs(taste, chosen)
    return Holdout(without(taste, held, forget_marks), held)


def whole_items(taste: Taste, seed: int) -> Holdout:
    """A tenth of the items that at least 3 listeners heard, without any of their plays; they alone are answered with."""
    random = np.random.default_rng(seed)
    heard = np.flatnonzero(taste.heard() >= COLD_LEAST)
    cold = np.sort(random.permutation(heard)[: int(np.ceil(COLD_SHARE * len(heard)))])
    held = _pairs(taste, np.isin(taste.plays.indices, cold))
    return Holdout(without(taste, held), held, cold)


def whole_listeners(taste: Taste, seed: int) -> Ints:
    """A fifth of the listeners with at least 10 items: those who are new when the others are learned from."""
    random = np.random.default_rng(seed)
    enough = np.flatnonzero(np.diff(taste.plays.indptr) >= 2 * LEAST_ITEMS)
    return np.sort(random.permutation(enough)[: int(np.ceil(SHARE * len(enough)))])


def new_listeners(taste: Taste, people: Ints, seed: int, most: int = 5) -> tuple[Taste, list[Ints], Sparse]:
    """(the taste without these people, `most` random items of each, in the order they are told, and the rest of them as
    (n, I))."""
    random = np.random.default_rng(seed)
    gone = np.isin(np.repeat(np.arange(taste.shape[0]), np.diff(taste.plays.indptr)), people)
    train = without(taste, _pairs(taste, gone))
    seeds, rest = [], []
    for person in people:
        mine = random.permutation(taste.plays.indices[taste.plays.indptr[person] : taste.plays.indptr[person + 1]])
        seeds.append(mine[:most].astype(np.int64))
        rest.append(np.sort(mine[most:]))
    counts = np.concatenate([[0], np.cumsum([len(items) for items in rest])])
    columns = np.concatenate(rest) if rest else np.empty(0, np.int64)
    return train, seeds, sp.csr_matrix((np.ones(len(columns)), columns, counts), shape=(len(people), taste.shape[1]))


def _pairs(taste: Taste, chosen: Bools) -> Sparse:
    """The chosen entries of the plays as 1."""
    rows = np.repeat(np.arange(taste.shape[0]), np.diff(taste.plays.indptr))
    ones = (np.ones(int(chosen.sum())), (rows[chosen], taste.plays.indices[chosen]))
    found = sp.csr_matrix(ones, shape=taste.shape)
    found.sort_indices()
    return found
