"""What every training shares: what it returns, and how it is stored.

The writer lock is held twice and briefly: to read the marts and to store the result. Whatever takes long happens in
between, on arrays. A run that is stopped or fails on the way has written nothing.
"""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib import metadata
from typing import Any

import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from analytics import artefacts
from analytics.progress import Progress
from warehouse import store
from warehouse.connect import Workbench
from warehouse.errors import NotTrainable
from warehouse.home import Home
from warehouse.queries import training
from warehouse.settings import Settings

#: Tracks whose results are stored at a time.
STORED = 50_000
#: A result that took minutes is worth waiting for another writer, seconds.
PATIENCE = 600
LIBRARIES = ("lightgbm", "numpy", "pandas", "scikit-learn", "duckdb")

Tables = Mapping[str, Iterable[pa.Table | pd.DataFrame]]


@dataclass(frozen=True)
class Trained:
    """What a training run left behind. metrics: rows of model_metrics. refused: why there is no run, '' when there is."""

    model: str
    run: str
    promoted: bool
    seconds: float
    metrics: list[dict[str, Any]]
    card: dict[str, Any]
    refused: str = ""


Training = Callable[[Home, Settings, Progress], Trained]


@dataclass(frozen=True)
class ModelSpec:
    """A model that can be trained. cost: models train in this order, cheapest first. usual: trained when none is named."""

    name: str
    cost: int
    train: Training
    usual: bool = True


def versions(others: Sequence[str] = ()) -> dict[str, str]:
    """The libraries that a run was made with, and `others` that only this model uses, for its card."""
    named = (*LIBRARIES, *others)
    return {"python": platform.python_version(), **{name: metadata.version(name) for name in named}}


@contextmanager
def built(home: Home, settings: Settings) -> Iterator[Workbench]:
    """The workbench to read from, and its lock while it is read. Raises NotTrainable before the first build, HomeBusy."""
    with Workbench(home, settings) as workbench:
        if not training.is_built(workbench):
            raise NotTrainable("There are no tracks to learn from yet.", "Load and build first: repertoire load FILE")
        yield workbench


def finish(
    home: Home,
    settings: Settings,
    model: str,
    text: str,
    arrays: Mapping[str, NDArray[Any]],
    card: Mapping[str, Any],
    rows: Sequence[Mapping[str, Any]],
    tables: Callable[[str], Tables],
    started: float,
) -> Trained:
    """Store a run: the artefact first, then one transaction, so that a run in the tables always has its files.

    text, arrays, card: the artefact ; rows: figures for model_metrics, without model and run ; tables: of the run's
    name, what goes into which table ; started: of time.monotonic(). The first run of a model is promoted.
    """
    run, now = artefacts.new_run(), datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    seconds = round(time.monotonic() - started, 1)
    about = {**card, "run": run, "trained_at": now.isoformat(), "seconds": seconds}
    artefacts.save(home, model, run, text, arrays, about)
    patient = replace(settings, wait_seconds=max(PATIENCE, settings.wait_seconds))
    with Workbench(home, patient) as workbench, workbench.transaction():
        store.prepare(workbench)
        first = training.promoted_run(workbench, model) is None
        store.record_run(workbench, model, run, first, now, seconds, about)
        if rows:
            store.put(workbench, "model_metrics", pd.DataFrame(list(rows)).assign(model=model, run=run))
        for name, parts in tables(run).items():
            for part in parts:
                store.put(workbench, name, part)
    return Trained(model, run, first, seconds, [dict(row) for row in rows], about)
