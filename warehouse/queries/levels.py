"""Quantiles of popularities that are counted by level, 0 to 100: exact, and as fast for millions as for a dozen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

LEVELS = 101
QUARTERS = (0.25, 0.5, 0.75)


@dataclass(frozen=True)
class Counted:
    """Tracks, recordings, artists, and genres of a vocabulary, of some tracks ; at (101,): recordings at each popularity."""

    tracks: int
    recordings: int
    artists: int
    genres: int
    vocabulary: str | None
    at: NDArray[np.int64]

    @classmethod
    def of(cls, found: pd.DataFrame, vocabulary: str | None) -> Counted:
        """From rows of popularity, tracks, recordings, and on each row the same artists and genres; no row, nothing."""
        whole = {name: 0 if found.empty else int(found[name].iloc[0]) for name in ("artists", "genres")}
        counts = {name: int(found[name].sum()) for name in ("tracks", "recordings")}
        return cls(**counts, **whole, vocabulary=vocabulary, at=counted(found["popularity"], found["recordings"]))

    def figures(self, threshold: float) -> dict[str, Any]:
        """What `tracks.summary` says, for hits from `threshold` on; NaN where nothing is measured."""
        measured, hits = int(self.at.sum()), int(self.at[max(0, math.ceil(threshold)) :].sum())
        q1, median, q3 = quantiles(self.at).tolist()
        return {
            "tracks": self.tracks, "recordings": self.recordings, "merged_repeats": self.tracks - self.recordings,
            "artists": self.artists, "genres": self.genres, "vocabulary": self.vocabulary, "measured": measured,
            "q1_popularity": q1, "median_popularity": median, "q3_popularity": q3,
            "hits": hits, "hit_share": hits / measured if measured else math.nan, "zero_popularity": int(self.at[0]),
        }  # fmt: skip


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


def ranked(counts: pd.DataFrame, names: list[str], limit: int, least: int) -> pd.DataFrame:
    """names, n, q1, median, q3 of groups of at least so many, the highest median first; counts: names, popularity, n."""
    groups = counts.groupby(names, sort=True, as_index=False)["n"].sum()
    numbers = counts.groupby(names, sort=True).ngroup().to_numpy()
    known = counts["popularity"].notna().to_numpy()
    at = np.zeros((len(groups), LEVELS), dtype=np.int64)
    np.add.at(at, (numbers[known], counts["popularity"][known].astype("int64")), counts["n"][known])
    groups[["q1", "median", "q3"]] = quantiles(at)
    order = groups[groups["n"] >= least].sort_values(
        ["median", "n", *names], ascending=[False, False, *[True] * len(names)], na_position="last"
    )
    return order.head(limit).reset_index(drop=True)
