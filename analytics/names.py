"""Names of the models, where nothing else is needed: importing a model takes seconds."""

from __future__ import annotations

#: What is trained when nothing is named, cheapest first.
USUAL = ("popularity", "genre", "drivers", "clusters", "map")
#: Trained after them by `run`, where a series over time has so many points.
FORECASTS, FORECAST_POINTS = "forecasts", 16
