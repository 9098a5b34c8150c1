"""What every part of a genre model learns from: each training track once, with the genres it has there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from analytics.ragged import Floats, Ints, Ragged
from analytics.splits import Sample
from analytics.trackset import Inputs, TrackSet

F = TypeVar("F", bound=np.floating)


@dataclass(frozen=True)
class Lesson:
    """Training tracks.

    tracks (n,): positions in the TrackSet, ascending ; truth: genres of each as places in `classes` ; classes (m,):
    the labels that occur here ; inputs: of the tracks.
    """

    tracks: Ints
    truth: Ragged
    classes: Ints
    inputs: Inputs

    @classmethod
    def of(cls, data: TrackSet, train: Sample) -> Lesson:
        """From the training side of a fold. Under protocol R a track may be several rows of it: it is learned once."""
        tracks, labels, _ = train.pairs()
        classes, places = np.unique(labels, return_inverse=True)
        pairs = np.unique(np.column_stack([tracks, places]), axis=0)
        found, rows = np.unique(pairs[:, 0], return_inverse=True)
        return cls(found, Ragged.grouped(rows, pairs[:, 1], len(found)), classes, data.inputs(found))

    def __len__(self) -> int:
        return len(self.tracks)

    @cached_property
    def weight(self) -> Floats:
        """For each pair of track and genre: a track's k genres weigh 1 / k each."""
        return 1 / self.truth.counts[self.truth.rows]

    @cached_property
    def prior(self) -> Floats:
        """(m,): how common each class is, with one track spread over all so that none is impossible."""
        counts = np.bincount(self.truth.values, self.weight, len(self.classes)) + 1 / len(self.classes)
        return np.asarray(counts / counts.sum())

    def targets(self, index: Ints) -> Floats:
        """(len(index), m): the genres of some tracks as shares that sum to 1."""
        return shares(self.truth.take(index), len(self.classes))


def shares(truth: Ragged, classes: int) -> Floats:
    """(n, classes): 1 / k for each of a row's k genres."""
    found = np.zeros((len(truth), classes))
    found[truth.rows, truth.values] = (1 / truth.counts)[truth.rows]
    return found


def centred(logs: Floats) -> Floats:
    """Log probabilities (..., m) less their mean over the genres: what a genre has over the average one."""
    return np.asarray(logs - logs.mean(axis=-1, keepdims=True))


def softmax(scores: NDArray[F]) -> NDArray[F]:
    """Scores (n, m) as probabilities."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=scores.dtype)
