"""Tracks that sound nearly alike: what boosted trees smooth over, such as a second release of one recording.

Every column becomes normal scores of the training tracks, so that no unit or outlier dominates; columns of few values
count half, the key as twelve directions. Distances are in units of the usual distance to the 20th nearest track, so
that they mean the same in a small catalogue and a large one; a vote falls with the fourth power of the distance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.neighbors import NearestNeighbors
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from analytics.genre.normal import normal_scores
from analytics.ragged import Floats, Ints, Ragged
from analytics.trackset import TrackSet

Floats32 = NDArray[np.float32]

#: More tracks than this are sampled: searching costs time in proportion, and near copies stay near.
MAX_POINTS = 100_000
FEW_VALUES = 20
SOFTENING = 0.2
#: The rank and the number of tracks that the unit of distance is measured by.
UNIT_RANK, UNIT_SAMPLE = 20, 500
KEY_WEIGHT = 0.3
#: No value is farther outside than this many standard scores.
BEYOND = 30.0
#: What the prior weighs against the votes: a copy of the track weighs 625, twenty usual neighbours together about 10.
PRIOR_VOTE = 10.0
SMALL = 512


@dataclass(frozen=True)
class Neighbours:
    """Training tracks as points.

    grid, scores (p, GRID): values of each column and their normal scores ; weight (p,) ; categorical: positions of
    columns that go in a circle of twelve ; unit: of distance ; points (n, d) ; tracks (n,): positions in the
    TrackSet ; labels of each.
    """

    grid: Floats
    scores: Floats
    weight: Floats
    categorical: Ints
    unit: float
    points: Floats32
    tracks: Ints
    labels: Ragged

    @cached_property
    def search(self) -> NearestNeighbors:
        """The index; brute force is the fastest in this many dimensions."""
        return NearestNeighbors(algorithm="brute").fit(self.points)


def fit(data: TrackSet, tracks: Ints, labels: Ragged, seed: int) -> Neighbours:
    """Points for `tracks` with their `labels` (aligned). Nothing is learned from other tracks."""
    if len(tracks) > MAX_POINTS:
        kept = np.sort(np.random.default_rng(seed).choice(len(tracks), MAX_POINTS, replace=False))
        tracks, labels = tracks[kept], labels.take(kept)
    X = data.X[tracks]
    columns = [normal_scores(column) for column in X.T]
    weight = np.array([0.5 if len(np.unique(c[~np.isnan(c)])) < FEW_VALUES else 1.0 for c in X.T])
    grid, scores = np.stack([c[0] for c in columns]), np.stack([c[1] for c in columns])
    empty = np.empty((0, 0), np.float32)
    rule = Neighbours(grid, scores, weight, np.array(data.categorical, np.int64), 1.0, empty, tracks, labels)
    rule = replace(rule, points=place(rule, X))
    return replace(rule, unit=_unit(rule, seed))


def _unit(rule: Neighbours, seed: int) -> float:
    """The median distance from a track to its UNIT_RANK-th nearest other track."""
    n = len(rule.points)
    some = np.sort(np.random.default_rng(seed).choice(n, min(n, UNIT_SAMPLE), replace=False))
    distance, _ = rule.search.kneighbors(rule.points[some], min(n, UNIT_RANK + 1))
    return float(np.median(distance[:, -1])) or 1.0


def pack(rule: Neighbours) -> dict[str, NDArray[Any]]:
    """Plain arrays to store."""
    return {
        "near_grid": rule.grid,
        "near_scores": rule.scores,
        "near_weight": rule.weight,
        "near_categorical": rule.categorical,
        "near_unit": np.array(rule.unit),
        "near_points": rule.points,
        "near_tracks": rule.tracks,
        "near_label_values": rule.labels.values,
        "near_label_starts": rule.labels.starts,
    }


def unpack(arrays: Mapping[str, NDArray[Any]]) -> Neighbours:
    """Neighbours from stored arrays. Raises KeyError when one is missing."""
    return Neighbours(
        arrays["near_grid"],
        arrays["near_scores"],
        arrays["near_weight"],
        arrays["near_categorical"],
        float(arrays["near_unit"]),
        arrays["near_points"],
        arrays["near_tracks"],
        Ragged(arrays["near_label_values"], arrays["near_label_starts"]),
    )


def place(rule: Neighbours, X: Floats) -> Floats32:
    """X (n, p) as points (n, d); a missing value is put in the middle, one outside what was learned goes on outwards."""
    parts = []
    for i, column in enumerate(X.T):
        missing = np.isnan(column)
        if i in rule.categorical:
            turns = np.where(missing, -1, column).astype(np.int64)
            parts.append(KEY_WEIGHT * (turns[:, None] == np.arange(12)))
        else:
            known = np.where(missing, rule.grid[i, 0], column)
            score = np.interp(known, rule.grid[i], rule.scores[i]) + _beyond(rule.grid[i], rule.scores[i], known)
            parts.append((rule.weight[i] * np.where(missing, 0, score))[:, None])
    return np.concatenate(parts, axis=1).astype(np.float32)


def _beyond(grid: Floats, scores: Floats, column: Floats) -> Floats:
    """How far outside the grid each value is, on the scale of the scores; at most BEYOND."""
    width = grid[-1] - grid[0]
    if width <= 0:
        return np.zeros(len(column))
    outside = np.minimum(column - grid[0], 0) + np.maximum(column - grid[-1], 0)
    return np.clip(outside * (scores[-1] - scores[0]) / width, -BEYOND, BEYOND)


def search(
    rule: Neighbours, X: Floats, count: int, own: Ints | None = None, threads: int | None = None
) -> tuple[Ints, Floats]:
    """The nearest training tracks of each row: places in `tracks` (n, k) and distances in units (n, k), nearest first.

    own (n,): positions in the TrackSet of rows that are training tracks themselves (-1 where not): a track is infinitely
    far from itself, and one more votes in its stead.
    """
    points = place(rule, X)
    wanted = min(count, len(rule.points))
    count = min(count + (own is not None), len(rule.points))
    # One thread for a few rows: a page asks for one track, and waking the others costs more than the search.
    with threadpool_limits(1 if len(points) < SMALL else threads or None):
        found = rule.search.kneighbors(points, count, return_distance=False)
    distance = np.sqrt(((points[:, None, :].astype(np.float64) - rule.points[found]) ** 2).sum(axis=2)) / rule.unit
    if own is not None:
        distance[rule.tracks[found] == own[:, None]] = np.inf
        order = np.argsort(distance, axis=1, kind="stable")[:, :wanted]
        found, distance = np.take_along_axis(found, order, 1), np.take_along_axis(distance, order, 1)
    return found, distance


def votes(rule: Neighbours, found: Ints, distance: Floats, labels: int) -> Floats:
    """(n, labels): weights of the nearest tracks as `search` found them, summed by label; a track's k labels share its
    vote."""
    weight = (distance + SOFTENING) ** -4.0
    near = rule.labels.take(found.ravel())
    share = (weight.ravel() / near.counts)[near.rows]
    cells = (near.rows // found.shape[1]) * labels + near.values
    return np.bincount(cells, share, len(found) * labels).astype(np.float64).reshape(len(found), labels)


def logs(cast: Floats, prior: Floats) -> Floats:
    """Votes (n, m) as log probabilities over the prior; 0 for every genre without votes."""
    shares = (PRIOR_VOTE * prior + cast) / (PRIOR_VOTE + cast.sum(axis=1, keepdims=True))
    return np.asarray(np.log(shares) - np.log(prior))
