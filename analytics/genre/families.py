"""From genres to families: chances of a family are the sums of those of its genres."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analytics.ragged import Floats, Ints


def index(families: Sequence[str]) -> tuple[tuple[str, ...], Ints]:
    """(names, place): the distinct families, sorted, and the family of each label."""
    names = tuple(sorted(set(families)))
    return names, np.array([names.index(family) for family in families], dtype=np.int64)


def chances(found: Floats, place: Ints) -> Floats:
    """Chances (n, families) from chances of labels (n, labels)."""
    sums = np.zeros((len(place), int(place.max()) + 1))
    sums[np.arange(len(place)), place] = 1
    return np.asarray(found @ sums)
