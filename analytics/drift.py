"""How the sound of genres moves from one release period to the next, in what survives in this catalogue.

A feature of a genre is compared between its first and its last period with enough recordings: the difference of the
means with Welch's standard error. Many features are looked at in one genre, so the interval is made wider until all of
them hold together at 95% (Bonferroni), and the strongest of them can be named. What moved beyond its interval is an
association with release date, nothing more: old recordings that are still in a catalogue are not a sample of their time.
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pandas as pd

#: Recordings that a period needs to count.
LEAST = 30
LEVEL = 0.95
CHANGES = ("genre", "feature", "first", "last", "n_first", "n_last", "change", "low", "high", "strength")


def shown(periods: pd.DataFrame, least: int = LEAST) -> pd.DataFrame:
    """Periods that have enough recordings, with the 95% interval of each mean: the columns given, low, high.

    periods: genre, period, feature, n, mean, spread, as warehouse.queries.genre_work.periods gives them.
    """
    kept = periods[(periods["n"] >= least) & (periods["spread"] > 0)].reset_index(drop=True)
    reach = _width(1) * kept["spread"] / np.sqrt(kept["n"])
    return kept.assign(low=kept["mean"] - reach, high=kept["mean"] + reach)


def changes(periods: pd.DataFrame, least: int = LEAST) -> pd.DataFrame:
    """CHANGES, one row a genre and feature: from the first period that counts to the last, strongest first.

    change, low, high: in the feature's unit, the interval simultaneous over the features of a genre ; strength: the
    change in standard deviations of the feature within the genre. A genre with one period has no row.
    """
    key = ["genre", "feature"]
    kept = shown(periods[periods["genre"].notna()], least).sort_values([*key, "period"])
    # The rows of a, b and sums are those of the same genres and features, in the same order.
    a, b = (kept.drop_duplicates(key, keep=end).reset_index(drop=True) for end in ("first", "last"))
    # The spread within periods, each counting as many recordings as it has.
    squares = kept.assign(squares=kept["n"] * kept["spread"] ** 2)
    sums = squares.groupby(key, sort=False)[["squares", "n"]].sum().reset_index(drop=True)
    told = {
        **{name: a[name] for name in key},
        "first": a["period"], "last": b["period"], "n_first": a["n"], "n_last": b["n"], "change": b["mean"] - a["mean"],
        "error": np.sqrt(a["spread"] ** 2 / a["n"] + b["spread"] ** 2 / b["n"]),
        "spread": np.sqrt(sums["squares"] / sums["n"]),
    }  # fmt: skip
    found = pd.DataFrame(told)[a["period"] < b["period"]].reset_index(drop=True)
    width = _width(found.groupby("genre")["feature"].transform("size").to_numpy())
    found["low"], found["high"] = found["change"] - width * found["error"], found["change"] + width * found["error"]
    found["strength"] = found["change"] / found["spread"]
    order = found["strength"].abs().sort_values(ascending=False, kind="stable").index
    return found.loc[order, list(CHANGES)].reset_index(drop=True)


def _width(comparisons: int | np.ndarray) -> np.ndarray:
    """Half width of an interval in standard errors, when so many hold together."""
    tail = (1 - LEVEL) / 2 / np.asarray(comparisons, dtype=float)
    return np.vectorize(lambda p: NormalDist().inv_cdf(1 - p), otypes=[float])(tail)


def moved(found: pd.DataFrame) -> pd.DataFrame:
    """The rows of `changes` whose interval leaves out zero."""
    return found[(found["low"] > 0) | (found["high"] < 0)]
