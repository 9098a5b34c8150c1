"""How many groups there are, and of which kind: every candidate is held against shuffled data and against itself.

Separation is the mean silhouette (Rousseeuw 1987). The same candidate fitted on data whose columns are shuffled apart
says what separation is worth without any joint structure. Stability is the mean adjusted Rand index (Hubert and Arabie
1985) between the groups of the sample and those of fits on bootstrap draws of it, assigned to the same tracks; that of one
group is the mean of its best Jaccard overlap (Hennig 2007).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from sklearn.metrics import adjusted_rand_score, silhouette_score

from analytics.clusters.partition import Kind, Partition, fit
from analytics.progress import Progress, silent
from analytics.ragged import Floats, Ints
from analytics.sound import Points

#: Tracks that candidates are judged on at most, those that silhouettes are measured on, and those of density and mixtures.
SAMPLE, SEEN, SLOW_SAMPLE = 6_000, 2_000, 3_000
#: Starts of k-means, so that what is judged is the data and not the luck of one start: of the candidate, and of each draw.
STARTS, STARTS_OF_DRAW = 8, 3
#: A candidate may be chosen from this stability on, when each of its groups comes back with this overlap (below it a group
#: should not be trusted, Hennig 2007), the smallest has this share of the tracks, and it places half of them.
STABLE, OVERLAP, SMALLEST, PLACED = 0.80, 0.60, 0.01, 0.5


@dataclass(frozen=True)
class Search:
    """What is tried. sizes: numbers of groups of each kind; of density the share of the sample that a group needs."""

    k_means: tuple[int, ...] = (2, 3, 4, 5, 6, 7, 8, 10, 12)
    mixture: tuple[int, ...] = (2, 3, 4, 6, 8)
    density: tuple[float, ...] = (0.005, 0.02)
    draws: int = 6
    shuffles: int = 3
    seed: int = 0

    def candidates(self, n: int) -> list[tuple[Kind, int]]:
        """(kind, size) of each candidate for n tracks; groups too many for so few tracks are not tried."""
        dense: list[tuple[Kind, int]] = [
            ("density", max(10, round(share * min(n, SLOW_SAMPLE)))) for share in self.density
        ]
        sizes: list[tuple[Kind, int]] = [("k-means", k) for k in self.k_means]
        tried = sizes + [("mixture", k) for k in self.mixture] + dense
        return [(kind, size) for kind, size in dict.fromkeys(tried) if size <= n // 10]


#: Inside one genre: a smaller search, because there are many genres and each has few tracks.
WITHIN = Search(k_means=(2, 3, 4, 5), mixture=(), density=(), draws=5, shuffles=2)


@dataclass(frozen=True)
class Judged:
    """One candidate. groups: found ; placed: share of tracks in a group ; smallest: share of the smallest one ;
    separation, shuffled (the best of the shuffles), stability, lowest (of the draws), overlap (of the group that comes back
    least) ; passed: may be chosen.
    """

    kind: Kind
    size: int
    groups: int
    n: int
    placed: float
    smallest: float
    separation: float
    shuffled: float
    stability: float
    lowest: float
    overlap: float
    passed: bool

    def row(self) -> dict[str, Any]:
        """As the card tells it."""
        return {name: round(value, 4) if isinstance(value, float) else value for name, value in asdict(self).items()}


@dataclass(frozen=True)
class Choice:
    """The chosen partition, its figures, the stability of each of its groups, and every candidate.

    judged is None when no candidate passed where a refusal is allowed; then there is one group.
    """

    partition: Partition
    judged: Judged | None
    jaccard: tuple[float, ...]
    candidates: tuple[Judged, ...]


def choose(points: Points, search: Search, progress: Progress = silent, refuse: bool = False) -> Choice:
    """Judge every candidate on at most SAMPLE of the points (n, p) and choose the finest that is stable.

    Of the candidates that pass, the one with most groups, and of those the stablest. When none passes: the stablest,
    or with `refuse` one group of everything.
    """
    rng = np.random.default_rng(search.seed)
    sample = points[np.sort(rng.permutation(len(points))[:SAMPLE])]
    tried = search.candidates(len(sample))
    found = []
    for number, (kind, size) in enumerate(tried):
        progress("", number, len(tried))
        found.append(_judge(kind, size, sample, search))
    progress("", len(tried), len(tried))
    usable = [one for one in found if one[0].groups > 1]
    passed = [one for one in usable if one[0].passed]
    candidates = tuple(one[0] for one in found)
    if not usable or (refuse and not passed):
        return Choice(Partition("k-means", {"centres": points[:1] * 0}), None, (1.0,), candidates)
    best = max(
        passed or usable,
        key=lambda one: (one[0].groups if passed else 0, one[0].stability),
    )
    return Choice(best[1], best[0], best[2], candidates)


def _judge(kind: Kind, size: int, sample: Points, search: Search) -> tuple[Judged, Partition, tuple[float, ...]]:
    rng = np.random.default_rng([search.seed, size, len(kind)])
    sample = sample if kind == "k-means" else sample[rng.permutation(len(sample))[:SLOW_SAMPLE]]
    partition = fit(kind, sample, size, search.seed, STARTS)
    labels, _ = partition.assign(sample)
    separation = silhouette(sample, labels, rng)
    draws = search.draws if kind == "k-means" else max(3, search.draws // 2)
    rand, jaccard = stability(kind, size, sample, labels, partition.groups, draws, rng)
    null = [_of_shuffled(kind, size, sample, rng) for _ in range(search.shuffles if kind == "k-means" else 1)]
    counts = np.bincount(labels[labels >= 0], minlength=max(1, partition.groups)) / len(labels)
    judged = Judged(
        kind,
        size,
        partition.groups,
        len(sample),
        float((labels >= 0).mean()),
        float(counts.min()),
        separation,
        max(null),
        float(np.mean(rand)),
        float(np.min(rand)),
        min(jaccard, default=0.0),
        False,
    )
    return _passing(judged), partition, jaccard


def _passing(judged: Judged) -> Judged:
    passed = (
        judged.groups > 1
        and judged.separation > judged.shuffled
        and judged.stability >= STABLE
        and judged.overlap >= OVERLAP
        and judged.smallest >= SMALLEST
        and judged.placed >= PLACED
    )
    return Judged(**{**asdict(judged), "passed": passed})


def silhouette(points: Points, labels: Ints, rng: np.random.Generator) -> float:
    """Mean silhouette of at most SEEN of the tracks that are in a group; 0 with fewer than two groups."""
    inside = np.flatnonzero(labels >= 0)
    some = rng.permutation(inside)[:SEEN]
    groups = len(np.unique(labels[some]))
    if groups < 2 or groups >= len(some):
        return 0.0
    return float(silhouette_score(points[some], labels[some]))


def _of_shuffled(kind: Kind, size: int, points: Points, rng: np.random.Generator) -> float:
    """The silhouette of the same candidate on data whose columns are shuffled apart."""
    shuffled = np.column_stack([rng.permutation(column) for column in points.T])
    partition = fit(kind, shuffled, size, int(rng.integers(2**31)), starts=1)
    return silhouette(shuffled, partition.assign(shuffled)[0], rng)


def stability(
    kind: Kind, size: int, points: Points, labels: Ints, groups: int, draws: int, rng: np.random.Generator
) -> tuple[Floats, tuple[float, ...]]:
    """Adjusted Rand index of each bootstrap fit with `labels`, and the mean Jaccard overlap of each group."""
    rand, overlaps = np.empty(draws), np.zeros((draws, groups))
    for draw in range(draws):
        drawn = np.unique(rng.integers(0, len(points), len(points)))
        again, _ = fit(kind, points[drawn], size, int(rng.integers(2**31)), STARTS_OF_DRAW).assign(points)
        rand[draw] = adjusted_rand_score(labels, again)
        overlaps[draw] = best_overlaps(labels, again, groups)
    return rand, tuple(float(value) for value in overlaps.mean(axis=0))


def best_overlaps(labels: Ints, others: Ints, groups: int) -> Floats:
    """Of each of the `groups` of labels: the largest Jaccard overlap with any group of others; NOBODY is no group."""
    table = crossed(labels, others, groups)
    if not table.size:
        return np.zeros(groups)
    sizes = np.bincount(labels[labels >= 0], minlength=groups)[:, None]
    theirs = np.bincount(others[others >= 0], minlength=table.shape[1])[None, :]
    return (table / np.maximum(sizes + theirs - table, 1)).max(axis=1)


def crossed(labels: Ints, others: Ints, groups: int) -> Ints:
    """(groups, other groups): tracks in both."""
    inside = (labels >= 0) & (others >= 0)
    columns = int(others.max(initial=-1)) + 1
    pairs = labels[inside] * columns + others[inside]
    return np.bincount(pairs, minlength=groups * columns).reshape(groups, columns)


def summary(candidates: Sequence[Judged]) -> list[dict[str, Any]]:
    """Every candidate as rows."""
    return [one.row() for one in candidates]
