"""Labels that are wrong, and tracks with two."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from sklearn.neighbors import NearestNeighbors

from etl.demo import genres
from tests.etl.demo.conftest import SEEDS, Written

WrittenOf = Callable[..., Written]
FAMILY = dict(zip(genres.NAMES, genres.FAMILIES, strict=True))


def doubtful(demo: Written) -> pd.Index:
    """Tracks whose label is of a family that neither their neighbours in sound nor their artist's other tracks share."""
    family = demo.recordings.genre.map(FAMILY)
    near = NearestNeighbors(n_neighbors=41, algorithm="brute").fit(demo.sound).kneighbors(return_distance=False)
    alike = (family.to_numpy()[near] == family.to_numpy()[:, None]).mean(axis=1)
    lead = demo.recordings.lead
    others = family.groupby([lead, family]).transform("size") / family.groupby(lead).transform("size")
    several = family.groupby(lead).transform("size") >= 4
    return demo.recordings.index[(alike < 0.15) & (others <= 0.5) & several]


@pytest.mark.parametrize("seed", SEEDS)
def test_wrong_labels_are_found(written: WrittenOf, seed: int) -> None:
    demo, twin = written(seed), written(seed, "mislabelled")
    sizes = demo.recordings.groupby("lead").lead.transform("size")
    within_reach = {t for t in demo.truth.mislabelled if t in sizes.index and sizes[t] >= 4}
    found = set(doubtful(demo))
    assert len(within_reach) > 120
    assert len(found & within_reach) >= 0.6 * len(within_reach)
    assert len(found & within_reach) >= 0.9 * len(found)
    assert not twin.truth.mislabelled
    assert len(doubtful(twin)) <= 8


def test_a_wrong_label_is_the_label_in_the_file(written: WrittenOf) -> None:
    demo = written(1)
    for track, (sound, label) in demo.truth.mislabelled.items():
        assert demo.tracks.genre[track] == label
        assert FAMILY[label] != FAMILY[sound]


def test_some_tracks_have_two_labels_of_one_family(written: WrittenOf) -> None:
    labels = written(1).rows.groupby("track_id").genre.nunique()
    assert 0.10 < (labels == 2).mean() < 0.2
    assert labels.max() == 2
    two = written(1).rows.groupby("track_id").filter(lambda rows: len(rows) == 2)
    assert two.genre.map(FAMILY).groupby(two.track_id).nunique().max() == 1
    differ = two.groupby("track_id").popularity.nunique() == 2
    assert 0.005 < np.mean(differ) < 0.05
