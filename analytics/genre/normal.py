"""Normal scores: a column by the rank of its values, so that no unit and no outlier dominates."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from analytics.ragged import Floats

GRID = 256


def normal_scores(column: Floats) -> tuple[Floats, Floats]:
    """GRID values of a column (n,), ascending, and the normal score of each one's middle rank, cut at 3.

    Missing values are left out; a column without any value is all zeros.
    """
    filled = np.sort(column[~np.isnan(column)])
    if not len(filled):
        return np.zeros(GRID), np.zeros(GRID)
    values = np.quantile(filled, np.linspace(0, 1, GRID), method="nearest")
    below, upto = np.searchsorted(filled, values, "left"), np.searchsorted(filled, values, "right")
    return values, np.clip(ndtri((below + upto) / 2 / len(filled)), -3, 3)
