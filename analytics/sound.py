"""The space of sound: measured features on scales that can be compared, for groups and for the map.

A feature that is skewed becomes normal scores (the normal quantile of its mid-rank), so that one long tail does not make
the distances. One with two lumps at its ends (Sarle's coefficient, Ellison 1987) stays as it is: ranks would spread
each lump over half of the scale. Everything then has mean 0 and standard deviation 1, and what is missing stands at 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from analytics.ragged import Floats

Points = NDArray[np.float32]
#: From this skewness on a feature becomes normal scores, unless its bimodality says that it has two lumps.
SKEWED, TWO_LUMPS = 1.0, 0.85
#: Values kept of a feature's distribution: between two of them the scores are interpolated.
KNOTS = 400


@dataclass(frozen=True)
class SoundSpace:
    """Where tracks stand by sound. features: p names ; values, scores (p, k): ascending values and where they stand."""

    features: tuple[str, ...]
    ranked: tuple[bool, ...]
    values: Floats
    scores: Floats

    def place(self, X: Floats) -> Points:
        """Tracks (n, p), NaN where missing, as points (n, p)."""
        points = np.zeros(X.shape, np.float32)
        for i in range(X.shape[1]):
            known = ~np.isnan(X[:, i])
            points[known, i] = self._column(i, X[known, i])
        return points

    def _column(self, i: int, x: Floats) -> Floats:
        values, scores = self.values[i], self.scores[i]
        if self.ranked[i]:
            return np.interp(x, values, scores)
        slope = (scores[-1] - scores[0]) / (values[-1] - values[0])
        return scores[0] + (x - values[0]) * slope

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What is stored of it, as arrays; the names go into the settings."""
        return {"space_values": self.values, "space_scores": self.scores, "space_ranked": np.array(self.ranked)}

    @classmethod
    def of_arrays(cls, features: Sequence[str], arrays: Mapping[str, NDArray[Any]]) -> SoundSpace:
        """The inverse of `arrays`."""
        ranked = tuple(bool(flag) for flag in arrays["space_ranked"])
        return cls(tuple(features), ranked, arrays["space_values"], arrays["space_scores"])


def fit(X: Floats, features: Sequence[str]) -> SoundSpace:
    """The space of tracks (n, p), NaN where missing; every column needs two values that differ."""
    columns = [_fitted(column[~np.isnan(column)]) for column in X.T]
    return SoundSpace(
        tuple(features),
        tuple(ranked for ranked, _, _ in columns),
        np.stack([values for _, values, _ in columns]),
        np.stack([scores for _, _, scores in columns]),
    )


def _fitted(x: Floats) -> tuple[bool, Floats, Floats]:
    """Whether a column is ranked, KNOTS values of it and where they stand."""
    z = (x - x.mean()) / x.std()
    skew, tails = (z**3).mean(), (z**4).mean()
    if abs(skew) <= SKEWED or (skew**2 + 1) / tails >= TWO_LUMPS:
        ends = np.linspace(x.min(), x.max(), KNOTS)
        return False, ends, (ends - x.mean()) / x.std()
    values, counts = np.unique(x, return_counts=True)
    scores = ndtri((np.cumsum(counts) - counts / 2) / len(x))
    # Of many values those at even steps of rank; of few values all of them, and the last one again.
    rank = np.cumsum(counts) / len(x)
    steps = np.searchsorted(rank, np.linspace(0, 1, KNOTS - 2)).clip(0, len(values) - 1)
    kept = np.unique(np.concatenate([[0], steps, [len(values) - 1]]))
    chosen = np.concatenate([kept, np.full(KNOTS - len(kept), kept[-1])])
    mean = (scores * counts).sum() / len(x)
    spread = np.sqrt((counts * (scores - mean) ** 2).sum() / len(x))
    return True, values[chosen], (scores[chosen] - mean) / spread
