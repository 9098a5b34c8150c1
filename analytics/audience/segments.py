"""Segments of listeners by their mix of genres: k-means on square roots of shares, as many as come back.

A listener's shares are drawn to the common mix by `shrink` plays, so that ten plays make no taste. Square roots put
shares on a sphere (Hellinger's distance), principal components take noise away, scikit-learn's k-means finds k groups.
k is chosen by stability: listeners are drawn anew, groups are found again, and both divisions of all listeners are
compared (adjusted Rand index; Hennig 2007). The null shuffles each genre over the listeners: shares stay, who combines
what goes. A k counts when it is stable, by a margin more so than any null of it, with a silhouette above the null's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.metrics import adjusted_rand_score, silhouette_score

from analytics.audience.config import Config

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Segments:
    """labels (U,): 0 the largest, all 0 without segments ; tried: k, stability, null, silhouette, null_silhouette, counts ;
    k: 1 when nothing comes back ; points (U, p)."""

    labels: Ints
    tried: pd.DataFrame
    k: int
    points: Floats


def shares(counts: Floats, shrink: float) -> Floats:
    """(U, G) shares of plays, drawn to the common mix, which is the mean of the listeners' own."""
    total = counts.sum(axis=1, keepdims=True)
    common = (counts / np.maximum(total, 1e-12)).mean(axis=0)
    return (counts + shrink * common) / (total + shrink)


def find(counts: Floats, config: Config) -> Segments:
    """Segments of listeners (U, G): plays a genre."""
    rng = np.random.default_rng(config.seed)
    mixed = shares(counts, config.shrink)
    points = _points(mixed, config)
    shuffled = [_points(_shuffle(mixed, rng), config) for _ in range(config.nulls)]
    rows, labels = [], {}
    for k in range(2, config.most + 1):
        labels[k], stability = _stable(points, k, config, rng)
        null = [_stable(table, k, config, rng) for table in shuffled]
        silhouettes = [_silhouette(t, found) for t, (found, _) in zip(shuffled, null, strict=True)]
        least = np.bincount(labels[k], minlength=k).min() / len(points)
        own = _silhouette(points, labels[k])
        rows.append((k, stability, max(value for _, value in null), own, max(silhouettes), least))
    tried = pd.DataFrame(rows, columns=["k", "stability", "null", "silhouette", "null_silhouette", "least"])
    tried["counts"] = (
        (tried["stability"] >= config.stable)
        & (tried["stability"] >= tried["null"] + config.margin)
        & (tried["silhouette"] > tried["null_silhouette"])
        & (tried["least"] >= config.least_segment)
    )
    kept = tried[tried["counts"]]
    k = int(kept.sort_values("silhouette")["k"].iloc[-1]) if len(kept) else 1
    return Segments(_by_size(labels[k]) if k > 1 else np.zeros(len(points), np.int64), tried, k, points)


def _points(mixed: Floats, config: Config) -> Floats:
    roots = np.sqrt(mixed)
    size = min(config.components, *roots.shape)
    found: Floats = PCA(size, random_state=config.seed).fit_transform(roots)
    return found


def _shuffle(mixed: Floats, rng: np.random.Generator) -> Floats:
    """Every genre dealt anew over the listeners."""
    return np.column_stack([rng.permutation(column) for column in mixed.T])


def _stable(points: Floats, k: int, config: Config, rng: np.random.Generator) -> tuple[Ints, float]:
    """(groups of all listeners, mean adjusted Rand with those found among listeners drawn anew)."""
    whole = KMeans(k, n_init=4, random_state=config.seed).fit(points)
    again = []
    for _ in range(config.draws):
        drawn = points[rng.integers(0, len(points), len(points))]
        found = KMeans(k, n_init=2, random_state=config.seed).fit(drawn)
        again.append(adjusted_rand_score(whole.labels_, found.predict(points)))
    return whole.labels_.astype(np.int64), float(np.mean(again))


def _silhouette(points: Floats, labels: Ints) -> float:
    """Mean silhouette of at most 1,500 listeners."""
    step = max(1, len(points) // 1500)
    some = slice(None, None, step)
    return float(silhouette_score(points[some], labels[some])) if len(set(labels[some].tolist())) > 1 else 0.0


def _by_size(labels: Ints) -> Ints:
    order = np.argsort(-np.bincount(labels), kind="stable")
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    return place[labels].astype(np.int64)
