"""Every way to part points places a new one, with a strength from 0 to 1 that means what it says."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.datasets import make_blobs
from sklearn.metrics import adjusted_rand_score
from sklearn.mixture import GaussianMixture

from analytics.clusters.partition import Kind, Partition, fit

X, TRUTH = make_blobs(600, 3, centers=[(-5, 0, 0), (5, 0, 0), (0, 6, 0)], cluster_std=0.8, random_state=0)
POINTS = X.astype(np.float32)
SIZES: dict[Kind, int] = {"k-means": 3, "mixture": 3, "density": 40}


@pytest.mark.parametrize("kind", SIZES)
def test_planted_groups_are_found_and_new_points_join_them(kind: Kind) -> None:
    found = fit(kind, POINTS, SIZES[kind], seed=0)
    labels, strengths = found.assign(POINTS)
    assert found.groups == 3
    inside = labels >= 0
    assert inside.mean() > 0.8
    assert adjusted_rand_score(TRUTH[inside], labels[inside]) > 0.99
    assert strengths.min() >= 0
    assert strengths.max() <= 1
    new, _ = found.assign(np.array([[-5, 0.1, 0.1]], np.float32))
    assert new[0] == np.bincount(labels[(TRUTH == 0) & inside]).argmax()


def test_strength_of_k_means_by_hand() -> None:
    halves = Partition("k-means", {"centres": np.array([[0.0, 0.0], [4.0, 0.0]])})
    labels, strengths = halves.assign(np.array([[0, 0], [1, 0], [2, 0], [3, 0]], np.float32))
    assert labels[[0, 1, 3]].tolist() == [0, 0, 1]
    assert strengths == pytest.approx([1, 1 - 1 / 3, 0, 1 - 1 / 3], abs=1e-6)


def test_a_mixture_places_as_scikit_learn_does() -> None:
    peer = GaussianMixture(3, reg_covar=1e-2, max_iter=60, tol=1e-2, random_state=0).fit(X)
    labels, strengths = fit("mixture", POINTS, 3, seed=0).assign(POINTS)
    shares = peer.predict_proba(X)
    assert (labels == shares.argmax(axis=1)).all()
    assert strengths == pytest.approx(shares.max(axis=1), abs=1e-3)


def test_far_from_every_dense_group_is_nobody() -> None:
    labels, strengths = fit("density", POINTS, 40, seed=0).assign(np.array([[50, 50, 50]], np.float32))
    assert (labels[0], strengths[0]) == (-1, 0)


def test_no_points_have_no_groups() -> None:
    labels, strengths = fit("k-means", POINTS, 3, seed=0).assign(POINTS[:0])
    assert len(labels) == len(strengths) == 0
