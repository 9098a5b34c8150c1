"""Models: train, promote, take back; training in a process beside the one that serves."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from analytics.names import FORECAST_POINTS, FORECASTS, USUAL
from warehouse import build as building
from warehouse import processes, store
from warehouse.connect import Reader
from warehouse.errors import NoSnapshot, NotTrainable, UnknownModel
from warehouse.home import Home
from warehouse.queries import models as model_queries
from warehouse.queries import series as series_queries
from warehouse.settings import Settings
from workflows import lessons
from workflows.jobs import Running, about, as_job, writing
from workflows.progress import Phases, Plan, Quiet
from workflows.publishing import build, publish, tell

# Steps of training each model and what they weigh: seconds on 114,000 rows. The words are those of analytics/training.
PLANS: dict[str, Plan] = {
    "popularity": (
        *(("reading", 1.0), ("judging on new artists", 8.0), ("judging on random tracks", 8.0)),
        *(("judging on random rows", 6.0), ("learning from", 8.0), ("learning again", 20.0), ("scoring", 4.0)),
        ("storing", 1.0),
    ),
    "genre": (
        *(("reading", 1.0), ("judging on new artists", 25.0), ("judging on random tracks", 30.0)),
        *(("judging on random rows", 25.0), ("learning", 32.0), ("scoring", 23.0), ("storing", 2.0)),
    ),
    "drivers": (
        ("reading", 1.0),
        ("explaining genre", 15.0),
        ("explaining popularity", 15.0),
        ("testing", 3.0),
        ("storing", 1.0),
    ),
    "recommend": (
        *(("reading", 2.0), ("judging on held-out", 60.0), ("judging with", 30.0), ("judging on unheard", 30.0)),
        *(("judging on new", 30.0), ("learning", 30.0), ("storing", 3.0)),
    ),
    "clusters": (
        *(("reading", 1.0), ("choosing the number", 60.0), ("looking for niches", 30.0), ("looking inside", 30.0)),
        ("storing", 2.0),
    ),
    "map": (("reading", 1.0), ("laying out", 150.0), ("measuring", 10.0), ("placing", 5.0), ("storing", 2.0)),
    "forecasts": (("reading", 1.0), ("forecasting", 300.0), ("storing", 3.0)),
    "audience": (("reading", 2.0), ("looking for", 6.0), ("describing", 1.0), ("stored", 0.2)),
    "audio": (("listening", 60.0), ("reading", 1.0), ("judging", 60.0), ("learning", 5.0), ("storing", 1.0)),
    "oof": (("reading", 1.0), ("judging genres", 300.0), ("judging popularity", 60.0), ("storing", 2.0)),
}
AUDIO = "audio"
SHOWN: Plan = (("building", 4.0), ("publishing", 3.0))


def plan(models: Sequence[str]) -> Plan:
    """What training these models, one after the other, is going to do."""
    return [(about(name, begins), weight) for name in models for begins, weight in (*PLANS.get(name, ()), *SHOWN)]


def train(
    settings: Settings, only: Sequence[str] = (), steps: Phases | None = None, data: Sequence[Path] = ()
) -> list[Any]:
    """Train models in order of cost and publish after each. Returns what `analytics.training.train` returns.

    data: sound or tables of descriptors that the audio model learns from in place of the warehouse's.
    """
    from analytics.training import audio
    from analytics.training import train as train_models

    steps = steps or Quiet()

    def begin(model: str) -> None:
        if isinstance(steps, Running):
            steps.subject = model

    def show(_model: str) -> None:
        build(settings, steps)
        publish(settings, steps)

    if data and list(only) != [AUDIO]:
        raise UnknownModel("Only the audio model learns from --data.", "repertoire train --only audio --data DIR")
    begin(AUDIO if data else "")
    instead = {AUDIO: audio.from_clips(lessons.clips(settings, data, steps))} if data else {}
    return train_models(Home(settings.home), settings, only, steps, begin, show, instead)


def train_as_job(
    settings: Settings,
    only: Sequence[str] = (),
    steps: Phases | None = None,
    job: int | None = None,
    data: Sequence[Path] = (),
) -> list[Any]:
    """`train`, recorded as a job that the Data & models page shows and can cancel; then the answer is empty.

    The job's result: trained, the models that have a new run ; refused, model -> what the data lack.
    """
    trained: list[Any] = []
    with as_job(
        settings, "train", f"Training {', '.join(only) or 'models'}", plan(only or USUAL), steps, job
    ) as running:
        try:
            trained = train(settings, only, running, data)
        except NotTrainable as refusal:
            running.result = {"refused": dict.fromkeys(only, refusal.message) if len(only) == 1 else {}}
            raise
        running.result = {
            "trained": [t.model for t in trained if not t.refused],
            "refused": {t.model: t.refused for t in trained if t.refused},
        }
        running.message = "; ".join(
            f"{t.model} not trained: {t.refused}" if t.refused else f"{t.model} in {t.seconds:.0f} s" for t in trained
        )
    return trained


def train_missing(settings: Settings, steps: Phases) -> None:
    """Train the models that have no run yet; what the data cannot carry is told, not raised."""
    missing = _missing(settings)
    if not missing:
        return
    with steps.phase("Train"):
        try:
            trained = train_as_job(settings, missing, steps)
        except NotTrainable as error:
            steps(f"Not trained: {error.message}", 0, 1)
            return
        for result in trained:
            if result.refused:
                steps(f"{result.model} not trained: {result.refused}", 0, 1)


def start_training(settings: Settings) -> subprocess.Popen[bytes] | None:
    """Start a child process that trains the models that have no run yet; None when all have one."""
    try:
        missing = _missing(settings)
    except NoSnapshot:
        return None
    return processes.start(settings, "train", *(f"--only={name}" for name in missing)) if missing else None


def _missing(settings: Settings) -> list[str]:
    """The models that a page waits for, without a published run: the usual ones, then forecasts where series are long enough.

    Raises NoSnapshot.
    """
    with Reader(settings.home, settings).view() as view:
        there = model_queries.promoted(view)
        series = len(series_queries.listed(view, least=FORECAST_POINTS))
    return [name for name in (*USUAL, *([FORECASTS] if series else [])) if name not in there]


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
    tell(settings.home, f"{model} is served by its run {chosen}")
    return chosen, publish(settings)


def compare(settings: Settings, one: str, other: str) -> dict[str, Any]:
    """What two published runs of one model measured: {"model", "runs": [about each], "same_data", "results": [rows]}.

    Raises UnknownModel, NoSnapshot.
    """
    with Reader(settings.home, settings).view() as view:
        results = model_queries.compared(view, one, other)
        known = {run["run"]: run for run in model_queries.cards(view)}
    about = [_about(known[name]) for name in (one, other)]
    return {
        "model": about[0]["model"],
        "runs": about,
        "same_data": about[0]["fingerprint"] is not None and about[0]["fingerprint"] == about[1]["fingerprint"],
        "results": results.to_dict("records"),
    }


def _about(run: dict[str, Any]) -> dict[str, Any]:
    card = run["card"]
    told = {name: run[name] for name in ("model", "run", "promoted", "seconds")}
    settings = card.get("model", {}).get("config", {})
    fingerprint = card.get("data", {}).get("fingerprint")
    return {**told, "trained_at": run["trained_at"].isoformat(), "settings": settings, "fingerprint": fingerprint}


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
