"""Judge models by protocol, on the home or on files."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from etl.load import LoadOptions
from warehouse.connect import Workbench
from warehouse.errors import RepertoireError, UnknownModel
from warehouse.home import Home
from warehouse.settings import Settings
from workflows.loading import load_paths
from workflows.progress import Phases, Quiet
from workflows.publishing import build


def evaluate(
    settings: Settings,
    task: str,
    data: Sequence[Path],
    protocols: Sequence[str],
    folds: int,
    vocabulary: str | None,
    steps: Phases | None = None,
) -> dict[str, Any]:
    """Judge a task's models by protocol, on `data` (loaded into a temporary home) or on the current home."""
    from analytics import dataset
    from analytics.genre.evaluate import evaluate_genre
    from analytics.splits import PROTOCOLS

    if task != "genre":
        raise UnknownModel(f"There is no task {task!r} to evaluate.", "Tasks: genre.")
    chosen = [p for p in PROTOCOLS if not protocols or p in protocols]
    if not chosen or len(chosen) < len(set(protocols)):
        raise UnknownModel(
            f"The task genre has no protocol {', '.join(protocols)}.", f"Protocols: {', '.join(PROTOCOLS)}."
        )
    steps = steps or Quiet()
    with _home_with(settings, data, steps) as own:
        with Workbench(Home(own.home), own) as workbench:
            tracks = dataset.read(workbench, vocabulary)
        rows = evaluate_genre(tracks, chosen, folds, steps, threads=settings.cores)
    return {"task": task, "dataset": tracks.vocabulary, "results": rows}


@contextmanager
def _home_with(settings: Settings, data: Sequence[Path], steps: Phases) -> Iterator[Settings]:
    """Settings of a home that holds `data`: a temporary one, or the current one when no data are given."""
    if not data:
        yield settings
        return
    with tempfile.TemporaryDirectory(prefix="repertoire-") as folder:
        own = replace(settings, home=Path(folder))
        report = load_paths(own, data, LoadOptions(), steps)
        for failed in report.failed:
            raise RepertoireError(failed.error or "", failed.hint or "")
        build(own, steps)
        yield own
