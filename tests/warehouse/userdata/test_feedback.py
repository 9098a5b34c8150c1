"""Verdicts about recommendations: the newest counts, a batch can be taken back, two people speak at once."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.warehouse.userdata.conftest import ON_FILE
from warehouse.errors import FilterError
from warehouse.home import Home
from warehouse.userdata import Feedback, Said, UserData

DAY = date(2026, 3, 10)


@pytest.fixture
def feedback(tmp_path: Path) -> Feedback:
    return UserData(Home(tmp_path)).feedback


def said(item: str = "a", verdict: Any = "like", profile: str = "eva", kind: Any = "track", weight: float = 1) -> Said:
    return Said(profile, item, kind, verdict, weight)


def test_the_newest_verdict_about_an_item_counts_and_none_takes_it_back(feedback: Feedback) -> None:
    feedback.say([said(weight=2), said("b", "skip"), said("c")])
    feedback.say([said("a", "dislike")])
    feedback.say([said("c", "none")])
    assert [(one.item, one.verdict, one.weight) for one in feedback.verdicts("eva")] == [
        ("a", "dislike", 1),
        ("b", "skip", 1),
    ]
    assert all(one.at is not None for one in feedback.verdicts("eva"))


def test_a_batch_taken_back_brings_the_one_before_into_force(feedback: Feedback) -> None:
    feedback.say([said()])
    batch = feedback.say([said("a", "dislike"), said("b")])
    assert feedback.verdicts("eva")[0].batch == batch
    assert feedback.undo(batch) == 2
    assert [(one.item, one.verdict) for one in feedback.verdicts("eva")] == [("a", "like")]
    assert feedback.undo(batch) == 0


def test_profiles_and_kinds_of_items_are_apart(feedback: Feedback) -> None:
    feedback.say([said(), said(profile="ann"), said(kind="artist"), said("b", profile="100%")])
    assert [one.profile for one in feedback.verdicts("ann")] == ["ann"]
    assert [one.kind for one in feedback.verdicts("eva", "artist")] == ["artist"]
    assert len(feedback.verdicts()) == 4
    assert feedback.profiles() == [("eva", 2), ("100%", 1), ("ann", 1)]
    assert feedback.profiles("A") == [("eva", 2), ("ann", 1)]
    assert feedback.profiles("%") == [("100%", 1)]


@pytest.mark.parametrize(
    "bad",
    [
        said(verdict="love"),
        said(kind="album"),
        said(weight=0),
        said(weight=float("nan")),
        said(weight=11),
        said(profile="  "),
        said(profile="x" * 121),
        said(""),
    ],
)
@ON_FILE
def test_what_is_no_verdict_is_refused_and_nothing_of_its_batch_is_stored(feedback: Feedback, bad: Said) -> None:
    with pytest.raises(FilterError):
        feedback.say([said("b"), bad])
    assert feedback.verdicts() == []


def test_nothing_said_is_no_batch(feedback: Feedback) -> None:
    assert feedback.say([]) == ""
    assert feedback.undo("") == 0


def test_a_showing_counts_once_a_day_and_is_forgotten(feedback: Feedback) -> None:
    assert feedback.show("eva", "track", ["a", "b", "a"], DAY) == 2
    assert feedback.show("eva", "track", ["b", "c"], DAY) == 1
    assert feedback.show("eva", "track", ["a"], DAY + timedelta(days=1)) == 1
    feedback.show("ann", "track", ["a"], DAY)
    feedback.show("eva", "artist", ["a"], DAY)
    assert feedback.shown("eva", "track", DAY + timedelta(days=1)) == {"a": 2, "b": 1, "c": 1}
    assert feedback.shown("eva", "track", DAY) == {"a": 1, "b": 1, "c": 1}
    assert feedback.shown("eva", "track", DAY + timedelta(days=60)) == {"a": 1}
    assert feedback.shown("eva", "track", DAY + timedelta(days=61)) == {}


@ON_FILE
def test_people_speak_at_once(tmp_path: Path) -> None:
    """Two processes from the first moment, then threads: no verdict is lost, none is doubled; a day counts once."""
    code = (
        "import sys; from warehouse.home import Home; from warehouse.userdata import Said, UserData\n"
        "feedback = UserData(Home(sys.argv[1])).feedback\n"
        "for n in range(20):\n"
        "    feedback.say([Said('eva', f'{sys.argv[2]}-{n}', 'track', 'like')])\n"
        "    feedback.show('eva', 'track', ['same', f'{sys.argv[2]}-{n}'])\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    people = [subprocess.Popen([*command, name], cwd=ROOT, stderr=subprocess.PIPE, text=True) for name in "ab"]
    assert [(person.communicate(timeout=120)[1], person.returncode) for person in people] == [("", 0)] * 2
    feedback = UserData(Home(tmp_path)).feedback
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: feedback.say([said(f"t-{n}"), said("same", "skip")]), range(40)))
    items = [one.item for one in feedback.verdicts("eva", "track")]
    expected = {f"{name}-{n}" for name in "ab" for n in range(20)} | {f"t-{n}" for n in range(40)} | {"same"}
    assert len(items) == len(set(items))
    assert set(items) == expected
    assert feedback.profiles() == [("eva", 40 + 80)]
    shown = feedback.shown("eva", "track")
    assert set(shown) == expected - {f"t-{n}" for n in range(40)}
    assert set(shown.values()) == {1}
