"""The planted groups of listeners come back on 3 seeds; in twins without groups no segments are found."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from analytics.audience import segments
from analytics.audience.config import Config
from etl.demo import DemoConfig, genres
from etl.demo.catalogue import make
from etl.demo.demand import GROUPS

QUICK = Config(most=8, draws=4, nulls=2)


def heard(seed: int, *without: str) -> tuple[np.ndarray, np.ndarray]:
    """(plays a genre of each listener, planted group), of people with 20 plays or more."""
    demo = make(DemoConfig(6_000, 600, 600, 90_000, seed, frozenset(without)))
    plays, known = demo.plays, demo.plays.track >= 0
    counts = np.zeros((600, len(genres.NAMES)))
    np.add.at(counts, (plays.listener[known], demo.releases.genre[plays.track[known]]), 1.0)
    kept = counts.sum(axis=1) >= QUICK.least_plays
    kept[plays.bots] = False
    return counts[kept], plays.group[kept]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_planted_groups_are_recovered_and_the_twin_has_no_segments(seed: int) -> None:
    counts, group = heard(seed)
    found = segments.find(counts, QUICK)
    assert found.k == len(GROUPS)
    assert adjusted_rand_score(group, found.labels) > 0.85
    assert np.bincount(found.labels).tolist() == sorted(np.bincount(found.labels), reverse=True)
    twin, _ = heard(seed, "groups")
    alone = segments.find(twin, QUICK)
    assert alone.k == 1
    assert not alone.labels.any()


def test_few_plays_make_no_taste() -> None:
    counts = np.array([[3.0, 0.0], [300.0, 0.0], [0.0, 100.0], [100.0, 100.0]])
    common = 2.5 / 4
    found = segments.shares(counts, 10.0)
    assert found[0, 0] == pytest.approx((3 + 10 * common) / 13)
    assert found[1, 0] == pytest.approx((300 + 10 * common) / 310)
    assert found.sum(axis=1) == pytest.approx(np.ones(4))
