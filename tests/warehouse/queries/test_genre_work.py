"""Questions behind the work on genres, on a catalogue worked by hand."""

from __future__ import annotations

import pytest

from tests.warehouse.catalogue import Track
from tests.warehouse.judged import METAL, RUN, TRACKS, judged
from warehouse.connect import View
from warehouse.queries import genre_work


@pytest.fixture(scope="module")
def view() -> View:
    return judged([*TRACKS, Track("g", "Iron", ("Cy",), (METAL,), 1)])


def test_what_was_judged(view: View) -> None:
    assert genre_work.extent(view) == genre_work.Extent(6, 5, RUN, "big")


def test_nothing_was_judged() -> None:
    view = judged()
    view.con.execute("delete from genre_oof")
    assert genre_work.extent(view) == genre_work.Extent(0, 0, "", "")
    assert genre_work.doubted(view, 2.0).empty
    assert genre_work.overlaps(view, "big").empty


def test_another_family_is_set_against_the_family_a_sibling_against_the_tag(view: View) -> None:
    found = genre_work.doubted(view, 2.0)
    assert found[["track_id", "suggested", "sibling"]].values.tolist() == [
        ["e", "rock", False],
        ["a", "pop", False],
        ["b", "metal", True],
    ]
    # e: 1.0 against nothing, which counts as 0.001; a: 0.9 against 0.1 of its family; b: 0.8 against 0.05 of the tag.
    assert found["times"].tolist() == pytest.approx([1000.0, 9.0, 16.0])
    assert genre_work.doubted(view, 10.0)["track_id"].tolist() == ["e", "b"]


def test_tracks_come_with_their_measures(view: View) -> None:
    found = genre_work.tracks(view, ["c", "a", "nobody"])
    assert found["track_id"].tolist() == ["a", "c"]
    assert found["energy"].tolist() == [0.1, 0.2]
    measures = {f.name for f in genre_work.measures()}
    assert measures <= set(found.columns)
    assert not measures & {"key", "mode", "release_year", "explicit"}


def test_the_artists_other_recordings_speak_the_track_and_its_releases_do_not(view: View) -> None:
    found = genre_work.artist_tags(view, ["a", "d"], "big")
    # Ann's others than a: b rock, c pop, f pop. Bo's others than d: none, e is the same recording.
    assert found.values.tolist() == [["a", "pop", 2, 3], ["a", "rock", 1, 3]]


def test_bands_are_the_middle_of_each_genre(view: View) -> None:
    found = genre_work.bands(view, "big").set_index(["genre", "feature"])
    assert found.loc[("rock", "energy"), "n"] == 3
    assert found.loc[("rock", "energy"), "q10"] == pytest.approx(0.1 + 0.2 * 0.4)
    assert found.loc[("rock", "energy"), "q90"] == pytest.approx(0.5 + 0.8 * 0.4)
    assert ("metal", "energy") not in found.index


def test_periods_count_each_recording_once_and_need_a_date(view: View) -> None:
    found = genre_work.periods(view, "big", 5)
    energy = found[found["feature"] == "energy"]
    rock = energy[energy["genre"] == "rock"].set_index("period")
    assert rock["n"].to_dict() == {1990: 2, 2000: 1}
    assert rock.loc[1990, "mean"] == pytest.approx(0.5)
    assert rock.loc[1990, "spread"] == pytest.approx(0.4 * 2**0.5)
    every = energy[energy["genre"].isna()].set_index("period")
    assert every["n"].to_dict() == {1990: 2, 2000: 2}, "d has two genres and counts once; e is its other release"


def test_a_measure_has_a_row_where_a_dated_recording_of_the_genre_has_a_value(view: View) -> None:
    found = genre_work.periods(view, "big", 5)
    found = found[found["genre"].notna()]
    told = set(zip(found["genre"], found["period"], found["feature"], strict=True))
    asked = """select distinct genre, release_year // 5 * 5 from track_genres join tracks using (track_no)
        where vocabulary = 'big' and is_canonical and release_year is not null and "{0}" is not null"""
    names = [f.name for f in genre_work.measures()]
    assert told == {(genre, period, name) for name in names for genre, period in view.rows(asked.format(name))}
    assert {feature for _, _, feature in told} < set(names)


def test_overlap_is_what_two_genres_share_of_all_they_have(view: View) -> None:
    found = genre_work.overlaps(view, "big").set_index(["genre", "other"])
    # e is another release of d. pop: .9, .15, .6, .5; rock: .02, .05, .3, .4; shared: .02, .05, .3, .4.
    shared = 0.02 + 0.05 + 0.3 + 0.4
    row = found.loc[("pop", "rock")]
    assert row["shared"] == pytest.approx(shared)
    assert row["overlap"] == pytest.approx(shared / (2.15 + 0.77 - shared))
    assert row["n"] == 2
    assert (row["family"], row["other_family"]) == ("Pop", "Rock")


def test_tracks_between_have_both_the_most_divided_first(view: View) -> None:
    found = genre_work.between(view, "rock", "pop")
    assert tuple(found.columns) == genre_work.BETWEEN_COLUMNS
    assert found["track_id"].tolist() == ["d", "c"]
    assert found["first_probability"].tolist() == [0.4, 0.3]
    assert found["second_probability"].tolist() == [0.5, 0.6]
