"""Which tracks a model has learned from, so that none vouches for itself wherever it is met again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.ragged import Ints, Texts


@dataclass(frozen=True)
class Known:
    """codes (N,): 64-bit hashes of track ids, by position in the training TrackSet; the ids themselves are not kept."""

    codes: NDArray[np.uint64]

    @classmethod
    def of(cls, ids: Texts) -> Known:
        """From the ids (N,) of a TrackSet."""
        return cls(_hashed(ids))

    @cached_property
    def _order(self) -> Ints:
        return np.argsort(self.codes, kind="stable")

    def places(self, ids: Texts) -> Ints:
        """Positions (n,) of tracks in the training TrackSet, -1 of those that were not in it."""
        wanted = _hashed(ids)
        if not len(self.codes):
            return np.full(len(wanted), -1)
        place = self._order[np.minimum(np.searchsorted(self.codes, wanted, sorter=self._order), len(self.codes) - 1)]
        return np.where(self.codes[place] == wanted, place, -1)


def _hashed(ids: Texts) -> NDArray[np.uint64]:
    return pd.util.hash_array(np.asarray(ids, dtype=object), categorize=False)
