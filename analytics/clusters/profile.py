"""What a group is like: how it differs from all tracks, and how much of it genre labels do not explain."""

from __future__ import annotations

import numpy as np

from analytics.ragged import Bools, Floats, Ints, Ragged
from analytics.sound import Points

#: Draws of members at random that say how much genre seems to tell by chance.
DRAWS = 20


def differences(points: Points, labels: Ints, groups: int) -> Floats:
    """(groups, p): mean of each group less that of all, in standard deviations of all; 0 where a group is empty."""
    spread = points.std(axis=0)
    means = np.zeros((groups, points.shape[1]))
    for group in range(groups):
        inside = labels == group
        if inside.any():
            means[group] = points[inside].mean(axis=0) - points.mean(axis=0)
    return means / np.where(spread > 0, spread, 1)


def unexplained(member: Bools, genres: Ragged, seed: int = 0) -> float:
    """Share of what membership in a group says that genre labels do not: 1 - (I - chance) / (H - chance), 0 to 1.

    H is the entropy of membership, I its mutual information with genre, both over the tracks that have a genre (one with
    several counts in equal parts for each); chance is the mean I of as many members drawn at random. 0: whoever knows
    the genre knows who is a member. NaN when no member, or every track, is in the group, or no track has a genre.
    """
    labelled = genres.counts > 0
    n, inside = int(labelled.sum()), int((member & labelled).sum())
    if not 0 < inside < n:
        return float("nan")
    parts = genres.take(np.flatnonzero(labelled))
    share = inside / n
    whole = _entropy(np.array([share]))[0]
    told = _information(member[labelled], parts, whole)
    rng = np.random.default_rng(seed)
    chance = np.mean([_information(rng.permutation(member[labelled]), parts, whole) for _ in range(DRAWS)])
    return float(np.clip(1 - (told - chance) / max(whole - chance, 1e-12), 0, 1))


def _information(member: Bools, genres: Ragged, whole: float) -> float:
    """Mutual information of membership and genre, in nats."""
    weight = 1 / genres.counts[genres.rows]
    count = int(genres.values.max()) + 1
    total = np.bincount(genres.values, weights=weight, minlength=count)
    inside = np.bincount(genres.values, weights=weight * member[genres.rows], minlength=count)
    known = total > 0
    return float(whole - (total[known] * _entropy(inside[known] / total[known])).sum() / len(genres))


def _entropy(share: Floats) -> Floats:
    """Entropy in nats of a yes or no whose yes has these shares."""
    p = np.clip(share, 1e-15, 1 - 1e-15)
    return -(p * np.log(p) + (1 - p) * np.log1p(-p))
