"""What is asked of a playlist, and the shape of its arcs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from analytics.ragged import Floats
from warehouse.errors import FilterError

Shape = Literal["any", "flat", "rising", "falling", "peak", "wave"]
SHAPES: tuple[Shape, ...] = get_args(Shape)
#: Columns that can have an arc.
ARCS = ("tempo", "energy")
#: Most tracks and most minutes of a playlist.
MOST_TRACKS, MOST_MINUTES = 300, 1_200
#: An arc reaches from this quantile of the candidates to 1 less it: the ends themselves are few and odd tracks.
END = 0.1


@dataclass(frozen=True)
class Wishes:
    """tracks: how many, unless `minutes` says how long ; tempo, energy: the shape of an arc, "any" for none ; per_artist: most
    tracks of one artist ; dial: 0 familiar, 1 deep cuts, 0.5 neither ; include, exclude: ids of tracks (or keys of
    recordings) that must, and must not, be in."""

    tracks: int = 20
    minutes: float | None = None
    tempo: Shape = "any"
    energy: Shape = "any"
    per_artist: int = 2
    dial: float = 0.5
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def checked(self) -> Wishes:
        """The same; raises FilterError where a wish lies outside what can be asked."""
        if not 1 <= self.tracks <= MOST_TRACKS:
            raise FilterError(f"A playlist cannot have {self.tracks:,} tracks.", f"Ask for 1 to {MOST_TRACKS}.")
        if self.minutes is not None and not 1 <= self.minutes <= MOST_MINUTES:
            raise FilterError(
                f"A playlist cannot last {self.minutes:g} minutes.", f"Ask for 1 to {MOST_MINUTES:,} minutes."
            )
        if self.per_artist < 1 or not 0 <= self.dial <= 1:
            raise FilterError(
                "At least one track an artist and a dial from 0 to 1 are needed.", "0 familiar, 1 deep cuts."
            )
        for name in ARCS:
            if getattr(self, name) not in SHAPES:
                raise FilterError(f"There is no arc {getattr(self, name)!r}.", f"Arcs: {', '.join(SHAPES)}.")
        return self


def levels(shape: Shape, n: int) -> Floats:
    """(n,): where an arc stands at each place, 0 to 1; half way for "any" and "flat"."""
    t = np.linspace(0, 1, n) if n > 1 else np.full(n, 0.5)
    made = {
        "rising": t,
        "falling": 1 - t,
        "peak": 1 - np.abs(2 * t - 1),
        "wave": 0.5 + 0.5 * np.sin(4 * np.pi * t),
    }
    return made.get(shape, np.full(n, 0.5))


def wished(values: Floats, shape: Shape, n: int) -> Floats:
    """(n,): the value wished for at each place, from the quantiles of the candidates' `values` (NaN where missing).

    NaN throughout where no arc is asked for or no value is known.
    """
    known = values[np.isfinite(values)]
    if shape == "any" or not len(known):
        return np.full(n, np.nan)
    return np.asarray(np.quantile(known, END + (1 - 2 * END) * levels(shape, n)))
