from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import dataset, splits
from tests.analytics.catalogue import frames, trackset
from warehouse.errors import NotTrainable

SEEDS = st.integers(0, 10_000)


def _artists(data: dataset.TrackSet, sample: splits.Sample) -> set[int]:
    return set(data.artists.take(sample.tracks).values.tolist())


@given(SEEDS, st.integers(0, 4))
def test_a_shares_no_track_and_no_artist(seed: int, number: int) -> None:
    data = trackset(seed % 5, tracks=120, artists=60)
    fold = splits.fold(data, "A", number, seed=seed)
    assert not set(fold.train.tracks) & set(fold.test.tracks)
    assert not _artists(data, fold.train) & _artists(data, fold.test)
    assert len(fold.train) + len(fold.test) + fold.dropped == len(data)
    assert fold.dropped > 0


@given(SEEDS)
def test_every_track_is_tested_once_over_five_folds(seed: int) -> None:
    data = trackset(seed % 5, tracks=120)
    for protocol in ("T", "A"):
        tested = np.concatenate([splits.fold(data, protocol, n, seed=seed).test.tracks for n in range(5)])
        assert sorted(tested) == list(range(len(data)))


@given(SEEDS)
def test_t_shares_no_track(seed: int) -> None:
    fold = splits.fold(trackset(tracks=60), "T", seed=seed)
    assert not set(fold.train.tracks) & set(fold.test.tracks)
    assert fold.dropped == 0


def test_r_deals_rows_so_that_a_track_may_stand_on_both_sides() -> None:
    data = trackset()
    fold = splits.fold(data, "R")
    assert len(fold.train) + len(fold.test) == len(data.labels.values)
    assert set(fold.train.tracks) & set(fold.test.tracks)
    assert set(fold.test.truth.counts) == {1}


def test_the_same_seed_gives_the_same_fold_and_another_seed_another() -> None:
    data = trackset()
    first, again, other = (splits.fold(data, "A", seed=seed).test.tracks.tolist() for seed in (3, 3, 4))
    assert first == again
    assert first != other


def test_a_featured_artist_takes_a_track_out_of_training() -> None:
    """Four artists alone, and one track of a0 that features a1: whenever a1 is tested that track is dropped."""
    inputs, labels, _ = frames(tracks=50, genres=2)
    people = [(f"t{i:05d}", f"a{i % 5}", 1) for i in range(50)] + [("t00000", "a1", 2)]
    data = dataset.build(inputs, labels, _frame(people), "v", 10)
    tested_a1 = next(f for f in (splits.fold(data, "A", n) for n in range(5)) if 1 in f.test.tracks)
    assert tested_a1.dropped == 1
    assert 0 not in tested_a1.train.tracks
    assert tested_a1.test.tracks.tolist() == list(range(1, 50, 5))


def _frame(people: list[tuple[str, str, int]]) -> object:
    import pandas as pd

    return pd.DataFrame(people, columns=["track_id", "artist_id", "position"])


def test_each_of_k_labels_weighs_one_kth() -> None:
    data = trackset()
    tracks, labels, weight = splits.everything(data).pairs()
    assert np.bincount(tracks, weight) == pytest.approx(np.ones(len(data)))
    assert len(labels) == len(data.labels.values)


@given(SEEDS)
def test_the_calibration_slice_keeps_the_protocol(seed: int) -> None:
    data = trackset(tracks=200, artists=100)
    train = splits.fold(data, "A", seed=seed).train
    rest, aside = splits.aside(data, train, "A", 0.1, seed)
    assert not _artists(data, rest) & _artists(data, aside)
    assert set(rest.tracks) | set(aside.tracks) <= set(train.tracks)


def test_one_artist_cannot_be_split_by_artist() -> None:
    with pytest.raises(NotTrainable, match="Too few tracks or artists"):
        splits.fold(trackset(artists=1), "A")
