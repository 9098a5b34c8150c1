"""Niches: small groups of tracks that sound alike, in a place that is otherwise thinly settled.

Contrast is the distance of a track to its FAR-th neighbour over that to its NEAR-th: where tracks are spread evenly it
depends on the dimension alone, inside a tight small group it is large, however dense the surroundings are. Tracks whose
contrast is above a threshold are joined when they are neighbours. The threshold is measured, not set: the lowest at which
the same search finds nothing in a smoothed catalogue, where every track is moved part of the way to one of the
further half of its FAR neighbours (the interpolation of SMOTE, Chawla et al. 2002). That keeps where the catalogue is dense
and where not, and wipes out what is smaller than half of FAR.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from analytics.progress import Progress, silent
from analytics.ragged import Floats, Ints
from analytics.sound import Points

Near = NDArray[np.int32]
#: Recordings that niches are looked for in at most, the fewest that make a niche, and the largest share of them.
SAMPLE, LEAST, LARGEST = 40_000, 15, 0.02
#: Neighbours that contrast compares; the far one is further in a larger sample, so that a niche of 1 in 1,000 is small.
NEAR, FAR, FAR_SHARE, MOST_FAR = 8, 100, 1 / 400, 200
#: Thresholds that are tried between the usual contrast and the highest of the smoothed catalogue.
STEPS = 25


@dataclass(frozen=True)
class Niches:
    """Niches found in a sample. cores: points (m, p) ; labels (m,): the niche of each ; reach (k,): how far from its nearest
    core a member of each may be ; threshold: of contrast ; searched: recordings that were searched.
    """

    cores: Points
    labels: Ints
    reach: Floats
    threshold: float
    searched: int

    def __len__(self) -> int:
        return len(self.reach)

    def assign(self, points: Points) -> tuple[Ints, NDArray[np.float32]]:
        """The niche of each point, -1 for nearly all, and how near it is to the niche: 1 at a core, 0 at its reach."""
        if not len(self) or not len(points):
            return np.full(len(points), -1), np.zeros(len(points), np.float32)
        far, nearest = KDTree(self.cores).query(points, k=1)
        niche = self.labels[nearest]
        share = 1 - far / np.maximum(self.reach[niche], 1e-9)
        return np.where(share >= 0, niche, -1), np.where(share >= 0, share, 0).astype(np.float32)


def find(points: Points, seed: int = 0, progress: Progress = silent, threads: int = 1) -> Niches:
    """Niches of recordings (n, p); none where there are too few for LEAST of them to be a small share.

    threads: that look for neighbours; the niches do not depend on it.
    """
    rng = np.random.default_rng(seed)
    sample = points[np.sort(rng.permutation(len(points))[:SAMPLE])]
    far = int(np.clip(round(len(sample) * FAR_SHARE), FAR, MOST_FAR))
    if len(sample) < LEAST / LARGEST:
        return _none(points, len(sample))
    progress("", 0, 2)
    distances, neighbours = _neighbours(sample, far, threads)
    progress("", 1, 2)
    smooth = _smoothed(sample, neighbours, rng)
    threshold = _threshold(*_neighbours(smooth, far, threads))
    progress("", 2, 2)
    groups = [group for group in joined(distances, neighbours, threshold) if len(group) <= LARGEST * len(sample)]
    return _of_groups(sample, distances, groups, threshold)


def _none(points: Points, searched: int) -> Niches:
    return Niches(points[:0], np.empty(0, np.int64), np.empty(0), float("nan"), searched)


def _neighbours(points: Points, far: int, threads: int) -> tuple[Floats, Near]:
    """Distances to the NEAR-th and the far-th neighbour (n, 2), and the `far` nearest neighbours (n, far)."""
    ends, near = np.empty((len(points), 2)), np.empty((len(points), far), np.int32)
    tree = KDTree(points)
    for start in range(0, len(points), 5_000):
        part = slice(start, start + 5_000)
        distances, found = tree.query(points[part], k=far + 1, workers=threads)
        ends[part], near[part] = distances[:, [NEAR, far]], found[:, 1:]
    return ends, near


def _smoothed(points: Points, neighbours: Near, rng: np.random.Generator) -> Points:
    chosen = neighbours[
        np.arange(len(points)), rng.integers(neighbours.shape[1] // 2, neighbours.shape[1], len(points))
    ]
    share = rng.random((len(points), 1), dtype=np.float32)
    return points + share * (points[chosen] - points)


def contrast(distances: Floats) -> Floats:
    """Far over near of each point; equal tracks, at distance 0, are as far apart as the closest that differ."""
    near = distances[:, 0]
    least = near[near > 0].min(initial=1.0)
    return distances[:, 1] / np.maximum(near, least)


def _threshold(distances: Floats, neighbours: Near) -> float:
    """The lowest contrast above which no group is found, here or at any higher one."""
    found = contrast(distances)
    steps = np.geomspace(np.median(found), found.max() * 1.001, STEPS)
    for place in range(STEPS - 1, -1, -1):
        if joined(distances, neighbours, steps[place]):
            return float(steps[min(place + 1, STEPS - 1)])
    return float(steps[0])


def joined(distances: Floats, neighbours: Near, threshold: float) -> list[Ints]:
    """Groups of at least LEAST points above the threshold of contrast that are neighbours of each other."""
    core = contrast(distances) > threshold
    rows = np.repeat(np.arange(len(core)), NEAR)
    columns = neighbours[:, :NEAR].ravel()
    both = core[rows] & core[columns]
    links = coo_matrix((np.ones(both.sum()), (rows[both], columns[both])), shape=(len(core), len(core)))
    count, label = connected_components(links, directed=False)
    sizes = np.bincount(label[core], minlength=count)
    return [np.flatnonzero(core & (label == one)) for one in np.flatnonzero(sizes >= LEAST)]


def _of_groups(sample: Points, distances: Floats, groups: list[Ints], threshold: float) -> Niches:
    if not groups:
        return Niches(sample[:0], np.empty(0, np.int64), np.empty(0), threshold, len(sample))
    return Niches(
        sample[np.concatenate(groups)],
        np.repeat(np.arange(len(groups)), [len(group) for group in groups]),
        np.array([distances[group, 0].max() for group in groups]),
        threshold,
        len(sample),
    )
