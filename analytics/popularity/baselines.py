"""What a popularity model must beat: the mean, the mean of a track's genres, and ridge regression on the same columns.

Their quantiles and intervals are those of their errors on the training side.
"""

from __future__ import annotations

import numpy as np
from sklearn.impute import SimpleImputer
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from analytics import splits
from analytics.popularity import history as histories
from analytics.popularity import labels
from analytics.popularity.config import Config
from analytics.popularity.history import History
from analytics.popularity.labels import Genres
from analytics.popularity.measures import SHARES, Tested
from analytics.popularity.rated import Rated
from analytics.ragged import Floats
from analytics.splits import Fold

NAMES = ("mean", "genre mean", "linear")


def test(name: str, rated: Rated, fold: Fold, config: Config) -> Tested:
    """Fit one of NAMES on a fold's training side, judge it on the test side. `linear` has the inputs of config.features."""
    train, y = fold.train.tracks, rated.y[fold.train.tracks]
    if name == "mean":
        fitted, found = np.full(len(train), y.mean()), np.full(len(fold.test), y.mean())
    elif name == "genre mean":
        fitted, found = _genre_means(rated, fold)
    else:
        fitted, found = _linear(rated, fold, config)
    errors = np.quantile(y - fitted, SHARES)
    quantiles = np.clip(found[:, None] + errors, 0, 100)
    truth = rated.y[fold.test.tracks]
    zero = np.full(len(truth), (y == 0).mean())
    return Tested(truth, found, zero, quantiles[:, 0], quantiles[:, 2], quantiles, fold.test.clusters)


def _genre_means(rated: Rated, fold: Fold) -> tuple[Floats, Floats]:
    """The mean over a track's genres of their shrunk means; the mean of all tracks where it has none."""
    train, tested = rated.data.inputs(fold.train.tracks), rated.data.inputs(fold.test.tracks)
    y = rated.y[fold.train.tracks]
    genres = Genres.of(train, y)
    fitted, found = (labels.columns(genres, inputs)[:, len(genres.own)] for inputs in (train, tested))
    return np.where(np.isnan(fitted), y.mean(), fitted), np.where(np.isnan(found), y.mean(), found)


def _linear(rated: Rated, fold: Fold, config: Config) -> tuple[Floats, Floats]:
    """Ridge regression on standardised columns, missing ones filled with the median and flagged."""
    data, y = rated.data, rated.y[fold.train.tracks]
    train, tested = data.inputs(fold.train.tracks), data.inputs(fold.test.tracks)
    folds = splits.deal(fold.train.tracks, config.inner_folds, config.seed)
    left, right = [train.X], [tested.X]
    if config.with_genres:
        genres = Genres.of(train, y)
        left.append(labels.crossed(genres, train, y, folds))
        right.append(labels.columns(genres, tested))
    if config.with_history:
        left.append(histories.crossed(train, y, folds))
        right.append(histories.columns(History.of(train, y), tested, np.full(len(tested), np.nan)))
    fill = SimpleImputer(strategy="median", add_indicator=True, keep_empty_features=True)
    model = make_pipeline(fill, StandardScaler(), Ridge(alpha=10.0)).fit(np.hstack(left), y)
    return np.clip(model.predict(np.hstack(left)), 0, 100), np.clip(model.predict(np.hstack(right)), 0, 100)
