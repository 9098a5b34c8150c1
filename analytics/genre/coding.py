"""Columns of sound as a network takes them.

Each column becomes its normal score, its plain standard score and its place in PIECES quantile bins, piecewise linear
(Gorishniy et al. 2022, "On embeddings for numerical features"), so that a network of two layers can bend where trees
would cut. The key is twelve columns. All are centred on the training tracks: a missing value is 0 everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.artefacts import Arrays
from analytics.genre.normal import GRID, normal_scores
from analytics.ragged import Floats, Ints

Floats32 = NDArray[np.float32]
PIECES = 16
KEYS = 12
#: Plain standard scores beyond this are cut.
FAR = 4.0


@dataclass(frozen=True)
class Coding:
    """grid, scores (p, GRID): values of each column and their normal scores ; edges (p, PIECES + 1): quantiles, a
    repeated one gives no piece ; middle, spread (p,) ; categorical: positions of columns that are twelve ;
    centre (d,): mean code of the training tracks ; owner (d,): the column each code came from."""

    grid: Floats
    scores: Floats
    edges: Floats
    middle: Floats
    spread: Floats
    categorical: Ints
    centre: Floats
    owner: Ints


def fit(X: Floats, categorical: list[int]) -> Coding:
    """From the columns X (n, p) of the training tracks, NaN where missing."""
    grids = [normal_scores(column) for column in X.T]
    filled = [column[~np.isnan(column)] for column in X.T]
    steps = np.linspace(0, 1, PIECES + 1)
    edges = np.stack([np.quantile(c, steps) if len(c) else np.zeros(PIECES + 1) for c in filled])
    rule = Coding(
        np.stack([g[0] for g in grids]) if grids else np.empty((0, GRID)),
        np.stack([g[1] for g in grids]) if grids else np.empty((0, GRID)),
        edges,
        np.array([c.mean() if len(c) else 0.0 for c in filled]),
        np.array([c.std() or 1.0 if len(c) else 1.0 for c in filled]),
        np.array(categorical, np.int64),
        np.zeros(1),
        np.empty(0, np.int64),
    )
    parts = _parts(rule, X)
    owner = np.repeat(np.arange(len(parts)), [part.shape[1] for part in parts])
    centre = np.concatenate([np.nan_to_num(_means(part)) for part in parts])
    return replace(rule, owner=owner.astype(np.int64), centre=centre)


def _means(part: Floats) -> Floats:
    known = ~np.isnan(part)
    return np.asarray(np.where(known, part, 0).sum(axis=0) / np.maximum(1, known.sum(axis=0)))


def encode(rule: Coding, X: Floats) -> Floats32:
    """X (n, p) as codes (n, d); 0 where missing."""
    codes = np.concatenate(_parts(rule, X), axis=1) - rule.centre
    return np.nan_to_num(codes).astype(np.float32)


def _parts(rule: Coding, X: Floats) -> list[Floats]:
    """The codes of each column, NaN where it is missing."""
    return [_circle(c) if i in rule.categorical else _numeric(rule, i, c) for i, c in enumerate(X.T)]


def _circle(column: Floats) -> Floats:
    found = (column[:, None] == np.arange(KEYS)).astype(float)
    found[np.isnan(column)] = np.nan
    return found


def _numeric(rule: Coding, i: int, column: Floats) -> Floats:
    score = np.interp(column, rule.grid[i], rule.scores[i])
    plain = np.clip((column - rule.middle[i]) / rule.spread[i], -FAR, FAR)
    low, high = rule.edges[i, :-1], rule.edges[i, 1:]
    real = high > low
    pieces = np.clip((column[:, None] - low[real]) / (high - low)[real], 0, 1)
    return np.column_stack([np.where(np.isnan(column), np.nan, score), plain, pieces])


NAMES = ("grid", "scores", "edges", "middle", "spread", "categorical", "centre", "owner")


def pack(rule: Coding) -> Arrays:
    """Plain arrays to store."""
    return {f"coding_{name}": getattr(rule, name) for name in NAMES}


def unpack(arrays: Mapping[str, Any]) -> Coding:
    """A coding from stored arrays. Raises KeyError when one is missing."""
    return Coding(*(arrays[f"coding_{name}"] for name in NAMES))
