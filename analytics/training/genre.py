"""Training of the genre model: judge, refit on all tracks, score every track, store."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from analytics import artefacts, dataset, genre, leaks, metrics, splits
from analytics.dataset import Catalogue
from analytics.genre import GenreModel, baselines, card, evaluate
from analytics.metrics import Outcome
from analytics.progress import Progress, scaled, silent
from analytics.ragged import Floats, Ints, Texts
from analytics.splits import Fold, Protocol
from analytics.trackset import TrackSet
from analytics.training.common import STORED, Tables, Trained, finish
from warehouse import store
from warehouse.connect import Workbench
from warehouse.errors import NotTrainable
from warehouse.home import Home
from warehouse.queries import training
from warehouse.settings import Settings


@dataclass(frozen=True)
class Predictions:
    """The likeliest genres of n tracks: ids (n,), label indices (n, k) best first, probabilities (n, k)."""

    ids: Texts
    ranked: Ints
    chances: Floats


@dataclass(frozen=True)
class Judged:
    """Our model and its baselines on one honest and one leaky holdout, and the temperature found on the honest side."""

    pairs: list[tuple[Fold, Outcome]]
    rows: list[dict[str, Any]]
    temperature: float
    flagged: dict[str, float]


def train(home: Home, settings: Settings, progress: Progress = silent) -> Trained:
    """Judge, refit on all tracks, score every track, store. Raises NotTrainable, HomeBusy, and Cancelled from `progress`."""
    started = time.monotonic()
    progress("Reading tracks", 0, 1)
    data, everything = _read(home, settings)
    config = genre.Config(threads=settings.cores)
    judged = judge(data, config, progress)
    served = genre.fit(
        data,
        splits.everything(data),
        config,
        temperature=judged.temperature,
        progress=scaled(progress, f"Learning from all {len(data):,} tracks"),
    )
    found = predict(served, everything, data, scaled(progress, f"Scoring {len(everything):,} tracks"))
    about = card.genre_card(data, served, judged.pairs, judged.rows, judged.flagged)
    progress("Storing the model", 0, 1)
    text, arrays, _ = genre.pack(served)
    result = finish(
        home,
        settings,
        "genre",
        text,
        arrays,
        about,
        judged.rows,
        lambda run: _tables(run, data, judged, served, found),
        started,
    )
    progress("Stored", 1, 1)
    return result


def predict(
    model: GenreModel, tracks: Catalogue, data: TrackSet | None = None, progress: Progress = silent
) -> Predictions:
    """The likeliest genres of a catalogue, in bounded memory. data: what the model learned from."""
    own = None if data is None else pd.Index(data.track_ids).get_indexer(pd.Index(tracks.ids))
    ranked, chances, done = [np.empty((0, 0), np.int64)], [np.empty((0, 0))], 0
    for batch in tracks.batches(STORED):
        mine = None if own is None else own[done : done + len(batch)]
        labels, shares = genre.top(model, batch, own=mine)
        done += len(batch)
        progress("scoring", done, len(tracks))
        ranked.append(labels)
        chances.append(shares)
    return Predictions(tracks.ids, np.concatenate(ranked[1:]), np.concatenate(chances[1:]))


def judge(data: TrackSet, config: genre.Config, progress: Progress = silent) -> Judged:
    """Our model and every baseline on the first honest fold; our model and the majority on the first leaky one."""
    honest, leaky = honest_fold(data, config.seed), splits.fold(data, "R", seed=config.seed)
    flagged = leaks.check_leaks(data, honest.train.tracks, honest.test.tracks)
    rows: list[dict[str, Any]] = []
    pairs: list[tuple[Fold, Outcome]] = []
    models: list[GenreModel] = []
    for fold, names in ((honest, baselines.NAMES), (leaky, ("majority",))):
        words = f"Judging on {splits.WORDS[fold.protocol].split(':')[0]}"
        for name in names:
            progress(f"{words} ({name})", 0, 1)
            rows += _rows(name, fold.protocol, evaluate.run_candidate(name, data, fold, config.seed, config.threads))
        model = genre.fit(data, fold.train, config, fold.protocol, progress=scaled(progress, words))
        result = evaluate.judge(genre.score(model, data.inputs(fold.test.tracks)), fold.test, len(data.label_names))
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
    tracks = dataset.unscored(workbench, run, model.features)
    if not len(tracks):
        return 0
    found = predict(model, tracks, progress=scaled(progress, f"Scoring {len(tracks):,} new tracks"))
    for table in prediction_tables(model, run, found):
        store.put(workbench, "genre_predictions", table)
    return len(tracks)


def _read(home: Home, settings: Settings) -> tuple[TrackSet, Catalogue]:
    """Labelled tracks to learn from, and all tracks to score; the lock is held only here."""
    with Workbench(home, settings) as workbench:
        if not training.is_built(workbench):
            raise NotTrainable("There are no tracks to learn from yet.", "Load and build first: repertoire load FILE")
        data = dataset.read(workbench)
        return data, dataset.every(workbench, data.features)


def prediction_tables(model: GenreModel, run: str, found: Predictions) -> Iterator[pa.Table]:
    """Rows of genre_predictions, STORED tracks a table: track_id, run, vocabulary, rank, genre, probability, sure."""
    names = np.array(model.label_names, dtype=object)
    k = found.ranked.shape[1]
    for start in range(0, len(found.ids), STORED):
        part = slice(start, start + STORED)
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


def _tables(run: str, data: TrackSet, judged: Judged, served: GenreModel, found: Predictions) -> Tables:
    """genre_report and genre_confusion of the honest holdout (its empty cells left out), and the predictions."""
    honest = judged.pairs[0][1]
    table = metrics.confusion(honest)
    true, answered = np.nonzero(table)
    names = np.array(data.label_names, dtype=object)
    cells = pd.DataFrame({"truth": names[true], "predicted": names[answered], "n": table[true, answered]})
    report = pd.DataFrame(card.report(data, honest))
    return {
        "genre_report": [report.assign(run=run, vocabulary=data.vocabulary)],
        "genre_confusion": [cells.assign(run=run, vocabulary=data.vocabulary)],
        "genre_predictions": prediction_tables(served, run, found),
    }
