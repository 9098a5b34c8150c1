"""The number of groups: planted groups are counted, one cloud is not parted, figures are those of their definitions."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.datasets import make_blobs

from analytics.clusters.choose import WITHIN, Choice, Search, best_overlaps, choose, crossed, silhouette, stability

QUICK = Search(k_means=(2, 3, 4, 5), mixture=(2,), density=(0.1,), draws=3, shuffles=2)


def blobs(seed: int = 0) -> np.ndarray:
    X, _ = make_blobs(300, 4, centers=4, cluster_std=0.7, center_box=(-6, 6), random_state=seed)
    return X.astype(np.float32)


@pytest.fixture(scope="module")
def found() -> Choice:
    return choose(blobs(), QUICK)


def test_four_planted_groups_are_four(found: Choice) -> None:
    assert found.judged is not None
    assert found.judged.groups == 4
    assert found.judged.stability > 0.99
    assert found.judged.separation > found.judged.shuffled + 0.2
    assert min(found.jaccard) > 0.98


def test_every_candidate_is_reported_with_its_figures(found: Choice) -> None:
    assert [(one.kind, one.size) for one in found.candidates] == [
        *(("k-means", k) for k in (2, 3, 4, 5)),
        ("mixture", 2),
        ("density", 30),
    ]
    assert {"separation", "shuffled", "stability", "overlap", "passed"} <= set(found.candidates[0].row())


def test_the_same_seed_chooses_the_same(found: Choice) -> None:
    assert choose(blobs(), QUICK).candidates == found.candidates


def test_one_round_cloud_is_not_parted_inside_a_genre() -> None:
    cloud = np.random.default_rng(3).normal(size=(600, 6)).astype(np.float32)
    found = choose(cloud, WITHIN, refuse=True)
    assert found.judged is None
    assert found.partition.groups == 1
    assert not any(one.passed for one in found.candidates)


def test_groups_that_differ_in_nothing_but_the_draw_have_a_rand_index_near_zero() -> None:
    cloud = np.random.default_rng(4).normal(size=(500, 8)).astype(np.float32)
    labels = np.random.default_rng(5).integers(0, 4, 500)
    rand, jaccard = stability("k-means", 4, cloud, labels, 4, 3, np.random.default_rng(0))
    assert np.abs(rand).max() < 0.05
    assert max(jaccard) < 0.35


def test_overlaps_by_hand() -> None:
    labels, others = np.array([0, 0, 0, 1, 1, -1]), np.array([2, 2, 0, 0, -1, 0])
    assert crossed(labels, others, 2).tolist() == [[1, 0, 2], [1, 0, 0]]
    # Group 0 has 3 and shares 2 with a group of 2: 2 of 3. Group 1 has 2 and shares 1 with a group of 3: 1 of 4.
    assert best_overlaps(labels, others, 2) == pytest.approx([2 / 3, 1 / 4])


def test_silhouette_of_one_group_is_nothing() -> None:
    assert silhouette(blobs(), np.zeros(300, np.int64), np.random.default_rng(0)) == 0.0
