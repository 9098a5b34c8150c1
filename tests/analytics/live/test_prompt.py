"""The file of prompts, every one; then whole answers from a small catalogue."""

from __future__ import annotations

from typing import Any

import pytest

from analytics.live import prompt
from analytics.live.prompt import Answer
from analytics.prompts.meaning import understand
from tests.analytics.prompts_file import differences, document, made_up
from tests.warehouse.homes import QUICK, tiny
from warehouse.connect import Reader

PROMPTS: list[dict[str, Any]] = document()["prompt"]
WORDS = made_up()


@pytest.mark.parametrize("wanted", PROMPTS, ids=lambda p: str(p["text"])[:40] or "empty")
def test_a_prompt_of_the_file(wanted: dict[str, Any]) -> None:
    assert differences(understand(wanted["text"], WORDS), wanted) == []


def test_the_file_has_enough_of_each_kind() -> None:
    assert len(PROMPTS) >= 100
    assert len({p["text"] for p in PROMPTS}) == len(PROMPTS)
    for key in ("filter", "like", "unlike", "change", "count", "minutes", "order", "unknown", "contradiction"):
        assert sum(key in p for p in PROMPTS) >= 2, key


# ---- answers -----------------------------------------------------------------------------------------------------------

SONGS = (
    "track_id,title,artists,popularity,genre,energy,loudness,tempo,danceability,duration_ms\n"
    "a,Halo,Ann,90,pop,0.9,-5,120,0.8,60000\n"
    "b,Halo,Bob,80,rock,0.8,-6,124,0.7,60000\n"
    "c,Slow one,Ann,70,pop,0.9,-5,110,0.8,60000\n"
    "d,Quiet,Cat,60,jazz,0.1,-20,80,0.3,120000\n"
    "e,Quieter,Cat,50,jazz,0.4,-20,80,0.3,\n"
    "f,Umbrella,Dan,40,pop,0.7,-8,128,0.9,90000\n"
)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    return Reader(tiny(tmp_path_factory.mktemp("prompts"), SONGS), QUICK)


def ids(found: Answer) -> list[str]:
    return found.tracks["track_id"].tolist()


def test_a_mood_is_ranked_by_membership(reader: Reader) -> None:
    found = prompt.answer(reader, "something calm")
    # Quieter: energy 0.4 is 0.75 of the way from 0.55 to 0.35.
    assert list(found.tracks[["track_id", "membership"]].itertuples(index=False, name=None)) == [
        ("d", 1.0),
        ("e", 0.75),
    ]
    assert (found.filter.text, found.matching) == ("mood[calm] >= 0.5", 2)


def test_without_a_mood_the_most_popular_come_first(reader: Reader) -> None:
    assert ids(prompt.answer(reader, "danceable, 2 tracks")) == ["a", "b"]
    assert ids(prompt.answer(reader, "danceable", rows=1)) == ["a"]


def test_an_order_of_ones_own(reader: Reader) -> None:
    assert ids(prompt.answer(reader, "pop, slowest first")) == ["c", "a", "f"]
    assert ids(prompt.answer(reader, "calm, least popular first")) == ["e", "d"]


def test_a_list_ends_before_its_length(reader: Reader) -> None:
    # 1 + 1 + 1 + 2 minutes; with the next it would be more than 5.
    assert ids(prompt.answer(reader, "5 minutes of anything"))[:4] == ["a", "b", "c", "d"]
    assert ids(prompt.answer(reader, "2 minutes of pop")) == ["a", "c"]


def test_a_track_to_be_near_to(reader: Reader) -> None:
    found = prompt.answer(reader, "like Halo but slower")
    # Both tracks of the name are as good a match; the most popular one is taken, the other one listed.
    assert found.filter.text == "tempo <= 114"
    assert ids(found)[0] == "c"
    assert "a" not in ids(found)
    assert found.remarks[0] == "Like Halo by Ann; it may also be Halo by Bob."
    assert list(found.tracks["distance"]) == sorted(found.tracks["distance"])


def test_a_title_with_its_artist(reader: Reader) -> None:
    (liked,) = prompt.answer(reader, "like Halo by Bob").likes
    assert liked.chosen is not None
    assert (liked.chosen.id, liked.others) == ("b", ())


def test_two_tracks_in_one_breath(reader: Reader) -> None:
    found = prompt.answer(reader, "like Umbrella and Quiet")
    assert [one.chosen.id for one in found.likes if one.chosen] == ["f", "d"]
    assert set(ids(found)).isdisjoint({"f", "d"})


def test_an_artist_to_be_near_to(reader: Reader) -> None:
    found = prompt.answer(reader, "like Cat")
    assert found.likes[0].values["tempo"] == 80
    assert ids(found)[:2] == ["d", "e"] or set(ids(found)[:2]) == {"d", "e"}


def test_an_order_among_the_near_ones(reader: Reader) -> None:
    found = prompt.answer(reader, "like Halo, 3 tracks, slowest first")
    near = prompt.answer(reader, "like Halo, 3 tracks")
    assert set(ids(found)) == set(ids(near))
    assert list(found.tracks["tempo"]) == sorted(found.tracks["tempo"])
    assert found.tracks["distance"].notna().all()


def test_what_is_not_liked_stays_out(reader: Reader) -> None:
    found = prompt.answer(reader, "pop, unlike Umbrella")
    assert "f" not in ids(found)
    assert "The 100 tracks nearest to each that is not liked stay out." in found.remarks


def test_names_that_the_catalogue_has_not(reader: Reader) -> None:
    found = prompt.answer(reader, "like Zzyzx Road but slower")
    assert ids(found) == []
    assert "Nothing in the catalogue is called Zzyzx Road." in found.remarks


def test_nothing_understood_gives_no_track(reader: Reader) -> None:
    found = prompt.answer(reader, "blorp")
    assert (ids(found), found.matching, found.understood.not_understood) == ([], 0, ["blorp"])
    assert "For instance" in found.remarks[-1]
    assert list(found.tracks.columns) == list(prompt.COLUMNS)
    assert ids(prompt.answer(reader, "")) == []


def test_what_nobody_has_is_told(reader: Reader) -> None:
    found = prompt.answer(reader, "pop from the 80s")
    assert ids(found) == []
    assert found.remarks == (
        "No track of this catalogue has a value of release year.",
        "Without the condition release year between 1980 and 1989: 3 tracks.",
    )


def test_contradictions_are_told_and_not_resolved(reader: Reader) -> None:
    found = prompt.answer(reader, "slow and fast")
    assert found.contradictions == ("No track is both: tempo at most 90 BPM; tempo at least 130 BPM.",)
    assert ids(found) == []


def test_the_vocabulary_is_that_of_the_catalogue(reader: Reader) -> None:
    assert prompt.understand(reader, "rock").filter.text == 'family = "Rock"'
    assert prompt.understand(reader, "techno").not_understood == ["techno"]
    assert prompt.understand(reader, "by ann").filter.text == 'artist = "ann"'
    assert set(ids(prompt.answer(reader, "by ann"))) == {"a", "c"}
