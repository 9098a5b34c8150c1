"""Genres as columns: which ones a track has, and what tracks of these genres reach (out of fold in training)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.ragged import Floats, Ints, Ragged
from analytics.trackset import Inputs

NAME = "genre"
#: Genres with a column of their own: the largest. The others count through their means.
OWN_COLUMNS = 150
#: A genre's means are drawn to those of all tracks as if it had so many more tracks of the usual kind.
USUAL = 20.0
MEANS = 10


@dataclass(frozen=True)
class Genres:
    """What is learned of genres. names: all of training ; own: those with a column ; means (L + 1, 3): mean, share at 0
    and mean above 0 of each, of all tracks in the last row."""

    names: tuple[str, ...]
    own: Ints
    means: Floats

    @classmethod
    def of(cls, inputs: Inputs, y: Floats, own: Ints | None = None) -> Genres:
        """From tracks and their popularity y (n,). own: genres with a column, by default the largest of these tracks."""
        if own is None:
            sizes = np.bincount(inputs.genres.values, minlength=len(inputs.genre_names))
            largest = np.argsort(-sizes, kind="stable")[:OWN_COLUMNS]
            own = np.sort(largest[sizes[largest] > 0])
        return cls(inputs.genre_names, own, _means(inputs.genres, len(inputs.genre_names), y))

    @property
    def width(self) -> int:
        """How many columns these genres give."""
        return len(self.own) + MEANS


def _means(genres: Ragged, n: int, y: Floats) -> Floats:
    """Shrunk mean, share at 0 and mean above 0 of each genre; those of all tracks in the last row."""
    up = y > 0
    usual = np.array([y.mean(), 1 - up.mean(), y[up].mean() if up.any() else 0.0])
    rows, values = genres.rows, genres.values
    counts = np.bincount(values, minlength=n).astype(np.float64)
    total = np.bincount(values, y[rows], n)
    above = np.bincount(values, up[rows], n)
    found = np.column_stack(
        [
            (total + USUAL * usual[0]) / (counts + USUAL),
            (counts - above + USUAL * usual[1]) / (counts + USUAL),
            (total + USUAL * usual[2]) / (above + USUAL),
        ]
    )
    return np.vstack([found, usual])


def columns(genres: Genres, inputs: Inputs) -> Floats:
    """(n, width): one column a genre with its own, then means over a track's genres; NaN where it has none known."""
    known = _translated(genres, inputs)
    return np.hstack([_own(genres, known), _summaries(genres.means, known)])


def crossed(genres: Genres, inputs: Inputs, y: Floats, folds: Ints) -> Floats:
    """`columns` of training tracks, with means from the tracks of the other inner folds. folds (n,): from 0."""
    found = columns(genres, inputs)
    for number in np.unique(folds):
        inside, rest = np.flatnonzero(folds == number), np.flatnonzero(folds != number)
        if len(rest):
            means = _means(inputs.genres.take(rest), len(inputs.genre_names), y[rest])
            found[inside, len(genres.own) :] = _summaries(means, inputs.genres.take(inside))
    return found


def _translated(genres: Genres, inputs: Inputs) -> Ragged:
    """The genres of tracks as places in `genres.names`; names that training did not have are left out."""
    if inputs.genre_names == genres.names:
        return inputs.genres
    places = pd.Index(genres.names).get_indexer(pd.Index(inputs.genre_names, dtype=object))
    rows, values = inputs.genres.rows, places[inputs.genres.values]
    kept = values >= 0
    return Ragged.grouped(rows[kept], values[kept].astype(np.int64), len(inputs))


def _own(genres: Genres, known: Ragged) -> Floats:
    place = np.full(len(genres.names), -1)
    place[genres.own] = np.arange(len(genres.own))
    found = np.zeros((len(known), len(genres.own)))
    at = place[known.values]
    found[known.rows[at >= 0], at[at >= 0]] = 1
    found[known.counts == 0] = np.nan
    return found


def _summaries(means: Floats, known: Ragged) -> Floats:
    """(n, MEANS): mean, highest and lowest over a track's genres of each of the three, and how many genres it has."""
    found = np.full((len(known), MEANS), np.nan)
    has = np.flatnonzero(known.counts)
    if len(has):
        each, starts = means[known.values], known.starts[:-1][has]
        counts = known.counts[has][:, None]
        found[has, 0:3] = np.add.reduceat(each, starts) / counts
        found[has, 3:6] = np.maximum.reduceat(each, starts)
        found[has, 6:9] = np.minimum.reduceat(each, starts)
        found[has, 9] = counts[:, 0]
    return found


def names(genres: Genres) -> Sequence[str]:
    """The part each column of `columns` belongs to."""
    return [NAME] * genres.width
