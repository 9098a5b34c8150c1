"""Jobs: who runs, how far, how it ended; told by several processes at once."""

from __future__ import annotations

import contextlib
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.warehouse.userdata.conftest import ON_FILE
from warehouse import userdata
from warehouse.errors import HomeNotWritable
from warehouse.home import Home
from warehouse.userdata import CANCELLED, CANCELLING, DONE, FAILED, RUNNING, Job, UserData
from warehouse.userdata import jobs as jobs_module


@pytest.fixture
def data(tmp_path: Path) -> UserData:
    return UserData(Home(tmp_path))


def only(data: UserData) -> Job:
    (job,) = data.jobs()
    return job


def test_the_life_of_a_job(data: UserData) -> None:
    job = data.start_job("train", "Training genre")
    assert (only(data).state, only(data).is_open, only(data).finished) == (RUNNING, True, None)
    data.report(job, "Learning", 3, 10)
    assert (only(data).step, only(data).done, only(data).total) == ("Learning", 3, 10)
    data.finish(job, DONE, "genre in 3 s")
    ended = only(data)
    assert (ended.state, ended.message, ended.is_open) == (DONE, "genre in 3 s", False)
    assert ended.finished is not None
    assert abs((datetime.now(UTC).replace(tzinfo=None) - ended.finished).total_seconds()) < 60
    assert ended.started <= ended.finished


def test_newest_first_and_no_more_than_asked(data: UserData) -> None:
    ids = [data.start_job("train", str(n)) for n in range(5)]
    assert [job.id for job in data.jobs(limit=3)] == ids[:1:-1]


def test_a_cancelled_job_is_told_at_its_next_step(data: UserData) -> None:
    class Stop(Exception):
        pass

    job = data.start_job("train", "Training")
    progress = userdata.reporter(data, job, Stop)
    progress("One", 1, 2)
    assert not data.is_cancelling(job)
    data.cancel(job)
    assert (only(data).state, only(data).is_open) == (CANCELLING, True)
    with pytest.raises(Stop):
        progress("Two", 2, 2)
    data.finish(job, CANCELLED)
    data.cancel(job)  # too late: how it ended stays
    assert only(data).state == CANCELLED


def test_a_job_whose_process_is_gone_is_closed_as_failed(data: UserData) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        child.wait()
    for cancel in (False, True):
        job = data.start_job("train", "Training", pid=child.pid)
        if cancel:
            data.cancel(job)
        ended = data.jobs()[0]
        assert (ended.state, ended.message) == (FAILED, userdata.GONE)
        assert ended.finished is not None
    assert data.jobs()[0] == ended


def test_how_a_job_ended_is_not_overwritten_by_who_looks(data: UserData, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process says DONE and ends between the moment its row is read and the moment it is looked for."""
    job = data.start_job("train", "Training")

    def ends_now(pid: int | None) -> bool:
        data.finish(job, DONE, "whole")
        return False

    monkeypatch.setattr(jobs_module, "_alive", ends_now)
    assert (only(data).state, only(data).message) == (DONE, "whole")
    assert (only(data).state, only(data).message) == (DONE, "whole")


def test_a_running_process_of_another_user_counts_as_alive(data: UserData, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(pid: int, signal: int) -> None:
        raise PermissionError

    monkeypatch.setattr(jobs_module.os, "kill", refuse)
    data.start_job("train", "Training", pid=1)
    assert only(data).state == RUNNING


def test_several_processes_write_at_once(tmp_path: Path, engine: str) -> None:
    """From the first moment: all of them find no tables and make them."""
    code = (
        "import sys; from warehouse.home import Home; from warehouse.userdata import UserData\n"
        "data = UserData(Home(sys.argv[1]))\n"
        "for n in range(20):\n"
        "    job = data.start_job('train', sys.argv[2]); data.report(job, 'step', n, 20); data.finish(job, 'done')\n"
    )
    for attempt in range(2 if engine == "sqlite" else 1):  # one place behind all homes of a server
        home = Home(tmp_path / str(attempt))
        home.create()
        command = [sys.executable, "-W", "error", "-c", code, home.path]
        children = [subprocess.Popen([*command, str(n)], cwd=ROOT, stderr=subprocess.PIPE) for n in range(3)]
        assert [child.communicate()[1] for child in children] == [b"", b"", b""]
        jobs = UserData(home).jobs(limit=100)
        assert (len(jobs), {job.state for job in jobs}, len({job.id for job in jobs})) == (60, {DONE}, 60)


@ON_FILE
def test_a_home_of_an_earlier_version_gets_the_columns_it_lacks(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.create()
    with contextlib.closing(sqlite3.connect(home.userdata)) as con:
        con.execute(
            """create table jobs (id integer primary key, kind varchar not null, title varchar not null,
            state varchar not null, step varchar not null, done integer not null, total integer not null,
            message varchar not null, started datetime not null, finished datetime, pid integer)"""
        )
        con.execute(
            "insert into jobs values (1, 'train', 'Old', 'done', '', 1, 1, 'fine', '2026-01-01 00:00:00', null, 1)"
        )
        con.commit()
    for _ in range(2):
        data = UserData(home)
    assert (only(data).title, only(data).found) == ("Old", {})
    new = data.start_job("load", "New")
    data.finish(new, DONE, "fine", {"rows": 3})
    job = data.job(new)
    assert job is not None
    assert job.found == {"rows": 3}


def test_one_job_is_found_by_its_number_and_closed_when_its_process_is_gone(data: UserData) -> None:
    number = data.start_job("load", "Loading")
    data.adopt(number, 2**22 + 1)
    job = data.job(number)
    assert job is not None
    assert (job.state, "jobs.log" in job.message) == (FAILED, True)
    assert data.job(number + 1) is None


def test_the_same_step_is_not_written_every_time(data: UserData, monkeypatch: pytest.MonkeyPatch) -> None:
    written = []
    monkeypatch.setattr(UserData, "report", lambda _self, _job, step, done, _total: written.append((step, done)))
    tell = userdata.reporter(data, data.start_job("load", "Loading"), RuntimeError)
    for done in range(50):
        tell("one", done, 50)
    tell("two", 0, 50)
    tell("two", 50, 50)
    assert written[0] == ("one", 0)
    assert written[-2:] == [("two", 0), ("two", 50)], "a new step and an end are always written"
    assert len(written) < 20
    data.cancel(1)
    with pytest.raises(RuntimeError):
        tell("two", 1, 50)


def test_threads_of_one_process(data: UserData) -> None:
    def work(number: int) -> None:
        job = data.start_job("train", str(number))
        data.report(job, "step", number, 10)
        data.jobs()
        data.finish(job, DONE)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(40)))
    assert {job.state for job in data.jobs(limit=100)} == {DONE}


@ON_FILE
@pytest.mark.parametrize("name", ["50% off", "a#b", "it's", "a b"])
def test_folders_with_odd_names(tmp_path: Path, name: str) -> None:
    data = UserData(Home(tmp_path / name))
    data.start_job("train", "Training")
    assert (tmp_path / name / "userdata.sqlite").is_file()
    assert len(UserData(Home(tmp_path / name)).jobs()) == 1


@ON_FILE
def test_a_home_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(HomeNotWritable):
        UserData(Home(tmp_path / "file" / "home"))
