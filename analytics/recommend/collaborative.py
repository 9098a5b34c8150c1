"""What others heard: item-kNN, ALS, BPR and an item-item linear model, each scoring any profile without retraining.

A profile is a row of strengths, log(1 + plays) for a listener; a dislike is negative. ALS and EASE are given what is said of
items (tags, genres, credits) as further rows beside the listeners, so that items nobody has heard have a place as well
(Singh & Gordon 2008 call it collective factorisation; Jeunen et al. 2020 do it to EASE).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
import scipy.sparse as sp
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from analytics.progress import Progress, silent
from analytics.ragged import Ints
from analytics.recommend import taste as tastes
from analytics.recommend.config import Config
from analytics.recommend.taste import Numbers, Sparse, Taste

#: How far the penalty of ALS may outweigh what is known of a mean item.
ROOM = 1.25


@dataclass(frozen=True)
class Popular:
    """level (I,): by how many listeners each item was heard, as a logarithm."""

    NAME: ClassVar[str] = "popular"
    level: Numbers

    def scores(self, profiles: Sparse, own: Ints | None = None) -> Numbers:
        """(n, I): the same for everybody."""
        return np.tile(self.level, (profiles.shape[0], 1))


def fit_popular(taste: Taste, config: Config, progress: Progress = silent) -> Popular:
    """Counts of listeners."""
    return Popular(np.log1p(taste.heard()).astype(np.float32))


@dataclass(frozen=True)
class ItemKnn:
    """likeness (I, I): cosines of the nearest neighbours of each item, itself left out."""

    NAME: ClassVar[str] = "itemknn"
    likeness: Sparse

    def scores(self, profiles: Sparse, own: Ints | None = None) -> Numbers:
        """(n, I): likeness to what is in the profile, summed by strength."""
        return np.asarray((profiles.astype(np.float32) @ self.likeness.T).todense(), dtype=np.float32)


def fit_itemknn(taste: Taste, config: Config, progress: Progress = silent) -> ItemKnn:
    """Cosines of the items' columns of strengths, config.neighbours kept for each (Sarwar et al. 2001)."""
    columns = tastes.unit_rows(tastes.weighted(taste.plays).T.tocsr())
    others = columns.T.tocsr()
    kept = []
    for start in range(0, columns.shape[0], 1_000):
        progress("neighbours", start, columns.shape[0])
        kept.append(_nearest((columns[start : start + 1_000] @ others).tocsr(), start, config.neighbours))
    return ItemKnn(sp.vstack(kept).tocsr().astype(np.float32))


def _nearest(cosines: Sparse, start: int, most: int) -> Sparse:
    """Each row's `most` largest entries without its own item; start: the item of the first row."""
    found = cosines.tocoo()
    away = found.col != found.row + start
    row, column, value = found.row[away], found.col[away], found.data[away]
    order = np.lexsort((column, -value, row))
    row, column, value = row[order], column[order], value[order]
    first = np.searchsorted(row, row)
    near = np.arange(len(row)) - first < most
    return sp.csr_matrix((value[near], (row[near], column[near])), shape=cosines.shape)


@dataclass(frozen=True)
class Als:
    """items (starts, I, factors) float32 of several random starts ; penalty, trust: of Config, as used."""

    NAME: ClassVar[str] = "als"
    items: Numbers
    penalty: float
    trust: float

    def scores(self, profiles: Sparse, own: Ints | None = None) -> Numbers:
        """(n, I): mean over the starts of the product of item and profile, which is solved for as in training.

        Hu, Koren & Volinsky 2008: a preference of 1 (0 for a dislike) is trusted by the strength, one of 0 by 1.
        """
        found = np.zeros((profiles.shape[0], self.items.shape[1]), dtype=np.float32)
        for vectors, base in zip(self.items, self.bases, strict=True):
            found += self.vectors_of(profiles, vectors, base) @ vectors.T
        return found / np.float32(len(self.items))

    @cached_property
    def bases(self) -> list[Numbers]:
        """Of each start (factors, factors): what a profile that holds nothing is solved with."""
        unit = np.eye(self.items.shape[2], dtype=np.float32)
        return [vectors.T @ vectors + np.float32(self.penalty) * unit for vectors in self.items]

    def vectors_of(self, profiles: Sparse, vectors: Numbers, base: Numbers) -> Numbers:
        """(n, factors): where profiles stand among the items' `vectors`."""
        found = np.zeros((profiles.shape[0], vectors.shape[1]), dtype=np.float32)
        for row in range(profiles.shape[0]):
            part = slice(profiles.indptr[row], profiles.indptr[row + 1])
            strength = (self.trust * profiles.data[part]).astype(np.float32)
            if not len(strength):
                continue
            mine = vectors[profiles.indices[part]]
            extra = np.maximum(np.abs(strength) - 1, 0)
            wanted = mine.T @ np.maximum(strength, 0)
            found[row] = np.linalg.solve(base + (mine.T * extra) @ mine, wanted)
        return found


def fit_als(taste: Taste, config: Config, progress: Progress = silent) -> Als:
    """Alternating least squares over listeners and marks, from config.als_starts random starts."""
    from implicit.cpu.als import AlternatingLeastSquares

    rows = stacked(taste, config.side, config.marks)[0].astype(np.float32)
    factors = min(config.factors, max(2, min(rows.shape) // 2))
    penalty = als_penalty(taste, config)
    found = []
    for start in range(config.als_starts):
        progress("als", start, config.als_starts)
        # `implicit` has threads of its own and warns, when it is made, of those of BLAS.
        with threadpool_limits(1, "blas"):
            model = AlternatingLeastSquares(
                factors=factors,
                regularization=penalty,
                alpha=config.als_trust,
                iterations=config.als_rounds,
                random_state=config.seed * 1_000 + start,
                num_threads=config.threads,
            )
            model.fit(rows, show_progress=False)
        found.append(np.asarray(model.item_factors, dtype=np.float32))
    return Als(np.stack(found), penalty, config.als_trust)


def als_penalty(taste: Taste, config: Config) -> float:
    """The penalty of Config, at most ROOM times what the listeners of a mean item are trusted for together: a stronger one
    would silence every item of sparse data, such as playlists, in which most tracks stand once."""
    trusted = config.als_trust * float(tastes.weighted(taste.plays).sum()) / taste.shape[1]
    return min(config.als_penalty, ROOM * trusted)


@dataclass(frozen=True)
class Bpr:
    """items (I, factors) and listeners (U, factors) float32, the last column being the item's own level."""

    NAME: ClassVar[str] = "bpr"
    items: Numbers
    listeners: Numbers

    def scores(self, profiles: Sparse, own: Ints | None = None) -> Numbers:
        """(n, I). own (n,): which listener of the training each profile is; a stranger is the mean of what it holds."""
        if own is not None:
            return self.listeners[own] @ self.items.T
        total = np.maximum(np.asarray(abs(profiles).sum(axis=1)), 1e-9)
        vectors = np.asarray(profiles @ self.items) / total
        vectors[:, -1] = 1.0
        return (vectors @ self.items.T).astype(np.float32)


def fit_bpr(taste: Taste, config: Config, progress: Progress = silent) -> Bpr:
    """Bayesian personalised ranking (Rendle et al. 2009) from `implicit`; on one thread, which alone repeats itself."""
    from implicit.cpu.bpr import BayesianPersonalizedRanking

    factors = min(config.bpr_factors, max(2, min(taste.shape) // 2))
    with threadpool_limits(1, "blas"):
        model = BayesianPersonalizedRanking(
            factors=factors, learning_rate=0.05, iterations=config.bpr_rounds, random_state=config.seed, num_threads=1
        )
        model.fit(taste.plays.astype(bool).astype(np.float32).tocsr(), show_progress=False)
    return Bpr(np.asarray(model.item_factors), np.asarray(model.user_factors))


@dataclass(frozen=True)
class Ease:
    """The linear model over items in listeners' terms.

    rows (R, I): strengths of listeners and, below them, marks ; inverse (R, R): of rows x rows' + penalty ; scale (I,): what
    divides each item's score. Where there are fewer items than rows: weights (I, I), and the others are empty.
    """

    NAME: ClassVar[str] = "ease"
    rows: Sparse
    inverse: Numbers
    scale: Numbers
    weights: Numbers

    def scores(self, profiles: Sparse, own: Ints | None = None) -> Numbers:
        """(n, I): what the profile's items weigh on each item, items of the profile on themselves left out."""
        if len(self.weights):
            return np.asarray(profiles.astype(np.float32) @ self.weights)
        near = np.asarray((profiles.astype(np.float32) @ self.rows.T).todense()) @ self.inverse
        raw = np.asarray((self.rows.T @ near.T).T) / self.scale
        # An item of the profile has weight 0 on itself: what is above came from all of them, itself included.
        itself = profiles.tocoo()
        raw[itself.row, itself.col] -= itself.data * (1 / self.scale[itself.col] - 1)
        return raw.astype(np.float32)


def fit_ease(taste: Taste, config: Config, progress: Progress = silent) -> Ease:
    """EASE (Steck 2019): ridge regression of every item on all others, solved in closed form.

    B = I - P / diag(P), P = inverse(X'X + c), over strengths and marks. With fewer rows than items the same comes
    from the rows' side (Woodbury): P = (I - X' inverse(XX' + c) X) / c, so that no matrix of items x items is needed.
    """
    rows, usual = stacked(taste, config.ease_side, config.marks)
    rows = _affordable(rows, taste.shape[0], config)
    penalty = config.ease_penalty * usual**2
    if rows.shape[0] >= rows.shape[1]:
        return Ease(*_nothing(rows.shape[1]), _weights(rows, penalty))
    square = np.asarray((rows @ rows.T).todense())
    inverse = _inverse(square, penalty)
    items = rows.T.tocsr()
    scale = np.empty(rows.shape[1])
    for start in range(0, len(scale), 2_000):
        progress("ease", start, len(scale))
        part = items[start : start + 2_000]
        scale[start : start + part.shape[0]] = 1 - np.asarray(part.multiply(part @ inverse).sum(axis=1)).ravel()
    scale = np.maximum(scale, 1e-6)
    return Ease(
        rows.astype(np.float32), inverse.astype(np.float32), scale.astype(np.float32), np.empty((0, 0), np.float32)
    )


def _affordable(rows: Sparse, listeners: int, config: Config) -> Sparse:
    """The rows, or a draw of config.ease_rows of them: all marks, the rest listeners."""
    if min(rows.shape) <= config.ease_rows:
        return rows
    room = max(1, config.ease_rows - (rows.shape[0] - listeners))
    drawn = np.random.default_rng(config.seed).permutation(listeners)[:room]
    return rows[np.concatenate([np.sort(drawn), np.arange(listeners, rows.shape[0])])]


def _weights(rows: Sparse, penalty: float) -> Numbers:
    """(I, I): the weights of EASE from the items' side, 0 on the diagonal."""
    inverse = _inverse(np.asarray((rows.T @ rows).todense()), penalty)
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0.0)
    return weights.astype(np.float32)


def _inverse(square: Numbers, penalty: float) -> Numbers:
    """The inverse of a symmetric matrix with `penalty` added to its diagonal."""
    from scipy.linalg import lapack

    square = square.astype(np.float64)
    square[np.diag_indices_from(square)] += penalty
    lower, failed = lapack.dpotrf(square, lower=1)
    if not failed:
        found, failed = lapack.dpotri(lower, lower=1)
    if failed:
        return np.linalg.inv(square)
    return np.tril(found) + np.tril(found, -1).T


def _nothing(items: int) -> tuple[Sparse, Numbers, Numbers]:
    return sp.csr_matrix((0, items), dtype=np.float32), np.empty((0, 0), np.float32), np.ones(items, np.float32)


def stacked(taste: Taste, side: float, marks: int) -> tuple[Sparse, float]:
    """(listeners + marks, I): strengths, and below them the marks `side` times as strong as a usual play; and how strong
    that is."""
    strengths = tastes.weighted(taste.plays)
    usual = tastes.usual(strengths)
    found, _ = tastes.side_rows(taste, marks)
    if side <= 0 or not found.shape[1]:
        return strengths.tocsr(), usual
    return sp.vstack([strengths, side * usual * found.T]).tocsr(), usual
