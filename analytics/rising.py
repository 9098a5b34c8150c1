"""Rising artists: the change of an artist against artists of its own size.

- Counts (plays, places in a chart): change is the log ratio of two windows of equal length, half a count added to each.
  Its interval is that of a quasi-Poisson ratio (McCullagh and Nelder 1989, ch. 6): sqrt(D (1/before + 1/after)), where the
  dispersion D is the robust one of all artists, the median of squared Pearson residuals over that of chi-squared.
- Popularity snapshots: change is the mean over recordings, in points, with its t interval.
- Of the same size: artists in the order of size, in groups of PEERS or more; usual is the median change of the group, z
  the difference from it over the root of two squares: the robust standard deviation of the group (1.4826 times the median
  absolute deviation) and the standard error of the artist's own change, so that one recording does not make a riser.
- Beyond luck: as `analytics.gems.false_share` judges it, by how many artists stand as far the other way.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from analytics.gems import FALSE, false_share

Floats = NDArray[np.float64]

PEERS, GROUPS = 50, 20
LEAST_COUNT = 20
"""Plays in both windows together that an artist needs; a change of less is chance. Places in a chart: LEAST_PLACES."""
LEAST_PLACES, LEAST_RECORDINGS, LEAST_ARTISTS = 8, 3, 30


def of_counts(frame: pd.DataFrame, least: int = LEAST_COUNT) -> pd.DataFrame:
    """With size, change, low, high (95%), for artists with `least` or more. frame: before, after."""
    kept = frame[frame["before"] + frame["after"] >= least].reset_index(drop=True)
    before, after = (kept[name].to_numpy(np.float64) + 0.5 for name in ("before", "after"))
    change = np.log(after / before)
    half = 1.96 * np.sqrt(_dispersion(before, after) * (1 / before + 1 / after))
    return kept.assign(size=kept["before"] + kept["after"], change=change, low=change - half, high=change + half)


def _dispersion(before: Floats, after: Floats) -> float:
    """How much wider than Poisson counts scatter, 1 at least; changes common to all artists are taken out first."""
    if len(before) < LEAST_ARTISTS:
        return 1.0
    share = after.sum() / (before + after).sum()
    expected = (before + after) * share
    squared = (after - expected) ** 2 / (expected * (1 - share))
    return max(1.0, float(np.median(squared) / stats.chi2.median(1)))


def of_points(frame: pd.DataFrame) -> pd.DataFrame:
    """With size, low, high (95%), for artists with LEAST_RECORDINGS. frame: before, change (means), spread, n (recordings)."""
    frame = frame[frame["n"] >= LEAST_RECORDINGS].reset_index(drop=True)
    n = frame["n"].to_numpy(np.float64)
    half = stats.t.ppf(0.975, n - 1) * frame["spread"].to_numpy(np.float64) / np.sqrt(n)
    return frame.assign(size=frame["before"], low=frame["change"] - half, high=frame["change"] + half)


def against_peers(frame: pd.DataFrame, whole: float = 0.0) -> pd.DataFrame:
    """With usual, peers, z and sure (0 to 1) of rows that have size, change, low and high; the largest z first.

    whole: least spread, for changes that come in whole points. z is missing for all when there are fewer than
    LEAST_ARTISTS artists. sure: 1 less the share of false finds among those that rise, or fall, as far.
    """
    placed = frame.sort_values(["size", "artist_id"], kind="stable").reset_index(drop=True)
    count = len(placed)
    if count < LEAST_ARTISTS:
        return placed.assign(usual=np.nan, peers=count, z=np.nan, sure=0.0)
    groups = min(GROUPS, max(1, count // PEERS))
    group = pd.Series(np.arange(count) * groups // count)
    change = placed["change"]
    usual = change.groupby(group).transform("median")
    spread = 1.4826 * (change - usual).abs().groupby(group).transform("median")
    # Where most of a group did not move at all, its spread says nothing: that of all artists stands in.
    least = max(whole, 1.4826 * float((change - usual).abs().median()) / 4, 1e-9)
    error = ((placed["high"] - placed["low"]) / 3.92).fillna(0.0)
    wide = np.hypot(spread.clip(lower=least).to_numpy(np.float64), error.to_numpy(np.float64))
    z: Floats = (change - usual).to_numpy(np.float64) / wide
    sure = np.where(z > 0, 1 - false_share(z), 1 - false_share(-z))
    made = placed.assign(usual=usual, peers=group.map(group.value_counts()), z=z, sure=sure)
    return made.sort_values(["z", "artist_id"], ascending=[False, True]).reset_index(drop=True)


def is_found(rows: pd.DataFrame) -> pd.Series:
    """Which of the rows of `against_peers` stand beyond luck."""
    return rows["sure"] >= 1 - FALSE
