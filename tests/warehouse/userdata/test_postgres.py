"""User data on a server: an address that is none, a server that goes away, who waits for whom, moving there and into a backup."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import insert, text

from tests.postgres import Server
from tests.warehouse.homes import QUICK, tiny
from tests.warehouse.userdata.conftest import ON_FILE, ON_SERVER
from warehouse import backup, care
from warehouse.errors import HomeBusy, HomeError, SettingError, UserDataError
from warehouse.home import Home
from warehouse.settings import Settings
from warehouse.userdata import RUNNING, Said, UserData, is_kept, moving, postgres
from warehouse.userdata import jobs as jobs_module
from warehouse.userdata.engine import METADATA

NOBODY_THERE = "postgresql://me:secret@127.0.0.1:1/none"


@ON_FILE
@pytest.mark.parametrize("address", ["sqlite:///x", "mysql://a:secret@b/c", "my secret", "postgresql"])
def test_an_address_that_is_none_is_refused_without_repeating_it(tmp_path: Path, address: str) -> None:
    with pytest.raises(SettingError) as told:
        UserData(Home(tmp_path), Settings(home=tmp_path, user_database=address))
    assert "secret" not in str(told.value) + told.value.hint
    assert "secret" not in repr(Settings(user_database=NOBODY_THERE))


@ON_FILE
def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, user_database=NOBODY_THERE)
    with pytest.raises(UserDataError, match="does not answer") as told:
        UserData(Home(tmp_path), settings)
    assert "REPERTOIRE_USER_DATABASE" in told.value.hint
    assert "secret" not in told.value.message
    (finding,) = (one for one in care.findings(settings) if one.what == "user data")
    assert finding.state == "fault"


@ON_SERVER
def test_nothing_of_it_stands_in_the_home(tmp_path: Path) -> None:
    home = Home(tmp_path / "not made")
    assert is_kept(home)
    UserData(home).shortlists.add("Hits", ["a"])
    assert not home.path.exists()
    assert [entry.track_id for entry in UserData(Home(tmp_path)).shortlists.entries("hits")] == ["a"]


@ON_SERVER
def test_connections_that_the_server_cut_are_opened_again(tmp_path: Path) -> None:
    data = UserData(Home(tmp_path))
    data.feedback.say([Said("eva", "a", "track", "like")])
    with data._database.connect() as con:
        pid = con.scalar(text("select pg_backend_pid()"))
    with postgres.engine(os.environ["REPERTOIRE_USER_DATABASE"], 1.0).connect() as other:
        assert other.scalar(text("select pg_terminate_backend(:pid)"), {"pid": pid})
    assert [one.item for one in data.feedback.verdicts("eva")] == ["a"]


@ON_SERVER
def test_who_writes_waits_for_who_wrote_first_and_not_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warehouse.userdata.engine.WAIT", 0.1)
    data = UserData(Home(tmp_path))
    tries = METADATA.tables["sign_in_tries"]
    with data._database.begin() as first:
        first.execute(insert(tries).values(key="a", address="b", at=jobs_module.now()))
        with pytest.raises(HomeBusy, match="Another program writes"):
            data.feedback.say([Said("eva", "a", "track", "like")])
        assert data.feedback.verdicts("eva") == []  # reading goes on
    data.feedback.say([Said("eva", "a", "track", "like")])
    with pytest.raises(UserDataError, match="character"):
        data.feedback.say([Said("eva", "a\0b", "track", "like")])


@ON_SERVER
def test_a_job_of_another_machine_is_left_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = UserData(Home(tmp_path))
    monkeypatch.setattr(jobs_module, "HERE", "elsewhere")
    job = data.start_job("load", "Loading", pid=2**22 + 1)
    monkeypatch.undo()
    found = data.job(job)
    assert found is not None
    assert found.state == RUNNING


@ON_FILE
def test_user_data_move_to_a_server_and_into_a_backup(tmp_path: Path, postgres: Server) -> None:
    home = tiny(tmp_path)
    on_file = UserData(home)
    on_file.shortlists.add("Hits", ["a", "b"], "note “é”")
    on_file.users.add("Ada", "editor", "correct horse battery")
    there = replace(QUICK, home=home.path, user_database=postgres.fresh())
    assert moving.from_file(there)["shortlist_tracks"] == 2
    data = UserData(home, there)
    assert data.shortlists.entries("Hits") == on_file.shortlists.entries("Hits")
    assert data.users.sign_in("ada", "correct horse battery", "10.0.0.1", 1)
    data.shortlists.add("Hits", ["c"])  # numbers go on after those that came
    with pytest.raises(UserDataError, match="not empty"):
        moving.from_file(there)
    backup.back_up(there, tmp_path / "kept.tar")
    back = Settings(home=tmp_path / "back")
    backup.restore(back, tmp_path / "kept.tar")
    assert [e.track_id for e in UserData(Home(back.home), back).shortlists.entries("Hits")] == ["a", "b", "c"]
    with pytest.raises(HomeError, match="no database"):
        moving.from_file(back)


@ON_SERVER
def test_who_is_erased_is_gone_from_every_table(tmp_path: Path) -> None:
    data = UserData(Home(tmp_path))
    data.feedback.say([Said("eva", "a", "track", "like"), Said("ann", "a", "track", "like")])
    data.start_job("load", "Loading eva")
    assert data.forget("eva") == {"feedback": 1, "jobs": 1, "audit": 1}
    with data._database.connect() as con:
        held = [str(row) for table in METADATA.sorted_tables for row in con.execute(table.select())]
    assert not any("eva" in row for row in held)
    assert data.feedback.profiles() == [("ann", 1)]
