"""Worse recordings learned from: how figures move when a recording is worse, and copies of clips that moved so.

Few sounds, measured as they are and worse, teach for every condition where a clip goes from where it is: ridge regression of the
change on the standardised figures, and what that leaves over, drawn from the sounds by chance. Copies of all clips that are
learned from are moved so, which needs no sound of theirs. Nothing of a sound but its change is learned from.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.linear_model import Ridge

from analytics.audio_genre import columns
from analytics.ragged import Floats, Ints

#: Fewer sounds than this teach no worsening.
LEAST = 8
#: Penalty of the change's dependence on where a clip is, in rows.
STIFF = 20.0


@dataclass(frozen=True)
class Worse:
    """names: of m clips whose sound is there ; clean: their figures ; copies: condition -> the figures of the same, worse."""

    names: tuple[str, ...]
    clean: pd.DataFrame
    copies: dict[str, pd.DataFrame]

    def __len__(self) -> int:
        return len(self.names)

    def without(self, names: Collection[str]) -> Worse:
        """Those of other clips."""
        kept = np.array([name not in names for name in self.names], bool)
        return Worse(
            tuple(name for name in self.names if name not in names),
            self.clean[kept].reset_index(drop=True),
            {name: copy[kept].reset_index(drop=True) for name, copy in self.copies.items()},
        )


def moved(X: Floats, worse: Worse, descriptors: tuple[str, ...], copies: int, seed: int) -> Floats:
    """(copies * n, p): rows of X (n, p), as `columns.level_free` makes them, `copies` times one after the other, each as a
    condition drawn by chance would have it. (0, p) where fewer than LEAST sounds are there. What is not known of a row stays so.
    """
    if len(worse) < LEAST or not copies:
        return np.zeros((0, X.shape[1]))
    middle, spread = _scale(X)
    Z = (X - middle) / spread
    start = _known((columns.level_free(worse.clean, descriptors) - middle) / spread)
    generator = np.random.default_rng(seed)
    drawn = generator.integers(len(worse.copies), size=(copies, len(X)))
    found = np.tile(Z, (copies, 1, 1))
    for number, copy in enumerate(worse.copies.values()):
        change = _known((columns.level_free(copy, descriptors) - middle) / spread) - start
        map_ = Ridge(alpha=STIFF).fit(start, change)
        left = change - map_.predict(start)
        for place in range(copies):
            rows = drawn[place] == number
            if rows.any():
                found[place, rows] += (
                    map_.predict(_known(Z[rows])) + left[generator.integers(len(left), size=rows.sum())]
                )
    return np.asarray(found.reshape(-1, X.shape[1]) * spread + middle)


def _scale(X: Floats) -> tuple[Floats, Floats]:
    """Mean and standard deviation of the known values of each column."""
    frame = pd.DataFrame(X)
    spread = frame.std(ddof=0).to_numpy()
    return frame.mean().fillna(0).to_numpy(), np.where(spread > 0, spread, 1.0)


def _known(Z: Floats) -> Floats:
    return np.where(np.isfinite(Z), Z, 0.0)


def of_names(names: tuple[str, ...], wanted: tuple[str, ...]) -> Ints:
    """(wanted,): the place of each wanted name among `names`, -1 where it is not."""
    place = {name: number for number, name in enumerate(names)}
    return np.array([place.get(name, -1) for name in wanted], np.int64)
