"""Five tracks, worked by hand: artists a and b, album X (of both), one title twice by a."""

from __future__ import annotations

import numpy as np
import pytest

from analytics.genre import context
from analytics.genre.lesson import Lesson
from analytics.ragged import Ragged
from analytics.trackset import Inputs

IDS = np.array(["a", "b", ""], dtype=object)
INPUTS = Inputs(
    X=np.zeros((5, 1)),
    titles=np.array(["One", "one ", "Two", "", "Three"], dtype=object),
    albums=np.array(["X", "x", "X", "", "Y"], dtype=object),
    artists=Ragged.of([[0], [0, 1], [1], [2], [1]]),
    artist_ids=IDS,
    genres=Ragged.of([[]] * 5),
    genre_names=(),
)
#: Genres 0, 1, 2 of the five tracks; the second has two.
LESSON = Lesson(np.arange(5), Ragged.of([[0], [0, 1], [1], [2], [2]]), np.arange(3), INPUTS)


def look(name: str, inputs: Inputs = INPUTS, own: Ragged | None = None) -> tuple[list[list[float]], list[float]]:
    sums, tracks = context.look(name, context.fit(name, LESSON), inputs, 3, own)
    return sums.tolist(), tracks.tolist()


def test_genres_are_counted_under_each_key() -> None:
    nothing = [0.0, 0.0, 0.0]
    assert look("main") == ([[2, 1, 0], [2, 1, 0], [0, 1, 1], nothing, [0, 1, 1]], [2, 2, 2, 0, 2])
    assert look("artists") == ([[2, 1, 0], [3, 3, 1], [1, 2, 1], nothing, [1, 2, 1]], [2, 5, 3, 0, 3])
    assert look("album") == ([[2, 2, 0], [2, 2, 0], [2, 2, 0], nothing, [0, 0, 1]], [3, 3, 3, 0, 1])
    assert look("artist_album") == ([[2, 1, 0], [2, 1, 0], [0, 1, 0], nothing, [0, 0, 1]], [2, 2, 1, 0, 1])
    assert look("artist_title") == ([[2, 1, 0], [2, 1, 0], [0, 1, 0], nothing, [0, 0, 1]], [2, 2, 1, 0, 1])


def test_a_track_that_was_learned_from_leaves_itself_out() -> None:
    own = LESSON.truth
    nothing = [0.0, 0.0, 0.0]
    assert look("main", own=own) == ([[1, 1, 0], [1, 0, 0], [0, 0, 1], nothing, [0, 1, 0]], [1, 1, 1, 0, 1])
    # The second track is counted under both its artists, and leaves both.
    assert look("artists", own=own)[0][1] == [1, 1, 1]
    assert look("artists", own=own)[1][1] == 3
    assert look("artist_album", own=own)[1] == [1, 1, 0, 0, 0]


def test_alone_under_a_key_a_track_learns_nothing() -> None:
    sums, tracks = context.look("artist_album", context.fit("artist_album", LESSON), INPUTS, 3, LESSON.truth)
    said = context.logs(sums, tracks, np.array([0.2, 0.3, 0.5]))
    assert said[2:] == pytest.approx(np.zeros((3, 3)))
    assert abs(said[0]).max() > 0.1


def test_shares_are_smoothed_with_the_prior() -> None:
    prior = np.array([0.2, 0.3, 0.5])
    said = context.logs(np.array([[2.0, 1.0, 0.0]]), np.array([2.0]), prior)
    assert np.exp(said) * prior == pytest.approx(np.array([[2.1 / 2.5, 1.15 / 2.5, 0.25 / 2.5]]))


def test_unknown_artists_and_albums_are_met_with_nothing() -> None:
    strangers = Inputs(
        INPUTS.X,
        np.array(["?"] * 5, dtype=object),
        np.array(["??"] * 5, dtype=object),
        Ragged.of([[0]] * 5),
        np.array(["zz"], dtype=object),
        INPUTS.genres,
        (),
    )
    for name in context.KEYS:
        sums, tracks = look(name, strangers)
        assert np.sum(sums) == np.sum(tracks) == 0


def test_codes_of_another_catalogue_meet_by_the_ids_they_stand_for() -> None:
    turned = Inputs(
        INPUTS.X,
        INPUTS.titles,
        INPUTS.albums,
        Ragged.of([[1], [1, 0], [0], [2], [0]]),
        np.array(["b", "a", ""], dtype=object),
        INPUTS.genres,
        (),
    )
    for name in context.KEYS:
        assert look(name, turned) == look(name)


def test_counts_come_back_from_arrays() -> None:
    for name in context.KEYS:
        known = context.fit(name, LESSON)
        again = context.unpack(name, context.pack(name, known))
        assert np.array_equal(context.look(name, again, INPUTS, 3)[0], context.look(name, known, INPUTS, 3)[0])
