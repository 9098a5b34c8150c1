"""Training of the genre model: judge, refit on all tracks, score every track, store."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from analytics import artefacts, dataset, genre, leaks, metrics, splits
from analytics.dataset import Catalogue
from analytics.genre import Answers, GenreModel, card, evaluate, feature_sets
from analytics.genre import blend as blending
from analytics.genre import model as genre_model
from analytics.genre.blend import Blend
from analytics.genre.card import Holdout
from analytics.genre.config import FeatureSet
from analytics.metrics import Outcome
from analytics.progress import Progress, scaled, silent
from analytics.ragged import Texts
from analytics.splits import Fold, Protocol
from analytics.trackset import TrackSet
from analytics.training.common import STORED, Tables, Trained, built, finish, versions
from warehouse import store
from warehouse.connect import Workbench
from warehouse.home import Home
from warehouse.queries import training
from warehouse.settings import Settings


@dataclass(frozen=True)
class Judged:
    """Our model and its baselines on the holdouts, the deciding one first, and the blend found on the honest ones."""

    holdouts: list[Holdout]
    rows: list[dict[str, Any]]
    blend: Blend
    flagged: dict[str, float]


def train(home: Home, settings: Settings, progress: Progress = silent) -> Trained:
    """Judge, refit on all tracks, score every track, store. Raises NotTrainable, HomeBusy, and Cancelled from `progress`."""
    started = time.monotonic()
    progress("Reading tracks", 0, 1)
    data, everything = _read(home, settings)
    config = genre.suited(genre.Config(threads=settings.cores), data.features)
    judged = judge(data, config, progress)
    learning = scaled(progress, f"Learning from all {len(data):,} tracks")
    served = genre.fit(data, splits.everything(data), config, blend=judged.blend, progress=learning)
    found = predict(served, everything, scaled(progress, f"Scoring {len(everything):,} tracks"))
    about = {
        **card.genre_card(data, served, judged.holdouts, judged.rows, judged.flagged),
        "libraries": versions(),
    }
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
        lambda run: _tables(run, data, judged, served, everything.ids, found),
        started,
    )
    progress("Stored", 1, 1)
    return result


def predict(model: GenreModel, tracks: Catalogue, progress: Progress = silent) -> Answers:
    """What the model says of a catalogue, in bounded memory; no track that it learned from vouches for itself."""
    own = model.known.places(tracks.ids)
    parts: list[Answers] = []
    done = 0
    for batch in tracks.batches(genre_model.BATCH):
        parts.append(genre.answer(model, batch, own=own[done : done + len(batch)]))
        done += len(batch)
        progress("scoring", done, len(tracks))
    return Answers(*(np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Answers)))


def judge(data: TrackSet, config: genre.Config, progress: Progress = silent) -> Judged:
    """Baselines and our model on an honest holdout, on a second one with known artists, on a leaky one by sound alone (by
    words alone where there is no sound).

    New artists decide where there are enough of them; random tracks then tell what known artists add.
    """
    honest = honest_fold(data, config.seed)
    flagged = leaks.check_leaks(data, honest.train.tracks, honest.test.tracks)
    rows = _peers(data, honest, config, evaluate.peers(data), progress)
    every = feature_sets(data.features)
    holdouts, blend = [], None
    further = [splits.fold(data, "T", seed=config.seed)] if honest.protocol == "A" else []
    for fold in (honest, *further):
        sets = every if fold is honest else every[-1:]
        models = _fitted(data, fold, config, sets, progress)
        holdouts.append(Holdout(fold, evaluate.judge_sets(models, data, fold.test)))
        found = models[every[-1]].blend
        blend = found if blend is None else blending.joined(blend, found)
        rows += _ours(holdouts[-1])
    leaky = splits.fold(data, "R", seed=config.seed)
    models = _fitted(data, leaky, config, every[:1], progress)
    holdouts.append(Holdout(leaky, evaluate.judge_sets(models, data, leaky.test)))
    rows += [*_peers(data, leaky, config, ("majority",), progress), *_ours(holdouts[-1])]
    return Judged(holdouts, rows, blend or models[every[0]].blend, flagged)


def _fitted(
    data: TrackSet, fold: Fold, config: genre.Config, sets: Sequence[FeatureSet], progress: Progress
) -> dict[FeatureSet, GenreModel]:
    """Models on the training side, less the slice that decides their blend: to learn twice would take too long here."""
    told = scaled(progress, _step(fold))
    return genre.fit_sets(data, fold.train, sets, replace(config, refit=False), fold.protocol, told)


def _step(fold: Fold) -> str:
    return f"Judging on {splits.WORDS[fold.protocol].split(':')[0]}"


def _peers(
    data: TrackSet, fold: Fold, config: genre.Config, names: Sequence[str], progress: Progress
) -> list[dict[str, Any]]:
    rows = []
    for name in names:
        progress(f"{_step(fold)} ({name})", 0, 1)
        for features, result in evaluate.run_candidate(name, data, fold, config.seed, config.threads).items():
            rows += _rows(name, fold.protocol, result, features)
    return rows


def _ours(holdout: Holdout) -> list[dict[str, Any]]:
    found = [_rows(evaluate.REPERTOIRE, holdout.fold.protocol, result, features)
             for features, result in holdout.results.items()]  # fmt: skip
    return [row for rows in found for row in rows]


def _rows(name: str, protocol: Protocol, result: Outcome, features: str) -> list[dict[str, Any]]:
    found = evaluate.result_rows(name, protocol, result, features=features)
    return [{"candidate": row.pop("model"), **row} for row in found]


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
    found = predict(model, tracks, scaled(progress, f"Scoring {len(tracks):,} new tracks"))
    for name, tables in answer_tables(model, run, tracks.ids, found).items():
        for table in tables:
            store.put(workbench, name, table)
    return len(tracks)


def _read(home: Home, settings: Settings) -> tuple[TrackSet, Catalogue]:
    """Labelled tracks to learn from, and all tracks to score; the lock is held only here."""
    with built(home, settings) as workbench:
        data = dataset.read(workbench)
        return data, dataset.every(workbench, data.features)


def answer_tables(model: GenreModel, run: str, ids: Texts, found: Answers) -> Tables:
    """Rows of genre_predictions and genre_answers, STORED tracks a table."""
    return {
        "genre_predictions": _predictions(model, run, ids, found),
        "genre_answers": _answers(model, run, ids, found),
    }


def _predictions(model: GenreModel, run: str, ids: Texts, found: Answers) -> Iterator[pa.Table]:
    """track_id, run, vocabulary, rank, genre, probability, sure: one row a track and rank."""
    names = np.array(model.label_names, dtype=object)
    k = found.ranked.shape[1]
    for start in range(0, len(ids), STORED):
        part = slice(start, start + STORED)
        chances = found.chances[part].ravel()
        n = len(ids[part])
        yield pa.table(
            {
                "track_id": pa.array(np.repeat(ids[part], k), pa.string()),
                "run": pa.array([run] * (n * k), pa.string()),
                "vocabulary": pa.array([model.vocabulary] * (n * k), pa.string()),
                "rank": pa.array(np.tile(np.arange(1, k + 1), n), pa.int32()),
                "genre": pa.array(names[found.ranked[part].ravel()], pa.string()),
                "probability": chances,
                "sure": chances >= model.config.sure_above,
            }
        )


def _answers(model: GenreModel, run: str, ids: Texts, found: Answers) -> Iterator[pa.Table]:
    """track_id, run, vocabulary, family, family_probability, family_sure, odd, distance: one row a track."""
    names = np.array(model.family_names, dtype=object)
    for start in range(0, len(ids), STORED):
        part = slice(start, start + STORED)
        n = len(ids[part])
        yield pa.table(
            {
                "track_id": pa.array(ids[part], pa.string()),
                "run": pa.array([run] * n, pa.string()),
                "vocabulary": pa.array([model.vocabulary] * n, pa.string()),
                "family": pa.array(names[found.family[part]], pa.string()),
                "family_probability": found.family_chance[part],
                "family_sure": found.family_sure[part],
                "odd": found.odd[part],
                "distance": pa.array(found.distance[part], from_pandas=True),
            }
        )


def _tables(run: str, data: TrackSet, judged: Judged, served: GenreModel, ids: Texts, found: Answers) -> Tables:
    """genre_report, genre_confusion (its empty cells left out) and genre_held_out of the deciding holdout, and the
    predictions."""
    honest = judged.holdouts[0].served
    table = metrics.confusion(honest)
    true, answered = np.nonzero(table)
    names = np.array(data.label_names, dtype=object)
    cells = pd.DataFrame({"truth": names[true], "predicted": names[answered], "n": table[true, answered]})
    report = pd.DataFrame(card.report(data, honest))
    return {
        "genre_report": [report.assign(run=run, vocabulary=data.vocabulary)],
        "genre_confusion": [cells.assign(run=run, vocabulary=data.vocabulary)],
        "genre_held_out": [_held_out(data, judged.holdouts[0]).assign(run=run, vocabulary=data.vocabulary)],
        **answer_tables(served, run, ids, found),
    }


def _held_out(data: TrackSet, holdout: Holdout) -> pd.DataFrame:
    """track_id, genre, answered, probability, weight: the tracks behind each cell of the confusion, whose weights sum to it.

    A hit stands once, under the genre that was answered; a miss under each of the track's k genres, with 1 / k.
    """
    found, names = holdout.served, np.array(data.label_names, dtype=object)
    rows, genres = found.truth.rows, found.truth.values
    hit, answered = found.top1[rows], found.predicted[rows]
    kept = ~hit | (genres == answered)
    weight = np.where(hit, 1.0, 1.0 / found.truth.counts[rows])
    return pd.DataFrame(
        {
            "track_id": data.track_ids[holdout.fold.test.tracks][rows],
            "genre": names[genres],
            "answered": names[answered],
            "probability": found.confidence[rows],
            "weight": weight,
        }
    )[kept].reset_index(drop=True)
