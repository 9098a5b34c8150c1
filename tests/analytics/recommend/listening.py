"""Made listeners whose taste is planted: two groups that hear different items, with tags and sound that tell them apart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import scipy.sparse as sp

from analytics.recommend.config import Config
from analytics.recommend.taste import Marks, Taste

FEATURES = ("energy", "valence")
CONFIG = Config(
    factors=8, als_penalty=5.0, als_starts=1, als_rounds=5, bpr_factors=8, bpr_rounds=30, ease_penalty=5.0, threads=1
)


def listening(seed: int = 0, listeners: int = 60, items: int = 80, each: int = 12) -> Taste:
    """Listener u hears items of group u % 2 nine times in ten; even items are rock and loud, odd ones jazz and quiet.

    Items are a group by their number; the first of each group are heard more. Every item has a tag by nobody in
    particular and one by a listener.
    """
    random = np.random.default_rng(seed)
    rows, columns = [], []
    for listener in range(listeners):
        own = np.arange(items) % 2 == listener % 2
        chance = np.where(own, 0.9, 0.1) / (3 + np.arange(items))
        rows += [listener] * each
        columns += random.choice(items, each, replace=False, p=chance / chance.sum()).tolist()
    plays = sp.csr_matrix((random.integers(1, 30, len(rows)).astype(float), (rows, columns)), shape=(listeners, items))
    plays.sort_indices()
    group = np.arange(items) % 2
    item = np.concatenate([np.arange(items), np.array(columns)])
    mark = np.concatenate([group, np.full(len(columns), 2)])
    by = np.concatenate([np.full(items, -1), np.array(rows)])
    sound = np.column_stack([random.normal(1 - 2 * group, 0.3), random.normal(0, 1, items)])
    return Taste(
        "plays",
        "artist",
        np.array([f"i{i:02d}" for i in range(items)], dtype=object),
        np.array([f"item {i}" for i in range(items)], dtype=object),
        np.ones(items, dtype=bool),
        np.array([f"listener {u}" for u in range(listeners)], dtype=object),
        plays,
        Marks(item, mark, by, np.ones(len(item))),
        ("tag: rock", "tag: jazz", "tag: heard"),
        sound,
        FEATURES,
    )


def shuffled(taste: Taste, seed: int = 1) -> Taste:
    """The same numbers of plays by listener, of items at random: nothing can be learned. Marks and sound are dealt anew."""
    random = np.random.default_rng(seed)
    plays = taste.plays.copy()
    n = taste.shape[1]
    parts = [random.choice(n, int(k), replace=False) for k in np.diff(plays.indptr)]
    plays = sp.csr_matrix((plays.data, np.concatenate(parts), plays.indptr), shape=plays.shape)
    plays.sort_indices()
    order = random.permutation(n)
    marks = replace(taste.marks, item=order[taste.marks.item], listener=np.full(len(taste.marks.item), -1))
    return replace(taste, plays=plays, marks=marks, sound=taste.sound[order])
