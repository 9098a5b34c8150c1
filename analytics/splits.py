"""Honest and leaky ways to set tracks aside for testing: protocols R, T and A.

R (rows): a row is a track and one of its labels, so a track may stand on both sides. Leaky; for comparison only.
T (tracks): tracks are dealt into folds. "An unseen track of a catalogue we know."
A (artists): main artists are dealt into folds; training tracks that share any artist, main or featured, with the
tested fold are dropped. "A new artist walks in."
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from analytics.ragged import Floats, Ints, Ragged
from analytics.trackset import TrackSet
from warehouse.errors import NotTrainable

Protocol = Literal["R", "T", "A"]
PROTOCOLS: tuple[Protocol, ...] = ("R", "T", "A")
FOLDS = 5

WORDS: dict[Protocol, str] = {
    "R": "random rows, the same track may be trained on and tested: leaky, for comparison only",
    "T": "random tracks, artists may be known",
    "A": "new artists: no artist of a tested track is trained on",
}


@dataclass(frozen=True)
class Sample:
    """Rows to learn from or to test on.

    tracks (n,): positions in the TrackSet, repeated under R ; truth: the labels of each row ;
    clusters (n,): rows with one number are drawn together by the bootstrap.
    """

    tracks: Ints
    truth: Ragged
    clusters: Ints

    def __len__(self) -> int:
        return len(self.tracks)

    def pairs(self) -> tuple[Ints, Ints, Floats]:
        """(track, label, weight) for learning: each of a row's k labels weighs 1 / k."""
        return self.tracks[self.truth.rows], self.truth.values, 1 / self.truth.counts[self.truth.rows]

    def take(self, index: Ints) -> Sample:
        """The rows at `index`."""
        return Sample(self.tracks[index], self.truth.take(index), self.clusters[index])


@dataclass(frozen=True)
class Fold:
    """One training and one test side; `dropped` training rows were removed because they share an artist."""

    protocol: Protocol
    number: int
    train: Sample
    test: Sample
    dropped: int


def everything(data: TrackSet, protocol: Protocol = "T") -> Sample:
    """All rows of `data` as one sample, as `protocol` sees rows and clusters."""
    tracks = np.arange(len(data))
    if protocol == "R":
        rows, labels = data.labels.rows, data.labels.values
        return Sample(rows, Ragged(labels, np.arange(len(labels) + 1)), np.arange(len(labels)))
    return Sample(tracks, data.labels, data.main_artist if protocol == "A" else tracks)


def fold(data: TrackSet, protocol: Protocol, number: int = 0, folds: int = FOLDS, seed: int = 0) -> Fold:
    """Fold `number` of `folds`; the same arguments give the same fold.

    Raises NotTrainable when one side is empty: too few tracks, or too few artists for protocol A.
    """
    whole = everything(data, protocol)
    dealt = deal(whole.clusters, folds, seed)
    tested = dealt == number
    return _split(data, protocol, number, whole, tested)


def aside(data: TrackSet, train: Sample, protocol: Protocol, share: float, seed: int) -> tuple[Sample, Sample]:
    """(rest, slice): a slice of the training side for calibration, set aside by the protocol's own grouping.

    Raises NotTrainable when the training side is too small to give any.
    """
    draw = np.random.default_rng(seed)
    groups = np.unique(train.clusters)
    held = draw.choice(groups, size=max(1, round(share * len(groups))), replace=False)
    made = _split(data, protocol, 0, train, np.isin(train.clusters, held))
    return made.train, made.test


def deal(groups: Ints, folds: int, seed: int) -> Ints:
    """Deal the distinct `groups` into `folds` in random order; the fold of each row."""
    names, place = np.unique(groups, return_inverse=True)
    return (np.random.default_rng(seed).permutation(len(names)) % folds)[place]


def _split(data: TrackSet, protocol: Protocol, number: int, rows: Sample, tested: NDArray[np.bool_]) -> Fold:
    kept = ~tested
    if protocol == "A":
        kept &= ~_shares_artist(data, rows.tracks, rows.tracks[tested])
    if not kept.any() or not tested.any():
        raise NotTrainable(
            f"Too few tracks or artists to set some aside for testing ({WORDS[protocol]}).",
            "Load more tracks by more artists.",
        )
    train, test = rows.take(np.flatnonzero(kept)), rows.take(np.flatnonzero(tested))
    return Fold(protocol, number, train, test, len(rows) - len(train) - len(test))


def _shares_artist(data: TrackSet, tracks: Ints, tested: Ints) -> NDArray[np.bool_]:
    """For each of `tracks`, whether any of its artists is on any of the `tested` tracks."""
    met = np.zeros(data.artists.values.max() + 1, dtype=bool)
    met[data.artists.take(tested).values] = True
    return data.artists.any(met)[tracks]
