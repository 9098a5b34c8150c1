"""What segments, and the listeners of one genre, play more than others: ratios of mean shares with intervals.

Each listener counts as one. A ratio sets the mean share of a group against that of all listeners, which is taken as
known; its 95% interval is the t interval of the group's mean. Ratios are of shares that were drawn to the common mix.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]

LISTED = 6
FAN_TIMES, FAN_LEAST, FAN_SURE = 2.0, 0.05, 0.5
"""A listener of a genre plays it FAN_TIMES as much as listeners do, or for FAN_SURE of their plays; for FAN_LEAST always."""
TIMES = 1.25
"""Share of plays over share of the catalogue from which a genre is asked for more than there is of it."""


def ratios(values: Floats, inside: NDArray[np.bool_]) -> tuple[Floats, Floats, Floats]:
    """(ratio, low, high) of the mean of each column inside over the mean of all. values (U, C)."""
    own, whole = values[inside], np.maximum(values.mean(axis=0), 1e-12)
    n = len(own)
    half = (
        stats.t.ppf(0.975, max(n - 1, 1)) * own.std(axis=0, ddof=1) / np.sqrt(n)
        if n > 1
        else np.full(len(whole), np.nan)
    )
    mean = own.mean(axis=0)
    return mean / whole, (mean - half) / whole, (mean + half) / whole


def over_listened(
    mixed: Floats, inside: NDArray[np.bool_], names: Sequence[str], stock: Mapping[str, float]
) -> list[dict[str, Any]]:
    """Genres a group plays more than all do, beyond its interval, the largest difference of shares first.

    Each with times, low, high, share (of the group's plays), stock (share of the catalogue), demand (share over stock) and
    underserved: demand TIMES or more.
    """
    times, low, high = ratios(mixed, inside)
    mean = mixed[inside].mean(axis=0)
    order = np.argsort(-(mean - mixed.mean(axis=0)), kind="stable")
    rows = []
    for i in order[:LISTED]:
        if low[i] <= 1:
            continue
        there = stock.get(names[i], 0.0)
        demand = float(mean[i] / there) if there > 0 else float("nan")
        told = {"times": times[i], "low": low[i], "high": high[i], "share": mean[i], "stock": there, "demand": demand}
        rows.append({"genre": names[i], **{k: float(v) for k, v in told.items()}, "underserved": bool(demand >= TIMES)})
    return rows


def served(mixed: Floats, inside: NDArray[np.bool_], names: Sequence[str], stock: Mapping[str, float]) -> float:
    """Overlap of a group's mix with the catalogue's, 0 to 1: what of its plays the catalogue has as much of."""
    own = mixed[inside].mean(axis=0)
    return float(np.minimum(own, [stock.get(name, 0.0) for name in names]).sum())


def of_genre(raw: Floats, place: int, names: Sequence[str], least: int) -> dict[str, Any] | None:
    """Who plays a genre and what else they play: listeners, share, also (genre, times, low, high); None below `least`.

    raw (U, G): shares. What else is of the plays outside of the genre, in the group and among all.
    """
    own = raw[:, place]
    fans = own >= max(min(FAN_TIMES * own.mean(), FAN_SURE), FAN_LEAST)
    if fans.sum() < least:
        return None
    others = np.delete(raw, place, axis=1)
    rest = others / np.maximum(others.sum(axis=1, keepdims=True), 1e-12)
    has_rest = others.sum(axis=1) > 0
    times, low, high = ratios(rest[has_rest], fans[has_rest])
    named = [name for i, name in enumerate(names) if i != place]
    weight = rest[has_rest].mean(axis=0) * (times - 1)
    also = [i for i in np.argsort(-weight, kind="stable")[:LISTED] if low[i] > 1]
    told = [{"genre": named[i], "times": float(times[i]), "low": float(low[i]), "high": float(high[i])} for i in also]
    return {"listeners": int(fans.sum()), "share": float(own[fans].mean()), "also": told}
