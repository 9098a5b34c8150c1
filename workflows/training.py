"""Models: train, promote, take back; training in a process beside the one that serves."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from typing import Any

from warehouse import build as building
from warehouse import processes, store
from warehouse.connect import Reader
from warehouse.errors import NoSnapshot, NotTrainable, UnknownModel
from warehouse.home import Home
from warehouse.queries import models as model_queries
from warehouse.settings import Settings
from workflows.jobs import as_job, writing
from workflows.progress import Phases, Quiet
from workflows.publishing import build, publish

# Steps of training and what they weigh: seconds on 114,000 rows. The words are those of analytics/training; which of the
# first two ways to judge is taken depends on the data.
PLAN = (
    *(("Reading", 1.0), ("Judging on new artists", 55.0), ("Judging on random tracks", 0.0)),
    *(("Judging on random rows", 40.0), ("Learning", 40.0), ("Scoring", 60.0), ("Storing", 1.0)),
    *(("Building", 4.0), ("Publishing", 3.0)),
)


def train(settings: Settings, only: Sequence[str] = (), steps: Phases | None = None) -> list[Any]:
    """Train models in order of cost and publish after each. Returns what `analytics.training.train` returns."""
    from analytics.training import train as train_models

    steps = steps or Quiet()

    def show() -> None:
        build(settings, steps)
        publish(settings, steps)

    return train_models(Home(settings.home), settings, only, steps, show)


def train_as_job(
    settings: Settings, only: Sequence[str] = (), steps: Phases | None = None, job: int | None = None
) -> list[Any]:
    """`train`, recorded as a job that the Data & models page shows and can cancel; then the answer is empty."""
    trained: list[Any] = []
    with as_job(settings, "train", f"Training {', '.join(only) or 'models'}", PLAN, steps, job) as running:
        trained = train(settings, only, running)
        running.message = "; ".join(
            f"{t.model} not trained: {t.refused}" if t.refused else f"{t.model} in {t.seconds:.0f} s" for t in trained
        )
    return trained


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


def start_training(settings: Settings) -> subprocess.Popen[bytes] | None:
    """Start a child process that trains the models that have no run yet; None when all have one."""
    try:
        with Reader(settings.home, settings).view() as view:
            if model_queries.has_promoted(view):
                return None
    except NoSnapshot:
        return None
    return processes.start(settings, "train")


def promote(settings: Settings, model: str, run: str | None = None, back: bool = False) -> tuple[str, int]:
    """Serve another run of a model: the newest, `run`, or with `back` the one before the promoted one; then publish.

    Returns (run, snapshot number). Raises UnknownModel.
    """
    with writing(settings) as workbench:
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
