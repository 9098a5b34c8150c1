"""80% intervals: quantiles of the hurdle as a mixture, conformalised on tracks that were set aside.

A track is at 0 with its chance of 0, and else at level + scale x error, where the scale is learned from the errors of
the tracks set aside and the error is drawn from theirs. The interval is the shortest that holds the stated share of that
mixture. It is then made wider or narrower by the one factor under which it holds that share of the tracks set aside
(conformalised quantile regression, Romano, Patterson and Candes 2019, with the correction in units of the track's own
scale), found apart for complete tracks and for tracks with some, many or most inputs missing. What is not known widens
the interval: that of a track with inputs missing is never narrower than is usual for complete ones. 0 is never left by an
interval that reaches it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import lightgbm as lgb
import numpy as np

from analytics.artefacts import Arrays
from analytics.popularity.config import Config
from analytics.popularity.parts import Matrix
from analytics.ragged import Bools, Floats, Ints

#: Upper ends of the share of missing inputs for which corrections are found apart.
MISSING = (0.0, 0.25, 0.5, 1.0)
#: Chance left below the interval: the shortest of these is taken.
BELOW = np.linspace(0, 1, 11)
ERRORS = 401
#: No scale below this many points: popularity is a whole number.
LEAST = 0.5
ROUNDS = 60


@dataclass(frozen=True)
class Spread:
    """What intervals are made of. booster: log of the scale ; errors (ERRORS,): quantiles of error in units of scale ;
    corrections: one for each of MISSING ; usual: mean width for complete tracks ; coverage: the stated share."""

    booster: lgb.Booster
    errors: Floats
    corrections: Floats
    usual: float
    coverage: float


def described(X: Matrix, zero: Floats, level: Floats) -> Matrix:
    """Columns from which the scale is told: all inputs, and what the hurdle answers."""
    return np.asarray(np.column_stack([X, zero, level]), dtype=np.float32)


def scales(spread: Spread, X: Matrix, zero: Floats, level: Floats, threads: int) -> Floats:
    """Typical size (n,) of the error of the level, in points."""
    raw = np.asarray(spread.booster.predict(described(X, zero, level), num_threads=threads), dtype=np.float64)
    return np.maximum(np.exp(raw), LEAST)


def quantile(spread: Spread, zero: Floats, level: Floats, scale: Floats, share: Floats | float) -> Floats:
    """The popularity (n,) that the mixture stays below with chance `share`, 0 to 100."""
    grid = np.linspace(0, 1, len(spread.errors))
    above = np.clip((share - zero) / np.maximum(1 - zero, 1e-9), 0, 1)
    up = np.maximum(level + scale * np.interp(above, grid, spread.errors), 1)
    return np.clip(np.where(share <= zero, 0.0, up), 0, 100)


def shortest(spread: Spread, zero: Floats, level: Floats, scale: Floats) -> tuple[Floats, Floats]:
    """(low, high), (n,) each: the shortest interval with the stated share of the mixture, before correction."""
    low, high = np.zeros(len(zero)), np.full(len(zero), np.inf)
    for part in BELOW:
        below = part * (1 - spread.coverage)
        a = quantile(spread, zero, level, scale, below)
        b = quantile(spread, zero, level, scale, below + spread.coverage)
        better = b - a < high - low
        low, high = np.where(better, a, low), np.where(better, b, high)
    return low, high


def missing_class(missing: Floats) -> Ints:
    """Which of MISSING a share (n,) of missing inputs falls in."""
    return np.searchsorted(np.array(MISSING) + 1e-9, missing).clip(0, len(MISSING) - 1).astype(np.int64)


def interval(spread: Spread, zero: Floats, level: Floats, scale: Floats, missing: Floats) -> tuple[Floats, Floats]:
    """(low, high), (n,) each, within 0 to 100. missing (n,): share of the inputs that is missing."""
    low, high = shortest(spread, zero, level, scale)
    low, high = corrected(low, high, scale * spread.corrections[missing_class(missing)])
    return at_least(low, high, np.where(missing > 0, spread.usual, 0.0))


def at_least(low: Floats, high: Floats, width: Floats) -> tuple[Floats, Floats]:
    """The interval made at least `width` (n,) wide, evenly, within 0 to 100."""
    more = np.maximum(width - (high - low), 0) / 2
    low, high = low - more, high + more
    below, above = np.maximum(-low, 0), np.maximum(high - 100, 0)
    return np.clip(low - above, 0, 100), np.clip(high + below, 0, 100)


def corrected(low: Floats, high: Floats, by: Floats) -> tuple[Floats, Floats]:
    """The interval moved out by `by` (n,) points on both sides; one that reaches 0 keeps it."""
    below = np.where(low > 0, low - by, 0.0)
    return np.clip(below, 0, 100), np.clip(np.maximum(high + by, below), 0, 100)


def _misfit(y: Floats, low: Floats, high: Floats, scale: Floats) -> Floats:
    """How far the interval would have to move out, in units of scale, to hold y."""
    return np.maximum(np.where(low > 0, low - y, -np.inf), y - high) / scale


def fit(
    X: Matrix,
    y: Floats,
    zero: Floats,
    level: Floats,
    missing: Floats,
    teach: Bools,
    config: Config,
) -> Spread:
    """Learn from tracks set aside: rows of X with their popularity y, several copies of a track with different inputs
    missing among them. Rows of `teach` (n,) give scale and errors, the others the corrections.
    """
    coverage, seed, threads = config.coverage, config.seed, config.threads
    up = (y > 0) & teach
    wrong = np.abs(y - level)[up]
    booster = _scale_booster(described(X, zero, level)[up], np.log(np.maximum(wrong, LEAST)), seed, threads)
    draft = Spread(booster, np.zeros(2), np.zeros(len(MISSING)), 0.0, coverage)
    scale = scales(draft, X, zero, level, threads)
    errors = np.quantile(((y - level) / scale)[up], np.linspace(0, 1, ERRORS)) if up.any() else np.zeros(2)
    draft = replace(draft, errors=errors)
    draft = replace(draft, corrections=_corrections(draft, y, zero, level, scale, missing, ~teach))
    low, high = interval(draft, zero, level, scale, missing)
    complete = missing == missing.min()
    return replace(draft, usual=float((high - low)[complete].mean()))


def _scale_booster(X: Matrix, target: Floats, seed: int, threads: int) -> lgb.Booster:
    params = {
        "objective": "regression",
        "num_leaves": 8,
        "learning_rate": 0.08,
        "min_data_in_leaf": 60,
        "lambda_l2": 20.0,
        "feature_fraction": 0.6,
        "seed": seed,
        "deterministic": True,
        "force_col_wise": True,
        "num_threads": threads,
        "verbosity": -1,
    }
    if not len(X):
        X, target = np.zeros((1, X.shape[1]), np.float32), np.zeros(1)
    booster = lgb.train(params, lgb.Dataset(X, target, params={"verbosity": -1}), ROUNDS)
    booster.free_dataset()
    return booster


def _corrections(
    draft: Spread, y: Floats, zero: Floats, level: Floats, scale: Floats, missing: Floats, used: Bools
) -> Floats:
    """One correction for each of MISSING, from the `used` rows: the finite-sample quantile of the misfit."""
    low, high = shortest(draft, zero, level, scale)
    misfit, kind = _misfit(y, low, high, scale), missing_class(missing)
    found = np.zeros(len(MISSING))
    for number in range(len(MISSING)):
        here = misfit[(kind == number) & used]
        if len(here):
            rank = min(1.0, np.ceil((len(here) + 1) * draft.coverage) / len(here))
            value = np.quantile(here, rank, method="higher")
            found[number] = value if np.isfinite(value) else 0.0
        elif number:
            found[number] = found[number - 1]
    return found


def pack(spread: Spread) -> tuple[str, Arrays]:
    """(booster text, arrays) that `unpack` takes."""
    arrays = {
        "errors": spread.errors,
        "corrections": spread.corrections,
        "numbers": np.array([spread.usual, spread.coverage]),
    }
    return spread.booster.model_to_string(), arrays


def unpack(text: str, arrays: Arrays) -> Spread:
    """The spread that `pack` stored. Raises KeyError and lightgbm's errors."""
    booster = lgb.Booster(model_str=text)
    usual, coverage = arrays["numbers"].tolist()
    return Spread(booster, arrays["errors"], arrays["corrections"], usual, coverage)
