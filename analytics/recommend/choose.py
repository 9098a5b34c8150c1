"""From scores to a list: what stays out, the dial from familiar to deep cuts, and not everything alike."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from analytics.ragged import Bools, Ints
from analytics.recommend.taste import Numbers

#: Answers that a list is picked from, and what the ends of the dial are worth in standard deviations of the scores.
POOL, STRENGTH = 200, 2.0
MIDDLE = 0.5


def dialled(scores: Numbers, level: Numbers, dial: float) -> Numbers:
    """Scores (I,) moved towards what many have heard (dial 0) or few (dial 1); 0.5 leaves them.

    level (I,): how well known each item is, on any scale; items where it is NaN stay where they are.
    """
    known = np.isfinite(level)
    if dial == MIDDLE or not known.any():
        return scores
    spread = float(np.std(level[known]))
    if spread == 0:
        return scores
    place = np.where(known, (level - np.mean(level[known])) / spread, 0.0)
    return scores + np.float64(2 * (MIDDLE - dial) * STRENGTH * float(np.std(scores))) * place


def pool(scores: Numbers, out: Bools, size: int) -> Ints:
    """Places of at most `size` best of the items that are not `out` (I,), best first; of equal ones the first place.

    Sorting 5 million scores takes longer than finding, on a sample, a level that few of them reach.
    """
    scores = np.where(out, -np.inf, scores)
    candidates = None
    if len(scores) > 100 * size:
        sample = scores[:: max(1, len(scores) // 50_000)]
        level = np.quantile(sample[np.isfinite(sample)], 0.98) if np.isfinite(sample).any() else -np.inf
        above = np.flatnonzero(scores >= level)
        candidates = above if len(above) >= size else None
    if candidates is None:
        candidates = np.arange(len(scores))
    size = min(size, len(candidates))
    if not size:
        return candidates[:0]
    cut = np.partition(scores[candidates], len(candidates) - size)[len(candidates) - size]
    best = candidates[scores[candidates] >= cut]
    best = best[np.lexsort((best, -scores[best]))][:size]
    return best[np.isfinite(scores[best])]


def diverse(scores: Numbers, likeness: Callable[[int], Numbers], limit: int, diversity: float) -> Ints:
    """Positions (at most `limit`) of a pool (m,), best first, by maximal marginal relevance (Carbonell & Goldstein 1998).

    likeness(i) is the likeness (m,) of the i-th to all, -1 to 1. diversity 0 keeps the order of the scores, 1 looks at
    likeness to what is chosen already and at nothing else.
    """
    n = len(scores)
    if not n or diversity <= 0:
        return np.argsort(-scores, kind="stable")[:limit]
    span = float(scores.max() - scores.min())
    worth = (scores - scores.min()) / span if span > 0 else np.zeros(n)
    alike = np.zeros(n)
    left = np.ones(n, dtype=bool)
    chosen: list[int] = []
    while len(chosen) < min(limit, n):
        gain = np.where(left, (1 - diversity) * worth - diversity * alike, -np.inf)
        best = int(np.argmax(gain)) if chosen else int(np.argmax(worth))
        chosen.append(best)
        left[best] = False
        near = np.asarray(likeness(best), dtype=np.float64)
        alike = near if len(chosen) == 1 else np.maximum(alike, near)
    return np.array(chosen, dtype=np.int64)
