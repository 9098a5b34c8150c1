"""Shortlists: added, taken off, noted, ordered, renamed, deleted, undone; several people at once lose nothing."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.warehouse.userdata.conftest import ON_FILE
from warehouse.errors import FilterError
from warehouse.home import Home
from warehouse.userdata import Shortlists, UserData
from warehouse.userdata import shortlists as module


@pytest.fixture
def lists(tmp_path: Path) -> Shortlists:
    return UserData(Home(tmp_path)).shortlists


def ids(lists: Shortlists, name: str = "Scouting") -> list[str]:
    return [entry.track_id for entry in lists.entries(name)]


def test_tracks_are_added_in_order_once_with_note_and_time(lists: Shortlists) -> None:
    first = lists.add("  Scouting ", ["b", "a", "b"], "heard live")
    second = lists.add("scouting", ["a", "c"])
    assert (first.name, first.tracks, first.already) == ("Scouting", 2, 0)
    assert (second.name, second.tracks, second.already) == ("Scouting", 1, 1)
    assert ids(lists) == ["b", "a", "c"]
    assert [entry.note for entry in lists.entries("SCOUTING")] == ["heard live", "heard live", ""]
    age = datetime.now(UTC).replace(tzinfo=None) - lists.entries("Scouting")[0].added_at
    assert abs(age.total_seconds()) < 60
    (kept,) = lists.lists()
    assert (kept.name, kept.tracks) == ("Scouting", 3)


def test_the_list_that_was_changed_last_comes_first(lists: Shortlists) -> None:
    lists.add("one", ["a"])
    lists.add("two", ["a"])
    assert [kept.name for kept in lists.lists()] == ["two", "one"]
    lists.note("one", "a", "again")
    assert [kept.name for kept in lists.lists()] == ["one", "two"]


def test_taking_off_is_undone_with_place_note_and_time(lists: Shortlists) -> None:
    lists.add("Scouting", ["a", "b", "c"], "why")
    before = lists.entries("Scouting")
    off = lists.remove("Scouting", ["b", "never there"])
    assert off.tracks == 1
    assert ids(lists) == ["a", "c"]
    assert lists.undo(off.batch) == 1
    assert lists.entries("Scouting") == before
    assert lists.undo(off.batch) == 0


def test_what_was_put_there_again_is_not_doubled_by_undo(lists: Shortlists) -> None:
    lists.add("Scouting", ["a", "b"])
    off = lists.remove("Scouting", ["a", "b"])
    lists.add("Scouting", ["a"])
    assert lists.undo(off.batch) == 1
    assert sorted(ids(lists)) == ["a", "b"]
    lists.remove("Scouting", ["a"])
    lists.add("Scouting", ["a"])
    lists.remove("Scouting", ["a"])
    assert ids(lists) == ["b"]


def test_undoing_an_addition_takes_its_own_tracks_and_the_list_it_made(lists: Shortlists) -> None:
    made = lists.add("Scouting", ["a"])
    more = lists.add("Scouting", ["a", "b"])
    assert lists.undo(more.batch) == 1
    assert ids(lists) == ["a"]
    assert lists.undo(made.batch) == 1
    assert lists.lists() == []
    lists.add("Other", ["a"])
    kept = lists.add("Scouting", ["a"])
    lists.add("Scouting", ["b"])
    lists.undo(kept.batch)
    assert ids(lists) == ["b"], "somebody else's track keeps the list"
    assert lists.undo("") == 0


def test_a_note_is_rewritten_and_cut(lists: Shortlists) -> None:
    lists.add("Scouting", ["a", "b"])
    lists.note("Scouting", "b", "  second \n verse " + "x" * 1_000)
    first, second = lists.entries("Scouting")
    assert (first.note, second.note[:13], len(second.note)) == ("", "second verse ", module.LONGEST_NOTE)
    lists.note("Scouting", "gone", "nothing to write on")


def test_an_order_keeps_what_was_added_meanwhile(lists: Shortlists) -> None:
    lists.add("Scouting", ["a", "b", "c"])
    lists.add("Scouting", ["new"])
    lists.arrange("Scouting", ["c", "gone", "a", "b"])
    assert ids(lists) == ["c", "a", "b", "new"]
    lists.add("Scouting", ["last"])
    assert ids(lists)[-1] == "last"


def test_a_list_is_renamed_and_deleted(lists: Shortlists) -> None:
    lists.add("one", ["a"])
    lists.add("two", ["b", "c"])
    assert lists.rename("one", " First  list ") == "First list"
    assert ids(lists, "first list") == ["a"]
    assert lists.rename("First list", "FIRST LIST") == "FIRST LIST"
    with pytest.raises(FilterError, match="There is a shortlist “Two” already"):
        lists.rename("first list", "Two")
    assert lists.delete("two") == 2
    assert [kept.name for kept in lists.lists()] == ["FIRST LIST"]
    lists.add("two", ["z"])
    assert ids(lists, "two") == ["z"], "a new list of an old name begins empty"


def test_what_cannot_be_done_is_said(lists: Shortlists, monkeypatch: pytest.MonkeyPatch) -> None:
    for gone in (
        lambda: lists.entries("nowhere"),
        lambda: lists.remove("nowhere", ["a"]),
        lambda: lists.note("nowhere", "a", "b"),
        lambda: lists.arrange("nowhere", ["a"]),
        lambda: lists.rename("nowhere", "b"),
        lambda: lists.delete("nowhere"),
    ):
        with pytest.raises(FilterError, match="There is no shortlist “nowhere”"):
            gone()
    with pytest.raises(FilterError, match="needs a name"):
        lists.add("   ", ["a"])
    with pytest.raises(FilterError, match="at most 60"):
        lists.add("x" * 61, ["a"])
    with pytest.raises(FilterError, match="no track"):
        lists.add("Scouting", [])
    monkeypatch.setattr(module, "MOST", 3)
    lists.add("Scouting", ["a", "b"])
    with pytest.raises(FilterError, match="would hold 4 tracks"):
        lists.add("Scouting", ["b", "c", "d"])
    assert ids(lists) == ["a", "b"]


@ON_FILE
def test_processes_and_threads_at_once_lose_nothing(tmp_path: Path) -> None:
    """Three processes make and fill the same list from the first moment, then threads add, take off, note and order."""
    code = (
        "import sys; from warehouse.home import Home; from warehouse.userdata import UserData\n"
        "lists = UserData(Home(sys.argv[1])).shortlists\n"
        "for n in range(20):\n"
        "    lists.add('Shared', [f't{n}', f'{sys.argv[2]}-{n}'], sys.argv[2])\n"
    )
    command = [sys.executable, "-W", "error", "-c", code, str(tmp_path)]
    children = [subprocess.Popen([*command, str(n)], cwd=ROOT, stderr=subprocess.PIPE) for n in range(3)]
    assert [child.communicate()[1] for child in children] == [b"", b"", b""]
    lists = UserData(Home(tmp_path)).shortlists
    assert [kept.name for kept in lists.lists()] == ["Shared"]
    expected = {f"t{n}" for n in range(20)} | {f"{who}-{n}" for who in range(3) for n in range(20)}
    assert sorted(ids(lists, "Shared")) == sorted(expected), "each track once"

    def work(n: int) -> None:
        lists.add("Shared", [f"new{n}"])
        lists.note("Shared", f"new{n}", str(n))
        lists.arrange("Shared", [f"new{n}"])
        if n % 2:
            lists.remove("Shared", [f"t{n % 20}"])

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(20)))
    notes = {entry.track_id: entry.note for entry in lists.entries("Shared")}
    assert {f"new{n}": notes.get(f"new{n}") for n in range(20)} == {f"new{n}": str(n) for n in range(20)}
    assert set(notes) == (expected | {f"new{n}" for n in range(20)}) - {f"t{n}" for n in range(1, 20, 2)}
