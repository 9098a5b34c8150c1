"""Is a track unlike anything the model learned from? Then its answer is a guess, however sure it looks.

The distance of a track is that to the RANK-th nearest training track (Ramaswamy et al. 2000), in the space and unit of
analytics/genre/neighbours.py. A track is odd when it is farther than SHARE of the training tracks are from each other.
"""

from __future__ import annotations

import numpy as np

from analytics.genre import neighbours
from analytics.genre.neighbours import Neighbours
from analytics.ragged import Floats

RANK = 5
SHARE = 0.99
SAMPLE = 2_000


def distance(near: Floats) -> Floats:
    """(n,): distance to the RANK-th of the nearest tracks (n, k), a track itself not counted; the last if fewer."""
    near = np.sort(near, axis=1)[:, :RANK]
    finite = np.isfinite(near).sum(axis=1)
    last = np.take_along_axis(near, np.maximum(finite - 1, 0)[:, None], axis=1)[:, 0]
    return np.asarray(np.where(finite > 0, last, np.nan))


def limit(rule: Neighbours, X: Floats, seed: int) -> float:
    """The distance beyond which a track is odd. X (n, p): sound of the training tracks, aligned with rule.tracks."""
    n = len(rule.tracks)
    some = np.sort(np.random.default_rng(seed).choice(n, min(n, SAMPLE), replace=False))
    _, near = neighbours.search(rule, X[some], RANK, rule.tracks[some])
    known = distance(near)
    known = known[np.isfinite(known)]
    return float(np.quantile(known, SHARE)) if len(known) else float("inf")
