"""Figures: pure functions, frame -> go.Figure. An empty frame gives a figure that says so; each takes the theme."""

from dashboard.figures.base import empty, rows_height
from dashboard.figures.confusion import confusion
from dashboard.figures.histogram import histogram
from dashboard.figures.ranked import paired_dots, ranked_bars, ranked_dots
from dashboard.figures.track import feature_profile, popularity_history

__all__ = [
    "confusion",
    "empty",
    "feature_profile",
    "histogram",
    "paired_dots",
    "popularity_history",
    "ranked_bars",
    "ranked_dots",
    "rows_height",
]
