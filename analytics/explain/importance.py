"""Importance of features from what they add to single answers: how much, in which direction, how stable, with which kin."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.cluster import hierarchy
from scipy.spatial.distance import squareform
from scipy.stats import rankdata

from analytics.ragged import Floats, Ints, Texts

#: Features whose ranks correlate at least so much, either way, are told as one group.
CORRELATED = 0.5


def mean_size(contributions: Floats) -> Floats:
    """(p,) mean size of what each feature adds, from (n, p)."""
    return np.abs(contributions).mean(axis=0)


def contrast(contributions: Floats, own: int) -> Floats:
    """(p,) how much more each feature adds, in the mean, for the first `own` rows of (n, p) than for the others."""
    return contributions[:own].mean(axis=0) - contributions[own:].mean(axis=0)


def direction(values: Floats, contributions: Floats) -> Floats:
    """(p,) rank correlation of value and contribution over rows with a value: 1 where more is always associated with a
    higher answer, -1 with a lower one, nan where either does not vary. Both (n, p)."""
    return np.array([_rank_correlation(v, c) for v, c in zip(values.T, contributions.T, strict=True)])


def _rank_correlation(x: Floats, y: Floats) -> float:
    known = ~np.isnan(x)
    if known.sum() < 3:
        return float("nan")
    a, b = rankdata(x[known]), rankdata(y[known])
    if a.std() == 0 or b.std() == 0:
        return float("nan")
    return float(np.corrcoef(a, b)[0, 1])


def groups(X: Floats, threshold: float = CORRELATED) -> Ints:
    """(p,) group of each column of X (n, p), numbered as they come: columns whose ranks correlate.

    Hierarchical clustering (average linkage) on 1 - |Spearman's rank correlation|, cut so that the members of a group
    correlate by `threshold` in the mean. Missing values stand at the middle; a constant column is a group of its own.
    """
    p = X.shape[1]
    if p < 2 or len(X) < 3:
        return np.arange(p)
    filled = np.where(np.isnan(X), np.nanmedian(np.where(np.isnan(X).all(axis=0), 0.0, X), axis=0), X)
    ranks = rankdata(filled, axis=0)
    ranks = ranks - ranks.mean(axis=0)
    spread = np.sqrt((ranks**2).sum(axis=0))
    alike = np.abs(ranks.T @ ranks) / np.maximum(np.outer(spread, spread), 1e-12)
    distance = np.clip(1 - alike, 0, 1)
    np.fill_diagonal(distance, 0.0)
    tree = hierarchy.linkage(squareform(distance, checks=False), method="average")
    return numbered(hierarchy.fcluster(tree, t=1 - threshold, criterion="distance"))


def numbered(codes: Ints) -> Ints:
    """Codes renumbered from 0 in the order in which they come."""
    return pd.factorize(np.asarray(codes))[0].astype(np.int64)


def ranges(served: Floats, refits: Sequence[Floats]) -> tuple[Floats, Floats]:
    """(low, high) of each feature's importance over the served model and its refits, all (p,), in the served model's size.

    A refit has fewer trees and smaller contributions: its importances are scaled to the same total first, so that what is
    compared is each feature's share.
    """
    total = np.abs(served).sum()
    scaled = [served, *(refit * total / max(np.abs(refit).sum(), 1e-12) for refit in refits)]
    return np.min(scaled, axis=0), np.max(scaled, axis=0)


def rows(
    task: str, scope: str, names: Sequence[str], importance: Floats, low: Floats, high: Floats,
    directions: Floats, n: int, kin: Ints,
) -> pd.DataFrame:  # fmt: skip
    """Rows of the table drivers for one task and scope, without the run. Arrays are (p,), in the order of names."""
    return pd.DataFrame(
        {
            "task": task,
            "scope": scope,
            "feature": list(names),
            "importance": importance,
            "low": low,
            "high": high,
            "direction": [None if np.isnan(value) else value for value in directions],
            "n": n,
            "feature_group": kin.astype(np.int32),
        }
    )


def points(
    task: str, scope: str, names: Sequence[str], ids: Texts, values: Floats, contributions: Floats
) -> pd.DataFrame:
    """Rows of the table driver_points for one task and scope, without the run; values and contributions (n, p)."""
    n, p = contributions.shape
    return pd.DataFrame(
        {
            "task": task,
            "scope": scope,
            "feature": np.repeat(np.array(names, dtype=object), n),
            "track_id": np.tile(ids, p),
            "value": values.T.ravel(),
            "contribution": contributions.T.ravel(),
        }
    )
