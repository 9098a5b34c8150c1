"""The address of Playlists: what is written is read back, and what cannot be meant is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.live.playlist import SHAPES
from dashboard.pages.playlists import state as states
from dashboard.pages.playlists.state import SOURCES, State
from warehouse.errors import FilterError

IDS = st.lists(st.text("abcXYZ0189-_", min_size=1, max_size=8), max_size=4, unique=True).map(",".join)


@given(
    st.builds(
        State,
        view=st.sampled_from(["make", "fit"]),
        source=st.sampled_from(sorted(set(SOURCES) - {"map"})),
        prompt=st.text("calm 123,&=?", max_size=12).map(str.strip),
        like=IDS,
        include=IDS,
        tracks=st.sampled_from(["", "7"]),
        minutes=st.sampled_from(["", "45"]),
        tempo=st.sampled_from(SHAPES),
        dial=st.sampled_from(["0", "0.3", "0.5", "1"]),
        pasted=IDS,
    )
)
def test_what_is_written_is_read_back(state: State) -> None:
    assert states.read({name: value for name, value in state.params().items() if value}) == state


def test_the_usual_leaves_the_address_empty() -> None:
    assert not any(State().params().values())


def test_a_lasso_alone_is_a_part_of_the_map() -> None:
    state = states.read({"lasso": "0,0;1,0;1,1", "layout": "PCA"})
    assert state.source == "map"
    assert (state.asked().layout, state.asked().lasso) == ("PCA", "0,0;1,0;1,1")


@pytest.mark.parametrize(
    "query",
    [
        {"tracks": "0"}, {"tracks": "many"}, {"minutes": "-3"}, {"minutes": "inf"}, {"dial": "2"}, {"tempo": "up"},
        {"artist": "0"}, {"from": "nowhere"}, {"view": "x"}, {"lasso": "1,2"}, {"tracks": "nan"},
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_said(query: dict[str, str]) -> None:
    with pytest.raises(FilterError):
        states.read(query)


def test_minutes_go_before_tracks_and_lists_are_cut() -> None:
    wishes = states.read({"minutes": "30", "tracks": "5"}).wishes()
    assert (wishes.minutes, wishes.tracks) == (30, 5)
    assert len(states.listed(",".join(f"t{i}" for i in range(500)))) == states.MOST_IDS
    assert states.joined(["a", "b,c", "d"]) == "a,d"
