"""Tracks that a model has learned from are found again by their ids, whatever the catalogue is by then."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analytics.known import Known

IDS = np.array(["c", "a", "é", "", "b"], dtype=object)


def test_places_are_those_of_training_and_strangers_have_none() -> None:
    known = Known.of(IDS)
    assert known.places(np.array(["b", "x", "a", "A"], dtype=object)).tolist() == [4, -1, 1, -1]
    assert Known(known.codes.copy()).places(IDS).tolist() == [0, 1, 2, 3, 4]


def test_without_training_nobody_is_known() -> None:
    assert Known.of(IDS[:0]).places(IDS).tolist() == [-1] * 5
    assert Known.of(IDS).places(IDS[:0]).tolist() == []


@given(st.lists(st.text(), unique=True, min_size=1), st.lists(st.text()))
def test_places_are_those_of_a_dictionary(learned: list[str], asked: list[str]) -> None:
    expected = {name: place for place, name in enumerate(learned)}
    found = Known.of(np.array(learned, dtype=object)).places(np.array([*asked, *learned], dtype=object))
    assert found.tolist() == [expected.get(name, -1) for name in [*asked, *learned]]
