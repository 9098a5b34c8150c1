"""Pure metrics of ranked lists: how good they are, how much of the catalogue they show, and how far they lean on hits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.metrics import Interval
from analytics.ragged import Bools, Floats, Ints

TOP, LONG = 10, 20
#: The most-heard fifth of the items is the head, the others are the long tail.
HEAD = 0.2
#: Metrics that are a mean over listeners; coverage is of all lists together and has no interval.
PER_LISTENER = ("ndcg@10", "recall@20", "precision@10", "recall@10", "novelty", "long_tail", "popularity_lift")
NAMES = (*PER_LISTENER, "coverage")


@dataclass(frozen=True)
class Lists:
    """What was answered to n listeners.

    items (n, 20): places of items, best first, -1 where there were no more ; hits (n, 20): whether each was held out ;
    held (n,): how many were ; own_level (n,): mean number of listeners of the items in each profile, NaN without any.
    """

    items: Ints
    hits: Bools
    held: Ints
    own_level: Floats

    def __len__(self) -> int:
        return len(self.items)


def per_listener(lists: Lists, heard: Floats, listeners: int) -> dict[str, Floats]:
    """PER_LISTENER, (n,) each, NaN where it cannot be told. heard (I,): by how many of `listeners` each item was heard.

    recall@k is hits in the first k by min(k, held out) ; ndcg by the best order there could be ; novelty the mean of
    log2(listeners / heard) in bits, as if an item that nobody heard had been heard once ; popularity_lift the mean
    `heard` of the list by that of the listener's own items: above 1 leans on hits.
    """
    ten, answered = lists.hits[:, :TOP], lists.items[:, :TOP] >= 0
    shown = np.where(answered, lists.items[:, :TOP], 0)
    n = np.maximum(answered.sum(axis=1), 1)
    discount = 1 / np.log2(np.arange(2, TOP + 2))
    ideal = np.concatenate([[0], np.cumsum(discount)])
    level = np.where(answered, heard[shown], 0.0)
    bits = np.where(answered, np.log2(listeners / np.maximum(heard[shown], 1)), 0.0)
    tail = answered & ~head(heard)[shown]
    with np.errstate(divide="ignore", invalid="ignore"):
        lift = level.sum(axis=1) / n / lists.own_level
    return {
        "ndcg@10": (ten * discount[: ten.shape[1]]).sum(axis=1) / ideal[np.minimum(lists.held, TOP)],
        "recall@20": lists.hits.sum(axis=1) / np.minimum(lists.held, LONG),
        "precision@10": ten.sum(axis=1) / TOP,
        "recall@10": ten.sum(axis=1) / np.minimum(lists.held, TOP),
        "novelty": bits.sum(axis=1) / n,
        "long_tail": tail.sum(axis=1) / n,
        "popularity_lift": lift,
    }


def head(heard: Floats) -> Bools:
    """(I,): whether each item is among the most-heard fifth."""
    found = np.zeros(len(heard), dtype=bool)
    found[np.argsort(-heard, kind="stable")[: int(np.ceil(HEAD * len(heard)))]] = True
    return found


def coverage(lists: Lists, items: int) -> float:
    """The share of `items` that stands in the first ten of anybody."""
    shown = lists.items[:, :TOP]
    return len(np.unique(shown[shown >= 0])) / items


def intervals(values: Floats, draws: int = 1_000, seed: int = 0) -> Interval:
    """The mean with its 95% percentile bootstrap interval over listeners (Efron 1979); NaN are left out."""
    values = values[np.isfinite(values)]
    if not len(values):
        return Interval(float("nan"), float("nan"), float("nan"))
    random = np.random.default_rng(seed)
    means = [float(values[random.integers(0, len(values), len(values))].mean()) for _ in range(draws)]
    low, high = np.quantile(means, [0.025, 0.975]).tolist()
    return Interval(float(values.mean()), low, high)
