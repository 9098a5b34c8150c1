"""The map: places of new tracks, what neighbours kept means, components that always lie the same way."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.datasets import make_blobs
from sklearn.decomposition import PCA
from sklearn.manifold import trustworthiness

from analytics import projection, sound, tsne
from analytics.projection import Projection
from warehouse.errors import BadArtefact

X, GROUP = make_blobs(300, 5, centers=4, cluster_std=1.0, center_box=(-8, 8), random_state=0)
POINTS = X.astype(np.float32)


@pytest.fixture(scope="module")
def layout() -> np.ndarray:
    return tsne.lay_out(POINTS, seed=0, threads=1)


def test_alike_tracks_stand_together_and_the_same_seed_lays_out_the_same(layout: np.ndarray) -> None:
    assert layout.shape == (300, 2)
    near = np.argsort(((layout[:, None] - layout[None]) ** 2).sum(axis=2), axis=1)[:, 1:6]
    assert (GROUP[near] == GROUP[:, None]).mean() > 0.98
    assert (tsne.lay_out(POINTS, seed=0, threads=1) == layout).all()


def test_trustworthiness_is_that_of_scikit_learn_and_a_shuffled_map_is_worthless(layout: np.ndarray) -> None:
    found = projection.quality(POINTS, layout)
    peer = trustworthiness(POINTS, layout, n_neighbors=projection.COMPARED)
    assert found.n == 300
    assert found.trust == pytest.approx(peer, abs=1e-6)
    assert found.trust > 0.95
    assert 0.4 < found.shuffled < 0.6
    assert 0.3 < found.kept <= 1


def test_a_perfect_map_keeps_every_neighbour() -> None:
    flat = np.random.default_rng(0).normal(size=(100, 2)).astype(np.float32)
    found = projection.quality(flat, flat)
    assert (found.trust, found.kept) == (1, 1)


def test_a_new_track_stands_among_its_neighbours_and_a_known_one_where_it_stood(layout: np.ndarray) -> None:
    assert (projection.placed(POINTS, layout, POINTS[:20]) == layout[:20]).all()
    new = POINTS[:40] + 0.05
    where = projection.placed(POINTS, layout, new)
    middle = np.array([layout[group == GROUP].mean(axis=0) for group in range(4)])
    nearest = ((where[:, None] - middle[None]) ** 2).sum(axis=2).argmin(axis=1)
    assert (nearest == GROUP[:40]).all()
    late = projection.placed(POINTS, layout, POINTS[:20], leave_out_self=True)
    assert not (late == layout[:20]).all(axis=1).any()


def test_weighted_median_by_hand() -> None:
    found = projection._weighted_median(np.array([[3.0, 1.0, 2.0]]), np.array([[0.6, 0.3, 0.1]]))
    assert found.tolist() == [3.0]
    assert projection._weighted_median(np.array([[3.0, 1.0, 2.0]]), np.array([[0.4, 0.3, 0.3]])).tolist() == [2.0]


def test_components_are_those_of_scikit_learn_up_to_sign() -> None:
    found, share = projection.components_of(POINTS)
    peer = PCA(2).fit(X)
    assert share == pytest.approx(peer.explained_variance_ratio_, abs=1e-5)
    for ours, theirs in zip(found, peer.components_, strict=True):
        unit = ours / np.linalg.norm(ours)
        assert abs(unit @ theirs) == pytest.approx(1, abs=1e-5)
        assert unit[np.abs(unit).argmax()] > 0
    assert projection.principal(POINTS, found)[:, 0].std() == pytest.approx(1, abs=0.01)


def test_stored_and_read_it_places_the_same(layout: np.ndarray) -> None:
    names = tuple("abcde")
    space = sound.fit(X, names)
    points = space.place(X)
    found = Projection(space, points, layout, projection.components_of(points)[0])
    arrays = projection.pack(found)
    assert all(array.dtype.kind in "biuf" for array in arrays.values())
    again = projection.unpack(arrays, {"features": list(names)})
    new = space.place(X[:10] + 0.1)
    for ours, theirs in zip(found.place(new), again.place(new), strict=True):
        assert (ours == theirs).all()
    with pytest.raises(BadArtefact):
        projection.unpack({**arrays, "layout": layout[:5]}, {"features": list(names)})
