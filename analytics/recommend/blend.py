"""Weights of the parts of a hybrid, learned on items held out inside the training side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from scipy.optimize import minimize

from analytics.ragged import Bools, Ints
from analytics.recommend.measures import LONG, TOP
from analytics.recommend.taste import Numbers, Sparse

#: A penalty on squared weights, which keeps them finite where the parts separate the held-out items perfectly.
PENALTY = 1e-3
BATCH = 256
#: Sweeps of the search over the weights.
ROUNDS = 4


class Scorer(Protocol):
    """A part: profiles (n, I) -> scores (n, I). own: which listeners of the training the profiles are."""

    def scores(self, profiles: Sparse, own: Ints | None = None) -> Numbers:
        """Higher is better; any scale."""
        ...


@dataclass(frozen=True)
class Lesson:
    """Candidates of the parts for n listeners, one row each: columns (m, P) standard scores, listener (m,) ascending,
    held (m,): whether it is one of those held out."""

    columns: Numbers
    listener: Ints
    held: Bools


def standard(scores: Numbers) -> Numbers:
    """Scores in standard deviations of each row (float32); a row that says the same of every item is 0."""
    scores = scores.astype(np.float32, copy=False)
    centred = scores - scores.mean(axis=1, keepdims=True)
    spread = centred.std(axis=1, keepdims=True)
    return np.asarray(centred / np.where(spread > 1e-12, spread, np.float32(np.inf)))


def lesson(parts: Sequence[Scorer], profiles: Sparse, held: Sparse, depth: int) -> Lesson:
    """The `depth` best unheard answers of each part for every listener with held-out items."""
    people = np.flatnonzero(np.diff(held.indptr) > 0)
    found: list[tuple[Numbers, Ints, Bools]] = []
    for start in range(0, len(people), BATCH):
        some = people[start : start + BATCH]
        mine, wanted = profiles[some], held[some]
        scores = [standard(part.scores(mine, some)) for part in parts]
        heard, hits = np.asarray(mine.astype(bool).todense()), np.asarray(wanted.astype(bool).todense())
        chosen = _candidates(scores, heard, depth)
        rows, columns = np.nonzero(chosen)
        values = np.stack([score[rows, columns] for score in scores], axis=1).astype(np.float64)
        found.append((values, start + rows, hits[rows, columns]))
    if not found:
        return Lesson(np.empty((0, len(parts))), np.empty(0, np.int64), np.empty(0, bool))
    return Lesson(*(np.concatenate([part[i] for part in found]) for i in range(3)))


def _candidates(scores: Sequence[Numbers], heard: Bools, depth: int) -> Bools:
    chosen = np.zeros(heard.shape, dtype=bool)
    depth = min(depth, heard.shape[1])
    for score in scores:
        best = np.argpartition(-np.where(heard, -np.inf, score), depth - 1, axis=1)[:, :depth]
        np.put_along_axis(chosen, best, True, axis=1)
    return chosen & ~heard


def learn(given: Lesson) -> Numbers:
    """Weights (P,), none negative, summing to 1, that rank the held-out items best among the candidates.

    `likeliest` first, which has one answer; then what it leaves at the top of the lists is searched for, a weight at a
    time. Equal weights when nobody's held-out items are among the candidates.
    """
    weights = likeliest(given)
    if not given.held.any():
        return weights
    weights = weights + 0.02
    best, step = quality(given, weights), 0.5
    for _ in range(ROUNDS):
        for place in range(len(weights)):
            now = weights[place]
            for value in (now * (1 + step), now / (1 + step), now + 0.1 * step, 0.0):
                tried = weights.copy()
                tried[place] = value
                found = quality(given, tried)
                if found > best + 1e-5:
                    best, weights = found, tried
        step *= 0.6
    return np.asarray(weights / weights.sum())


def quality(given: Lesson, weights: Numbers) -> float:
    """nDCG@10 + recall@20 of the candidates in the order of the blend, mean over listeners; held-out items that no
    part proposed are not counted."""
    score = given.columns @ weights
    order = np.lexsort((-score, given.listener))
    listener, held = given.listener[order], given.held[order]
    rank = np.arange(len(listener)) - np.searchsorted(listener, listener)
    n = np.bincount(listener[held], minlength=int(listener.max()) + 1)
    ideal = np.concatenate([[0], np.cumsum(1 / np.log2(np.arange(2, TOP + 2)))])
    ten, twenty = held & (rank < TOP), held & (rank < LONG)
    gained = np.bincount(listener[ten], 1 / np.log2(rank[ten] + 2), len(n))
    found = np.bincount(listener[twenty], minlength=len(n))
    there = n > 0
    ndcg = gained[there] / ideal[np.minimum(n[there], TOP)]
    return float(ndcg.mean() + (found[there] / np.minimum(n[there], LONG)).mean())


def likeliest(given: Lesson) -> Numbers:
    """Weights (P,) that make the held-out items likeliest among the candidates.

    A softmax over the candidates of each listener (Cao et al. 2007, top one): convex, so there is one best answer.
    """
    parts = given.columns.shape[1]
    equal = np.full(parts, 1 / parts)
    if not given.held.any():
        return equal
    starts = np.flatnonzero(np.concatenate([[True], np.diff(given.listener) > 0]))
    group = np.repeat(np.arange(len(starts)), np.diff(np.concatenate([starts, [len(given.listener)]])))
    hits = np.add.reduceat(given.held.astype(float), starts)
    share = given.held / np.maximum(hits, 1)[group]
    told = (hits > 0)[group]

    def loss(weights: Numbers) -> tuple[float, Numbers]:
        score = given.columns @ weights
        score -= np.maximum.reduceat(score, starts)[group]
        raised = np.exp(score)
        chance = raised / np.add.reduceat(raised, starts)[group]
        n = np.count_nonzero(hits)
        cost = -float((share * np.log(np.maximum(chance, 1e-300))).sum()) / n + PENALTY * float(weights @ weights)
        slope = -given.columns.T @ (share - np.where(told, chance, 0.0)) / n + 2 * PENALTY * weights
        return cost, slope

    bounds: Any = [(0.0, None)] * parts
    found = np.asarray(minimize(loss, equal, jac=True, method="L-BFGS-B", bounds=bounds).x)
    return found / found.sum() if found.sum() > 0 else equal
