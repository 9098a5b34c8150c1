"""Lists of different lengths as two arrays, and the types of arrays that everything here is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Texts = NDArray[np.object_]


@dataclass(frozen=True)
class Ragged:
    """Lists of different lengths in two arrays: list i is values[starts[i]:starts[i + 1]]."""

    values: Ints
    starts: Ints

    @classmethod
    def of(cls, lists: Sequence[Sequence[int]]) -> Ragged:
        """From a sequence of lists."""
        counts = [len(item) for item in lists]
        flat = [value for item in lists for value in item]
        return cls(np.array(flat, dtype=np.int64), np.concatenate([[0], np.cumsum(counts)]).astype(np.int64))

    @classmethod
    def grouped(cls, rows: Ints, values: Ints, n: int) -> Ragged:
        """From pairs (row, value) sorted by row, for rows 0 .. n - 1."""
        return cls(values, np.searchsorted(rows, np.arange(n + 1)).astype(np.int64))

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, i: int) -> Ints:
        return self.values[self.starts[i] : self.starts[i + 1]]

    @cached_property
    def counts(self) -> Ints:
        """Length of each list."""
        return np.diff(self.starts)

    @cached_property
    def rows(self) -> Ints:
        """For each value, the list it is in."""
        return np.repeat(np.arange(len(self)), self.counts)

    def take(self, index: Ints) -> Ragged:
        """The lists at `index`, in that order."""
        counts = self.counts[index]
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        within = np.arange(starts[-1]) - np.repeat(starts[:-1], counts)
        return Ragged(self.values[np.repeat(self.starts[index], counts) + within], starts)

    def any(self, flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """For each list, whether any of its values is flagged."""
        return np.bincount(self.rows, weights=flags[self.values], minlength=len(self)) > 0
