from __future__ import annotations

import numpy as np

from analytics.explain import sampling
from analytics.ragged import Ragged


def genres(*counts: int) -> Ragged:
    """Tracks of one genre each, counts[g] of genre g."""
    return Ragged.of([[g] for g, count in enumerate(counts) for _ in range(count)])


def test_every_genre_has_its_share() -> None:
    data = genres(600, 300, 100)
    chosen = sampling.evenly(data, most=100)
    assert np.bincount(data.values[chosen]).tolist() == [60, 30, 10]
    assert len(np.unique(chosen)) == 100
    assert (sampling.evenly(data, most=100) == chosen).all()


def test_few_tracks_are_all_taken_and_tracks_without_genre_too() -> None:
    data = Ragged.of([[0], [], [1]])
    assert sampling.evenly(data, most=10).tolist() == [0, 1, 2]


def test_a_contrast_is_a_genre_against_its_family() -> None:
    data = genres(50, 50, 50, 50)
    found = sampling.contrasts(data, ["Rock", "Rock", "Pop", "Rock"], most=60)
    rock = found[0]
    assert (rock.genre, rock.siblings) == (0, (1, 3))
    assert set(data.values[rock.own]) == {0}
    assert set(data.values[rock.others]) == {1, 3}
    assert len(rock.own) == len(rock.others) == 30
    alone = found[2]
    assert alone.siblings == (0, 1, 3)  # no other genre in its family: all others


def test_a_track_of_both_genres_is_no_sibling() -> None:
    data = Ragged.of([[0]] * 40 + [[0, 1]] * 40 + [[1]] * 40)
    first = sampling.contrasts(data, ["R", "R"], most=80)[0]
    assert set(first.others) <= set(range(80, 120))


def test_small_genres_are_no_scope() -> None:
    assert [c.genre for c in sampling.contrasts(genres(100, 10, 100), ["R", "R", "R"], most=100)] == [0, 2]


def test_shares_of_many_genres_stay_within_the_whole() -> None:
    assert sampling.share_of_each(genres(1), 114) * 114 <= sampling.MOST_TOGETHER
    assert sampling.share_of_each(genres(1), 2) == sampling.MOST
    assert sampling.share_of_each(genres(1), 100_000) == sampling.LEAST
