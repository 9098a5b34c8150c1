from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analytics.popularity import history as histories
from analytics.popularity.history import COLUMNS, KINDS, USUAL, Groups, History
from analytics.ragged import Ragged, Texts
from analytics.trackset import Inputs

NAN = np.nan


def inputs(artists: list[int], albums: list[str]) -> Inputs:
    """Tracks by artists (-1: none) on albums."""
    texts: Texts = np.array(albums, dtype=object)
    people = Ragged.of([[a] if a >= 0 else [] for a in artists])
    ids = np.array([f"{i:012x}" for i in range(10, 20)], dtype=object)
    return Inputs(np.empty((len(albums), 0)), texts, texts, people, ids, Ragged.of([[] for _ in albums]), ())


def test_sums_of_a_group_leave_the_track_out() -> None:
    """Group 5 holds 10, 20 and 0: without the 20 two tracks, 10 points, one at 0, squares of 100."""
    groups = Groups.of(np.array([5, 5, 5, -1, 9]), np.array([10.0, 20, 0, 50, 7]))
    assert groups.keys.tolist() == [5, 9]
    found = groups.of_tracks(np.array([5, 5, 9, 4, -1]), np.array([NAN, 20, 7, 3, NAN]))
    assert found.tolist() == [[3, 30, 1, 500], [2, 10, 1, 100], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]


def test_columns_are_shrunk_to_the_usual_track() -> None:
    """Usual: mean 25, a third at 0, 37.5 above 0. The artist's other tracks of the first: 0 and 50."""
    tracks = inputs([0, 0, 0], ["a", "b", "b"])
    history = History.of(tracks, np.array([25.0, 0, 50]))
    assert history.usual == pytest.approx([25, 1 / 3, 37.5])
    found = histories.columns(history, tracks, np.array([25.0, NAN, NAN]))
    artist = dict(zip(COLUMNS, found[0, : len(COLUMNS)].tolist(), strict=True))
    assert artist["tracks"] == 2
    assert artist["mean"] == pytest.approx((50 + USUAL * 25) / (2 + USUAL))
    assert artist["at 0"] == pytest.approx((1 + USUAL / 3) / (2 + USUAL))
    assert artist["level"] == pytest.approx((50 + USUAL * 37.5) / (1 + USUAL))
    assert artist["spread"] == pytest.approx(25)
    album = found[0, len(COLUMNS) : 2 * len(COLUMNS)]
    assert album[0] == 0
    assert np.isnan(album[1:]).all()


def test_albums_are_told_apart_by_artist_and_compilations_by_name() -> None:
    """Three artists on one compilation: no other track of the artist's album, two of the title's."""
    tracks = inputs([0, 1, 2], ["Hits", "hits ", "HITS"])
    found = histories.columns(History.of(tracks, np.array([1.0, 2, 3])), tracks, np.array([1.0, 2, 3]))
    counts = found[:, :: len(COLUMNS)]
    assert counts.tolist() == [[0, 0, 2]] * 3
    assert len(KINDS) == 3


def test_unknown_artists_and_albums_have_no_history() -> None:
    history = History.of(inputs([0, 0], ["a", "a"]), np.array([1.0, 2]))
    found = histories.columns(history, inputs([-1, 3], ["", "z"]), np.array([NAN, NAN]))
    assert (found[:, :: len(COLUMNS)] == 0).all()
    assert not histories.knows(history, inputs([-1, 3], ["", "z"]), np.array([NAN, NAN])).any()
    assert histories.knows(history, inputs([0], [""]), np.array([NAN])).all()


def test_the_same_artist_has_the_same_number_in_another_catalogue() -> None:
    one, other = inputs([0, 1], ["a", "a"]), inputs([1, 0], ["a", "a"])
    turned = replace(other, artist_ids=other.artist_ids[[1, 0, *range(2, 10)]])
    assert histories.artist_keys(one).tolist() == histories.artist_keys(turned).tolist()
    assert histories.artist_keys(one).tolist() == histories.artist_keys(other)[::-1].tolist()


def test_in_training_no_track_sees_its_own_fold() -> None:
    """Two folds of one artist: each track sees the other fold's tracks, whatever its own popularity is."""
    tracks, folds = inputs([0, 0, 0, 0], ["a"] * 4), np.array([0, 0, 1, 1])
    y = np.array([10.0, 20, 30, 40])
    found = histories.crossed(tracks, y, folds)
    assert found[:, 0].tolist() == [2, 2, 2, 2]
    assert found[0].tolist() == found[1].tolist()
    assert found[0, 1] == pytest.approx((70 + USUAL * 35) / (2 + USUAL))
    again = histories.crossed(tracks, np.array([99.0, 20, 30, 40]), folds)
    assert again[0].tolist() == found[0].tolist()


def test_a_single_inner_fold_gives_no_history() -> None:
    assert np.isnan(histories.crossed(inputs([0, 0], ["a", "a"]), np.array([1.0, 2]), np.zeros(2, np.int64))).all()


def test_a_history_survives_its_arrays() -> None:
    history = History.of(inputs([0, 1], ["a", "b"]), np.array([1.0, 2]))
    again = histories.unpack(histories.pack(history))
    tracks, none = inputs([0, 1, 2], ["a", "x", "b"]), np.full(3, NAN)
    assert np.array_equal(
        histories.columns(history, tracks, none), histories.columns(again, tracks, none), equal_nan=True
    )
