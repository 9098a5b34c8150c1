"""Ways to part points into groups, and one object that any of them becomes: arrays that place a new point.

Strength says how much a track belongs to its group. Of k-means it is the simplified silhouette (Hruschka et al. 2004),
1 - nearest / second nearest centre: 0 on the border, 1 at the centre. Of a mixture it is the posterior probability. Of
dense groups it is that of the nearest learned track times how near that one is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import HDBSCAN, KMeans
from sklearn.mixture import GaussianMixture
from sklearn.neighbors import KDTree

from analytics.ragged import Ints
from analytics.sound import Points

Kind = Literal["k-means", "mixture", "density"]
Strengths = NDArray[np.float32]
NOBODY = -1
"""The group of a point that belongs to none."""


@dataclass(frozen=True)
class Partition:
    """A way to part points. arrays: 'centres' (k, p) of k-means ; 'centres', 'covariances' (k, p, p), 'weights' of a
    mixture ; 'points' (m, p), 'labels', 'strengths' (m,), 'reach' (1,) of dense groups.
    """

    kind: Kind
    arrays: Mapping[str, NDArray[Any]]

    @property
    def groups(self) -> int:
        """How many groups there are."""
        if self.kind == "density":
            return int(self.arrays["labels"].max(initial=NOBODY)) + 1
        return len(self.arrays["centres"])

    def assign(self, points: Points) -> tuple[Ints, Strengths]:
        """The group of each point, NOBODY outside dense groups, and its strength from 0 to 1."""
        if not len(points):
            return np.empty(0, np.int64), np.empty(0, np.float32)
        made = {"k-means": _to_centres, "mixture": _to_mixture, "density": _to_density}
        return made[self.kind](self.arrays, points)


def fit(kind: Kind, points: Points, size: int, seed: int, starts: int = 3) -> Partition:
    """Part points (n, p) by one of the ways. size: the number of groups, for density the smallest group."""
    if kind == "k-means":
        centres = KMeans(size, n_init=starts, random_state=seed).fit(points).cluster_centers_
        return Partition(kind, {"centres": centres.astype(np.float64)})
    if kind == "mixture":
        # A little is added to each variance, so that a group of equal tracks has one too.
        model = GaussianMixture(size, reg_covar=1e-2, max_iter=60, tol=1e-2, random_state=seed).fit(
            points.astype(np.float64)
        )
        return Partition(kind, {"centres": model.means_, "covariances": model.covariances_, "weights": model.weights_})
    return _dense(points, size)


def _dense(points: Points, size: int) -> Partition:
    """HDBSCAN (Campello et al. 2013). A new point joins what its nearest learned point is in, when that is near enough."""
    model = HDBSCAN(min_cluster_size=size, min_samples=min(10, size), algorithm="kd_tree", copy=True).fit(points)
    inside = model.labels_ >= 0
    nearest = KDTree(points).query(points, k=2)[0][:, 1] if len(points) > 1 else np.zeros(1)
    reach = float(np.quantile(nearest[inside], 0.95)) if inside.any() else 0.0
    return Partition(
        "density",
        {
            "points": points,
            "labels": model.labels_.astype(np.int64).clip(NOBODY),
            "strengths": model.probabilities_.astype(np.float32),
            "reach": np.array([reach]),
        },
    )


def _to_centres(arrays: Mapping[str, NDArray[Any]], points: Points) -> tuple[Ints, Strengths]:
    centres = arrays["centres"].astype(np.float32)
    squares = (points**2).sum(axis=1)[:, None] - 2 * points @ centres.T + (centres**2).sum(axis=1)
    far = np.sqrt(np.maximum(squares, 0))
    group = far.argmin(axis=1)
    if len(centres) == 1:
        return group, np.ones(len(points), np.float32)
    first, second = np.partition(far, 1, axis=1)[:, :2].T
    return group, (1 - first / np.maximum(second, 1e-9)).astype(np.float32)


def _to_mixture(arrays: Mapping[str, NDArray[Any]], points: Points) -> tuple[Ints, Strengths]:
    logs = np.empty((len(points), len(arrays["centres"])))
    for k, (centre, covariance) in enumerate(zip(arrays["centres"], arrays["covariances"], strict=True)):
        root = np.linalg.cholesky(covariance)
        apart = np.linalg.solve(root, (points - centre).T)
        logs[:, k] = np.log(arrays["weights"][k]) - np.log(np.diag(root)).sum() - 0.5 * (apart**2).sum(axis=0)
    logs -= logs.max(axis=1, keepdims=True)
    shares = np.exp(logs)
    shares /= shares.sum(axis=1, keepdims=True)
    group = shares.argmax(axis=1)
    return group, shares[np.arange(len(points)), group].astype(np.float32)


def _to_density(arrays: Mapping[str, NDArray[Any]], points: Points) -> tuple[Ints, Strengths]:
    far, nearest = (column[:, 0] for column in KDTree(arrays["points"]).query(points, k=1))
    reach = float(arrays["reach"][0])
    group = np.where(far <= reach, arrays["labels"][nearest], NOBODY)
    near = 1 / (1 + far / max(reach, 1e-9))
    strength = np.where(group >= 0, arrays["strengths"][nearest] * near, 0)
    return group, strength.astype(np.float32)
