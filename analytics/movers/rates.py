"""How often a threshold is passed by chance: alarms on shuffled copies of the same series."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from warehouse.queries.movers import WEEKS_A_MONTH

PER_1000 = 1.0
"""False alarms in 1,000 series-months that the default threshold may have."""
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


class Rates:
    """The false alarms of every kind of series, movement and threshold, as warehouse.queries.movers.rates gives them."""

    def __init__(self, frame: pd.DataFrame) -> None:
        alarms, months = frame["shuffled_alarms"].to_numpy(float), frame["shuffled_months"].to_numpy(float)
        with np.errstate(divide="ignore", invalid="ignore"):
            # One more than was seen: none in few months does not mean never.
            bound = np.where(months > 0, 1000 * (alarms + 1) / months, np.inf)
        self.frame = frame.assign(per_1000=bound)

    def defaults(self, per_1000: float = PER_1000) -> pd.DataFrame:
        """GROUP, threshold, per_1000, months, series: the lowest threshold from which on the rate holds; groups in which
        none does, for lack of history, are left out.
        """
        held = self.frame["per_1000"] <= per_1000
        # From the highest down, so that no higher threshold breaks what a lower one promises.
        order = self.frame.assign(held=held).sort_values([*GROUP, "threshold"], ascending=False)
        order = order[order.groupby(GROUP)["held"].cummin()]
        lowest = order.groupby(GROUP, as_index=False)["threshold"].min()
        return lowest.merge(self.frame, on=[*GROUP, "threshold"])

    def threshold(self, source: str, what: str, place: str, kind: str) -> float | None:
        """The default threshold of a group, None where there is too little history to promise one."""
        found = self._of(self.defaults(), source, what, place, kind)
        return float(found["threshold"].iloc[0]) if len(found) else None

    def per_month(self, source: str, what: str, place: str, kind: str, threshold: float) -> float | None:
        """False alarms a series-month at a threshold, None where nothing was measured. Between two thresholds that were
        tried, the lower one's count, which is no less.
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
