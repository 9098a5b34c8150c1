"""Jobs that a page starts: real child processes, which go on without the application and can be cancelled."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard import jobs
from dashboard.context import Context
from tests.warehouse.homes import tiny
from warehouse import processes
from warehouse.connect import Reader, Workbench
from warehouse.errors import HomeError
from warehouse.home import Home
from warehouse.settings import Settings
from warehouse.userdata import CANCELLED, DONE, FAILED, Job, UserData

MORE = "track_id,title,artists,popularity,genre\nd,Four,D,40,jazz\ne,Five,D,50,jazz\n,Six,,10,jazz\n"


@pytest.fixture
def context(tmp_path: Path) -> Context:
    """A published home of three tracks."""
    home = tiny(tmp_path)
    settings = Settings(home=home.path, threads=1, wait_seconds=1)
    return Context(Reader(home, settings), settings, UserData(home))


def given_up(context: Context, number: int, text: str = MORE) -> Path:
    path = context.reader.home.uploads / str(number) / "more.csv"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    return path


def until(ready: Callable[[], bool], seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def finished(context: Context, number: int) -> Job:
    """The job when it is over."""
    until(lambda: not (job := context.job(number)) or not job.is_open)
    job = context.job(number)
    assert job is not None
    return job


def tracks(context: Context) -> int:
    with context.reader.view() as view:
        return int(view.value("select count(*) from tracks"))


def test_a_file_is_loaded_published_and_undone_by_processes_of_their_own(context: Context) -> None:
    number = jobs.userdata(context).start_job("load", "Loading more.csv")
    jobs.run_load(context, number, given_up(context, number), "", "", "2024-05-06")
    assert context.userdata is not None
    begun = context.userdata.job(number)
    assert begun is not None
    assert begun.pid != os.getpid()
    done = finished(context, number)
    assert (done.state, done.found["files"][0]["as_of"], done.pid) == (DONE, "2024-05-06", begun.pid)
    assert tracks(context) == 5
    assert list(context.reader.home.uploads.iterdir()) == [], "the file is removed when it is loaded"

    undone = finished(context, jobs.start_unload(context, 2, "more.csv"))
    assert (undone.state, undone.title) == (DONE, "Undoing load 2, more.csv")
    assert tracks(context) == 3


def test_a_job_that_waits_for_another_writer_says_so_and_can_be_cancelled(context: Context) -> None:
    home = context.reader.home
    with Workbench(home, context.settings):
        number = jobs.userdata(context).start_job("load", "Loading more.csv")
        jobs.run_load(context, number, given_up(context, number), "", "", "")
        until(lambda: (job := context.job(number)) is not None and job.step.startswith("Waiting for another"))
        jobs.userdata(context).cancel(number)
        done = finished(context, number)
    assert (done.state, tracks(context)) == (CANCELLED, 3)
    assert list(home.uploads.iterdir()) == []
    assert context.reader.snapshot.number == 1


def test_what_cannot_be_loaded_is_told_with_a_hint(context: Context) -> None:
    number = jobs.userdata(context).start_job("load", "Loading more.csv")
    jobs.run_load(context, number, given_up(context, number, "x,y\n1,2\n"), "", "", "")
    done = finished(context, number)
    assert done.state == FAILED
    assert "No known kind of input" in done.message
    assert done.found["hint"]
    assert list(context.reader.home.uploads.iterdir()) == []


def test_a_process_that_dies_fails_its_job(context: Context) -> None:
    """And its job is noticed by an application that was started anew: nothing but the number of the process is needed."""
    with Workbench(context.reader.home, context.settings):
        number = jobs.start_unload(context, 1, "tiny.csv")
        until(lambda: (job := context.job(number)) is not None and job.step.startswith("Waiting"))
        job = context.job(number)
        assert job is not None
        assert job.pid is not None
        os.kill(job.pid, 9)
        again = Context(context.reader, context.settings, UserData(context.reader.home))
        assert finished(again, number).state == FAILED


def test_a_process_that_cannot_start_fails_its_job(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(processes, "start", full)
    job = context.job(jobs.start_unload(context, 1, "tiny.csv"))
    assert job is not None
    assert (job.state, "could not be started: Resource" in job.message) == (FAILED, True)


def test_without_a_place_to_record_jobs_there_are_none(tmp_path: Path) -> None:
    context = Context(Reader(Home(tmp_path)), Settings(home=tmp_path))
    with pytest.raises(HomeError, match="not recorded"):
        jobs.start_unload(context, 1, "tiny.csv")
