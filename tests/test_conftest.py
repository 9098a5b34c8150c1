"""What lets tests run beside each other: things made once, copies of one's own, ports of one's own, slow files first."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.conftest import FIRST, ROOT, WORKER, free_port, made_once, pytest_collection_modifyitems
from tests.warehouse.homes import like
from warehouse.home import Home


class Folders:
    """The temporary folders of one worker, as pytest lays them."""

    def __init__(self, base: Path) -> None:
        self.base = base

    def getbasetemp(self) -> Path:
        return self.base

    def mktemp(self, name: str) -> Path:
        folder = self.base / f"{name}0"
        folder.mkdir(parents=True)
        return folder


def test_one_worker_makes_and_every_worker_has_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[Path] = []

    def make(folder: Path) -> None:
        calls.append(folder)
        (folder / "f").write_text("made")
        (folder / "link").symlink_to("f")

    monkeypatch.setenv(WORKER, "gw0")
    workers: list[Any] = [Folders(tmp_path / f"popen-gw{n}") for n in range(3)]
    first, second = (made_once(worker, "home", make) for worker in workers[:2])
    (first / "f").write_text("changed")
    (second / "f").write_text("changed")
    third = made_once(workers[2], "home", make)
    assert calls == [first]
    assert len({first, second, third}) == 3
    assert (third / "f").read_text() == "made"
    assert (third / "link").readlink() == Path("f")


def test_what_could_not_be_made_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(folder: Path) -> None:
        (folder / "half").touch()
        raise OSError("no room")

    monkeypatch.setenv(WORKER, "gw0")
    workers: list[Any] = [Folders(tmp_path / f"popen-gw{n}") for n in range(2)]
    with pytest.raises(OSError, match="no room"):
        made_once(workers[0], "home", fail)
    made = made_once(workers[1], "home", lambda folder: (folder / "whole").touch())
    assert [path.name for path in made.iterdir()] == ["whole"]


def test_without_workers_it_is_made_where_it_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(WORKER, raising=False)
    alone: Any = Folders(tmp_path / "run")
    made = made_once(alone, "home", lambda folder: (folder / "f").touch())
    assert [path.relative_to(tmp_path).as_posix() for path in sorted(tmp_path.rglob("f"))] == ["run/home0/f"]
    assert made == tmp_path / "run" / "home0"


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_workers_are_given_different_ports(monkeypatch: pytest.MonkeyPatch, workers: int) -> None:
    monkeypatch.setenv(f"{WORKER}_COUNT", str(workers))
    given = []
    for number in range(workers):
        monkeypatch.setenv(WORKER, f"gw{number}")
        given.append({free_port() // 2 % workers for _ in range(20)})
    assert given == [{number} for number in range(workers)]


def test_a_home_is_made_once_for_a_key_and_copied(tmp_path: Path) -> None:
    calls: list[Home] = []

    def make(home: Home) -> None:
        calls.append(home)
        home.path.mkdir()
        (home.path / "f").write_text("made")

    key = (__name__, "a key")
    first = like(tmp_path / "first", key, make)
    (first.path / "f").write_text("changed")
    second = like(tmp_path / "second", key, make)
    other = like(tmp_path / "other", (*key, "another"), make)
    assert (second.path / "f").read_text() == (other.path / "f").read_text() == "made"
    assert len(calls) == 2
    assert {first.path, second.path, other.path}.isdisjoint(home.path for home in calls)


def test_slow_files_come_first_and_the_others_keep_their_order() -> None:
    assert [name for name in FIRST if not (ROOT / name).is_file()] == []
    names = ("tests/test_b.py", FIRST[1], "tests/test_a.py", FIRST[0], "tests/test_b.py")
    items: list[Any] = [SimpleNamespace(path=ROOT / name) for name in names]
    pytest_collection_modifyitems(items)
    came = [item.path.relative_to(ROOT).as_posix() for item in items]
    assert came == [FIRST[0], FIRST[1], "tests/test_b.py", "tests/test_a.py", "tests/test_b.py"]
