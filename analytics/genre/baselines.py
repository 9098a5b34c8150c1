"""What a genre model must beat: the majority, logistic regression and extra trees, in the same fit and score shape.

Imputation and scaling are fitted on the training side only, inside a pipeline.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.exceptions import ConvergenceWarning
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from analytics.ragged import Floats, Ints
from analytics.splits import Sample
from analytics.trackset import TrackSet

Name = Literal["majority", "logistic", "extra_trees"]
NAMES: tuple[Name, ...] = ("majority", "logistic", "extra_trees")
BATCH = 2_000


@dataclass(frozen=True)
class Config:
    """Settings of one baseline. Extra trees keep 114 numbers a node: the leaf size bounds their memory."""

    name: Name
    seed: int = 0
    trees: int = 50
    min_leaf: int = 5
    iterations: int = 60
    threads: int = 0


@dataclass(frozen=True)
class Baseline:
    """A fitted baseline. frequencies (labels,): weighted share of each label in training."""

    config: Config
    classes: Ints
    frequencies: Floats
    pipeline: Pipeline | None


def fit(data: TrackSet, train: Sample, config: Config) -> Baseline:
    """Learn from `train`: each of a track's k labels weighs 1 / k."""
    tracks, labels, weight = train.pairs()
    counts = np.bincount(labels, weight, len(data.label_names))
    classes = np.flatnonzero(counts)
    pipeline = _pipeline(config) if len(classes) > 1 else None
    if pipeline is not None:
        last = pipeline.steps[-1][0]
        with warnings.catch_warnings():
            # A baseline that stops after its iterations is still a baseline; the card names their number.
            warnings.simplefilter("ignore", ConvergenceWarning)
            pipeline.fit(data.X[tracks], labels, **{f"{last}__sample_weight": weight})
    return Baseline(config, classes, counts / counts.sum(), pipeline)


def score(model: Baseline, X: Floats, batch: int = BATCH) -> Iterator[Floats]:
    """Probabilities (rows, labels) for `batch` rows of X (n, p) at a time."""
    for start in range(0, len(X), batch):
        rows = X[start : start + batch]
        if model.pipeline is None:
            yield np.tile(model.frequencies, (len(rows), 1))
        else:
            found = np.zeros((len(rows), len(model.frequencies)))
            found[:, model.classes] = model.pipeline.predict_proba(rows)
            yield found


def _pipeline(config: Config) -> Pipeline | None:
    fill = SimpleImputer(strategy="median", keep_empty_features=True)
    if config.name == "logistic":
        return make_pipeline(fill, StandardScaler(), LogisticRegression(max_iter=config.iterations, tol=1e-3))
    if config.name == "extra_trees":
        trees = ExtraTreesClassifier(
            config.trees,
            min_samples_leaf=config.min_leaf,
            random_state=config.seed,
            n_jobs=config.threads or -1,
        )
        return make_pipeline(fill, trees)
    return None
