"""Pure metrics of forecasts: how near the expected value is, what the intervals hold, how the chance of 0 does."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.metrics import Interval, bootstrap
from analytics.ragged import Bools, Floats, Ints

#: Shares whose quantiles are judged by the pinball loss.
SHARES = (0.1, 0.5, 0.9)
NAMES = ("r2", "mae", "mse", "pinball_10", "pinball_50", "pinball_90", "coverage", "width", "auc", "brier")
#: The same in words, with what is better.
WORDS = {
    "r2": "share of the variance of popularity explained (R2); 1 is perfect, 0 is the mean",
    "mae": "mean absolute error, points",
    "mse": "mean squared error",
    "pinball_10": "pinball loss of the 10% quantile, points",
    "pinball_50": "pinball loss of the median, points",
    "pinball_90": "pinball loss of the 90% quantile, points",
    "coverage": "share of tracks inside the 80% interval",
    "width": "mean width of the interval, points",
    "auc": "chance that a track at 0 gets a higher chance of 0 than one that is not (area under the ROC curve)",
    "brier": "Brier score of the chance of 0: mean squared error of a probability",
}


@dataclass(frozen=True)
class Tested:
    """What was said of n tested rows and what was true: y, expected, zero (chance of 0), low, high (n,) ; quantiles
    (n, 3) at SHARES ; clusters (n,): rows that the bootstrap draws together."""

    y: Floats
    expected: Floats
    zero: Floats
    low: Floats
    high: Floats
    quantiles: Floats
    clusters: Ints

    def __len__(self) -> int:
        return len(self.y)

    def take(self, index: Ints) -> Tested:
        """The rows at `index`."""
        names = ("y", "expected", "zero", "low", "high", "quantiles", "clusters")
        return Tested(*(getattr(self, name)[index] for name in names))


def pooled(found: list[Tested]) -> Tested:
    """Results of several folds as one."""
    names = ("y", "expected", "zero", "low", "high", "quantiles", "clusters")
    return Tested(*(np.concatenate([getattr(one, name) for one in found]) for name in names))


def summary(result: Tested, weight: Floats | None = None) -> dict[str, float]:
    """Every metric of NAMES; R2 is NaN where popularity is constant, AUC and Brier where all or none are at 0."""
    weight = np.ones(len(result)) if weight is None else weight
    weight = weight / weight.sum()
    y, wrong = result.y, result.y - result.expected
    squared = float(weight @ wrong**2)
    variance = float(weight @ (y - weight @ y) ** 2)
    at_zero = y == 0
    return {
        "r2": 1 - squared / variance if variance > 0 else np.nan,
        "mae": float(weight @ np.abs(wrong)),
        "mse": squared,
        **{f"pinball_{share:.0%}"[:-1]: _pinball(result, i, share, weight) for i, share in enumerate(SHARES)},
        "coverage": float(weight @ ((y >= result.low) & (y <= result.high))),
        "width": float(weight @ (result.high - result.low)),
        "auc": auc(result.zero, at_zero, weight),
        "brier": float(weight @ (result.zero - at_zero) ** 2) if at_zero.any() else np.nan,
    }


def _pinball(result: Tested, place: int, share: float, weight: Floats) -> float:
    wrong = result.y - result.quantiles[:, place]
    return float(weight @ np.maximum(share * wrong, (share - 1) * wrong))


def auc(score: Floats, positive: Bools, weight: Floats) -> float:
    """Area under the ROC curve, ties counted half; NaN without rows of either kind."""
    values, place = np.unique(score, return_inverse=True)
    hits = np.bincount(place, weight * positive, len(values))
    misses = np.bincount(place, weight * ~positive, len(values))
    if hits.sum() <= 0 or misses.sum() <= 0:
        return np.nan
    below = np.cumsum(misses) - misses / 2
    return float(hits @ below / (hits.sum() * misses.sum()))


def intervals(result: Tested, draws: int = 200, seed: int = 0) -> dict[str, Interval]:
    """`summary` with 95% percentile bootstrap intervals over clusters (Efron 1979); what is not defined is left out."""
    _, place = np.unique(result.clusters, return_inverse=True)
    values = bootstrap(lambda weight: summary(result, weight), place, draws, seed)
    found = {}
    for name, value in summary(result).items():
        drawn = np.array([draw[name] for draw in values])
        drawn = drawn[~np.isnan(drawn)]
        if not np.isnan(value) and len(drawn):
            found[name] = Interval(value, *np.quantile(drawn, [0.025, 0.975]).tolist())
    return found


def coverage_by(result: Tested, group: Ints, names: list[str]) -> list[dict[str, float | int | str]]:
    """For each group with rows: n, share inside the interval, mean width, mean popularity and mean expected."""
    inside = (result.y >= result.low) & (result.y <= result.high)
    n = np.bincount(group, minlength=len(names))
    columns = (inside, result.high - result.low, result.y, result.expected)
    means = [np.bincount(group, values, len(names)) / np.maximum(n, 1) for values in columns]
    keys = ("coverage", "width", "popularity", "expected")
    return [
        {"group": names[i], "n": int(n[i]), **{key: float(mean[i]) for key, mean in zip(keys, means, strict=True)}}
        for i in np.flatnonzero(n).tolist()
    ]


def calibration(result: Tested, bins: int = 10) -> list[dict[str, float]]:
    """Bins of the chance of 0 that hold rows: low, high, n, mean chance, share truly at 0."""
    place = np.clip((result.zero * bins).astype(np.int64), 0, bins - 1)
    n = np.bincount(place, minlength=bins)
    chance, truth = (np.bincount(place, values, bins) for values in (result.zero, result.y == 0))
    return [
        {
            "low": i / bins,
            "high": (i + 1) / bins,
            "n": int(n[i]),
            "chance": chance[i] / n[i],
            "at_zero": truth[i] / n[i],
        }
        for i in np.flatnonzero(n).tolist()
    ]
