"""Popularity: how much a track may be heard, with how little of it is known from the track itself."""

from analytics.popularity.config import FEATURE_SETS, Config, Trees, suited
from analytics.popularity.model import Forecast, PopularityModel, fit, predict, quantiles
from analytics.popularity.reasons import contributions, reasons
from analytics.popularity.stored import pack, unpack

__all__ = [
    "FEATURE_SETS",
    "Config",
    "Forecast",
    "PopularityModel",
    "Trees",
    "contributions",
    "fit",
    "pack",
    "predict",
    "quantiles",
    "reasons",
    "suited",
    "unpack",
]
