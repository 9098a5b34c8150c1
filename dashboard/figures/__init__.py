"""Figures: pure functions, frame -> go.Figure. An empty frame gives a figure that says so; each takes the theme."""

from dashboard.figures.base import empty, rows_height
from dashboard.figures.blueprint import blueprint_bands, waterfall
from dashboard.figures.calibration import calibration
from dashboard.figures.confusion import confusion
from dashboard.figures.drivers import beeswarm, dependence, stability_dots
from dashboard.figures.genres import drift_lines, overlap_map, score_dots
from dashboard.figures.histogram import histogram
from dashboard.figures.ranked import paired_dots, ranked_bars, ranked_dots
from dashboard.figures.timing import coming_weeks, effect_dots
from dashboard.figures.track import feature_profile, popularity_history

__all__ = [
    "beeswarm",
    "blueprint_bands",
    "calibration",
    "coming_weeks",
    "confusion",
    "dependence",
    "drift_lines",
    "effect_dots",
    "empty",
    "feature_profile",
    "histogram",
    "overlap_map",
    "paired_dots",
    "popularity_history",
    "ranked_bars",
    "ranked_dots",
    "rows_height",
    "score_dots",
    "stability_dots",
    "waterfall",
]
