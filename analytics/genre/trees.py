"""The trees: LightGBM over the sound of a track, one class a genre.

With more genres than MAX_CLASSES the rarest are one class together: boosting grows a tree a class and round. Their
chance is shared among them as common as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import lightgbm as lgb
import numpy as np

from analytics.artefacts import Arrays
from analytics.genre import columns
from analytics.genre.config import Config
from analytics.genre.lesson import Lesson
from analytics.progress import Progress, silent
from analytics.ragged import Floats, Ints

MAX_CLASSES = 250
#: A page asks for one track: waking other threads costs more than the trees.
SMALL = 64


@dataclass(frozen=True)
class Trees:
    """place (m,): the booster's class of each genre ; extra (m,): log of its share of that class, 0 when it is alone ;
    fill (p,): what stands for a missing value of a column that was never missing in training, NaN elsewhere."""

    booster: lgb.Booster
    place: Ints
    extra: Floats
    fill: Floats


def fit(
    features: tuple[str, ...], categorical: list[int], lesson: Lesson, config: Config, progress: Progress = silent
) -> Trees:
    """Boost from the sound of the lesson's tracks; a track with k genres is k rows of weight 1 / k."""
    X = columns.expand(features, lesson.inputs.X)
    place, extra = _grouped(lesson.prior)
    names = [f"c{i}" for i in range(X.shape[1])]
    matrix = lgb.Dataset(
        X[lesson.truth.rows],
        place[lesson.truth.values],
        weight=lesson.weight,
        feature_name=names,
        categorical_feature=categorical,
        params={"verbosity": -1, "max_cat_to_onehot": 4, "min_data_in_bin": 3, "max_bin": config.max_bin},
    )
    classes = int(place.max()) + 1
    booster = lgb.train(_params(config, classes), matrix, config.rounds, callbacks=[_reporter(progress)])
    booster.free_dataset()
    # Kept as it will be read back: a stored model must answer as this one does.
    return Trees(lgb.Booster(model_str=booster.model_to_string()), place, extra, _fill(X))


def _grouped(prior: Floats) -> tuple[Ints, Floats]:
    """The class of each genre and the log of its share of that class."""
    order = np.argsort(-prior, kind="stable")
    place = np.empty(len(prior), np.int64)
    place[order] = np.minimum(np.arange(len(prior)), MAX_CLASSES)
    return place, np.log(prior / np.bincount(place, prior)[place])


def _fill(X: Floats) -> Floats:
    """Medians of columns without a missing value: LightGBM would read one as 0 there."""
    return np.array([np.nan if np.isnan(column).any() else np.median(column) for column in X.T])


def _params(config: Config, classes: int) -> dict[str, Any]:
    return {
        "objective": "multiclass",
        "num_class": max(2, classes),
        "seed": config.seed,
        "deterministic": True,
        "force_col_wise": True,
        "num_leaves": config.num_leaves,
        "learning_rate": config.learning_rate,
        "feature_fraction": config.feature_fraction,
        "max_bin": config.max_bin,
        "min_sum_hessian_in_leaf": config.min_sum_hessian_in_leaf,
        "lambda_l2": config.lambda_l2,
        "num_threads": config.threads,
        "verbosity": -1,
    }


def _reporter(progress: Progress) -> Any:
    def report(env: lgb.callback.CallbackEnv) -> None:
        progress("learning", env.iteration - env.begin_iteration + 1, env.end_iteration - env.begin_iteration)

    return report


def filled(trees: Trees, features: tuple[str, ...], X: Floats) -> Floats:
    """X (n, p) as the booster takes it."""
    wide = columns.expand(features, X)
    return np.where(np.isnan(wide), trees.fill, wide)


def logs(trees: Trees, features: tuple[str, ...], X: Floats, threads: int) -> Floats:
    """Log probabilities (n, m) up to a constant a row."""
    threads = 1 if len(X) < SMALL else threads
    raw = np.asarray(trees.booster.predict(filled(trees, features, X), raw_score=True, num_threads=threads))
    return raw[:, trees.place] + trees.extra


def contributions(trees: Trees, features: tuple[str, ...], row: Floats) -> tuple[Floats, Floats]:
    """TreeSHAP values (m, p + derived) of one track (1, p) and the base values (m,), as LightGBM computes them.

    They add up to `logs` less its `extra`.
    """
    wide = filled(trees, features, row)
    found = np.asarray(trees.booster.predict(wide, pred_contrib=True, num_threads=1))
    each = found.reshape(-1, wide.shape[1] + 1)[trees.place]
    return each[:, :-1], each[:, -1]


def pack(trees: Trees) -> Arrays:
    """Plain arrays to store beside the booster's text."""
    return {"trees_place": trees.place, "trees_extra": trees.extra, "trees_fill": trees.fill}


def unpack(text: str, arrays: Mapping[str, Any]) -> Trees:
    """Trees as stored. Raises KeyError and lightgbm's error when something is missing or broken."""
    return Trees(lgb.Booster(model_str=text), arrays["trees_place"], arrays["trees_extra"], arrays["trees_fill"])
