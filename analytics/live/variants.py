"""Variants of a candidate side by side: what the models expect of each, and how far the difference can be trusted.

The difference itself is the models' own: both see two candidates that differ in a few features. How sure it is, the
models do not say: their intervals are about single tracks, and most of what they leave open (the artist, the song, the
promotion) two variants of one song have in common. So the interval is measured on the catalogue: the NEAR recordings
around each variant have a mean popularity whose standard error follows from their spread, and recordings that are near
both cancel out. Interval of the difference: the models' difference plus and minus 1.28 of those errors together (80%).
It says how well the catalogue pins down such a difference between tracks here and there; it is about association, and
a model that is wrong in the same way around both variants is not found out by it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analytics.live import nearest, score
from analytics.live.candidates import Candidate, frame_of
from warehouse.connect import Reader, View
from warehouse.queries import screening

NEAR, LEAST = 100, 30
#: A genre with so many recordings is compared within itself; the spread of others says little about it.
OWN_GENRE = 5 * NEAR
Z_80 = 1.2815515655446004
MOST = 4


@dataclass(frozen=True)
class Change:
    """A difference to the first variant and the ends of its 80% interval, NaN where the catalogue cannot tell."""

    value: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves out 0."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Variant:
    """One variant beside the first.

    answer : as score.score gives it ; chance : confidence in the first variant's genre `genre` ; popularity,
    confidence : differences to the first, None for itself ; lonely : few recordings of the catalogue are near.
    """

    candidate: Candidate
    answer: dict[str, Any]
    genre: str
    chance: float
    popularity: Change | None
    confidence: Change | None
    lonely: bool

    @property
    def leaves_data(self) -> bool:
        """Whether the variant is unlike anything the models have learned from, or nothing in the catalogue is near."""
        return self.lonely or bool(self.answer["odd"])


def compare(reader: Reader, candidates: Sequence[Candidate]) -> list[Variant]:
    """Every candidate beside the first. At most MOST candidates."""
    candidates = list(candidates)[:MOST]
    answers = score.score(reader, score.promoted(reader), frame_of(candidates)).to_dict("records")
    genre = candidates[0].genre or str(answers[0]["genre"] or "")
    chances = _chances(reader, candidates, genre)
    around = [_around(reader, candidate, genre) for candidate in candidates]
    alike = [_alike(reader, candidate, found) for candidate, found in zip(candidates, around, strict=True)]
    return [
        Variant(
            candidate, {str(k): v for k, v in answer.items()}, genre, chances[i],
            None if i == 0 else _popularity(answers[0], answer, alike[0], alike[i]),
            None if i == 0 else _confidence(chances[0], chances[i], around[0], around[i]),
            nearest.is_lonely(reader, around[i]),
        )
        for i, (candidate, answer) in enumerate(zip(candidates, answers, strict=True))
    ]  # fmt: skip


def _chances(reader: Reader, candidates: Sequence[Candidate], genre: str) -> list[float]:
    """Confidence in one genre, for each candidate."""
    return score.chance_of(score.promoted(reader).genre, frame_of(candidates), genre)


def _around(reader: Reader, candidate: Candidate, genre: str) -> pd.DataFrame:
    """The rated recordings nearest to a candidate, with whether they are of `genre`."""
    vocabulary = score.promoted(reader).vocabulary
    return nearest.nearest(reader, candidate, NEAR, (vocabulary, genre), rated=True)


def _alike(reader: Reader, candidate: Candidate, around: pd.DataFrame) -> pd.DataFrame:
    """The nearest of the candidate's stated genre where that is large enough, else the nearest of all."""
    vocabulary, own = score.promoted(reader).vocabulary, candidate.genre
    if not own or _size(reader, vocabulary, own) < OWN_GENRE:
        return around
    return nearest.nearest(reader, candidate, NEAR, (vocabulary, own), within=True, rated=True)


def _size(reader: Reader, vocabulary: str, genre: str) -> int:
    def make(view: View) -> int:
        return int(screening.popularity_of_genre(view, vocabulary, genre)["n"].sum())

    return reader.cached(("screening-size", vocabulary, genre), make)


def _popularity(first: dict[Any, Any], other: dict[Any, Any], near: pd.DataFrame, far: pd.DataFrame) -> Change:
    value = float(other["popularity"]) - float(first["popularity"])
    return _changed(value, spread_of_difference(near, far, "popularity"))


def _confidence(first: float, other: float, near: pd.DataFrame, far: pd.DataFrame) -> Change:
    change = _changed(other - first, spread_of_difference(near, far, "has_genre"))
    return Change(change.value, max(change.low, -1.0), min(change.high, 1.0))


def _changed(value: float, error: float) -> Change:
    return Change(value, value - Z_80 * error, value + Z_80 * error)


def spread_of_difference(near: pd.DataFrame, far: pd.DataFrame, column: str) -> float:
    """Standard error of the difference of two neighbourhoods' means of a column; recordings in both cancel out.

    With weights 1/n in the one and -1/m in the other, summed for a recording that is in both, the variance is the sum
    of the squared weights times the pooled variance of the column. NaN with fewer than LEAST recordings in either.
    """
    if min(len(near), len(far)) < LEAST:
        return float("nan")
    first, other = (frame.set_index("track_id")[column].astype(float) for frame in (near, far))
    weights = pd.Series(1 / len(other), index=other.index).sub(
        pd.Series(1 / len(first), index=first.index), fill_value=0
    )
    pooled = (_variance(first) + _variance(other)) / 2
    return math.sqrt(pooled * float(np.square(weights).sum()))


def _variance(values: pd.Series) -> float:
    """Variance with one more observation at each end of what was seen (half weight), so that none is never sure."""
    ends = [values.min(), values.max()] if values.min() < values.max() else [values.min() - 0.5, values.min() + 0.5]
    return float(np.var([*values, *ends], ddof=1))
