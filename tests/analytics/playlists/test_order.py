"""Orders: artists apart whenever that is possible, swaps that never cost, transitions worked by hand."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.playlists import order


@given(st.lists(st.sampled_from("abcd"), min_size=1, max_size=7))
def test_artists_are_apart_whenever_any_order_does_that(artists: list[str]) -> None:
    found = order.apart(np.arange(len(artists)), artists)
    assert sorted(found) == list(range(len(artists)))
    possible = any(order.clashes(one) == 0 for one in itertools.permutations(artists))
    assert (order.clashes([artists[i] for i in found]) == 0) == possible


@given(st.integers(2, 6), st.integers(0, 1000))
def test_swaps_end_no_dearer_than_they_began_and_near_the_best(n: int, seed: int) -> None:
    r = np.random.default_rng(seed)
    places, half = r.random((n, n)), r.random((n, n))
    between = half + half.T
    np.fill_diagonal(between, 0)
    artists = [f"a{i}" for i in range(n)]

    def total(one: tuple[int, ...] | np.ndarray) -> float:
        one = np.asarray(one)
        return float(places[np.arange(n), one].sum() + between[one[:-1], one[1:]].sum())

    found = total(order.arrange(places, between, artists))
    every = [total(one) for one in itertools.permutations(range(n))]
    assert min(every) - 1e-9 <= found <= total(np.arange(n)) + 1e-9
    # No single swap can help any more.
    last = order.arrange(places, between, artists)
    for i, j in itertools.combinations(range(n), 2):
        other = last.copy()
        other[[i, j]] = other[[j, i]]
        assert total(other) >= found - 1e-9


def test_half_and_double_time_are_near() -> None:
    found = order.tempo_apart(np.array([70.0, 140.0, 100.0, np.nan, 0.0]))
    assert found[0, 1] == pytest.approx(order.HALF_TIME)
    assert found[0, 0] == 0
    assert found[0, 2] == 1  # half an octave
    assert np.isnan(found[0, 3])
    assert np.isnan(found[0, 4])


@pytest.mark.parametrize(
    ("other", "apart"),
    [((0, 1), 0), ((7, 1), 0), ((5, 1), 0), ((9, 0), 0), ((2, 1), 0.5), ((6, 1), 1), ((0, 0), 1)],
)
def test_keys_near_on_the_circle_of_fifths(other: tuple[int, int], apart: float) -> None:
    """C major beside itself, G, F, A minor (its relative), D, F sharp, and C minor (at E flat, three steps away)."""
    key, mode = np.array([0.0, other[0]]), np.array([1.0, other[1]])
    assert order.key_apart(key, mode)[0, 1] == apart


def test_what_must_be_in_is_assigned() -> None:
    cost = np.array([[0.0, 0.0, 9.0], [0.0, 0.0, 9.0]])
    assert 2 in order.assign(cost, [2])
    assert 2 not in order.assign(cost, [])
