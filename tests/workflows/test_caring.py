"""A doctor that finds what is wrong and says what to do, and a home of an earlier version brought up to this one."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from tests.conftest import Cli
from tests.warehouse.homes import QUICK, tiny
from tests.warehouse.test_store_versions import VERSION_1
from tests.workflows.steps import Told
from warehouse import build as building
from warehouse import publish as publishing
from warehouse.build import RELATIONS
from warehouse.connect import SCHEMA_VERSION, Reader, Workbench
from warehouse.errors import NoSnapshot, OlderSnapshot
from warehouse.home import Home
from warehouse.settings import Settings
from warehouse.userdata import UserData
from workflows import caring, loading
from workflows.publishing import need_snapshot


def of(home: Home | Path) -> Settings:
    return replace(QUICK, home=home.path if isinstance(home, Home) else home)


def found(settings: Settings, what: str) -> list[tuple[str, str]]:
    """(state, words and hint) of what the doctor says of one thing."""
    return [(f.state, f"{f.words} {f.hint}") for f in caring.doctor(settings) if f.what == what]


def test_a_sound_home_has_no_fault(tmp_path: Path) -> None:
    home = tiny(tmp_path)
    UserData(home)
    states = {f.what: f.state for f in caring.doctor(of(home))}
    assert {states[what] for what in ("versions", "folder", "workbench", "snapshot", "user data", "reference")} == {
        "ok"
    }
    assert states["models"] == "warning"


def test_an_empty_folder_is_told_what_to_load(tmp_path: Path) -> None:
    states = {f.what: f.state for f in caring.doctor(of(tmp_path / "new"))}
    assert "fault" not in states.values()
    assert (states["snapshot"], states["models"]) == ("not checked", "not checked")
    assert found(of(tmp_path / "new"), "workbench") == [
        ("warning", "Nothing has been loaded. repertoire load FILE, or repertoire run")
    ]


def test_a_damaged_snapshot_is_found(tmp_path: Path) -> None:
    home = tiny(tmp_path)
    path = home.current.resolve()
    path.write_bytes(path.read_bytes()[:4096] + b"\0" * 40_000)
    ((state, _),) = found(of(home), "snapshot")
    assert state == "fault"


def test_damaged_user_data_are_found(tmp_path: Path) -> None:
    home = tiny(tmp_path)
    home.userdata.write_bytes(b"SQLite format 3\0" + b"nonsense" * 500)
    ((state, words),) = found(of(home), "user data")
    assert state == "fault"
    assert "restore" in words


def test_a_model_that_was_changed_is_found(sample_home: Path, tmp_path: Path) -> None:
    # A copy: another test of this process may have the sample open with other settings, which DuckDB does not allow.
    home = Path(shutil.copytree(sample_home, tmp_path / "copy", symlinks=True))
    assert {state for state, _ in found(of(home), "models")} == {"ok"}
    card = next(home.glob("models/genre/*/card.json"))
    card.write_bytes(card.read_bytes() + b" ")
    assert "fault" in {state for state, _ in found(of(home), "models")}


def test_a_bad_table_of_reference_is_found(tmp_path: Path) -> None:
    home = tiny(tmp_path)
    (home.path / "reference").mkdir()
    (home.path / "reference" / "moods.csv").write_text("nothing,of,this\n1,2,3\n")
    ((state, words),) = found(of(home), "tables of reference")
    assert (state, "moods.csv" in words) == ("fault", True)


def test_another_writer_is_not_waited_for(tmp_path: Path) -> None:
    home = tiny(tmp_path)
    with Workbench(home, QUICK):
        assert [state for state, _ in found(of(home), "workbench")] == ["not checked"]


def test_a_publish_that_did_not_end_is_told(tmp_path: Path) -> None:
    home = tiny(tmp_path)
    (home.snapshots / ".building-000007.duckdb").touch()
    assert "A publish did not end: .building-000007.duckdb." in found(of(home), "folder")[1][1]


@pytest.fixture
def older(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home whose snapshot lacks the tables that an earlier version did not have."""
    home = Home(tmp_path / "older")
    home.create()
    with duckdb.connect(str(home.workbench)) as con:
        con.execute(VERSION_1)
    with Workbench(home, QUICK) as workbench, monkeypatch.context() as patch:
        patch.setattr(publishing, "RELATIONS", RELATIONS[:-5])
        building.build(workbench)
        publishing.publish(workbench)
        workbench.con.execute("update meta set schema_version = 1")
    return home


def test_an_earlier_home_is_found_and_migrated(older: Home) -> None:
    ((state, words),) = found(of(older), "snapshot")
    assert (state, "lacks 5 tables" in words, words.endswith("repertoire migrate")) == ("fault", True, True)
    assert found(of(older), "workbench") == [("warning", f"Storage version 1 of {SCHEMA_VERSION}. repertoire migrate")]
    assert caring.migrate(of(older)) == {"from": 1, "to": SCHEMA_VERSION, "snapshot": 2}
    assert [state for state, _ in found(of(older), "snapshot")] == ["ok"]
    with Reader(older, QUICK).view() as view:
        assert view.rows("select track_id from tracks order by track_id") == [("a",), ("o",)]


def test_it_is_not_served_before_it_is_migrated(older: Home) -> None:
    with pytest.raises(OlderSnapshot, match="lacks tables"):
        need_snapshot(of(older))
    assert loading.prepare(of(older), [], Told()).report.files == []
    need_snapshot(of(older))
    assert publishing.current_number(older) == 2
    loading.prepare(of(older), [], Told())
    assert publishing.current_number(older) == 2, "once is enough"


def test_a_migration_that_fails_changes_nothing(older: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_workbench: Workbench, _steps: object) -> None:
        raise NoSnapshot("no")

    monkeypatch.setattr(building, "build", broken)
    with pytest.raises(NoSnapshot):
        caring.migrate(of(older))
    monkeypatch.undo()
    assert found(of(older), "workbench")[0][1].startswith("Storage version 1")
    assert publishing.current_number(older) == 1


def test_there_must_be_something_to_migrate(tmp_path: Path) -> None:
    with pytest.raises(NoSnapshot):
        caring.migrate(of(tmp_path / "new"))


def test_the_commands_go_round(tmp_path: Path, cli: Cli) -> None:
    home = tiny(tmp_path).path
    made = json.loads(cli(home, "backup", tmp_path / "all.tar", "--json").out)
    assert made["snapshot"] == 1
    assert cli(home, "restore", tmp_path / "all.tar").code == 1
    assert cli(tmp_path / "other", "restore", tmp_path / "all.tar").code == 0
    told = cli(tmp_path / "other", "doctor", "--json")
    assert told.code == 0, "that no model is trained is no fault"
    assert {"snapshot", "workbench", "browser"} <= {f["what"] for f in json.loads(told.out)["findings"]}
    assert json.loads(cli(tmp_path / "other", "migrate", "--json").out)["snapshot"] == 2
    damaged = (tmp_path / "other" / "current").resolve()
    damaged.write_bytes(b"nothing of ours")
    assert cli(tmp_path / "other", "doctor").code == 1
