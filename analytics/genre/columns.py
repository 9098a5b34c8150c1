"""Columns made from the inputs before any part sees them, and which input each came from.

How far a tempo is from a whole number tells a drum machine from a drummer; how far a length is from whole CD frames
(1/75 s) or whole seconds tells how a recording was published. Trees over binned values and smooth networks cannot find
either by themselves.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analytics.ragged import Floats, Ints

#: (input, name of the derived column, how many of its units make up what it should be a whole number of)
DERIVED = (
    ("tempo", "tempo from a whole number", 1.0),
    ("duration_ms", "length from a whole CD frame", 1000 / 75),
    ("duration_ms", "length from a whole second", 1000.0),
)


def names(features: Sequence[str]) -> list[str]:
    """The inputs and the columns derived from them, in the order of `expand`."""
    return [*features, *(name for source, name, _ in DERIVED if source in features)]


def sources(features: Sequence[str]) -> Ints:
    """For each column of `expand`, the position of the input it came from."""
    derived = [features.index(source) for source, _, _ in DERIVED if source in features]
    return np.array([*range(len(features)), *derived], dtype=np.int64)


def expand(features: Sequence[str], X: Floats) -> Floats:
    """X (n, p) with the derived columns beside it; NaN stays NaN."""
    derived = [_from_whole(X[:, features.index(source)] / unit) for source, _, unit in DERIVED if source in features]
    return np.column_stack([X, *derived])


def _from_whole(values: Floats) -> Floats:
    return np.abs(values - np.round(values))
