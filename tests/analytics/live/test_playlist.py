"""Playlists as pages and commands ask for them: every source, and whatever is wrong is answered in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics.live import playlist as live
from analytics.live import playlist_sources
from analytics.live.playlist import Source, Wishes
from tests.analytics.recommend.homes import reader
from warehouse import playlist_files
from warehouse.connect import Reader
from warehouse.errors import FilterError


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """Even tracks are pop, odd ones jazz; listeners keep to one of them."""
    return reader(tmp_path_factory.mktemp("trained"))


@pytest.fixture(scope="module")
def silent(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """A catalogue without plays."""
    return reader(tmp_path_factory.mktemp("silent"), plays=False)


def _jazz(answer: live.Answer) -> int:
    return sum(int(name[1:]) % 2 for name in answer.tracks["track_id"])


def test_words_are_a_source_and_may_say_the_length(trained: Reader) -> None:
    source = Source(prompt="jazz, 4 tracks")
    answer = live.make(trained, source, Wishes(7), sized=False)
    assert (len(answer.tracks), _jazz(answer)) == (4, 4)
    assert len(live.make(trained, source, Wishes(7)).tracks) == 7
    assert "jazz" in answer.words
    assert answer.repeats == 0


def test_seeds_are_answered_with_their_kind_and_reasons(silent: Reader) -> None:
    answer = live.make(silent, Source(likes=("t01",)), Wishes(5))
    assert _jazz(answer) == 5
    assert "t01" not in set(answer.tracks["track_id"])
    assert all("most like" in words or "in common" in words for words in answer.tracks["why"])


def test_a_listener_is_answered_from_history(trained: Reader) -> None:
    answer = live.make(trained, Source(listener="u03"), Wishes(6))
    assert _jazz(answer) >= 4
    unknown = live.make(trained, Source(listener="nobody"), Wishes(6))
    assert "No listener is called 'nobody' here." in unknown.notes


def test_a_list_is_ordered_and_unknown_ids_are_counted(silent: Reader) -> None:
    answer = live.make(silent, Source(ids=("t01", "t02", "t03", "nope")), Wishes(3, tempo="rising"))
    assert set(answer.tracks["track_id"]) == {"t01", "t02", "t03"}
    assert "1 of the ids is not in the catalogue." in answer.notes


def test_what_must_be_in_is_in_whatever_the_source(silent: Reader) -> None:
    answer = live.make(silent, Source(prompt="jazz"), Wishes(4, include=("t00", "nope"), exclude=("t01",)))
    assert "t00" in set(answer.tracks["track_id"])
    assert "t01" not in set(answer.tracks["track_id"])
    assert "Not in the catalogue, so left out: nope." in answer.notes
    row = answer.tracks.set_index("track_id").loc["t00"]
    assert row["why"].startswith("included by hand")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (Source(cluster=5), "There is no group 5."),
        (Source(prompt="xyzzy"), "Not understood: xyzzy."),
        (Source(prompt="jazz, no jazz"), "jazz"),
        (Source(lasso="0,0;1,0;1,1"), "No recording stands inside this part of the map."),
        (Source(ids=("nope",)), "1 of the ids is not in the catalogue."),
    ],
)
def test_a_source_without_tracks_says_so(silent: Reader, source: Source, words: str) -> None:
    answer = live.make(silent, source, Wishes(4))
    assert answer.tracks.empty
    assert any(words in note for note in answer.notes)
    assert live.document(answer)["tracks"] == []


def test_nothing_asked_draws_evenly_and_the_dial_leans(silent: Reader) -> None:
    known, deep = (live.make(silent, Source(), Wishes(6, dial=d)).tracks["popularity"].mean() for d in (0, 1))
    assert known > deep
    assert any("drawn evenly" in note for note in live.make(silent, Source(), Wishes(6)).notes)


def test_a_lasso_that_is_none_is_an_error(silent: Reader) -> None:
    with pytest.raises(FilterError):
        live.make(silent, Source(lasso="1,2"), Wishes(4))


def test_rows_of_a_file_say_what_was_asked(silent: Reader, tmp_path: Path) -> None:
    answer = live.make(silent, Source(prompt="jazz"), Wishes(4, tempo="rising"))
    rows, asked = live.rows(answer), live.asked(answer)
    assert rows["position"].tolist() == [1, 2, 3, 4]
    assert "wished_energy" not in rows
    assert asked["length"].startswith("4 tracks asked, 4 tracks of ")
    assert asked["arcs"] == "tempo rising, energy any"
    assert playlist_files.KINDS == ("csv", "m3u8", "jspf")


def test_of_many_tracks_of_one_degree_not_only_the_best_known_are_looked_at(
    silent: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The loud half of the catalogue is fully energetic; five of it are looked at, the most popular being t00 to t08."""
    monkeypatch.setattr(playlist_sources, "POOL", 5)
    found = playlist_sources.found(silent, Source(prompt="energetic"), 0.5).tracks
    assert len(found) == 5
    assert found["score"].nunique() == 1
    best = live.make(silent, Source(prompt="energetic"), Wishes(5)).tracks["popularity"]
    assert best.max() < 90 or best.min() < 82
    deep = live.make(silent, Source(prompt="energetic"), Wishes(5, dial=1)).tracks["popularity"]
    assert deep.max() < best.max()
