"""Genre from what is known of a track: one model with its parts, its baselines, its judges and its card."""

from analytics.genre.answers import Answers, answer, top
from analytics.genre.blend import Blend
from analytics.genre.config import FEATURE_SETS, Config, FeatureSet, feature_sets, suited
from analytics.genre.learning import fit, fit_sets
from analytics.genre.model import GenreModel, score
from analytics.genre.reasons import ARTIST, COMMON, NEAREST, WORDS, reasons
from analytics.genre.storing import pack, unpack

__all__ = [
    "ARTIST",
    "COMMON",
    "FEATURE_SETS",
    "NEAREST",
    "WORDS",
    "Answers",
    "Blend",
    "Config",
    "FeatureSet",
    "GenreModel",
    "answer",
    "feature_sets",
    "fit",
    "fit_sets",
    "pack",
    "reasons",
    "score",
    "suited",
    "top",
    "unpack",
]
