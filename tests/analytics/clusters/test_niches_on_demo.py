"""Planted niches of the demo are found on 3 seeds; in twins without them nothing is found."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from analytics import sound
from analytics.clusters import niches
from etl.demo.catalogue import make
from etl.demo.files import write_files
from etl.demo.truth import truth_of
from tests.etl.demo.conftest import SEEDS, Written, small
from warehouse.queries.genre_work import measures


@pytest.fixture(scope="module")
def found_in(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., tuple[list[set[str]], Written]]:
    """Track ids of each niche that is found in the demo of a seed, and the demo."""

    def build(seed: int, *without: str) -> tuple[list[set[str]], Written]:
        demo = make(small(seed, *without))
        written = Written(write_files(tmp_path_factory.mktemp("demo"), demo), truth_of(demo))
        recordings = written.recordings
        X = recordings[[f.name for f in measures()]].to_numpy(float, copy=True)
        X[X == 0] = np.where(np.argwhere(X == 0)[:, 1] == [f.name for f in measures()].index("tempo"), np.nan, 0)
        points = sound.fit(X, [f.name for f in measures()]).place(X)
        found = niches.find(points, seed)
        labels, _ = found.assign(points)
        ids = recordings.index.to_numpy()
        return [set(ids[labels == number]) for number in range(len(found))], written

    return build


@pytest.mark.parametrize("seed", SEEDS)
def test_planted_niches_are_found(found_in: Callable[..., tuple[list[set[str]], Written]], seed: int) -> None:
    found, demo = found_in(seed)
    assert len(demo.truth.niches) == 5
    assert len(found) == 5
    for members in demo.truth.niches.values():
        best = max(found, key=lambda group: len(group & set(members)))
        assert len(best & set(members)) >= 0.9 * len(members)
        assert len(best & set(members)) >= 0.9 * len(best)


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_found_in_the_twin(found_in: Callable[..., tuple[list[set[str]], Written]], seed: int) -> None:
    found, demo = found_in(seed, "niches")
    assert not demo.truth.niches
    assert found == []


def test_a_catalogue_too_small_for_a_niche_has_none() -> None:
    points = np.random.default_rng(0).normal(size=(500, 5)).astype(np.float32)
    found = niches.find(points)
    assert len(found) == 0
    assert found.assign(points)[0].tolist() == [-1] * 500


def test_tight_points_in_a_cloud_are_one_niche_and_its_border_is_kept() -> None:
    rng = np.random.default_rng(1)
    cloud = rng.normal(size=(3_000, 6))
    tight = np.array([1.5, 1.5, 0, 0, 0, 0]) + 0.05 * rng.normal(size=(30, 6))
    found = niches.find(np.vstack([cloud, tight]).astype(np.float32))
    assert len(found) == 1
    labels, near = found.assign(np.vstack([tight, cloud[:200]]).astype(np.float32))
    assert (labels[:30] == 0).all()
    assert (labels[30:] == -1).mean() > 0.99
    assert near[:30].min() > 0
