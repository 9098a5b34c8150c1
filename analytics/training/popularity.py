"""Training of the popularity model: judge, refit on all tracks, forecast every track of the catalogue, store."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa

from analytics import artefacts, popularity, splits
from analytics.dataset import Catalogue
from analytics.popularity import Config, Forecast, PopularityModel, baselines, by_sound, card, evaluate, leaks, rated
from analytics.popularity import model as models
from analytics.popularity.card import Holdout
from analytics.popularity.config import suited
from analytics.popularity.model import BySound
from analytics.popularity.rated import By, Rated
from analytics.progress import Progress, scaled, silent
from analytics.ragged import Bools
from analytics.splits import Fold
from analytics.training.common import STORED, Trained, built, finish, versions
from warehouse import store
from warehouse.connect import Workbench
from warehouse.home import Home
from warehouse.queries import training
from warehouse.settings import Settings

#: The words of each holdout while it is judged.
STEPS: dict[By, str] = {
    "A": "Judging on new artists",
    "T": "Judging on random tracks",
    "R": "Judging on random rows",
    "G": "Judging on random recordings",
}


@dataclass(frozen=True)
class Judged:
    """Our model and its baselines on the holdouts. models: of ours, by protocol ; flagged: R2 of each column alone."""

    holdouts: list[Holdout]
    models: dict[By, PopularityModel]
    rows: list[dict[str, Any]]
    columns: dict[str, float]


def train(home: Home, settings: Settings, progress: Progress = silent) -> Trained:
    """Judge, refit on all tracks, forecast every track, store. Raises NotTrainable, HomeBusy, Cancelled from `progress`."""
    started = time.monotonic()
    progress("Reading tracks", 0, 1)
    data, everything = _read(home, settings)
    config = suited(Config(threads=settings.cores), len(data))
    judged = judge(data, config, progress)
    served = refit(data, judged, config, scaled(progress, f"Learning from all {len(data):,} tracks"))
    served = replace(
        served, by_sound=of_sound(data, judged, config, scaled(progress, "Learning what sound tells alone"))
    )
    crossed = cross_fitted(data, judged, config, scaled(progress, "Learning again without a fifth at a time"))
    found, outside = forecasts(served, everything, crossed, scaled(progress, f"Scoring {len(everything):,} tracks"))
    about = card.popularity_card(data, served, judged.holdouts, judged.rows, judged.columns, versions())
    progress("Storing the model", 0, 1)
    text, arrays, _ = popularity.pack(served)
    ids = everything.ids
    result = finish(
        home,
        settings,
        "popularity",
        text,
        arrays,
        about,
        judged.rows,
        lambda run: {"popularity_predictions": prediction_tables(run, ids, found, outside)},
        started,
    )
    progress("Stored", 1, 1)
    return result


def _read(home: Home, settings: Settings) -> tuple[Rated, Catalogue]:
    """Tracks with a popularity to learn from, and all tracks to score; the lock is held only here."""
    with built(home, settings) as workbench:
        return rated.read(workbench)


def judge(data: Rated, config: Config, progress: Progress = silent) -> Judged:
    """Our model on the first fold of new artists, of random tracks and of random rows; baselines on the honest two."""
    holdouts: list[Holdout] = []
    made: dict[By, PopularityModel] = {}
    rows: list[dict[str, Any]] = []
    columns: dict[str, float] = {}
    for by in _judged_by(data):
        fold = rated.fold(data, by, seed=config.seed)
        if by != "R":
            columns = columns or leaks.check_leaks(data, fold.train.tracks, fold.test.tracks)
            rows += _baseline_rows(data, fold, by, _config(by, config))
        model = _fit(data, fold, by, made, config, scaled(progress, STEPS[by]))
        result, known = evaluate.judge(model, data, fold)
        holdouts.append(Holdout(by, model.config.features, fold, result, known))
        rows += _renamed(evaluate.result_rows(evaluate.REPERTOIRE, model.config.features, by, result, config.seed))
        made[by] = model
    return Judged(holdouts, made, rows, columns)


def _judged_by(data: Rated) -> list[By]:
    """New artists where there are enough of them, random tracks, and random rows where tracks have genres."""
    enough = len(np.unique(data.data.main_artist)) >= 2 * splits.FOLDS
    found: list[By] = ["A"] if enough and len(rated.fold(data, "A").train) >= len(data) / 4 else []
    leaky: list[By] = ["R"] if "R" in evaluate.protocols(data) else []
    return [*found, "T", *leaky]


def _fit(
    data: Rated, fold: Fold, by: By, made: dict[By, PopularityModel], config: Config, progress: Progress
) -> PopularityModel:
    """New artists and the leaky holdout are judged on the same inputs, without history, so that they can be compared.

    How the part without history is calibrated on new artists serves every holdout.
    """
    config = _config(by, config)
    like = made.get("A") or (made["T"] if by == "R" else None)
    return models.fit(data.data, fold.train, config, fold.protocol, progress, like=like)


def _config(by: By, config: Config) -> Config:
    return config if by == "T" else replace(config, features=popularity.FEATURE_SETS[1])


def _baseline_rows(data: Rated, fold: Fold, by: By, config: Config) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for name in baselines.NAMES:
        if name != "genre mean" or len(data.data.labels.values):
            features = card.BASELINE_FEATURES.get(name, config.features)
            result = baselines.test(name, data, fold, config)
            found += _renamed(evaluate.result_rows(name, features, by, result, config.seed))
    return found


def _renamed(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"candidate": row.pop("model"), **row} for row in rows]


def refit(data: Rated, judged: Judged, config: Config, progress: Progress = silent) -> PopularityModel:
    """The served model: learned from all tracks, calibrated as measured on new artists and on known ones."""
    known = judged.models["T"]
    like = replace(known, alone=judged.models.get("A", known).alone)
    return models.fit(data.data, rated.everyone(data), config, "T", progress, like=like)


def of_sound(data: Rated, judged: Judged, config: Config, progress: Progress = silent) -> BySound | None:
    """The model for sound files, judged and calibrated on the first holdout; None where none of its columns is known."""
    if not by_sound.heard(data.data):
        return None
    first = judged.holdouts[0]
    small = by_sound.judge(data, first.fold, first.by, judged.models[first.by], config, progress)
    return by_sound.served(data, small, config, progress)


def cross_fitted(data: Rated, judged: Judged, config: Config, progress: Progress = silent) -> Forecast:
    """A forecast of every rated track by a model that had not seen it: random fifths, the first as judged."""
    known = judged.models["T"]
    like = replace(known, alone=judged.models.get("A", known).alone)
    # One booster of each a fold: these are five models more, and nobody is shown their trees.
    config = replace(config, alone=replace(config.alone, bags=1), context=replace(config.context, bags=1))
    parts, places = [], []
    for number in range(splits.FOLDS):
        fold = rated.fold(data, "T", number, config.seed)
        progress("", number, splits.FOLDS)
        model = like if number == 0 else models.fit(data.data, fold.train, config, "T", _still(progress, number), like)
        parts.append(models.predict(model, data.data.inputs(fold.test.tracks)))
        places.append(fold.test.tracks)
    return models.joined(parts).take(np.argsort(np.concatenate(places), kind="stable"))


def _still(progress: Progress, number: int) -> Progress:
    """Rounds of one fit do not move the count of folds, but give the callback its chance to cancel."""
    return lambda _step, _done, _total: progress("", number, splits.FOLDS)


def forecasts(
    model: PopularityModel,
    tracks: Catalogue,
    crossed: Forecast | None = None,
    progress: Progress = silent,
) -> tuple[Forecast, Bools]:
    """Forecasts of a catalogue in bounded memory, and whether each was made by a model that had not seen the track.

    crossed: forecasts of the tracks that the model learned from by models without them, used for them.
    """
    own = model.known.places(tracks.ids)
    parts = []
    outside = np.ones(len(tracks), dtype=bool) if crossed is not None else own < 0
    if crossed is not None and (own >= 0).all():
        return crossed.take(own), outside
    for number, batch in enumerate(tracks.batches(STORED)):
        mine = own[number * STORED : number * STORED + len(batch)]
        found = models.predict(model, batch, own=mine)
        progress("scoring", min(len(tracks), (number + 1) * STORED), len(tracks))
        parts.append(found if crossed is None else found.replaced(mine >= 0, crossed, mine))
    return models.joined(parts), outside


def prediction_tables(run: str, ids: Any, found: Forecast, outside: Bools) -> Iterator[pa.Table]:
    """Rows of popularity_predictions, STORED tracks a table."""
    for start in range(0, len(found), STORED):
        part = slice(start, start + STORED)
        yield pa.table(
            {
                "track_id": pa.array(ids[part], pa.string()),
                "run": pa.array([run] * len(ids[part]), pa.string()),
                **{name: getattr(found, name)[part] for name in ("zero", "level", "expected", "low", "high", "known")},
                "out_of_fold": outside[part],
            }
        )


def score_missing(workbench: Workbench, progress: Progress = silent) -> int:
    """Forecast tracks that the promoted popularity model has not seen; how many. 0 without a model. Needs built marts.

    Raises BadArtefact or UnknownModel when the stored model cannot be used, NotTrainable when its columns are gone.
    """
    run = training.promoted_run(workbench, "popularity")
    if run is None:
        return 0
    model = popularity.unpack(artefacts.load(workbench.home, "popularity", run))
    tracks = rated.unscored(workbench, run, model.features)
    if not len(tracks):
        return 0
    found, outside = forecasts(model, tracks, None, scaled(progress, f"Scoring {len(tracks):,} new tracks"))
    for table in prediction_tables(run, tracks.ids, found, outside):
        store.put(workbench, "popularity_predictions", table)
    return len(tracks)
