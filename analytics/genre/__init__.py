"""Genre from what is known of a track: one model with its parts, its baselines, its judges and its card."""

from analytics.genre.model import (
    NEAREST,
    Answers,
    Config,
    GenreModel,
    Reason,
    answer,
    find_temperature,
    fit,
    pack,
    reasons,
    score,
    top,
    unpack,
)

__all__ = [
    "NEAREST",
    "Answers",
    "Config",
    "GenreModel",
    "Reason",
    "answer",
    "find_temperature",
    "fit",
    "pack",
    "reasons",
    "score",
    "top",
    "unpack",
]
