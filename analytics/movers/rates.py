"""How often a threshold is passed by chance: alarms on shuffled copies of the same series."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from warehouse.queries.movers import WEEKS_A_MONTH

PER_1000 = 1.0
"""False alarms in 1,000 series-months that the default threshold may have."""
DOUBT = 0.05
"""The chance that the default threshold of any kind at all has more."""
GROUP = ["source", "what", "place", "kind"]


@dataclass(frozen=True)
class Rarity:
    """One series-week in so many departs as far, on shuffled data. at_most: it never did there, so it is rarer than that."""

    weeks: float
    at_most: bool = False

    @property
    def words(self) -> str:
        """'1 week in 400' or 'rarer than 1 week in 12,000'; two figures are all such a count supports."""
        size = 10 ** max(0, int(np.floor(np.log10(max(self.weeks, 1)))) - 1)
        return f"{'rarer than ' if self.at_most else ''}1 week in {round(self.weeks / size) * size:,}"


def most_alarms(alarms: pd.Series, squares: pd.Series, doubt: float) -> np.ndarray:
    """Upper bounds of the expected number of alarms where so many were counted, each exceeded with the chance `doubt`.

    Of Poisson counts (Garwood 1936), stretched by how far alarms come in clusters: squares are those of the alarms of each
    series, added up. None counted in few months does not mean never: the bound is then -log(doubt).
    """
    counted = alarms.to_numpy(float)
    clusters = np.divide(squares.to_numpy(float), counted, out=np.ones(len(counted)), where=counted > 0)
    return np.asarray(clusters * stats.chi2.isf(doubt, 2 * (counted / clusters + 1)) / 2)


class Rates:
    """The false alarms of every kind of series, movement and threshold, as warehouse.queries.movers.rates gives them.

    frame: those and per_1000, what the false alarms in 1,000 series-months are at most; all kinds together are wrong about
    that with the chance DOUBT (Bonferroni).
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        months = frame["shuffled_months"].to_numpy(float)
        kinds = max(1, frame[GROUP].drop_duplicates().shape[0])
        most = most_alarms(frame["shuffled_alarms"], frame["shuffled_squares"], DOUBT / kinds)
        with np.errstate(divide="ignore", invalid="ignore"):
            bound = np.where(months > 0, 1000 * most / months, np.inf)
        self.frame = frame.assign(per_1000=bound)

    def defaults(self, per_1000: float = PER_1000) -> pd.DataFrame:
        """GROUP, threshold, per_1000, months, series: the lowest threshold from which on the rate holds; groups in which
        none does, for lack of history, are left out.
        """
        held = self.frame["per_1000"] <= per_1000
        # From the highest down to the first that fails: tests in a fixed order need no correction for their number
        # (Maurer, Hothorn and Lehmacher 1995), where the lowest of all that hold would be a lucky one.
        order = self.frame.assign(held=held).sort_values([*GROUP, "threshold"], ascending=False)
        order = order[order.groupby(GROUP)["held"].cummin()]
        lowest = order.groupby(GROUP, as_index=False)["threshold"].min()
        return lowest.merge(self.frame, on=[*GROUP, "threshold"])

    def threshold(self, source: str, what: str, place: str, kind: str) -> float | None:
        """The default threshold of a group, None where there is too little history to promise one."""
        found = self._of(self.defaults(), source, what, place, kind)
        return float(found["threshold"].iloc[0]) if len(found) else None

    def per_month(self, source: str, what: str, place: str, kind: str, threshold: float) -> float | None:
        """False alarms a series-month at a threshold, at most; None where nothing was measured. Between two thresholds that
        were tried, the lower one's count, which is no less.
        """
        found = self._of(self.frame, source, what, place, kind)
        tried = found[(found["threshold"] <= threshold) & np.isfinite(found["per_1000"])]
        return float(tried["per_1000"].iloc[-1]) / 1000 if len(tried) else None

    def rarity(self, source: str, what: str, place: str, kind: str, z: float) -> Rarity | None:
        """How rare a departure of `z` spreads is on shuffled data; None below the lowest threshold tried."""
        found = self._of(self.frame, source, what, place, kind)
        tried = found[(found["threshold"] <= abs(z)) & (found["shuffled_months"] > 0)]
        if tried.empty:
            return None
        row = tried.iloc[-1]
        return Rarity(
            row["shuffled_months"] * WEEKS_A_MONTH / max(row["shuffled_alarms"], 1), row["shuffled_alarms"] == 0
        )

    @staticmethod
    def _of(frame: pd.DataFrame, source: str, what: str, place: str, kind: str) -> pd.DataFrame:
        asked = {"source": source, "what": what, "place": place, "kind": kind}
        keep = np.logical_and.reduce([frame[name].to_numpy() == value for name, value in asked.items()])
        return frame[keep]
