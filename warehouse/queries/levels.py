"""Quantiles of popularities that are counted by level, 0 to 100: exact, and as fast for millions as for a dozen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

LEVELS = 101
QUARTERS = (0.25, 0.5, 0.75)


def counted(levels: pd.Series, n: pd.Series) -> NDArray[np.int64]:
    """(101,): how many are at each level, from pairs of a level and a number; a missing level is not counted."""
    known = levels.notna().to_numpy()
    return np.bincount(levels[known].astype("int64"), n[known], minlength=LEVELS).astype(np.int64)


def quantiles(counts: NDArray[np.int64], shares: Sequence[float] = QUARTERS) -> NDArray[np.float64]:
    """(..., shares): quantiles of what is counted in the last axis (..., 101), interpolated between neighbours as DuckDB's
    quantile_cont does; NaN where nothing is counted."""
    reached = np.cumsum(counts, axis=-1)
    total = reached[..., -1:]
    place = np.array(shares) * np.maximum(total - 1, 0)
    low = _at(reached, np.floor(place))
    high = _at(reached, np.minimum(np.floor(place) + 1, np.maximum(total - 1, 0)))
    return np.where(total > 0, low + (high - low) * (place - np.floor(place)), np.nan)


def _at(reached: NDArray[np.int64], ranks: NDArray[np.float64]) -> NDArray[np.int64]:
    """The level of each rank from 0 on: the first level up to which more than so many are counted."""
    return (reached[..., None, :] > ranks[..., None]).argmax(axis=-1)
