"""The parts of the model: three ways to learn genres from standardised descriptors, each stored as numbers or text.

kernel: ridge regression on a Gaussian kernel, a column a genre (Saunders et al. 1998; a least-squares support vector
machine in all but the loss): near clips count. linear: multinomial logistic regression. trees: LightGBM.
"""

from __future__ import annotations

from dataclasses import dataclass

import lightgbm as lgb
import numpy as np
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import LogisticRegression
from sklearn.metrics.pairwise import rbf_kernel

from analytics.audio_genre.config import Config
from analytics.ragged import Bools, Floats, Ints


@dataclass(frozen=True)
class Parts:
    """middle, spread (p,): standardisation, missing values are the middle ; kept (m, p), dual (m, k): the kernel's clips and what
    each says of a genre ; slopes (k, p), level (k,): linear ; booster: trees ; gamma: of the kernel ; far: see Config.
    """

    middle: Floats
    spread: Floats
    kept: Floats
    dual: Floats
    slopes: Floats
    level: Floats
    booster: lgb.Booster
    gamma: float
    far: float

    def standard(self, X: Floats) -> Floats:
        """X (n, p) in standard deviations from the training mean; what is not known is at the mean."""
        found = (X - self.middle) / self.spread
        return np.clip(np.where(np.isfinite(found), found, 0.0), -self.far, self.far)


def fit(X: Floats, y: Ints, weight: Floats, labels: int, config: Config) -> Parts:
    """Learn from X (n, p) with missing values as NaN, genres y (n,) of `labels`; each genre has a row."""
    with np.errstate(all="ignore"):
        known = np.isfinite(X)
        count = np.maximum(known.sum(axis=0), 1)
        middle = np.where(known, X, 0).sum(axis=0) / count
        spread = np.sqrt((np.where(known, X - middle, 0) ** 2).sum(axis=0) / count)
    spread = np.where(spread > 0, spread, 1.0)
    empty = np.zeros((0, X.shape[1]))
    bare = Parts(middle, spread, empty, empty, empty, empty, lgb.Booster, config.width / X.shape[1], config.far)  # type: ignore[arg-type]
    Z = bare.standard(X)
    kept, dual = _kernel(Z, y, weight, labels, bare.gamma, config)
    slopes, level = _linear(Z, y, weight, labels, config)
    return Parts(
        middle, spread, kept, dual, slopes, level, _trees(Z, y, weight, labels, config), bare.gamma, config.far
    )


def _kernel(Z: Floats, y: Ints, weight: Floats, labels: int, gamma: float, config: Config) -> tuple[Floats, Floats]:
    some = kept_rows(len(Z), config)
    targets = (y[some][:, None] == np.arange(labels)) - 1 / labels
    model = KernelRidge(alpha=config.alpha, kernel="rbf", gamma=gamma)
    model.fit(Z[some], targets, sample_weight=weight[some])
    return Z[some], np.asarray(model.dual_coef_)


def _linear(Z: Floats, y: Ints, weight: Floats, labels: int, config: Config) -> tuple[Floats, Floats]:
    model = LogisticRegression(C=config.strength, max_iter=500, tol=1e-3).fit(Z, y, sample_weight=weight)
    slopes, level = np.asarray(model.coef_), np.asarray(model.intercept_)
    if labels == 2:  # one column says both
        slopes, level = np.vstack([-slopes, slopes]) / 2, np.concatenate([-level, level]) / 2
    return slopes, level


def _trees(Z: Floats, y: Ints, weight: Floats, labels: int, config: Config) -> lgb.Booster:
    told = {
        "objective": "multiclass",
        "num_class": labels,
        "seed": config.seed,
        "deterministic": True,
        "force_col_wise": True,
        "num_leaves": config.num_leaves,
        "learning_rate": config.learning_rate,
        "feature_fraction": config.feature_fraction,
        "min_data_in_leaf": config.min_rows,
        "max_bin": 63,
        "num_threads": config.threads,
        "verbosity": -1,
    }
    rows = lgb.Dataset(Z, y, weight=weight, params={"verbosity": -1, "max_bin": 63})
    booster = lgb.train(told, rows, config.rounds)
    # Kept as it will be read back: a stored model must answer as this one does.
    return lgb.Booster(model_str=booster.model_to_string())


def scores(parts: Parts, X: Floats) -> Floats:
    """(3, n, k): what each part says of each genre, about 0 where it says nothing."""
    Z = parts.standard(X)
    kernel = rbf_kernel(Z, parts.kept, gamma=parts.gamma) @ parts.dual
    linear = Z @ parts.slopes.T + parts.level
    trees = np.asarray(parts.booster.predict(Z, raw_score=True, num_threads=1)).reshape(len(Z), -1)
    found = np.stack([kernel, linear, trees])
    return np.asarray(found - found.mean(axis=2, keepdims=True))


def kept_rows(n: int, config: Config) -> Ints:
    """Which of n rows the kernel keeps: all, or as many by chance."""
    if n <= config.kernel_rows:
        return np.arange(n)
    return np.sort(np.random.default_rng(config.seed).choice(n, config.kernel_rows, replace=False))


def nearest(parts: Parts, X: Floats, same: Bools | None = None) -> Floats:
    """(n,): squared distance a column to the nearest row that the kernel keeps; same (n, m): rows that do not count."""
    Z = parts.standard(X)
    likeness = rbf_kernel(Z, parts.kept, gamma=parts.gamma)
    if same is not None:
        likeness = np.where(same, 0.0, likeness)
    return np.asarray(-np.log(np.maximum(likeness.max(axis=1), 1e-300)) / (parts.gamma * Z.shape[1]))
