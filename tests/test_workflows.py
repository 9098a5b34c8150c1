"""Work that spans the packages: the sample and real data, training as a job, promotion, scoring at publish."""

from __future__ import annotations

import json
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

import workflows
from analytics import train as training
from analytics.progress import Cancelled
from etl.load import LoadOptions
from tests.sample import TRUTH
from tests.warehouse.homes import TINY, tiny
from warehouse import userdata as jobs
from warehouse.connect import Reader, Workbench
from warehouse.errors import BadArtefact, NotTrainable, RepertoireError, UnknownModel
from warehouse.home import Home
from warehouse.settings import Settings
from warehouse.userdata import UserData


class Steps:
    """Collects what is told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def __call__(self, step: str, done: int, total: int) -> None:
        self.told.append(step)

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        self.told.append(f"[{name}]")
        yield


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", threads=1, wait_seconds=1)


@pytest.fixture
def trained(sample_home: Path, tmp_path: Path) -> Settings:
    """A copy of the sample home, with its model, to change."""
    home = shutil.copytree(sample_home, tmp_path / "trained", symlinks=True)
    return Settings(home=home, threads=1, wait_seconds=1)


def value(settings: Settings, sql: str) -> object:
    with Reader(settings.home, settings).view() as view:
        return view.value(sql)


def test_without_data_a_sample_is_shown_and_real_data_push_it_out(settings: Settings, tmp_path: Path) -> None:
    steps = Steps()
    report = workflows.prepare(settings, [], steps)
    assert [f.rows_rejected for f in report.loaded] == [0]
    assert [told for told in steps.told if told.startswith("[")] == ["[Load]", "[Build]", "[Publish]"]
    assert Reader(settings.home, settings).snapshot.sample
    assert workflows.status(settings)["demo"] is True
    (tmp_path / "own.csv").write_text(TINY)
    workflows.prepare(settings, [tmp_path / "own.csv"], Steps())
    assert value(settings, "select count(*) from tracks") == 3
    assert not Reader(settings.home, settings).snapshot.sample
    assert workflows.status(settings)["demo"] is False


def test_without_data_what_is_published_stays(settings: Settings, tmp_path: Path) -> None:
    tiny(tmp_path)
    report = workflows.prepare(settings, [], Steps())
    assert (report.files, Reader(settings.home, settings).snapshot.number) == ([], 1)


def test_when_nothing_loads_nothing_is_published(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("x\n1\n")
    steps = Steps()
    assert workflows.prepare(settings, [tmp_path / "bad.csv"], steps).failed
    assert "[Build]" not in steps.told
    assert not (settings.home / "current").exists()


def test_the_good_files_are_published_beside_a_bad_one(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("x\n1\n")
    (tmp_path / "good.csv").write_text(TINY)
    report = workflows.prepare(settings, [tmp_path / "bad.csv", tmp_path / "good.csv"], Steps())
    assert (len(report.failed), len(report.loaded)) == (1, 1)
    assert value(settings, "select count(*) from tracks") == 3


def test_the_report_as_json_survives_json(settings: Settings, sample_csv: Path) -> None:
    report = workflows.load_paths(settings, [sample_csv, sample_csv.parent / "gone.csv"], LoadOptions())
    document = json.loads(json.dumps(workflows.report_json(report)))
    assert [file["rows_loaded"] for file in document["files"]] == [0, TRUTH.tracks]


def test_data_that_cannot_carry_a_model_are_served_without_one(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text("title,artists\nOne,A\n")
    workflows.prepare(settings, [tmp_path / "own.csv"], Steps())
    steps = Steps()
    workflows.train_missing(settings, steps)
    assert any(told.startswith("Not trained: No track has a genre") for told in steps.told)
    (job,) = UserData(Home(settings.home)).jobs()
    assert (job.state, job.kind) == (jobs.FAILED, "train")
    with pytest.raises(NotTrainable):
        workflows.train_as_job(settings)


def test_a_model_is_there_after_training_and_is_not_trained_again(trained: Settings) -> None:
    assert value(trained, "select count(*) from genre_predictions where rank = 1") == TRUTH.tracks
    steps = Steps()
    workflows.train_missing(trained, steps)
    assert steps.told == []
    assert workflows.start_training(trained) is None


def test_training_that_is_cancelled_changes_nothing(
    trained: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def cancelled(*_: object, **__: object) -> None:
        raise Cancelled

    monkeypatch.setattr(training, "train", cancelled)
    number = Reader(trained.home, trained).snapshot.number
    assert workflows.train_as_job(trained) == []
    assert UserData(Home(trained.home)).jobs()[0].state == jobs.CANCELLED
    assert Reader(trained.home, trained).snapshot.number == number


def test_training_that_breaks_is_recorded_and_raised(trained: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(training, "train", broken)
    with pytest.raises(MemoryError):
        workflows.train_as_job(trained)
    job = UserData(Home(trained.home)).jobs()[0]
    assert (job.state, "MemoryError" in job.message) == (jobs.FAILED, True)


def test_another_run_is_promoted_and_taken_back(trained: Settings) -> None:
    first = value(trained, "select run from model_runs")
    (second,) = workflows.train_as_job(trained, ["genre"])
    assert not second.promoted
    assert value(trained, "select run from model_runs where promoted") == first
    run, number = workflows.promote(trained, "genre")
    assert (run, number) == (second.run, Reader(trained.home, trained).snapshot.number)
    assert value(trained, "select distinct run from genre_predictions") == second.run
    assert workflows.promote(trained, "genre", back=True)[0] == first
    assert value(trained, "select distinct run from genre_predictions") == first
    with pytest.raises(UnknownModel, match="before the promoted one"):
        workflows.promote(trained, "genre", back=True)
    assert workflows.promote(trained, "genre", second.run)[0] == second.run


def test_new_tracks_are_scored_when_they_are_published(trained: Settings, tmp_path: Path, sample_csv: Path) -> None:
    header, first = sample_csv.read_text(encoding="utf-8").splitlines()[:2]
    (tmp_path / "new.csv").write_text(f"{header}\n{first.replace('ambient0', 'brandnew')}\n")
    workflows.load_paths(trained, [tmp_path / "new.csv"], LoadOptions())
    workflows.build(trained)
    workflows.publish(trained)
    new = "track_id like 'brandnew%'"
    assert value(trained, f"select count(*) from genre_predictions where {new} and rank = 1") == 1
    assert value(trained, f"select genre_confidence is not null from tracks where {new}") is True
    assert value(trained, "select count(*) from model_runs") == 1


def test_a_model_that_cannot_score_does_not_stop_publishing(
    trained: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def damaged(*_: object, **__: object) -> int:
        raise BadArtefact("The model is damaged.", "Train it again.")

    monkeypatch.setattr(training, "score_missing", damaged)
    steps = Steps()
    number = Reader(trained.home, trained).snapshot.number
    assert workflows.publish(trained, steps) == number + 1
    assert any("The model is damaged." in told for told in steps.told)


def test_artefacts_that_are_gone_do_not_stop_publishing(trained: Settings, tmp_path: Path, sample_csv: Path) -> None:
    shutil.rmtree(trained.home / "models")
    header, first = sample_csv.read_text(encoding="utf-8").splitlines()[:2]
    (tmp_path / "new.csv").write_text(f"{header}\n{first.replace('ambient0', 'brandnew')}\n")
    report = workflows.prepare(trained, [tmp_path / "new.csv"], Steps())
    assert not report.failed
    assert value(trained, "select count(*) from tracks") == TRUTH.tracks + 1


def test_evaluating_files_leaves_the_home_and_the_disk_alone(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    (tmp_path / "own.csv").write_text("title,artists\nOne,A\n")
    with pytest.raises(NotTrainable):
        workflows.evaluate(settings, "genre", [tmp_path / "own.csv"], [], 1, None)
    with pytest.raises(RepertoireError, match="does not exist"):
        workflows.evaluate(settings, "genre", [tmp_path / "own.csv", tmp_path / "gone.csv"], [], 1, None)
    assert list(scratch.iterdir()) == []
    assert not settings.home.exists()


def test_a_child_that_dies_is_noticed_while_its_parent_lives(trained: Settings) -> None:
    """A dead child keeps its process id until somebody waits for it; its job must not seem to run for ever."""
    with Workbench(Home(trained.home), trained) as workbench:
        workbench.con.execute("delete from raw.model_runs")
    workflows.build(trained)
    workflows.publish(trained)
    child = workflows.start_training(replace(trained, wait_seconds=30))
    assert child is not None
    data = UserData(Home(trained.home))
    deadline = time.monotonic() + 60
    while not any(job.pid == child.pid for job in data.jobs()) and time.monotonic() < deadline:
        time.sleep(0.05)
    child.send_signal(signal.SIGKILL)
    while data.jobs()[0].is_open and time.monotonic() < deadline:
        time.sleep(0.05)
    assert (data.jobs()[0].state, data.jobs()[0].pid) == (jobs.FAILED, child.pid)
    workflows.stop(child)
    workflows.stop(None)


def test_a_child_is_stopped_and_says_so(trained: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And does not take a file of the working folder for one of ours."""
    (tmp_path / "terminal.py").write_text("raise SystemExit('not ours')\n")
    monkeypatch.chdir(tmp_path)
    with Workbench(Home(trained.home), trained) as workbench:
        workbench.con.execute("delete from raw.model_runs")
    workflows.build(trained)
    workflows.publish(trained)
    child = workflows.start_training(replace(trained, wait_seconds=30))
    assert child is not None
    data = UserData(Home(trained.home))
    deadline = time.monotonic() + 60
    while not any(job.pid == child.pid for job in data.jobs()) and time.monotonic() < deadline:
        time.sleep(0.05)
    workflows.stop(child)
    assert child.poll() is not None
    assert not data.jobs()[0].is_open
