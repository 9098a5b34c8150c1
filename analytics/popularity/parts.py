"""One hurdle: the chance that popularity is 0, and the level when it is not, by LightGBM over the same columns.

Popularity 0 marks tracks that are unavailable or replaced far more often than unpopular ones, so it is a question of
its own (a hurdle, Cragg 1971). Columns: audio features, genres, history of artist and album, as the model has them.
LightGBM reads a missing value as 0 where training had none: copies of training tracks with inputs missing at random
teach it what to answer without them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

import lightgbm as lgb
import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from analytics.popularity import history as histories
from analytics.popularity import labels
from analytics.popularity.config import Config, Trees
from analytics.popularity.history import History
from analytics.popularity.labels import Genres
from analytics.progress import Progress, silent
from analytics.ragged import Floats, Ints
from analytics.trackset import Inputs

Matrix = NDArray[np.float32]
Boosters = tuple[lgb.Booster, ...]
#: Ways to grow trees, each with the share of the answer that is theirs.
Kinds = tuple[tuple[Trees, float], ...]


@dataclass(frozen=True)
class Part:
    """A fitted hurdle. zero: boosters of the chance of 0, none where it is the same for all (`share`) ; level: boosters of
    popularity above 0, none where that is the same for all (`usual_level`) ; weights: of the boosters of either, sum to 1 ;
    slope, shift: calibrate the log-odds of 0."""

    features: tuple[str, ...]
    genres: Genres | None
    history: History | None
    zero: Boosters
    level: Boosters
    share: float
    usual_level: float
    weights: tuple[float, ...] = ()
    slope: float = 1.0
    shift: float = 0.0

    @property
    def names(self) -> list[str]:
        """The input that each column belongs to; genres are one, artist and album one each."""
        found = list(self.features)
        found += labels.names(self.genres) if self.genres else []
        return found + (histories.names() if self.history else [])


def matrix(part: Part, inputs: Inputs, own: Floats | None = None) -> Matrix:
    """Columns (n, p) of tracks. own (n,): popularity to leave out of the history, NaN where the track is not in it."""
    blocks = [inputs.X]
    if part.genres is not None:
        blocks.append(labels.columns(part.genres, inputs))
    if part.history is not None:
        blocks.append(histories.columns(part.history, inputs, np.full(len(inputs), np.nan) if own is None else own))
    return np.hstack(blocks).astype(np.float32)


def _crossed_matrix(part: Part, inputs: Inputs, y: Floats, folds: Ints) -> Matrix:
    blocks = [inputs.X]
    if part.genres is not None:
        blocks.append(labels.crossed(part.genres, inputs, y, folds))
    if part.history is not None:
        blocks.append(histories.crossed(inputs, y, folds))
    return np.hstack(blocks).astype(np.float32)


def fit(
    inputs: Inputs,
    y: Floats,
    folds: Ints,
    features: tuple[str, ...],
    config: Config,
    with_history: bool,
    kinds: Kinds,
    progress: Progress = silent,
    like: Part | None = None,
) -> Part:
    """Learn from tracks and their popularity y (n,).

    folds (n,): inner deal under which their encodings are made ; kinds: how trees are grown, and what each way counts ;
    like: a part whose columns it shall have.
    """
    part, X = encoded(inputs, y, folds, features, config, with_history, like)
    copies, place = masked(X, part.names, config.masked, np.random.default_rng(config.seed))
    X, y = np.vstack([X, copies]), np.concatenate([y, y[place]])
    return _boosted(part, X, y, tuple(kind for kind in kinds if kind[1] > 0), config, progress)


def encoded(
    inputs: Inputs,
    y: Floats,
    folds: Ints,
    features: tuple[str, ...],
    config: Config,
    with_history: bool,
    like: Part | None = None,
) -> tuple[Part, Matrix]:
    """(part without boosters, columns of its training tracks): encodings are made from the other inner folds."""
    up = y > 0
    part = Part(
        features,
        _genres(inputs, y, config, like),
        History.of(inputs, y) if with_history else None,
        (),
        (),
        float(1 - up.mean()),
        float(y[up].mean()) if up.any() else 0.0,
    )
    return part, _crossed_matrix(part, inputs, y, folds)


def _genres(inputs: Inputs, y: Floats, config: Config, like: Part | None) -> Genres | None:
    """The genres' columns; with `like` the very same ones, whichever genres these tracks happen to have."""
    if like is not None:
        return None if like.genres is None else Genres.of(inputs, y, like.genres.own)
    return Genres.of(inputs, y) if config.with_genres and len(inputs.genres.values) else None


def _boosted(part: Part, X: Matrix, y: Floats, kinds: Kinds, config: Config, progress: Progress) -> Part:
    up = y > 0
    if not X.shape[1] or not up.any():
        return part
    zero: Boosters = ()
    if not up.all():
        zero = _grow(X, (~up).astype(np.float64), "binary", kinds, config, _half(progress, 0))
    level = _grow(X[up], y[up], "regression", kinds, config, _half(progress, 1))
    return replace(part, zero=zero, level=level, weights=spread_over(kinds))


def spread_over(kinds: Kinds) -> tuple[float, ...]:
    """The weight of each booster: a kind's share, divided among its bags."""
    return tuple(share / trees.bags for trees, share in kinds for _ in range(trees.bags))


def _half(progress: Progress, number: int) -> Progress:
    """Progress of the first or the second half of the work."""
    return lambda step, done, total: progress(step, number * total + done, 2 * total)


def _grow(X: Matrix, y: Floats, objective: str, kinds: Kinds, config: Config, progress: Progress) -> Boosters:
    """Boosters of all kinds, each with its seed: their mean errs less than one booster with as many trees."""
    # Kinds differ in how small a leaf may be, so no feature is left out beforehand because of it.
    data = lgb.Dataset(X, y, params={"verbosity": -1, "feature_pre_filter": False}, free_raw_data=False)
    total = sum(trees.bags * trees.rounds for trees, _ in kinds)
    found: list[lgb.Booster] = []
    done = 0
    for trees, _ in kinds:
        for bag in range(trees.bags):
            params = _params(trees, objective, bag, config)
            found.append(lgb.train(params, data, trees.rounds, callbacks=[_reporter(progress, done, total)]))
            done += trees.rounds
    return tuple(booster.free_dataset() for booster in found)


def _params(trees: Trees, objective: str, bag: int, config: Config) -> dict[str, Any]:
    return {
        "objective": objective,
        "seed": config.seed * 1000 + bag,
        "extra_trees": bag >= trees.best,
        "deterministic": True,
        "force_col_wise": True,
        "num_threads": config.threads,
        "verbosity": -1,
        "num_leaves": trees.num_leaves,
        "learning_rate": trees.learning_rate,
        "min_data_in_leaf": trees.min_data_in_leaf,
        "lambda_l2": trees.lambda_l2,
        "feature_fraction": trees.feature_fraction,
    }


def _reporter(progress: Progress, before: int, total: int) -> Any:
    def report(env: lgb.callback.CallbackEnv) -> None:
        progress("learning", before + env.iteration + 1, total)

    return report


def masked(
    X: Matrix, names: list[str], share: float, random: np.random.Generator, kept: Collection[str] = ()
) -> tuple[Matrix, Ints]:
    """Copies of a share of the rows with a random number of their inputs missing, and which rows they copy.

    All columns of an input go together; those of the inputs `kept` stay.
    """
    place = np.sort(random.choice(len(X), size=round(share * len(X)), replace=False))
    inputs, of = np.unique(names, return_inverse=True)
    rate = random.uniform(0, 1, len(place))[:, None]
    missing = random.uniform(0, 1, (len(place), len(inputs))) < rate
    missing[:, np.isin(inputs, list(kept))] = False
    copies = X[place]
    copies[missing[:, of]] = np.nan
    return copies, place.astype(np.int64)


def missing_share(part: Part, X: Matrix) -> Floats:
    """Share (n,) of a track's own inputs (audio features, genre) that is missing."""
    inputs = len(part.features) + (part.genres is not None)
    gone = np.isnan(X[:, : len(part.features)]).sum(axis=1)
    if part.genres is not None:
        gone = gone + np.isnan(X[:, len(part.features)])
    return gone / max(inputs, 1)


def chance_of_zero(part: Part, X: Matrix, threads: int) -> Floats:
    """Calibrated chance (n,) that popularity is 0."""
    if not part.zero:
        return np.full(len(X), part.share)
    return sigmoid(part.slope * _raw(part.zero, part.weights, X, threads) + part.shift)


def raw_chance(part: Part, X: Matrix, threads: int) -> Floats | None:
    """Log-odds (n,) of 0 before calibration; None where the chance is the same for all."""
    return _raw(part.zero, part.weights, X, threads) if part.zero else None


def level(part: Part, X: Matrix, threads: int) -> Floats:
    """Popularity (n,) expected when it is not 0, 1 to 100; 0 where nothing above 0 was seen."""
    if not part.level:
        return np.full(len(X), part.usual_level)
    return np.clip(_raw(part.level, part.weights, X, threads), 1, 100)


def _raw(boosters: Boosters, weights: tuple[float, ...], X: Matrix, threads: int) -> Floats:
    found = np.zeros(len(X))
    for booster, weight in zip(boosters, weights, strict=True):
        found += weight * np.asarray(booster.predict(X, raw_score=True, num_threads=threads), dtype=np.float64)
    return found


def sigmoid(score: Floats) -> Floats:
    """The chance that belongs to log-odds."""
    return np.asarray(expit(score), dtype=np.float64)
