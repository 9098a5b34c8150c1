"""What a backup holds comes back as it was; what is no backup, or a damaged one, changes nothing."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.warehouse.homes import QUICK, tiny
from warehouse import backup as backing
from warehouse.backup import MANIFEST, back_up, restore
from warehouse.connect import Reader, Workbench
from warehouse.errors import BadBackup, HomeBusy, HomeError, NewerWarehouse, NoSnapshot
from warehouse.home import Home
from warehouse.publish import publish
from warehouse.settings import Settings
from warehouse.userdata import UserData

MOODS = (Path(__file__).parents[2] / "warehouse" / "reference" / "moods.csv").read_text(encoding="utf-8")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Three tracks, two snapshots, a shortlist whose rows still stand in SQLite's log, a stored model, an edited table."""
    home = tiny(tmp_path)
    with Workbench(home, QUICK) as workbench:
        publish(workbench)
    UserData(home).shortlists.add("Keep", ["a", "b"])
    run = home.models / "genre" / "20260101T000000-abcdef"
    run.mkdir(parents=True)
    (run / "model.txt").write_text("a model")
    (home.path / "reference").mkdir()
    (home.path / "reference" / "moods.csv").write_text(MOODS)
    (home.path / "downloads").mkdir()
    (home.path / "downloads" / "large.csv").write_text("can be fetched again")
    return home


def of(home: Home | Path) -> Settings:
    return replace(QUICK, home=home.path if isinstance(home, Home) else home)


def test_everything_comes_back(home: Home, tmp_path: Path) -> None:
    steps: list[tuple[str, int, int]] = []
    made = back_up(of(home), tmp_path / "all.tar", lambda *step: steps.append(step))
    assert steps[-1] == ("Backed up", made.bytes, made.bytes)
    assert [name for name in made.sizes if name.startswith("snapshots/")] == ["snapshots/snapshot-000002.duckdb"]
    assert not any("downloads" in name for name in made.sizes)
    again = restore(of(tmp_path / "new" / "home"), tmp_path / "all.tar")
    assert again == made
    new = Home(tmp_path / "new" / "home")
    with Reader(new, QUICK).view() as view:
        assert view.snapshot.number == 2
        assert view.rows("select track_id from tracks order by track_id") == [("a",), ("b",), ("c",)]
    assert [e.track_id for e in UserData(new).shortlists.entries("Keep")] == ["a", "b"]
    assert (new.models / "genre" / "20260101T000000-abcdef" / "model.txt").read_text() == "a model"
    assert (new.path / "reference" / "moods.csv").read_text() == MOODS
    with Workbench(new, QUICK) as workbench:
        assert publish(workbench) == 3, "work goes on where it was"
    assert sorted(p.name for p in (tmp_path / "new").iterdir()) == ["home"]


def test_a_home_that_was_never_published_comes_back(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    with Workbench(home, QUICK):
        pass
    assert back_up(of(home), tmp_path / "all.tar").snapshot is None
    restore(of(tmp_path / "new"), tmp_path / "all.tar")
    assert not (tmp_path / "new" / "current").is_symlink()


def test_what_is_there_is_replaced_when_asked_for_and_kept(home: Home, tmp_path: Path) -> None:
    back_up(of(home), tmp_path / "all.tar")
    UserData(home).shortlists.add("Later", ["c"])
    with pytest.raises(HomeError, match="holds a warehouse already"):
        restore(of(home), tmp_path / "all.tar")
    restore(of(home), tmp_path / "all.tar", replace=True)
    assert [s.name for s in UserData(home).shortlists.lists()] == ["Keep"]
    (kept,) = tmp_path.glob("home.before-*")
    assert {s.name for s in UserData(Home(kept)).shortlists.lists()} == {"Keep", "Later"}


def test_a_backup_waits_for_a_writer_and_overwrites_nothing(home: Home, tmp_path: Path) -> None:
    with Workbench(home, QUICK), pytest.raises(HomeBusy):
        back_up(replace(of(home), wait_seconds=0), tmp_path / "all.tar")
    (tmp_path / "all.tar").write_text("mine")
    with pytest.raises(HomeError, match="exists already"):
        back_up(of(home), tmp_path / "all.tar")
    with pytest.raises(NoSnapshot):
        back_up(of(tmp_path / "nothing"), tmp_path / "other.tar")
    with pytest.raises(HomeError, match="cannot be written"):
        back_up(of(home), tmp_path / "no folder" / "all.tar")
    assert sorted(p.name for p in tmp_path.glob("*.tar*")) == ["all.tar"]


def test_a_backup_that_breaks_off_leaves_nothing(home: Home, tmp_path: Path) -> None:
    def stop(step: str, done: int, total: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        back_up(of(home), tmp_path / "all.tar", stop)
    assert [p.name for p in tmp_path.iterdir() if "tar" in p.name] == []


def _cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _flipped(data: bytes) -> bytes:
    at = data.find(b"a model")
    return data[:at] + b"b" + data[at + 1 :]


@pytest.mark.parametrize(
    "damage",
    [_cut, _flipped, lambda data: b"", lambda data: b"not a tar file" * 100, lambda data: data[: 512 * 3]],
    ids=["cut", "flipped", "empty", "foreign", "one part"],
)
def test_a_damaged_backup_is_refused_and_nothing_changes(
    home: Home, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    back_up(of(home), tmp_path / "all.tar")
    (tmp_path / "bad.tar").write_bytes(damage((tmp_path / "all.tar").read_bytes()))
    with pytest.raises(BadBackup):
        restore(of(home), tmp_path / "bad.tar", replace=True)
    assert Reader(home, QUICK).snapshot.number == 2
    assert list(tmp_path.glob("home.before-*")) == []
    with pytest.raises(BadBackup):
        restore(of(tmp_path / "new"), tmp_path / "bad.tar")
    assert not (tmp_path / "new").exists()


def packed(path: Path, *entries: tuple[tarfile.TarInfo, bytes]) -> Path:
    with tarfile.open(path, "w") as archive:
        for entry, data in entries:
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return path


@pytest.mark.parametrize("name", ["../outside", "/outside", "models/../../outside", "snapshots/x.duckdb", "readme.txt"])
def test_no_name_leads_out_of_the_home(tmp_path: Path, name: str) -> None:
    path = packed(tmp_path / "bad.tar", (tarfile.TarInfo(name), b"x"))
    with pytest.raises(BadBackup, match="no backup of ours"):
        restore(of(tmp_path / "new"), path)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bad.tar"]


def test_a_link_is_no_part(tmp_path: Path) -> None:
    link = tarfile.TarInfo("workbench.duckdb")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/hostname"
    with pytest.raises(BadBackup):
        restore(of(tmp_path / "new"), packed(tmp_path / "bad.tar", (link, b"")))


@pytest.mark.parametrize("manifest", ["[]", "{}", '{"schema_version": "x"}', "nonsense", "null"])
def test_a_manifest_that_says_nothing_is_refused(tmp_path: Path, manifest: str) -> None:
    path = packed(tmp_path / "bad.tar", (tarfile.TarInfo(MANIFEST), manifest.encode()))
    with pytest.raises(BadBackup):
        restore(of(tmp_path / "new"), path)


def test_a_backup_of_a_newer_version_is_refused(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backing, "SCHEMA_VERSION", 99)
    back_up(of(home), tmp_path / "all.tar")
    monkeypatch.undo()
    with pytest.raises(NewerWarehouse, match="version 99"):
        restore(of(tmp_path / "new"), tmp_path / "all.tar")
    with tarfile.open(tmp_path / "all.tar") as archive:
        assert json.load(archive.extractfile(MANIFEST))["schema_version"] == 99  # type: ignore[arg-type]
