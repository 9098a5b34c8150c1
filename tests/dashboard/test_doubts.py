"""Doubtful tags: which are listed, what is said of them, what was decided."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dashboard import doubts
from tests.warehouse.catalogue import Track
from tests.warehouse.judged import METAL, RUN, TRACKS, judged
from warehouse.connect import View
from warehouse.queries import genre_work
from warehouse.userdata import Retag

CARD: dict[str, Any] = {
    "doubtful_from": {"far": 5.0, "sibling": 20.0},
    "doubtful": {"far": [{"times": 2.0}, {"times": 5.0, "found": 0.8, "least": 0.1, "most": 0.9, "listed": 40}]},
}


@pytest.fixture
def view() -> View:
    view = judged([*TRACKS, Track("g", "Iron", ("Cy",), (METAL,), 1)])
    view.con.execute("create or replace table model_runs (model varchar, run varchar, promoted boolean, card varchar)")
    view.con.execute("insert into model_runs values ('oof', ?, true, ?)", [RUN, json.dumps(CARD)])
    return view


def test_each_kind_is_listed_from_where_its_card_says(view: View) -> None:
    found = doubts.read(view)
    assert found is not None
    assert found.tags[["track_id", "kind"]].values.tolist() == [["e", "far"], ["a", "far"]], "b: 16 times is below 20"
    assert found.listed("far")["found"] == 0.8
    assert found.listed("sibling") == {}


def test_before_tags_were_judged_there_is_nothing(view: View) -> None:
    view.con.execute("delete from genre_oof")
    assert doubts.read(view) is None
    assert doubts.file(view, [], "", "").empty


def test_decided_tags_leave_the_list_and_come_back_when_asked_for(view: View) -> None:
    found = doubts.read(view)
    assert found is not None
    decided = [Retag("a", "big", "rock", "accept", "pop", "heard"), Retag("e", "other", "pop", "keep")]
    left = doubts.chosen(found, decided, "far", "", show=False)
    assert left["track_id"].tolist() == ["e"], "a decision in another vocabulary is about another tag"
    every = doubts.chosen(found, decided, "far", "", show=True).set_index("track_id")
    assert every["decision"].to_dict() == {"e": "", "a": "accept"}
    assert (every.loc["a", "new_genre"], every.loc["a", "note"]) == ("pop", "heard")
    assert doubts.chosen(found, [], "far", "Pop", show=False)["track_id"].tolist() == ["e"]
    assert doubts.chosen(found, [], "sibling", "", show=True).empty


def test_the_file_has_the_reasons(view: View) -> None:
    file = doubts.file(view, [], "far", "")
    assert tuple(file.columns) == doubts.FILE
    row = file.set_index("track_id").loc["a"]
    assert (row["title"], row["suggested"], row["kind"]) == ("=Loud", "pop", "far")
    assert row["why"].startswith("2 of the artist’s 3 others are pop, 1 rock")
    assert doubts.file(view, [Retag("a", "big", "rock", "keep")], "far", "")["track_id"].tolist() == ["e"]


ENDS = {
    ("rock", "energy"): (0.5, 0.9),
    ("folk", "energy"): (0.1, 0.4),
    ("rock", "tempo"): (100.0, 140.0),
    ("folk", "tempo"): (70.0, 110.0),
    ("rock", "valence"): (0.4, 0.8),
    ("folk", "valence"): (0.5, 0.9),
}


def test_features_outside_the_tag_and_inside_the_suggestion_are_named_the_furthest_first() -> None:
    track = {"energy": 0.2, "tempo": 95.0, "valence": 0.3}
    assert doubts.sound_words(track, "rock", "folk", ENDS) == [
        "Energy 0.20 is low for rock (0.50 to 0.90)",
        "Tempo 95 is low for rock (100 to 140)",
    ]
    assert doubts.sound_words({"energy": None, "tempo": float("nan")}, "rock", "folk", ENDS) == []
    assert doubts.sound_words(track, "rock", "jazz", ENDS) == []


def test_the_artist_speaks_only_against_the_tag() -> None:
    assert (
        doubts.artist_words("rock", "folk", {"folk": 9, "rock": 1}, 10)
        == "9 of the artist’s 10 others are folk, 1 rock"
    )
    assert doubts.artist_words("rock", "folk", {"folk": 1, "rock": 1}, 2) == ""
    assert doubts.artist_words("rock", "folk", {}, 0) == ""


def test_no_reason_is_said_in_words() -> None:
    assert "No single feature" in doubts.why_words({}, "rock", "folk", ENDS, {}, 0)


def test_bands_are_those_of_the_measures(view: View) -> None:
    assert set(genre_work.bands(view, "big")["feature"]) <= {f.name for f in genre_work.measures()}
