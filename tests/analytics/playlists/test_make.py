"""Whatever is asked of whatever candidates, a playlist keeps the wishes or says which it did not keep."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given

from analytics.playlists import choose, make, order
from analytics.playlists.wishes import Wishes
from tests.analytics.playlists.catalogue import asked, candidates, sound
from warehouse.errors import FilterError


def _said(made: make.Made, start: str) -> bool:
    return any(start in sentence for sentence in made.loosened)


@given(asked())
def test_wishes_are_kept_or_said_to_be_loosened(given: tuple[pd.DataFrame, Wishes]) -> None:
    frame, wishes = given
    made = make.make(frame, sound(frame), wishes)
    tracks = made.tracks
    assert not tracks["recording_key"].duplicated().any()
    out = set(frame["recording_key"][frame["track_id"].isin(wishes.exclude)])
    assert not out & set(tracks["recording_key"])
    must = set(frame["recording_key"][frame["track_id"].isin(wishes.include)]) - out
    assert must <= set(tracks["recording_key"])
    if tracks.empty:
        assert made.notes
        return
    artists = tracks["main_artist"].tolist()
    most = max(Counter(artists).values())
    possible = most <= (len(artists) + 1) // 2
    assert (order.clashes(artists) == 0) == possible
    assert possible or _said(made, "twice in a row")
    assert most <= wishes.per_artist or _said(made, "an artist:")
    _check_size(made, wishes)


def _check_size(made: make.Made, wishes: Wishes) -> None:
    if wishes.minutes is None:
        assert len(made.tracks) == wishes.tracks or _said(made, "asked:")
        return
    total = choose.lengths(made.tracks).sum()
    inside = choose.shortest_allowed(wishes.minutes) - 1e-6 <= total <= wishes.minutes + 1e-6
    assert inside or _said(made, "minutes asked")


@given(asked())
def test_the_same_candidates_give_the_same_playlist(given: tuple[pd.DataFrame, Wishes]) -> None:
    frame, wishes = given
    one, other = (make.make(frame, sound(frame), wishes) for _ in range(2))
    assert one.tracks["track_id"].tolist() == other.tracks["track_id"].tolist()


@pytest.mark.parametrize(("shape", "sign"), [("rising", 1), ("falling", -1)])
def test_an_arc_is_followed(shape: str, sign: int) -> None:
    frame = candidates(300, 60)
    made = make.make(frame, sound(frame), Wishes(20, tempo=shape))  # type: ignore[arg-type]
    places = np.arange(20)
    assert sign * np.corrcoef(places, made.tracks["tempo"])[0, 1] > 0.97
    missed = np.abs(made.tracks["tempo"] - made.tracks["wished_tempo"])
    assert missed.median() < 0.05 * (frame["tempo"].max() - frame["tempo"].min())


def test_a_peak_is_in_the_middle_while_the_tempo_rises() -> None:
    frame = candidates(300, 60)
    made = make.make(frame, sound(frame), Wishes(21, tempo="rising", energy="peak"))
    energy = made.tracks["energy"].to_numpy()
    assert energy[8:13].mean() > energy[:4].mean() + 0.3
    assert energy[8:13].mean() > energy[-4:].mean() + 0.3


def test_a_flat_arc_keeps_near_one_tempo() -> None:
    frame = candidates(300, 60)
    flat = make.make(frame, sound(frame), Wishes(20, tempo="flat")).tracks["tempo"]
    free = make.make(frame, sound(frame), Wishes(20)).tracks["tempo"]
    assert flat.std() < 0.4 * free.std()


def test_the_dial_moves_from_the_known_to_the_unknown() -> None:
    frame = candidates(200, 50, score=[0.0] * 200)
    known, middle, deep = (
        make.make(frame, sound(frame), Wishes(20, dial=dial)).tracks["popularity"].mean() for dial in (0, 0.5, 1)
    )
    assert known > middle > deep


def test_transitions_are_smoother_than_in_the_order_of_the_score() -> None:
    frame = candidates(200, 50)
    made = make.make(frame, sound(frame), Wishes(20)).tracks
    by_score = made.sort_values("score", ascending=False, ignore_index=True)
    assert make.smooth(made) < 0.7 * make.smooth(by_score)


def test_three_tracks_of_one_artist_only() -> None:
    frame = candidates(3, 1)
    made = make.make(frame, sound(frame), Wishes(10))
    assert len(made.tracks) == 3
    assert _said(made, "10 tracks asked: only 3 tracks can be had.")
    assert _said(made, "At most 2 tracks an artist: Artist 0 has 3, because there are too few others.")
    assert _said(made, "No artist twice in a row: it happens twice, because Artist 0 has 3 of 3 tracks.")


def test_ten_minutes_asked_and_one_track_of_twelve() -> None:
    frame = candidates(1, 1, duration_ms=[720_000.0])
    made = make.make(frame, sound(frame), Wishes(minutes=10))
    assert len(made.tracks) == 1
    assert made.loosened == ("10 minutes asked: it lasts 12:00, because the shortest track alone is longer.",)


def test_what_cannot_be_had_is_said() -> None:
    frame = candidates(4, 4, tempo=[np.nan] * 4, duration_ms=[np.nan] * 4)
    made = make.make(frame, sound(frame), Wishes(4, tempo="rising", include=("t1",), exclude=("t1",)))
    assert _said(made, "Both included and excluded, so left out: Song 1.")
    assert _said(made, "The tempo arc: no track here has a known tempo.")
    assert made.notes == ("The length of 3 tracks is not known and counts as 3:30.",)


def test_nothing_is_left_when_all_is_excluded() -> None:
    frame = candidates(2)
    made = make.make(frame, sound(frame), Wishes(5, exclude=("t0", "r1")))
    assert made.tracks.empty
    assert made.notes == ("No track is left to make a playlist of.",)


def test_identical_tracks_are_told_apart_by_recording_alone() -> None:
    same = {name: [1.0] * 6 for name in ("tempo", "energy", "key", "mode", "popularity", "score")}
    frame = candidates(6, 3, **same)
    made = make.make(frame, sound(frame), Wishes(4, tempo="rising", energy="peak"))
    assert len(made.tracks) == 4
    assert made.loosened == ()


@pytest.mark.parametrize(
    "wishes", [Wishes(0), Wishes(minutes=0), Wishes(tempo="up"), Wishes(dial=2), Wishes(per_artist=0)]
)  # type: ignore[arg-type]
def test_a_wish_outside_what_can_be_asked_is_an_error(wishes: Wishes) -> None:
    frame = candidates(3)
    with pytest.raises(FilterError):
        make.make(frame, sound(frame), wishes)


def test_why_names_the_arc_and_the_hand() -> None:
    frame = candidates(50, 25).assign(why="group strength 0.80")
    made = make.make(frame, sound(frame), Wishes(10, tempo="rising", include=("t7",))).tracks
    said = dict(zip(made["track_id"], make.why(made), strict=True))
    assert said["t7"].startswith("included by hand; group strength 0.80; tempo ")
    assert all("wished" in words for words in said.values())
