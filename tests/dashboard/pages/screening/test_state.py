"""The address of a candidate: what it says, what it refuses, and that it comes back the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.pages.screening import state as states
from dashboard.pages.screening.state import State
from tests.dashboard.pages.app_under_test import context_over
from tests.warehouse.homes import tiny
from warehouse.errors import FilterError

FOLK = "folk000000000000000007"


@pytest.mark.parametrize(
    "state",
    [
        State(),
        State("variants", FOLK, "", {"artist": "Ann; Bob"}, {"energy": 0.25, "tempo": None}, {"b": {"energy": 0.5}}),
        State(genre="folk", values={"key": 3.0, "duration_ms": 200_000.0, "loudness": -3.2}),
    ],
)
def test_the_address_holds_the_whole_state(state: State) -> None:
    assert states.read(state.params()) == state


@pytest.mark.parametrize(
    "query",
    [
        {"tab": "no"},
        {"energy": "1.5"},
        {"energy": "x"},
        {"tempo": "nan"},
        {"b": "energy:2"},
        {"b": "key:3"},
        {"c": "?"},
    ],
)
def test_what_cannot_be_meant_is_refused(query: dict[str, str]) -> None:
    with pytest.raises(FilterError):
        states.read(query)


def test_a_track_is_the_start_and_changes_lie_on_it(sample_home: Path) -> None:
    context = context_over(sample_home)
    own = states.candidate(context, State(track=FOLK))
    assert (own.title, own.genre, own.track_id) == ("Folk song 7", "folk", FOLK)
    changed = states.candidate(context, State(track=FOLK, genre="dance", values={"energy": 0.9, "tempo": None}))
    assert changed.values["energy"] == 0.9
    assert "tempo" not in changed.values
    assert changed.values["valence"] == own.values["valence"]
    assert changed.genres == ("dance",)
    assert states.candidate(context, State(track=FOLK, genre="")).genres == ()


def test_words_replace_those_of_the_start(sample_home: Path) -> None:
    found = states.candidate(
        context_over(sample_home), State(track=FOLK, texts={"artist": "Ann; Bob ;", "title": "New"})
    )
    assert (found.title, found.artists) == ("New", ("Ann", "Bob"))


def test_without_a_track_the_middle_of_the_catalogue_is_the_start(tmp_path: Path) -> None:
    home = tiny(tmp_path, "track_id,title,artists,energy,genre\na,One,A,0.2,x\nb,Two,B,0.5,x\nc,Three,C,0.9,y\n")
    found = states.start(context_over(home.path), State())
    assert found.candidate.values == {"energy": 0.5}
    assert found.candidate.genres == ()
    assert not found.known


@pytest.mark.parametrize("state", [State(track="gone"), State(genre="no such genre")])
def test_an_unknown_track_or_genre_is_said(sample_home: Path, state: State) -> None:
    with pytest.raises(FilterError):
        states.start(context_over(sample_home), state)


def test_sliders_reach_as_far_as_the_catalogue_and_the_start(sample_home: Path) -> None:
    context = context_over(sample_home)
    base = states.candidate(context, State(values={"tempo": 280.0}))
    ends = states.extents(context, base)
    assert ends["energy"] == (0.0, 1.0)
    assert ends["tempo"][1] == 280.0
    assert all(low < high for low, high in ends.values())


def test_variants_are_those_that_change_something(sample_home: Path) -> None:
    context = context_over(sample_home)
    found = states.variants_of(context, State(track=FOLK, variants={"c": {"energy": 0.9}}))
    assert [c.values["energy"] for c in found][1:] == [0.9]
