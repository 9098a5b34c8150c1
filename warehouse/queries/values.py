"""The values of a numeric column among the tracks that a filter keeps: how they spread.

They are counted by value, in one look at the column, and bins and quantiles are worked out of the counts: of millions of
tracks there are a thousand different values of a feature, and quantiles of all rows cost four times as much each. Where nearly
every track has a value of its own, which some tell, counting costs more than sorting, and all are fetched.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from warehouse.connect import View
from warehouse.errors import FilterError
from warehouse.features import Feature, numeric
from warehouse.filter_fields import unknown
from warehouse.filters import TrackFilter
from warehouse.queries.fixed import sql

OPEN_ENDED = 100  # a range wider than this (lengths, years, tempo, loudness) is drawn where the values are
ENDS = (0.005, 0.995)
QUARTERS = (0.25, 0.5, 0.75)
MOSTLY = 0.975
"""Of the values of some tracks, the share of different ones above which all values are fetched: as of 400,000 different ones."""


@dataclass(frozen=True)
class Values:
    """x: (values,) the values of a column, ascending ; n: (values,) tracks of each ; tracks: with those without."""

    about: Feature
    x: NDArray[np.float64]
    n: NDArray[np.int64]
    tracks: int

    def quantiles(self, shares: Sequence[float]) -> list[float | None]:
        """Interpolated between neighbours, as DuckDB's quantile_cont does; None where there are no values."""
        if not len(self.x):
            return [None] * len(shares)
        reached = np.cumsum(self.n)
        place = np.array(shares) * (reached[-1] - 1)
        below = np.floor(place)
        low, high = (self.x[np.searchsorted(reached, rank, side="right")] for rank in (below, np.ceil(place)))
        return [float(found) for found in low + (high - low) * (place - below)]

    def quartiles(self) -> dict[str, Any]:
        """n (tracks with a value), tracks, q1, median, q3."""
        q1, median, q3 = self.quantiles(QUARTERS)
        return {"n": int(self.n.sum()), "tracks": self.tracks, "q1": q1, "median": median, "q3": q3}

    def histogram(self, bins: int = 20) -> pd.DataFrame:
        """low, high, n, beyond of about `bins` bins of equal width, empty ones included.

        A bin holds low <= value < high, the last one its high too. Features with a short range (0 to 1, 0 to 100) are cut
        over that range; the others from their 0.5% to their 99.5% quantile, and what lies beyond is in the end bins, with
        its number in `beyond`. Whole numbers get bins of whole width. No row when no track has a value. Raises FilterError.
        """
        if (span := self._span()) is None:
            empty = pd.Series(dtype="int64")
            return pd.DataFrame({"low": [], "high": [], "n": empty, "beyond": empty})
        low, high = span
        width, number = _widths(low, high, bins, self.about.kind == "integer")
        # The small addition keeps a value that equals an edge in the bin that starts there, whatever the division rounds to.
        places = np.clip(np.floor((self.x - low) / width + 1e-9), 0, number - 1).astype(np.int64)
        beyond = (self.x < low) | (self.x > high)
        lows = [low + i * width for i in range(number)]
        counts = {
            name: np.bincount(places[kept], self.n[kept], minlength=number).astype(np.int64)
            for name, kept in (("n", np.full(len(self.x), True)), ("beyond", beyond))
        }
        return pd.DataFrame({"low": lows, "high": [*lows[1:], low + number * width], **counts})

    def _span(self) -> tuple[float, float] | None:
        """Where the bins begin and end; None when no track has a value."""
        low, high = self.quantiles(ENDS)
        if low is None or high is None:
            return None
        if is_short(self.about) and self.about.low is not None and self.about.high is not None:
            return float(self.about.low), float(self.about.high)
        return (math.floor(low), math.ceil(high)) if self.about.kind == "integer" else (low, high)


def counted(view: View, flt: TrackFilter, feature: str) -> Values:
    """The values of a numeric column among the tracks that a filter keeps. Raises FilterError."""
    known = {f.name: f for f in numeric()}
    if feature not in known:
        raise unknown("numeric column", feature, known)
    where, params = flt.where()
    column = f't."{feature}"'
    some, different = view.rows(sql("track_values_some", x=column))[0]
    if different > MOSTLY * some:
        found = view.arrow(sql("track_values_each", where=where, x=column), params)["value"]
        x = np.sort(found.drop_null().to_numpy().astype(np.float64))
        return Values(known[feature], x, np.ones(len(x), dtype=np.int64), len(found))
    counts = view.arrow(sql("track_values", where=where, x=column), params)
    n, has = counts["n"].to_numpy(), counts["value"].is_valid().to_numpy()
    x = counts["value"].to_numpy()[has]
    order = np.argsort(x)
    return Values(known[feature], x[order].astype(np.float64), n[has][order], int(n.sum()))


def histogram(view: View, flt: TrackFilter, feature: str, bins: int = 20) -> pd.DataFrame:
    """Bins of the values of a column: see Values.histogram. Raises FilterError."""
    return counted(view, flt, feature).histogram(bins)


def is_short(about: Feature) -> bool:
    """Whether the valid range of a column is drawn whole."""
    return about.low is not None and about.high is not None and about.low >= 0 and about.high - about.low <= OPEN_ENDED


def _widths(low: float, high: float, bins: int, whole: bool) -> tuple[float, int]:
    """(width, number) of bins; one bin where all values are the same."""
    if bins < 1:
        raise FilterError(f"A histogram needs at least one bin, not {bins}.", "Ask for 1 bin or more.")
    if whole:
        width = max(1, round((high - low + 1) / bins))
        return float(width), max(1, math.ceil((high - low + 1) / width))
    return ((high - low) / bins, bins) if high > low else (1.0, 1)
