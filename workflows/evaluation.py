"""Evaluation: a task's models and baselines judged by protocol, on files or on what is loaded."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from warehouse.connect import View, Workbench
from warehouse.errors import NotTrainable, UnknownModel
from warehouse.home import Home
from warehouse.settings import Settings
from workflows import lessons
from workflows.lessons import home_with
from workflows.progress import Phases, Progress, Quiet

PROTOCOLS = ("R", "T", "G", "A", "H", "I", "N", "O", "B", "C")
AUDIO, FORECAST = "audio", "forecast"
#: Of work on one core that judging forecasts may take, when nobody says: half an hour on two cores.
MINUTES = 60.0


@dataclass(frozen=True)
class Judge:
    """What a task is judged on, read from a home: its name, the protocols that apply, and the judging itself; refused:
    what of the home could not be judged, and why.
    """

    dataset: str
    protocols: Sequence[str]
    run: Callable[[Sequence[str], int, Progress, int], list[dict[str, Any]]]
    refused: Mapping[str, str] = field(default_factory=dict)


def evaluate(
    settings: Settings,
    task: str,
    data: Sequence[Path],
    protocols: Sequence[str],
    folds: int,
    vocabulary: str | None,
    steps: Phases | None = None,
    minutes: float = MINUTES,
) -> dict[str, Any]:
    """Judge a task's models by protocol, on `data` (loaded into a temporary home) or on the current home.

    minutes: of work on one core that forecasts may take. Returns {"task", "dataset", "results"}, and "refused" (name ->
    why) where something could not be judged. Raises UnknownModel for a task or protocol there is not, NotTrainable, and
    what loading raises.
    """
    if task not in TASKS:
        raise UnknownModel(f"There is no task {task!r} to evaluate.", f"Tasks: {', '.join(TASKS)}.")
    strangers = set(protocols) - set(PROTOCOLS)
    if strangers:
        raise UnknownModel(
            f"There is no protocol {', '.join(sorted(strangers))}.", f"Protocols: {', '.join(PROTOCOLS)}."
        )
    steps = steps or Quiet()
    with home_with(settings, () if task == AUDIO else data, steps) as own:
        if task == AUDIO:
            judge = _audio(lessons.clips(settings, data, steps))
        else:
            with Workbench(Home(own.home), own) as workbench:
                judge = _judge(workbench, task, vocabulary, minutes)
        chosen = [p for p in judge.protocols if not protocols or p in protocols]
        if not chosen or len(chosen) < len(set(protocols)):
            raise UnknownModel(
                f"The task {task} has no protocol {', '.join(protocols)} on this data.",
                f"Protocols: {', '.join(judge.protocols)}.",
            )
        rows = judge.run(chosen, folds, steps, settings.cores)
    found = {"task": task, "dataset": judge.dataset, "results": rows}
    return {**found, "refused": dict(judge.refused)} if judge.refused else found


def _judge(view: View, task: str, vocabulary: str | None, minutes: float) -> Judge:
    return _forecast(view, minutes) if task == FORECAST else READ[task](view, vocabulary)


def _genre(view: View, vocabulary: str | None) -> Judge:
    from analytics import dataset, splits
    from analytics.genre.evaluate import evaluate_genre

    tracks = dataset.read(view, vocabulary)

    def run(protocols: Sequence[Any], folds: int, steps: Progress, threads: int) -> list[dict[str, Any]]:
        return evaluate_genre(tracks, protocols, folds, steps, threads=threads)

    return Judge(tracks.vocabulary, splits.PROTOCOLS, run)


def _popularity(view: View, _vocabulary: str | None) -> Judge:
    from analytics.popularity import evaluate as judging
    from analytics.popularity import rated

    tracks, _ = rated.read(view)

    def run(protocols: Sequence[Any], folds: int, steps: Progress, threads: int) -> list[dict[str, Any]]:
        return judging.evaluate_popularity(tracks, protocols, folds, steps, threads=threads)

    return Judge(tracks.data.vocabulary, judging.protocols(tracks), run)


def _recommend(view: View, _vocabulary: str | None) -> Judge:
    from analytics.recommend import Config, taste
    from analytics.recommend import evaluate as judging

    given = taste.read(view)
    listeners, items = given.shape
    people = "playlists" if given.source == "playlists" else "listeners"
    name = f"{listeners:,} {people} and {items:,} {taste.PLURAL[given.kind]}"

    def run(protocols: Sequence[str], _folds: int, steps: Progress, threads: int) -> list[dict[str, Any]]:
        return judging.evaluate_recommend(given, protocols, steps, config=Config(threads=threads))

    return Judge(name, judging.PROTOCOLS, run)


def _forecast(view: View, minutes: float) -> Judge:
    from analytics.forecast import evaluate as judging
    from analytics.forecast import reading
    from analytics.forecast.config import Config

    config = Config(most=60.0, seconds=60 * minutes)
    found = reading.read(view, datetime.now(UTC).date(), config)
    if not found.series:
        raise NotTrainable(
            "No series can be forecast.",
            next(iter(found.refused.values()), "Load a file with dates or a table by year."),
        )

    def run(_protocols: Sequence[str], _folds: int, steps: Progress, threads: int) -> list[dict[str, Any]]:
        return judging.evaluate_forecast(found.series, replace(config, processes=threads), None, steps)

    name = f"{len(found.series):,} series ({len(found.refused):,} refused)"
    return Judge(name, judging.PROTOCOLS, run, found.refused)


def _audio(clips: Any) -> Judge:
    from analytics.audio_genre import evaluate as judging
    from analytics.audio_genre.config import Config

    def run(protocols: Sequence[str], folds: int, steps: Progress, threads: int) -> list[dict[str, Any]]:
        return judging.evaluate_audio(clips, protocols, folds, steps, Config(threads=threads))

    name = f"{len(clips):,} clips of {len(clips.label_names)} genres"
    return Judge(name, judging.protocols(clips), run)


READ: Mapping[str, Callable[[View, str | None], Judge]] = {
    "genre": _genre,
    "popularity": _popularity,
    "recommend": _recommend,
}
TASKS = (*READ, FORECAST, AUDIO)
