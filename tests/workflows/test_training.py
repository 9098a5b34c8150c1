"""Training as a job and in a process beside; promotion and back."""

from __future__ import annotations

import signal
import time
from dataclasses import replace
from pathlib import Path

import pytest

from analytics import training as training_module
from analytics.progress import Cancelled
from tests.sample import TRUTH
from tests.workflows.conftest import Value
from tests.workflows.steps import Told
from warehouse import processes, userdata
from warehouse.connect import Reader, Workbench
from warehouse.errors import NotTrainable, UnknownModel
from warehouse.home import Home
from warehouse.settings import Settings
from warehouse.userdata import UserData
from workflows import loading, publishing, training


def test_data_that_cannot_carry_a_model_are_served_without_one(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text("title,artists\nOne,A\n")
    loading.prepare(settings, [tmp_path / "own.csv"], Told())
    told = Told()
    training.train_missing(settings, told)
    assert any(step.startswith("genre not trained: No track has a genre") for step in told.steps)
    (job,) = UserData(Home(settings.home)).jobs()
    assert (job.state, job.kind) == (userdata.DONE, "train")
    assert "popularity not trained: No track has a popularity" in job.message
    with pytest.raises(NotTrainable):
        training.train_as_job(settings, ["genre"])
    assert UserData(Home(settings.home)).jobs()[0].state == userdata.FAILED


def test_a_model_is_there_after_training_and_is_not_trained_again(trained: Settings, value: Value) -> None:
    assert value(trained, "select count(*) from genre_predictions where rank = 1") == TRUTH.tracks
    told = Told()
    training.train_missing(trained, told)
    assert told.steps == []
    assert training.start_training(trained) is None


def test_forecasts_follow_where_there_are_series(
    trained: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "figures.csv").write_text("year,tempo\n" + "".join(f"{1990 + i},{100 + i % 3}\n" for i in range(20)))
    loading.prepare(trained, [tmp_path / "figures.csv"], Told())
    asked: list[list[str]] = []
    monkeypatch.setattr(training, "train_as_job", lambda settings, only, steps: asked.append(list(only)) or [])
    training.train_missing(trained, Told())
    assert asked == [["forecasts"]]


def test_training_that_is_cancelled_changes_nothing(trained: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def cancelled(*_: object, **__: object) -> None:
        raise Cancelled

    monkeypatch.setattr(training_module, "train", cancelled)
    number = Reader(trained.home, trained).snapshot.number
    assert training.train_as_job(trained) == []
    assert UserData(Home(trained.home)).jobs()[0].state == userdata.CANCELLED
    assert Reader(trained.home, trained).snapshot.number == number


def test_training_that_breaks_is_recorded_and_raised(trained: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(training_module, "train", broken)
    with pytest.raises(MemoryError):
        training.train_as_job(trained)
    job = UserData(Home(trained.home)).jobs()[0]
    assert (job.state, "MemoryError" in job.message) == (userdata.FAILED, True)


def test_another_run_is_promoted_and_taken_back(
    trained: Settings, value: Value, monkeypatch: pytest.MonkeyPatch
) -> None:
    shares: list[int] = []
    tell = UserData.report
    monkeypatch.setattr(
        UserData,
        "report",
        lambda self, job, step, done, total: shares.append(done) or tell(self, job, step, done, total),
    )
    serving = "select run from model_runs where promoted and model = 'genre'"
    first = value(trained, serving)
    (second,) = training.train_as_job(trained, ["genre"])
    assert shares == sorted(shares), "the bar never goes back"
    assert (shares[0], shares[-1]) == (0, 1000)
    assert not second.promoted
    assert value(trained, serving) == first
    run, number = training.promote(trained, "genre")
    assert (run, number) == (second.run, Reader(trained.home, trained).snapshot.number)
    assert value(trained, "select distinct run from genre_predictions") == second.run
    assert training.promote(trained, "genre", back=True)[0] == first
    assert value(trained, "select distinct run from genre_predictions") == first
    with pytest.raises(UnknownModel, match="before the promoted one"):
        training.promote(trained, "genre", back=True)
    assert training.promote(trained, "genre", second.run)[0] == second.run
    found = training.compare(trained, first, second.run)
    assert (found["model"], found["same_data"]) == ("genre", True)
    assert len(found["results"]) > 10
    assert max(abs(row["difference"]) for row in found["results"]) < 1e-6, "the same data and settings"


def test_two_runs_of_different_models_are_not_compared(trained: Settings, value: Value) -> None:
    genre, popularity = (
        value(trained, f"select run from model_runs where model = '{m}'") for m in ("genre", "popularity")
    )
    with pytest.raises(UnknownModel, match="different models"):
        training.compare(trained, genre, popularity)


@pytest.fixture
def untrained(trained: Settings) -> Settings:
    """The sample published without its model."""
    with Workbench(Home(trained.home), trained) as workbench:
        workbench.con.execute("delete from raw.model_runs")
    publishing.build(trained)
    publishing.publish(trained)
    return replace(trained, wait_seconds=30)


def until_it_has_begun(data: UserData, pid: int) -> float:
    """Wait until the job of a process is there; the time until which to wait for what follows."""
    deadline = time.monotonic() + 60
    while not any(job.pid == pid for job in data.jobs()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return deadline


def test_a_child_that_dies_is_noticed_while_its_parent_lives(untrained: Settings) -> None:
    """A dead child keeps its process id until somebody waits for it; its job must not seem to run for ever."""
    child = training.start_training(untrained)
    assert child is not None
    data = UserData(Home(untrained.home))
    deadline = until_it_has_begun(data, child.pid)
    child.send_signal(signal.SIGKILL)
    while data.jobs()[0].is_open and time.monotonic() < deadline:
        time.sleep(0.05)
    assert (data.jobs()[0].state, data.jobs()[0].pid) == (userdata.FAILED, child.pid)
    processes.stop(child)
    processes.stop(None)


def test_a_child_is_stopped_and_says_so(untrained: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And does not take a file of the working folder for one of ours."""
    (tmp_path / "terminal.py").write_text("raise SystemExit('not ours')\n")
    monkeypatch.chdir(tmp_path)
    child = training.start_training(untrained)
    assert child is not None
    data = UserData(Home(untrained.home))
    until_it_has_begun(data, child.pid)
    processes.stop(child)
    assert child.poll() is not None
    assert not data.jobs()[0].is_open
