"""Effect sizes whose intervals respect that tracks by one artist are alike: artists are drawn, not tracks.

Each effect is a function of sums over tracks. The sums are taken once for every artist; a draw of artists is then a
product of two matrices, so that hundreds of draws cost little (cluster bootstrap, Cameron, Gelbach and Miller 2008,
with Poisson counts, Chamandy et al. 2012). Ranks are those of all tracks, not of each draw.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.stats import rankdata

from analytics.ragged import Floats, Ints

#: Draws of artists, and how many are held in memory at a time.
DRAWS, AT_ONCE = 400, 50
#: Standard errors on either side of an estimate that hold 95% of a normal distribution.
NORMAL_95 = 1.96

#: Sums over the tracks of each artist: an array, or a sparse matrix where most are 0.
Sums = Any


@dataclass(frozen=True)
class Effect:
    """An estimate with its 95% interval over n tracks by so many main artists."""

    value: float
    low: float
    high: float
    n: int
    artists: int


def correlation(x: Floats, y: Floats, artists: Ints, groups: Ints | None = None, seed: int = 0) -> Effect:
    """Spearman's rank correlation of x and y (n,), -1 to 1. With `groups` (n,) the one within them: ranks are taken, and
    their mean removed, in each group apart. nan when either is constant."""
    rx, ry = (_ranks(v, groups) for v in (x, y))
    sums = _by_artist(np.column_stack([np.ones(len(x)), rx, ry, rx * rx, ry * ry, rx * ry]), artists)
    return _bootstrap(sums, _correlation, len(x), seed)


def _ranks(values: Floats, groups: Ints | None) -> Floats:
    """Ranks from -0.5 to 0.5 with mean 0, of all or group by group."""
    if groups is None:
        return rankdata(values) / len(values) - (len(values) + 1) / (2 * len(values))
    found = np.zeros(len(values))
    order = np.argsort(groups, kind="stable")
    for part in np.split(order, np.flatnonzero(np.diff(groups[order])) + 1):
        found[part] = _ranks(values[part], None)
    return found


def _correlation(total: Floats) -> Floats:
    n, sx, sy, sxx, syy, sxy = total.T
    vx, vy = sxx - sx * sx / n, syy - sy * sy / n
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(np.minimum(vx, vy) > 1e-9 * n, (sxy - sx * sy / n) / np.sqrt(vx * vy), np.nan)


def difference(x: Floats, later: Floats, artists: Ints, groups: Ints | None = None, seed: int = 0) -> Effect:
    """How much higher x (n,) is where `later` (n,) is 1 than where it is 0, in standard deviations within the two sides.

    With `groups` (n,) the difference within them, as a regression on `later` with one level a group gives it.
    """
    middle = np.zeros(len(x), dtype=np.int64) if groups is None else groups
    dx, dl = _centred(x, middle), _centred(later, middle)
    sums = _by_artist(np.column_stack([dx * dl, dl * dl, dx * dx]), artists)
    return _bootstrap(sums, lambda total: _difference(total, len(x)), len(x), seed)


def _difference(total: Floats, n: int) -> Floats:
    xl, ll, xx = total.T
    with np.errstate(invalid="ignore", divide="ignore"):
        slope = np.where(ll > 1e-9, xl / ll, np.nan)
        spread = np.sqrt(np.maximum(xx - slope * xl, 0) / n)
        return np.where(spread > 1e-12, slope / spread, np.nan)


def _centred(values: Floats, groups: Ints) -> Floats:
    counts = np.maximum(np.bincount(groups), 1)
    return values - (np.bincount(groups, weights=values) / counts)[groups]


def between(x: Floats, groups: Ints, artists: Ints, as_codes: bool = False, seed: int = 0) -> Effect:
    """Share of the variance of the ranks of x (n,) that lies between `groups` (n,), 0 to 1 (epsilon squared of Kruskal and
    Wallis). as_codes: x are codes without an order; then it is Cramér's V squared.

    Both are corrected for what chance alone gives, as if each artist were one observation: artists keep to a sound and
    to a genre, and would otherwise make any feature tell any genre.
    """
    clusters = len(np.unique(artists))
    if as_codes:
        return _bootstrap(*_crossed(x, groups, artists, clusters), len(x), seed)
    ranks, kinds = _ranks(x, None), int(groups.max()) + 1
    rows = np.unique(artists, return_inverse=True)[1]
    shape = (clusters, kinds)
    counts = sparse.csr_matrix((np.ones(len(x)), (rows, groups)), shape=shape)
    totals = sparse.csr_matrix((ranks, (rows, groups)), shape=shape)
    squares = sparse.csr_matrix(_by_artist(ranks[:, None] ** 2, artists))
    sums = sparse.hstack([counts, totals, squares]).tocsr()
    return _bootstrap(sums, lambda total: _epsilon(total, kinds, clusters), len(x), seed)


def _epsilon(total: Floats, kinds: int, clusters: int) -> Floats:
    counts, sums, squares = total[:, :kinds], total[:, kinds : 2 * kinds], total[:, -1]
    n = counts.sum(axis=1)
    middle = sums.sum(axis=1) ** 2 / n
    with np.errstate(invalid="ignore", divide="ignore"):
        inside = np.where(counts > 0, sums**2 / np.maximum(counts, 1e-12), 0).sum(axis=1) - middle
        share = np.where(squares - middle > 1e-9 * n, inside / (squares - middle), np.nan)
    present = (counts > 0).sum(axis=1)
    return 1 - (1 - share) * (clusters - 1) / np.maximum(clusters - present, 1)


def _crossed(x: Floats, groups: Ints, artists: Ints, clusters: int) -> tuple[Sums, Callable[[Floats], Floats]]:
    """Sums and function for Cramér's V squared, corrected as by Bergsma (2013) with artists for observations."""
    codes = np.unique(x, return_inverse=True)[1]
    kinds, values = int(groups.max()) + 1, int(codes.max()) + 1
    rows = np.unique(artists, return_inverse=True)[1]
    cells = groups * values + codes
    sums = sparse.csr_matrix((np.ones(len(x)), (rows, cells)), shape=(clusters, kinds * values))

    def cramer(total: Floats) -> Floats:
        table = total.reshape(-1, kinds, values)
        share = table / table.sum(axis=(1, 2), keepdims=True)
        r, c = share.sum(axis=2, keepdims=True), share.sum(axis=1, keepdims=True)
        expected = r * c
        phi = (np.where(expected > 0, (share - expected) ** 2 / np.maximum(expected, 1e-12), 0)).sum(axis=(1, 2))
        rows_there, columns_there = (r[:, :, 0] > 0).sum(axis=1), (c[:, 0] > 0).sum(axis=1)
        bias = (rows_there - 1) * (columns_there - 1) / (clusters - 1)
        most = np.minimum(rows_there - 1, columns_there - 1)
        return np.where(most > 0, (phi - bias) / np.maximum(most, 1), np.nan)

    return sums, cramer


def paired(y: Floats, marked: Floats, strata: Ints, artists: Ints, seed: int = 0) -> Effect:
    """How much higher y (n,) is where `marked` (n,) is 1, in y's own units, within `strata` (n,) only: each compares its own
    tracks. n counts the tracks of strata that have both kinds; nan without any."""
    dy, dm = _centred(y, strata), _centred(marked, strata)
    both = (np.bincount(strata, weights=dm * dm) > 1e-9)[strata]
    if not both.any():
        return Effect(np.nan, np.nan, np.nan, 0, 0)
    sums = _by_artist(np.column_stack([(dy * dm)[both], (dm * dm)[both]]), artists[both])
    return _bootstrap(sums, _slope, int(both.sum()), seed)


def _slope(total: Floats) -> Floats:
    above, below = total.T
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(below > 1e-9, above / below, np.nan)


def _by_artist(columns: Floats, artists: Ints) -> Floats:
    """Sums of columns (n, k) over the tracks of each artist."""
    codes = np.unique(artists, return_inverse=True)[1]
    return np.column_stack([np.bincount(codes, weights=column) for column in columns.T])


def _bootstrap(sums: Sums, measure: Callable[[Floats], Floats], n: int, seed: int) -> Effect:
    """The effect over all artists, and 1.96 standard errors over draws of artists on either side."""
    clusters = sums.shape[0]
    value = float(measure(np.asarray(sums.sum(axis=0)).reshape(1, -1))[0])
    if np.isnan(value):
        return Effect(value, np.nan, np.nan, n, clusters)
    # A power of two, so that tests on a few artists more or less share their draws.
    counts = _counts(1 << max(clusters - 1, 1).bit_length(), seed)[:, :clusters]
    drawn = [measure(np.asarray(counts[i : i + AT_ONCE].astype(np.float64) @ sums)) for i in range(0, DRAWS, AT_ONCE)]
    spread = NORMAL_95 * float(np.nanstd(np.concatenate(drawn)))
    return Effect(value, value - spread, value + spread, n, clusters)


@lru_cache(maxsize=2)
def _counts(clusters: int, seed: int) -> NDArray[np.uint8]:
    """How often each artist is in each draw (DRAWS, clusters)."""
    return np.random.default_rng(seed).poisson(1.0, (DRAWS, clusters)).astype(np.uint8)
