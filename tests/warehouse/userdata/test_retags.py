"""Decisions about tags: the newest counts, a batch can be taken back, several people decide at once."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.warehouse.userdata.conftest import ON_FILE
from warehouse.errors import FilterError
from warehouse.home import Home
from warehouse.userdata import Retag, Retags, UserData


@pytest.fixture
def retags(tmp_path: Path) -> Retags:
    return UserData(Home(tmp_path)).retags


def tag(track: str = "a", decision: Any = "accept", new: str = "pop", note: str = "") -> Retag:
    return Retag(track, "v", "rock", decision, new, note)


def test_a_decision_is_kept_with_its_note_and_time(retags: Retags) -> None:
    assert retags.decide([tag(note="heard it"), tag("b", "keep", "")])
    newest, first = retags.decisions()
    assert (newest.track_id, newest.decision, newest.new_genre) == ("b", "keep", "")
    assert (first.key, first.new_genre, first.note) == (("a", "v", "rock"), "pop", "heard it")
    assert first.decided_at is not None
    assert abs((datetime.now(UTC).replace(tzinfo=None) - first.decided_at).total_seconds()) < 60


def test_the_newest_decision_about_a_tag_counts(retags: Retags) -> None:
    retags.decide([tag(), tag("b")])
    retags.decide([tag(decision="keep", new="")])
    assert {one.track_id: one.decision for one in retags.decisions()} == {"a": "keep", "b": "accept"}


def test_a_batch_taken_back_brings_the_one_before_into_force(retags: Retags) -> None:
    retags.decide([tag()])
    batch = retags.decide([tag(decision="keep", new=""), tag("b")])
    assert retags.undo(batch) == 2
    assert [(one.track_id, one.decision) for one in retags.decisions()] == [("a", "accept")]
    assert retags.undo(batch) == 0


def test_the_same_track_in_another_vocabulary_is_another_tag(retags: Retags) -> None:
    retags.decide([tag(), Retag("a", "w", "rock", "keep")])
    assert len(retags.decisions()) == 2
    assert [one.vocabulary for one in retags.decisions("w")] == ["w"]


@pytest.mark.parametrize("bad", [tag(decision="maybe"), tag(new=""), tag(decision="keep")])
@ON_FILE
def test_what_is_no_decision_is_refused_and_nothing_of_its_batch_is_stored(retags: Retags, bad: Retag) -> None:
    with pytest.raises(FilterError):
        retags.decide([tag("b"), bad])
    assert retags.decisions() == []


def test_nothing_decided_is_no_batch(retags: Retags) -> None:
    assert retags.decide([]) == ""
    assert retags.undo("") == 0


def test_a_long_note_is_cut(retags: Retags) -> None:
    retags.decide([tag(note="x" * 10_000)])
    assert len(retags.decisions()[0].note) == 500


@ON_FILE
def test_people_decide_at_once(tmp_path: Path) -> None:
    """Three processes from the first moment, then threads: no decision is lost, none is doubled."""
    code = (
        "import sys; from warehouse.home import Home; from warehouse.userdata import Retag, UserData\n"
        "retags = UserData(Home(sys.argv[1])).retags\n"
        "for n in range(20):\n"
        "    retags.decide([Retag(f't{n}', 'v', 'rock', 'accept', sys.argv[2]), Retag(sys.argv[2], 'v', f'g{n}', 'keep')])\n"
    )
    command = [sys.executable, "-W", "error", "-c", code, str(tmp_path)]
    children = [subprocess.Popen([*command, str(n)], cwd=ROOT, stderr=subprocess.PIPE) for n in range(3)]
    assert [child.communicate()[1] for child in children] == [b"", b"", b""]
    retags = UserData(Home(tmp_path)).retags
    assert len(retags.decisions()) == 20 + 3 * 20, "20 tags that all decided about, and 20 of each alone"

    def decide_and_undo(n: int) -> int:
        return retags.undo(retags.decide([Retag(f"u{n}", "v", "rock", "keep")]))

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(decide_and_undo, range(30))) == [1] * 30
    assert len(retags.decisions()) == 80
