"""Which features move, by their series: Kendall's tau of the latest whole periods, held together over the features."""

from __future__ import annotations

import pandas as pd
from scipy.stats import kendalltau

LATEST, LEAST, CHANCE = 10, 6, 0.05
"""Periods that are looked at, fewest of them, and the chance over all features together (Bonferroni)."""


def directions(points: pd.DataFrame) -> dict[str, int]:
    """what -> 1 rises, -1 falls, of the features that move beyond luck. points: what, period, value, thin."""
    kept = points[~points["thin"].astype(bool)].dropna(subset=["value"]).sort_values("period")
    series = {str(name): part["value"].tail(LATEST).to_numpy() for name, part in kept.groupby("what")}
    long = {name: values for name, values in series.items() if len(values) >= LEAST}
    found = {}
    for name, values in long.items():
        tau, chance = kendalltau(range(len(values)), values)
        if chance == chance and chance < CHANCE / len(long):
            found[name] = 1 if tau > 0 else -1
    return found
