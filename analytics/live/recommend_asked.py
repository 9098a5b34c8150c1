"""What a recommendation is asked with, and what is answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import pandas as pd

from analytics.ragged import Ints
from warehouse.filters import TrackFilter
from warehouse.userdata import Said

Basis = Literal["hybrid", "content", "popular", "nothing"]

#: What a verdict counts for, beside its weight: to pass over something is a hint, not a judgement.
STRENGTH: Mapping[str, float] = {"like": 1.0, "dislike": -1.0, "skip": -0.25}


@dataclass(frozen=True)
class Profile:
    """likes, dislikes: id of a track or artist -> weight (1 is usual) ; listener: a name in the listening events, '' for none ;
    feedback: id -> what was said of it earlier, see `strengths`: likes and dislikes of the same id count before it."""

    likes: Mapping[str, float] = field(default_factory=dict)
    dislikes: Mapping[str, float] = field(default_factory=dict)
    listener: str = ""
    feedback: Mapping[str, float] = field(default_factory=dict)

    @property
    def asked(self) -> dict[str, float]:
        """id -> weight, negative against."""
        against = {name: -abs(weight) for name, weight in self.dislikes.items()}
        return {**self.feedback, **self.likes, **against}


@dataclass(frozen=True)
class Options:
    """limit: answers ; diversity: 0 the best, 1 the least alike ; dial: 0 familiar, 1 deep cuts, 0.5 neither ; exclude: ids ;
    shown: id -> how often it was shown already, out from `most_shown` on ; keep_known: answer with what the listener
    heard as well ; only: tracks that may be answered, artists of such tracks ; alike: least likeness (0 to 1) to something
    that is liked, 0 for any ; include: ids that stand first whatever else is asked."""

    limit: int = 20
    diversity: float = 0.0
    dial: float = 0.5
    exclude: tuple[str, ...] = ()
    shown: Mapping[str, int] = field(default_factory=dict)
    most_shown: int = 3
    keep_known: bool = False
    only: TrackFilter = field(default_factory=TrackFilter)
    alike: float = 0.0
    include: tuple[str, ...] = ()

    @property
    def tired(self) -> list[str]:
        """Ids that were shown too often."""
        return [name for name, times in self.shown.items() if times >= self.most_shown]

    @property
    def sane(self) -> Options:
        """The same with limits and dials inside their ranges."""
        dial, diversity, alike = (min(1.0, max(0.0, value)) for value in (self.dial, self.diversity, self.alike))
        return replace(self, limit=max(1, self.limit), dial=dial, diversity=diversity, alike=alike)


@dataclass(frozen=True)
class Answer:
    """items: a frame with the columns of `recommend.COLUMNS`, best first; `listeners` is None where plays are not known ;
    notes: what is to be said about it, in words ; basis: what answered ; kind: of the items ; places: of the items in what
    answered: the recommender (`learned`), else the catalogue ; matching: items there were to choose from."""

    items: pd.DataFrame
    notes: tuple[str, ...]
    basis: Basis
    kind: str
    places: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    learned: bool = False
    matching: int = 0


def strengths(said: Iterable[Said]) -> dict[str, float]:
    """id -> what the verdicts in force come to, for `Profile.feedback`: a skip is a quarter of a dislike."""
    return {one.item: STRENGTH[one.verdict] * one.weight for one in said if one.verdict in STRENGTH}
