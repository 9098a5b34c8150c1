"""Questions about moods, on a small catalogue by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.warehouse.homes import QUICK, tiny
from warehouse.connect import Reader, View
from warehouse.errors import FilterError
from warehouse.filters import TrackFilter, parse
from warehouse.moods import load
from warehouse.queries import moods, tracks

# Of `energetic` energy is none below 0.55 and full from 0.75, loudness none below -14 and full from -9.
SONGS = (
    "track_id,title,artists,popularity,genre,energy,loudness,valence\n"
    "full,Full,A,10,pop,0.9,-5,0.9\n"
    "half,Half,A,50,rock,0.65,-5,0.9\n"
    "worst,Worst,B,90,pop,0.9,-13,0.2\n"
    "none,None,B,40,pop,0.5,-5,\n"
    "unmeasured,Unmeasured,C,30,pop,,-5,\n"
    "unknown,Unknown,C,20,pop,,,\n"
)
MEMBERS = {"full": 1.0, "half": 0.5, "worst": 0.2, "none": 0.0, "unmeasured": 0.5, "unknown": None}


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    return Reader(tiny(tmp_path_factory.mktemp("moods"), SONGS), QUICK)


def number_of(view: View, track_id: str) -> int:
    return int(view.value("select track_no from tracks where track_id = $id", {"id": track_id}))


def test_the_table_is_that_of_the_build(reader: Reader) -> None:
    with reader.view() as view:
        assert moods.table(view) == load()
        found = moods.moods(view).set_index("mood")
    assert found.loc["energetic", ["kind", "tracks", "not_known"]].tolist() == ["mood", 3, 1]
    assert "lively" in found.loc["energetic", "synonyms"].split(";")


@pytest.mark.parametrize("track_id", sorted(MEMBERS))
def test_moods_of_a_track(reader: Reader, track_id: str) -> None:
    with reader.view() as view:
        found = moods.of_track(view, number_of(view, track_id)).set_index("mood")
        stored = view.rows(
            "select membership::double from track_moods where mood = 'energetic' and track_no = $no",
            {"no": number_of(view, track_id)},
        )
    assert len(found) == len(load())
    due = MEMBERS[track_id]
    got = found.loc["energetic", "membership"]
    assert (got != got) if due is None else got == pytest.approx(due)
    assert stored == ([] if due == 0 else [(due,)])


def test_what_holds_a_track_back(reader: Reader) -> None:
    with reader.view() as view:
        worst = moods.of_track(view, number_of(view, "worst")).set_index("mood").loc["energetic"]
        full = moods.of_track(view, number_of(view, "full")).set_index("mood").loc["energetic"]
        unmeasured = moods.of_track(view, number_of(view, "unmeasured")).set_index("mood").loc["energetic"]
        assert moods.of_track(view, 99).empty
    assert (worst["held_back_by"], worst["value"]) == ("loudness", -13)
    assert pd.isna(full["held_back_by"])
    assert (unmeasured["known"], unmeasured["membership"]) == (0.5, 0.5)


def test_tracks_of_a_mood_are_ranked(reader: Reader) -> None:
    with reader.view() as view:
        found = moods.ranked(view, {"energetic": 0.2}, TrackFilter(), ["track_id", "title"])
        # Equal memberships in the order of popularity.
        assert list(found["track_id"]) == ["full", "half", "unmeasured", "worst"]
        assert list(found["membership"]) == [1, 0.5, 0.5, 0.2]
        assert list(found.columns) == ["track_id", "title", "membership"]
        only = moods.ranked(view, {"energetic": 0.2}, parse("genre = rock"), ["track_id"])
        assert list(only["track_id"]) == ["half"]
        assert len(moods.ranked(view, {"energetic": 0.2}, TrackFilter(), ["track_id"], 2)) == 2


def test_of_several_moods_the_smallest_counts(reader: Reader) -> None:
    # Of `happy` valence is full from 0.7 and energy from 0.45: full and half are full members, the others none or not known.
    with reader.view() as view:
        found = moods.ranked(view, {"energetic": 0.5, "happy": 0.5}, TrackFilter(), ["track_id"])
    assert list(found.itertuples(index=False, name=None)) == [("full", 1.0), ("half", 0.5)]


def test_unknown_moods_are_refused_with_those_there_are(reader: Reader) -> None:
    with reader.view() as view:
        with pytest.raises(FilterError, match="'energtic'") as caught:
            moods.ranked(view, {"energtic": 0.5}, TrackFilter(), ["track_id"])
        assert "energetic" in caught.value.hint
        for asked in ({}, {"energetic": 0.0}):
            with pytest.raises(FilterError, match="No mood"):
                moods.ranked(view, asked, TrackFilter(), ["track_id"])


def test_counts(reader: Reader) -> None:
    with reader.view() as view:
        every = moods.counts(view, TrackFilter()).set_index("mood")
        assert every.loc["energetic", ["tracks", "not_known"]].tolist() == [3, 1]
        same = moods.counts(view, parse("popularity >= 0")).set_index("mood")
        assert same.equals(every)
        rock = moods.counts(view, parse("genre = rock")).set_index("mood")
        assert rock.loc["energetic", ["tracks", "not_known"]].tolist() == [1, 0]
        low = moods.counts(view, TrackFilter(), 0.1).set_index("mood")
        assert low.loc["energetic", "tracks"] == 4


def test_a_filter_keeps_members(reader: Reader) -> None:
    with reader.view() as view:
        kept = [
            tracks.page(view, parse(text), (), ["track_id"], 0, 9)["track_id"].tolist()
            for text in ("mood[energetic] >= 0.5", "mood[energetic] < 0.5", "mood[energetic] is missing")
        ]
    assert kept == [["half", "unmeasured", "full"], ["worst", "none"], ["unknown"]]
