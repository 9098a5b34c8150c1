"""Work that spans packages: load and publish, train, evaluate, serve. Only this file and repertoire.py know them all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, replace
from importlib import metadata
from pathlib import Path
from typing import Any, Protocol

from etl.load import LoadOptions, LoadReport, load
from etl.sample import write_sample
from warehouse import build as building
from warehouse import export as exporting
from warehouse import ordering, store
from warehouse import publish as publishing
from warehouse import userdata as jobs
from warehouse.connect import Reader, Workbench
from warehouse.errors import NoSnapshot, NotTrainable, RepertoireError, UnknownModel
from warehouse.filters import parse
from warehouse.home import Home
from warehouse.queries import catalogue
from warehouse.queries import models as model_queries
from warehouse.settings import Settings
from warehouse.userdata import UserData

Progress = Callable[[str, int, int], None]


class Phases(Protocol):
    """Progress whose steps can be grouped."""

    def __call__(self, step: str, done: int, total: int) -> None:
        """Say what is being done and how far it is."""

    def phase(self, name: str) -> AbstractContextManager[None]:
        """Steps that belong together."""


def _silent(step: str, done: int, total: int) -> None:
    """A progress callback that tells nobody."""


def load_paths(
    settings: Settings, paths: Sequence[Path], options: LoadOptions, progress: Progress = _silent
) -> LoadReport:
    """Load files and folders into the raw tables of the home. Real data push out the built-in sample."""
    with Workbench(Home(settings.home), settings) as workbench:
        report = load(workbench, paths, options, progress)
        if report.loaded and not options.sample:
            store.unload_sample(workbench)
        return report


def report_json(report: LoadReport) -> dict[str, Any]:
    """The load report as `load --json` prints it."""
    return {"files": [asdict(file) for file in report.files]}


def prepare(settings: Settings, data: Sequence[Path], steps: Phases) -> LoadReport:
    """What `run` does before it serves: load, build, publish. Without data: the sample, unless something is published.

    Files that cannot be loaded are in the report; when there are no others, what was published stays.
    """
    if not data and publishing.current_number(Home(settings.home)) is not None:
        return LoadReport()
    with steps.phase("Load"):
        paths, options = (data, LoadOptions()) if data else ([sample_file(settings)], _SAMPLE)
        report = load_paths(settings, paths, options, steps)
    if report.loaded and not _is_published(settings, report):
        with steps.phase("Build"):
            build(settings, steps)
        with steps.phase("Publish"):
            publish(settings, steps)
    return report


def _is_published(settings: Settings, report: LoadReport) -> bool:
    """Whether every file was loaded before and stands in what this version published: then nothing needs to be done."""
    home = Home(settings.home)
    if publishing.current_number(home) is None or not all(file.already_loaded for file in report.loaded):
        return False
    with Reader(home, settings).view() as view:
        known = set(catalogue.loads(view)["load_id"])
        return view.snapshot.version == metadata.version("repertoire") and known >= {f.load_id for f in report.loaded}


_SAMPLE = LoadOptions(sample=True, collection="sample")


def train_missing(settings: Settings, steps: Phases) -> None:
    """Train the models that have no run yet; a model the data cannot carry is told, not raised."""
    with Reader(settings.home, settings).view() as view:
        if model_queries.has_promoted(view):
            return
    with steps.phase("Train"):
        try:
            train_as_job(settings, (), steps)
        except NotTrainable as error:
            steps(f"Not trained: {error.message}", 0, 1)


def need_snapshot(settings: Settings) -> None:
    """Raises NoSnapshot when nothing is published, before a server starts for nothing."""
    with Reader(settings.home, settings).view():
        pass


def export_tracks(
    settings: Settings, where: str, sort: str, columns: str, provenance: bool, raw: bool, out: Path | None
) -> None:
    """Write the filtered, sorted tracks as CSV to a file (whole or not at all) or to standard output.

    Raises FilterError, NoSnapshot, RepertoireError when the file cannot be written.
    """
    flt, order, names = parse(where), ordering.parse_sort(sort), ordering.parse_columns(columns)
    with Reader(settings.home, settings).view() as view:
        target = out or sys.stdout.buffer
        exporting.write_tracks(view, flt, order, names, target, provenance=provenance, raw=raw)


def sample_file(settings: Settings) -> Path:
    """Write the built-in sample catalogue into the home and return its path."""
    home = Home(settings.home)
    home.create()
    return write_sample(home.path / "sample" / "sample-catalogue.csv")


def build(settings: Settings, progress: Progress = _silent) -> None:
    """Derive the marts from the raw tables."""
    with Workbench(Home(settings.home), settings) as workbench:
        building.build(workbench, progress)


def publish(settings: Settings, progress: Progress = _silent) -> int:
    """Score what the promoted model has not seen, then publish what is built. Returns the snapshot's number.

    A model that cannot score does not keep the data from being published: the error is told, not raised.
    """
    with Workbench(Home(settings.home), settings) as workbench:
        if _score_new_tracks(workbench, progress):
            building.build(workbench, progress)
        return publishing.publish(workbench, progress)


def _score_new_tracks(workbench: Workbench, progress: Progress) -> int:
    if not model_queries.has_promoted(workbench):
        return 0
    # Imported here: loading the model libraries takes a second that a plain publish need not wait for.
    from analytics.train import score_missing

    try:
        return score_missing(workbench, progress)
    except RepertoireError as error:
        progress(f"New tracks are not scored: {error.message}", 0, 1)
        return 0


def rollback(settings: Settings, number: int | None) -> int:
    """Serve an earlier snapshot again."""
    return publishing.rollback(Home(settings.home), number)


def train(settings: Settings, only: Sequence[str] = (), progress: Progress = _silent) -> list[Any]:
    """Train models in order of cost and publish after each. Returns what `analytics.train.train` returns, flat."""
    from analytics.train import MODELS
    from analytics.train import train as train_models

    home, done = Home(settings.home), []
    for spec in sorted(MODELS, key=lambda s: s.cost):
        if only and spec.name not in only:
            continue
        done += train_models(home, settings, [spec.name], progress)
        build(settings, progress)
        publish(settings, progress)
    if only and not done:
        train_models(home, settings, only, progress)  # raises UnknownModel, naming the models there are
    return done


def train_as_job(settings: Settings, only: Sequence[str] = (), progress: Progress = _silent) -> list[Any]:
    """`train`, recorded as a job that the Data & models page shows and can cancel."""
    from analytics.progress import Cancelled

    userdata = UserData(Home(settings.home))
    job = userdata.start_job("train", f"Training {', '.join(only) or 'models'}")
    tell = jobs.reporter(userdata, job, Cancelled)

    def both(step: str, done: int, total: int) -> None:
        progress(step, done, total)
        tell(step, done, total)

    try:
        result = train(settings, only, both)
    except Cancelled:
        userdata.finish(job, jobs.CANCELLED, "Stopped on request; nothing was changed.")
        return []
    except RepertoireError as error:
        userdata.finish(job, jobs.FAILED, f"{error.message} {error.hint}")
        raise
    except (KeyboardInterrupt, SystemExit):
        userdata.finish(job, jobs.CANCELLED, "Stopped before it was done; nothing was changed.")
        raise
    except BaseException as error:
        userdata.finish(job, jobs.FAILED, f"Stopped by {type(error).__name__}.")
        raise
    userdata.finish(job, jobs.DONE, "; ".join(f"{t.model} in {t.seconds:.0f} s" for t in result))
    return result


def promote(settings: Settings, model: str, run: str | None = None, back: bool = False) -> tuple[str, int]:
    """Serve another run of a model: the newest, `run`, or with `back` the one before the promoted one; then publish.

    Returns (run, snapshot number). Raises UnknownModel.
    """
    with Workbench(Home(settings.home), settings) as workbench:
        store.prepare(workbench)
        runs = model_queries.runs(workbench, model)
        chosen = run or _other_run(model, runs, back)
        store.promote(workbench, model, chosen)
        building.build(workbench)
    return chosen, publish(settings)


def _other_run(model: str, runs: list[tuple[str, bool]], back: bool) -> str:
    """`runs` is (run, promoted), newest first."""
    if not runs:
        raise UnknownModel(f"There is no model {model!r}.", "List the models: repertoire models")
    if not back:
        return runs[0][0]
    place = next((i for i, (_, promoted) in enumerate(runs) if promoted), -1)
    if place + 1 >= len(runs):
        raise UnknownModel(f"There is no run of {model!r} before the promoted one.", "List them: repertoire models")
    return runs[place + 1][0]


def status(settings: Settings) -> dict[str, Any]:
    """What is published: counts and models, for people and for `status --json`."""
    reader = Reader(settings.home, settings)
    try:
        with reader.view() as view:
            counts = catalogue.counts(view)
            about = view.snapshot
            models = model_queries.summary(view)
    except NoSnapshot:
        return {"snapshot": None, "as_of": None, "demo": False, **_EMPTY, "models": []}
    as_of = about.as_of.isoformat() if about.as_of else None
    return {"snapshot": about.number, "as_of": as_of, "demo": about.demo or about.sample, **counts, "models": models}


_EMPTY = {"tracks": 0, "artists": 0, "genres": 0, "plays": 0, "chart_entries": 0, "playlists": 0}


def evaluate(
    settings: Settings,
    task: str,
    data: Sequence[Path],
    protocols: Sequence[str],
    folds: int,
    vocabulary: str | None,
    progress: Progress = _silent,
) -> dict[str, Any]:
    """Judge a task's models by protocol, on `data` (loaded into a temporary home) or on the current home."""
    from analytics import dataset
    from analytics.evaluate import evaluate_genre
    from analytics.splits import PROTOCOLS

    if task != "genre":
        raise UnknownModel(f"There is no task {task!r} to evaluate.", "Tasks: genre.")
    chosen = [p for p in PROTOCOLS if not protocols or p in protocols]
    if not chosen or len(chosen) < len(set(protocols)):
        raise UnknownModel(
            f"The task genre has no protocol {', '.join(protocols)}.", f"Protocols: {', '.join(PROTOCOLS)}."
        )
    with _home_with(settings, data, progress) as own:
        with Workbench(Home(own.home), own) as workbench:
            tracks = dataset.read(workbench, vocabulary)
        rows = evaluate_genre(tracks, chosen, folds, progress, threads=settings.cores)
    return {"task": task, "dataset": tracks.vocabulary, "results": rows}


@contextmanager
def _home_with(settings: Settings, data: Sequence[Path], progress: Progress) -> Iterator[Settings]:
    """Settings of a home that holds `data`: a temporary one, or the current one when no data are given."""
    if not data:
        yield settings
        return
    with tempfile.TemporaryDirectory(prefix="repertoire-") as folder:
        own = replace(settings, home=Path(folder))
        report = load_paths(own, data, LoadOptions(), progress)
        for failed in report.failed:
            raise RepertoireError(failed.error or "", failed.hint or "")
        build(own, progress)
        yield own


def start_training(settings: Settings) -> subprocess.Popen[bytes] | None:
    """Start a child process that trains the models that have no run yet; None when all have one."""
    try:
        with Reader(settings.home, settings).view() as view:
            if model_queries.has_promoted(view):
                return None
    except NoSnapshot:
        return None
    log = (Path(settings.home) / "training.log").open("ab")
    environment = {**os.environ, "REPERTOIRE_HOME": str(settings.home)}
    command = [sys.executable, "-P", "-m", "repertoire", "train"]  # -P: not what lies in the working folder
    try:
        child = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=environment)
    finally:
        log.close()
    # Somebody has to wait for it: until then a child that died still has its process id, and its job seems to run.
    threading.Thread(target=child.wait, name="training", daemon=True).start()
    return child


def stop(child: subprocess.Popen[bytes] | None) -> None:
    """End a child process of ours and wait until it is gone."""
    if child is None or child.poll() is not None:
        return
    child.send_signal(signal.SIGTERM)
    try:
        child.wait(10)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
