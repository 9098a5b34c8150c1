"""Clips to learn from: descriptors of whole clips or of their segments, a genre a clip, and who belongs together."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.audio_genre import columns
from analytics.audio_genre.worse import Worse
from analytics.ragged import Bools, Ints


@dataclass(frozen=True)
class Clips:
    """figures (n rows): descriptors, a row a clip or a segment ; clip (n,): which clip a row is of ; names, labels, groups
    (c,): of the clips ; label_names: the genres ; segmented: rows are segments, which vote ; grouped_by: words for `groups` ;
    left_out: genre -> clips, of those with too few ; worse: sounds from which worsening is learned, None without any.
    """

    figures: pd.DataFrame
    clip: Ints
    names: tuple[str, ...]
    labels: Ints
    groups: Ints
    label_names: tuple[str, ...]
    segmented: bool = False
    grouped_by: str = "clip"
    left_out: tuple[tuple[str, int], ...] = ()
    worse: Worse | None = None

    def __len__(self) -> int:
        return len(self.names)

    @property
    def descriptors(self) -> tuple[str, ...]:
        """Names of the descriptors that a model may use."""
        return columns.usable([str(name) for name in self.figures.columns])

    @property
    def fingerprint(self) -> str:
        """16 hex digits of everything that is learned from."""
        digest = hashlib.sha256(pd.util.hash_pandas_object(self.figures, index=False).to_numpy().tobytes())
        digest.update(repr((self.names, self.label_names)).encode() + self.labels.tobytes() + self.groups.tobytes())
        return digest.hexdigest()[:16]

    def take(self, kept: Bools) -> Clips:
        """The clips where `kept` (c,) holds; genres keep their numbers."""
        rows = kept[self.clip]
        number = np.cumsum(kept) - 1
        return Clips(
            self.figures[rows].reset_index(drop=True),
            number[self.clip[rows]],
            tuple(name for name, keep in zip(self.names, kept, strict=True) if keep),
            self.labels[kept],
            self.groups[kept],
            self.label_names,
            self.segmented,
            self.grouped_by,
            self.left_out,
            self.worse,
        )
