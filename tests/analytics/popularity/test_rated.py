from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from analytics.popularity import leaks, rated
from analytics.ragged import Ragged
from tests.analytics.catalogue import fill
from tests.analytics.popularity.hits import hits, with_popularity
from warehouse.connect import Workbench
from warehouse.errors import NotTrainable


@pytest.mark.parametrize("by", rated.PROTOCOLS)
def test_folds_hold_what_they_promise(by: rated.By) -> None:
    data = hits()
    tested = []
    for number in range(5):
        fold = rated.fold(data, by, number)
        train, test = set(fold.train.tracks.tolist()), set(fold.test.tracks.tolist())
        assert not train & test
        if by == "G":
            assert not set(data.recordings[list(train)].tolist()) & set(data.recordings[list(test)].tolist())
        if by == "A":
            people = [set(data.data.artists.take(np.array(sorted(side))).values.tolist()) for side in (train, test)]
            assert not people[0] & people[1]
        tested += sorted(test)
    assert sorted(tested) == list(range(len(data)))


def test_only_recordings_as_one_keep_releases_together() -> None:
    """Every fiftieth track is another release of the one before; random tracks part four in five of these pairs."""
    data = hits()
    again = np.arange(50, len(data), 50)
    for by, most in (("T", len(again)), ("G", 0)):
        fold = rated.fold(data, by)
        inside = np.isin(np.arange(len(data)), fold.test.tracks)
        parted = int((inside[again] != inside[again - 1]).sum())
        assert parted == 0 if most == 0 else 0 < parted < most


def test_the_same_seed_gives_the_same_fold() -> None:
    data = hits()
    one, same, other = (rated.fold(data, "G", seed=seed).test.tracks.tolist() for seed in (1, 1, 2))
    assert one == same
    assert one != other


def test_tracks_without_an_artist_are_artists_of_their_own() -> None:
    artists, ids = rated.with_orphans(Ragged.of([[0], [], [0], []]), np.array(["a"], dtype=object))
    assert artists.counts.tolist() == [1, 1, 1, 1]
    assert artists.values[0] == artists.values[2]
    assert len({artists.values[0], artists.values[1], artists.values[3]}) == 3
    assert ids.tolist() == ["a", "", ""]


@pytest.mark.parametrize(
    ("y", "words"),
    [
        (np.empty(0), "No track has a popularity"),
        (np.arange(10.0), "Only 10 tracks have a popularity"),
        (np.full(60, 7.0), r"All 60 tracks have the same popularity \(7\)"),
        (np.zeros(60), r"the same popularity \(0\)"),
    ],
)
def test_what_cannot_be_learned_is_said(y: np.ndarray, words: str) -> None:
    with pytest.raises(NotTrainable, match=words):
        rated.check_target(y)


def test_a_catalogue_without_popularity_is_refused(tmp_path: Path) -> None:
    with (
        Workbench(fill(tmp_path / "home")) as workbench,
        pytest.raises(NotTrainable, match="No track has a popularity"),
    ):
        rated.read(workbench)


def test_a_column_made_from_popularity_is_refused() -> None:
    """The planted columns explain little each; one made from the answer explains it all."""
    data = hits()
    fold = rated.fold(data, "T")
    found = leaks.check_leaks(data, fold.train.tracks, fold.test.tracks)
    assert max(found, key=lambda name: found[name]) == "energy"
    data.data.X[:, 2] = data.y + np.random.default_rng(0).normal(0, 3, len(data))
    with pytest.raises(NotTrainable, match=r"valence \(\d+% of the variance\)"):
        leaks.check_leaks(data, fold.train.tracks, fold.test.tracks)


def test_constant_popularity_and_empty_columns_explain_nothing() -> None:
    data = hits()
    fold = rated.fold(data, "T")
    data.data.X[:, 2] = np.nan
    assert leaks.column_r2(data, fold.train.tracks, fold.test.tracks)["valence"] <= 0
    flat = with_popularity(data, np.full(len(data), 3.0))
    assert set(leaks.column_r2(flat, fold.train.tracks, fold.test.tracks).values()) == {0.0}
