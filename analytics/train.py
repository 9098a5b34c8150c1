"""MODELS: train -> evaluate -> artefact -> scores to the warehouse.

The writer lock is held twice and briefly: to read the marts and to store the result. Whatever takes long happens in
between, on arrays. A run that is stopped or fails on the way has written nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from analytics import artefacts, baselines, cards, dataset, evaluate, genre, metrics, splits
from analytics.dataset import Floats, Ints, TrackSet
from analytics.genre import GenreModel
from analytics.metrics import Outcome
from analytics.progress import Progress, scaled, silent
from analytics.splits import Fold, Protocol
from warehouse import settings as setting_module
from warehouse import store
from warehouse.connect import Workbench
from warehouse.errors import NotTrainable, UnknownModel
from warehouse.home import Home
from warehouse.queries import training
from warehouse.settings import Settings

READ = 50_000
#: A result that took minutes is worth waiting for another writer, seconds.
PATIENCE = 600


@dataclass(frozen=True)
class Trained:
    """What a training run left behind. metrics: rows of model_metrics."""

    model: str
    run: str
    promoted: bool
    seconds: float
    metrics: list[dict[str, Any]]
    card: dict[str, Any]


@dataclass(frozen=True)
class Predictions:
    """The likeliest genres of n tracks: ids (n,), label indices (n, k) best first, probabilities (n, k)."""

    ids: NDArray[np.object_]
    ranked: Ints
    chances: Floats


@dataclass(frozen=True)
class Judged:
    """Our model and its baselines on one honest and one leaky holdout, and the temperature found on the honest side."""

    pairs: list[tuple[Fold, Outcome]]
    rows: list[dict[str, Any]]
    temperature: float
    flagged: dict[str, float]


@dataclass(frozen=True)
class ModelSpec:
    """A model that can be trained. cost: models train in this order, cheapest first."""

    name: str
    cost: int
    train: Callable[[Home, Settings, Progress], Trained]


def train(
    home: Home, settings: Settings | None = None, only: Sequence[str] = (), progress: Progress = silent
) -> list[Trained]:
    """Train every model, or those named, cheapest first.

    Raises UnknownModel, NotTrainable (with what the data lack), HomeBusy, and Cancelled from `progress`.
    """
    known = {spec.name: spec for spec in MODELS}
    unknown = [name for name in only if name not in known]
    if unknown:
        raise UnknownModel(f"There is no model {', '.join(unknown)}.", f"Models: {', '.join(known)}.")
    chosen = sorted((spec for spec in MODELS if not only or spec.name in only), key=lambda spec: spec.cost)
    return [spec.train(home, settings or setting_module.load(), progress) for spec in chosen]


def train_genre(home: Home, settings: Settings, progress: Progress = silent) -> Trained:
    """Judge, refit on all tracks, score every track, store. Raises as `train` does."""
    started = time.monotonic()
    progress("Reading tracks", 0, 1)
    data, ids, X = _read(home, settings)
    config = genre.Config(threads=settings.cores)
    judged = judge_genre(data, config, progress)
    served = genre.fit(
        data,
        splits.everything(data),
        config,
        temperature=judged.temperature,
        progress=scaled(progress, f"Learning from all {len(data):,} tracks"),
    )
    own = pd.Index(data.track_ids).get_indexer(pd.Index(ids))
    ranked, chances = genre.top(served, X, own=own, progress=scaled(progress, f"Scoring {len(X):,} tracks"))
    card = cards.genre_card(data, served, judged.pairs, judged.rows, judged.flagged)
    progress("Storing the model", 0, 1)
    result = _store(home, settings, data, served, judged, Predictions(ids, ranked, chances), card, started)
    progress("Stored", 1, 1)
    return result


def judge_genre(data: TrackSet, config: genre.Config, progress: Progress = silent) -> Judged:
    """Our model and every baseline on the first honest fold; our model and the majority on the first leaky one."""
    honest, leaky = honest_fold(data, config.seed), splits.fold(data, "R", seed=config.seed)
    flagged = dataset.check_leaks(data, honest.train.tracks, honest.test.tracks)
    rows: list[dict[str, Any]] = []
    pairs: list[tuple[Fold, Outcome]] = []
    models: list[GenreModel] = []
    for fold, names in ((honest, baselines.NAMES), (leaky, ("majority",))):
        words = f"Judging on {splits.WORDS[fold.protocol].split(':')[0]}"
        for name in names:
            progress(f"{words} ({name})", 0, 1)
            rows += _rows(name, fold.protocol, evaluate.run_candidate(name, data, fold, config.seed, config.threads))
        model = genre.fit(data, fold.train, config, fold.protocol, progress=scaled(progress, words))
        result = evaluate.judge(genre.score(model, data.X[fold.test.tracks]), fold.test, len(data.label_names))
        rows += _rows(evaluate.REPERTOIRE, fold.protocol, result)
        pairs.append((fold, result))
        models.append(model)
    return Judged(pairs, rows, models[0].temperature, flagged)


def honest_fold(data: TrackSet, seed: int) -> Fold:
    """New artists where there are enough of them, random tracks otherwise. Raises NotTrainable."""
    if len(np.unique(data.main_artist)) >= 2 * splits.FOLDS:
        fold = splits.fold(data, "A", seed=seed)
        if len(fold.train) >= len(data) / 4:
            return fold
    return splits.fold(data, "T", seed=seed)


def score_missing(workbench: Workbench, progress: Progress = silent) -> int:
    """Score tracks that the promoted genre model has not seen; how many. 0 without a model. Needs built marts.

    Raises BadArtefact or UnknownModel when the stored model cannot be used, NotTrainable when its columns are gone.
    """
    run = training.promoted_run(workbench, "genre")
    if run is None:
        return 0
    model = genre.unpack(artefacts.load(workbench.home, "genre", run))
    features = dataset.feature_rows(model.features)
    ids, X = _stacked(training.unscored(workbench, run, features, READ), len(features))
    if not len(ids):
        return 0
    found = Predictions(ids, *genre.top(model, X, progress=scaled(progress, f"Scoring {len(ids):,} new tracks")))
    for table in prediction_tables(model, run, found):
        store.put(workbench, "genre_predictions", table)
    return len(ids)


def _read(home: Home, settings: Settings) -> tuple[TrackSet, NDArray[np.object_], Floats]:
    """Labelled tracks to learn from, and ids and inputs of all tracks; the lock is held only here."""
    with Workbench(home, settings) as workbench:
        if not training.is_built(workbench):
            raise NotTrainable("There are no tracks to learn from yet.", "Load and build first: repertoire load FILE")
        data = dataset.read(workbench)
        features = dataset.feature_rows(data.features)
        ids, X = _stacked(training.every_track(workbench, features, READ), len(features))
    return data, ids, X


def _stacked(batches: Iterator[pa.RecordBatch], width: int) -> tuple[NDArray[np.object_], Floats]:
    """Ids (n,) and inputs (n, width) from batches of track_id and double columns."""
    ids: list[NDArray[np.object_]] = [np.empty(0, dtype=object)]
    parts: list[Floats] = [np.empty((0, width))]
    for batch in batches:
        ids.append(batch.column(0).to_numpy(zero_copy_only=False))
        columns = [batch.column(i).to_numpy(zero_copy_only=False) for i in range(1, width + 1)]
        parts.append(np.column_stack(columns).astype(np.float64))
    return np.concatenate(ids), np.concatenate(parts)


def prediction_tables(model: GenreModel, run: str, found: Predictions) -> Iterator[pa.Table]:
    """Rows of genre_predictions, READ tracks a table: track_id, run, vocabulary, rank, genre, probability, sure."""
    names = np.array(model.label_names, dtype=object)
    k = found.ranked.shape[1]
    for start in range(0, len(found.ids), READ):
        part = slice(start, start + READ)
        chances = found.chances[part].ravel()
        n = len(found.ids[part])
        yield pa.table(
            {
                "track_id": pa.array(np.repeat(found.ids[part], k), pa.string()),
                "run": pa.array([run] * (n * k), pa.string()),
                "vocabulary": pa.array([model.vocabulary] * (n * k), pa.string()),
                "rank": pa.array(np.tile(np.arange(1, k + 1), n), pa.int32()),
                "genre": pa.array(names[found.ranked[part].ravel()], pa.string()),
                "probability": chances,
                "sure": chances >= model.config.sure_above,
            }
        )


def _rows(name: str, protocol: Protocol, result: Outcome) -> list[dict[str, Any]]:
    found = evaluate.result_rows(name, protocol, result)
    return [{"candidate": row.pop("model"), **row} for row in found]


def _store(
    home: Home,
    settings: Settings,
    data: TrackSet,
    served: GenreModel,
    judged: Judged,
    found: Predictions,
    card: dict[str, Any],
    started: float,
) -> Trained:
    """Artefact first, then one transaction: a run in the tables always has its files."""
    run, now = artefacts.new_run(), datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    seconds = round(time.monotonic() - started, 1)
    card = {**card, "run": run, "trained_at": now.isoformat(), "seconds": seconds}
    text, arrays, _ = genre.pack(served)
    artefacts.save(home, "genre", run, text, arrays, card)
    patient = replace(settings, wait_seconds=max(PATIENCE, settings.wait_seconds))
    with Workbench(home, patient) as workbench, workbench.transaction():
        first = training.promoted_run(workbench, "genre") is None
        store.record_run(workbench, "genre", run, first, now, seconds, card)
        store.put(workbench, "model_metrics", pd.DataFrame(judged.rows).assign(model="genre", run=run))
        for name, frame in _tables(data, judged.pairs[0][1]).items():
            store.put(workbench, name, frame.assign(run=run, vocabulary=data.vocabulary))
        for table in prediction_tables(served, run, found):
            store.put(workbench, "genre_predictions", table)
    return Trained("genre", run, first, seconds, judged.rows, card)


def _tables(data: TrackSet, honest: Outcome) -> dict[str, pd.DataFrame]:
    """genre_report and genre_confusion of the honest holdout; empty cells of the confusion are left out."""
    table = metrics.confusion(honest)
    true, answered = np.nonzero(table)
    names = np.array(data.label_names, dtype=object)
    cells = {"truth": names[true], "predicted": names[answered], "n": table[true, answered]}
    return {"genre_report": pd.DataFrame(cards.report(data, honest)), "genre_confusion": pd.DataFrame(cells)}


MODELS: tuple[ModelSpec, ...] = (ModelSpec("genre", 1, train_genre),)
