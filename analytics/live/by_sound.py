"""How popular may a track be of which only a sound file is there? By the small model of what sound tells, and no other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from analytics import popularity
from analytics.live import served
from analytics.popularity import by_sound
from analytics.reasons import Explained
from analytics.trackset import Inputs
from warehouse.connect import Reader


@dataclass(frozen=True)
class Expected:
    """popularity, low, high (80% interval), zero (chance of 0) ; features: what it rests on, as far as measured ; figures: of the
    model, measured on tracks that it did not learn from (analytics/popularity/by_sound.py) ; reasons: parts of popularity."""

    popularity: float
    low: float
    high: float
    zero: float
    features: tuple[str, ...]
    figures: Mapping[str, Any]
    reasons: Explained


def expected(reader: Reader, values: Mapping[str, float]) -> Expected | None:
    """The answer for measured features; None where no model that knows one of them is promoted. Raises BadArtefact."""
    whole = served.popularity_model(reader)
    if whole is None or whole.by_sound is None:
        return None
    model, figures = whole.by_sound.model, whole.by_sound.figures
    row = np.array([[values.get(name, np.nan) for name in model.features]], dtype=np.float64)
    known = tuple(name for name, value in zip(model.features, row[0], strict=True) if not np.isnan(value))
    if not known:
        return None
    inputs = Inputs.of_sound(row)
    said, why = popularity.predict(model, inputs), popularity.reasons(model, inputs)
    level, low, high, zero = (float(one[0]) for one in (said.expected, said.low, said.high, said.zero))
    return Expected(level, low, high, zero, known, figures, why)


def in_words(found: Expected) -> str:
    """What the interval is worth, in sentences."""
    return by_sound.in_words(found.figures, found.features)
