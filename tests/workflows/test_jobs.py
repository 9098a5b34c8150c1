"""Work recorded as a job: how it ends, what is told meanwhile, and whom it waits for."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from warehouse.connect import Workbench
from warehouse.errors import HomeBusy, NotTrainable
from warehouse.home import Home
from warehouse.settings import Settings
from warehouse.userdata import CANCELLED, DONE, FAILED, RUNNING, WHOLE, Job, UserData
from workflows.jobs import as_job, writing

PLAN = (("One", 1.0), ("Two", 3.0))


@pytest.fixture
def data(settings: Settings) -> UserData:
    return UserData(Home(settings.home))


def test_a_job_that_is_done_says_what_came_of_it(settings: Settings, data: UserData) -> None:
    with as_job(settings, "load", "Loading a", PLAN) as running:
        running("Two", 1, 3)
        (job,) = data.jobs()
        assert (job.state, job.step, job.done, job.total, job.pid) == (RUNNING, "Two", 500, WHOLE, os.getpid())
        running.message, running.result = "fine", {"rows": 3}
    (job,) = data.jobs()
    assert (job.kind, job.title, job.state, job.message, job.found) == ("load", "Loading a", DONE, "fine", {"rows": 3})


def test_a_job_that_was_recorded_before_is_taken_over(settings: Settings, data: UserData) -> None:
    number = data.start_job("load", "Loading a", pid=1)
    with as_job(settings, "load", "another title", PLAN, job=number):
        pass
    (job,) = data.jobs()
    assert (job.id, job.title, job.state, job.pid) == (number, "Loading a", DONE, os.getpid())


@pytest.mark.parametrize(
    ("error", "state", "words"),
    [
        (NotTrainable("Too few.", "Load more."), FAILED, "Too few."),
        (MemoryError("all gone\nmore"), FAILED, "MemoryError: all gone"),
        (KeyboardInterrupt(), CANCELLED, "nothing was changed"),
        (SystemExit(143), CANCELLED, "nothing was changed"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else None,
)
def test_errors_are_recorded_and_raised(
    settings: Settings, data: UserData, error: BaseException, state: str, words: str
) -> None:
    with pytest.raises(type(error)), as_job(settings, "train", "Training", PLAN):
        raise error
    (job,) = data.jobs()
    assert (job.state, words in job.message, job.finished is not None) == (state, True, True)
    assert job.found.get("hint") == ("Load more." if isinstance(error, NotTrainable) else None)


def test_what_was_wrong_without_an_error_fails_too(settings: Settings, data: UserData) -> None:
    with as_job(settings, "load", "Loading a", PLAN) as running:
        running.failed = ("bad file", "mend it")
    (job,) = data.jobs()
    assert (job.state, job.message, job.found["hint"]) == (FAILED, "bad file", "mend it")


def test_a_cancelled_job_stops_at_its_next_step(settings: Settings, data: UserData) -> None:
    reached = []
    with as_job(settings, "load", "Loading a", PLAN) as running:
        running("One", 0, 1)
        data.cancel(data.jobs()[0].id)
        reached.append("before")
        running("Two", 0, 1)
        reached.append("after")
    assert reached == ["before"]
    assert running.cancelled
    assert data.jobs()[0].state == CANCELLED


def test_what_cannot_be_stopped_any_more_goes_on(settings: Settings, data: UserData) -> None:
    with as_job(settings, "load", "Loading a", PLAN) as running:
        data.cancel(data.jobs()[0].id)
        running.uninterrupted("Two", 1, 1)
    assert (running.cancelled, data.jobs()[0].state, data.jobs()[0].done) == (False, DONE, WHOLE)


def during(settings: Settings, act: Callable[[UserData], None]) -> Job:
    """What a job says that waits for another writer; `act` is done when it has begun to wait."""
    data = UserData(Home(settings.home))
    with (
        Workbench(Home(settings.home), settings),
        as_job(settings, "load", "Loading a", PLAN) as running,
    ):
        said = running.waits

        def waits(seconds: float) -> None:
            said(seconds)
            act(data)

        running.waits = waits  # type: ignore[method-assign]
        with writing(settings, running):
            pytest.fail("two writers at a time")
    return data.jobs()[0]


def test_a_job_that_waits_can_be_cancelled(settings: Settings) -> None:
    other = UserData(Home(settings.home)).start_job("train", "Training models")
    seen = []

    def cancel(data: UserData) -> None:
        seen.append(data.jobs()[0].step)
        data.cancel(data.jobs()[0].id)

    assert during(Settings(home=settings.home, wait_seconds=60), cancel).state == CANCELLED
    assert set(seen) == {"Waiting for another job: Training models"}
    assert UserData(Home(settings.home)).job(other) is not None


def test_waiting_has_an_end(settings: Settings) -> None:
    seen = []
    with pytest.raises(HomeBusy, match="for 1 seconds"):
        during(settings, lambda data: seen.append(data.jobs()[0].step))
    assert set(seen) == {"Waiting for another process that writes"}
    assert UserData(Home(settings.home)).jobs()[0].state == FAILED
