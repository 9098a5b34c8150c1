"""How series over time move: slopes, changes of level, seasons, revivals and cycles, each against chance."""

from __future__ import annotations

from analytics.trends.changes import Change, changes
from analytics.trends.cycles import Cycle, Revival, cycle, revival
from analytics.trends.regular import LEAST, Regular, regular
from analytics.trends.seasons import Season, season
from analytics.trends.slopes import Slope, slope

__all__ = [
    "LEAST",
    "Change",
    "Cycle",
    "Regular",
    "Revival",
    "Season",
    "Slope",
    "changes",
    "cycle",
    "regular",
    "revival",
    "season",
    "slope",
]
