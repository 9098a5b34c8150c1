"""What the other tracks of an artist or an album reached: sums a group, so that any track can be left out of its own.

In training a track sees the sums of the other folds (an inner deal), never its own popularity. A group's own mean less
the track itself would give the answer away: within one group it falls exactly as the track's popularity rises, and trees
that can tell groups apart learn that.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

from analytics.artefacts import Arrays
from analytics.ragged import Bools, Floats, Ints
from analytics.trackset import Inputs

#: Kinds of groups, and the names their parts go by. A title is an album's name whoever made it: compilations credit many.
NAMES = {"artist": "artist's other tracks", "album": "album's other tracks", "title": "album's other tracks"}
KINDS = tuple(NAMES)
#: Columns that history gives for each kind of group.
COLUMNS = ("tracks", "mean", "at 0", "level", "spread")
#: A group's means are drawn to those of all tracks as if it had so many more tracks of the usual kind.
USUAL = 3.0


@dataclass(frozen=True)
class Groups:
    """Sums over groups of tracks. keys (g,) sorted ; sums (g, 4): tracks, popularity, tracks at 0, squared popularity."""

    keys: Ints
    sums: Floats

    @classmethod
    def of(cls, keys: Ints, y: Floats) -> Groups:
        """From the group of each track, negative where it has none."""
        known = keys >= 0
        names, place = np.unique(keys[known], return_inverse=True)
        sums = np.zeros((len(names), 4))
        for column, values in enumerate(_terms(y[known]).T):
            sums[:, column] = np.bincount(place, values, len(names))
        return cls(names, sums)

    def of_tracks(self, keys: Ints, own: Floats) -> Floats:
        """Sums (n, 4) of each track's group, less the track's `own` popularity where that is not NaN."""
        found = np.zeros((len(keys), 4))
        if len(self.keys):
            place = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
            known = self.keys[place] == keys
            found[known] = self.sums[place[known]]
            inside = known & ~np.isnan(own)
            found[inside] -= _terms(own[inside])
        return found


def _terms(y: Floats) -> Floats:
    return np.asarray(np.column_stack([np.ones(len(y)), y, y == 0, y**2]), dtype=np.float64)


@dataclass(frozen=True)
class History:
    """What is remembered of each of KINDS, and the usual track: mean, share at 0, mean above 0."""

    groups: tuple[Groups, ...]
    usual: Floats

    @classmethod
    def of(cls, inputs: Inputs, y: Floats) -> History:
        """From tracks and their popularity y (n,)."""
        usual = np.array([y.mean(), (y == 0).mean(), y[y > 0].mean() if (y > 0).any() else 0.0])
        return cls(tuple(Groups.of(keys, y) for keys in all_keys(inputs)), usual)


def artist_keys(inputs: Inputs) -> Ints:
    """A number for the main artist of each track, -1 where it is unknown; the same in every catalogue."""
    found = np.full(len(inputs), -1, dtype=np.int64)
    has = inputs.artists.counts > 0
    first = inputs.artists.values[inputs.artists.starts[:-1][has]]
    codes, place = np.unique(first, return_inverse=True)
    numbers = np.array([_number(str(inputs.artist_ids[code])) for code in codes], dtype=np.int64)
    found[has] = numbers[place]
    return found


def _number(text: str) -> int:
    """A number of 62 bits for a text, -1 for ''."""
    return (
        int.from_bytes(hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=8).digest()) >> 2
        if text
        else -1
    )


def title_keys(inputs: Inputs) -> Ints:
    """A number for the name of each track's album, -1 where it is unknown."""
    found = [_number(album.strip().casefold()) for album in inputs.albums]
    return np.array(found, dtype=np.int64).reshape(len(inputs))


def all_keys(inputs: Inputs) -> tuple[Ints, ...]:
    """The keys (n,) of each of KINDS: main artist, album by the artist, album by its name alone."""
    artists, titles = artist_keys(inputs), title_keys(inputs)
    # Two numbers of 62 bits in one: by chance two of a million albums meet once in a million catalogues.
    both = (artists * 31 + titles) & (2**62 - 1)
    return artists, np.where((artists >= 0) & (titles >= 0), both, -1), titles


def columns(history: History, inputs: Inputs, own: Floats) -> Floats:
    """History (n, kinds x COLUMNS) of tracks; NaN where a group has no other track. own (n,): popularity to leave out."""
    pairs = zip(history.groups, all_keys(inputs), strict=True)
    return np.hstack([_columns(groups.of_tracks(keys, own), history.usual) for groups, keys in pairs])


def crossed(inputs: Inputs, y: Floats, folds: Ints) -> Floats:
    """History of training tracks, each from the tracks of the other inner folds. folds (n,): from 0."""
    found = np.full((len(inputs), len(KINDS) * len(COLUMNS)), np.nan)
    for number in np.unique(folds):
        inside = np.flatnonzero(folds == number)
        rest = np.flatnonzero(folds != number)
        if len(rest):
            history = History.of(inputs.take(rest), y[rest])
            found[inside] = columns(history, inputs.take(inside), np.full(len(inside), np.nan))
    return found


def _columns(sums: Floats, usual: Floats) -> Floats:
    """COLUMNS from sums (n, 4): number, shrunk mean, share at 0 and mean above 0, and standard deviation."""
    n, total, zeros, squares = sums.T
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = np.sqrt(np.maximum(squares / n - (total / n) ** 2, 0))
        found = np.column_stack(
            [
                n,
                (total + USUAL * usual[0]) / (n + USUAL),
                (zeros + USUAL * usual[1]) / (n + USUAL),
                (total + USUAL * usual[2]) / (n - zeros + USUAL),
                np.where(n > 1, spread, np.nan),
            ]
        )
    found[n == 0, 1:] = np.nan
    return found


def knows(history: History, inputs: Inputs, own: Floats) -> Bools:
    """Whether the main artist or the album of each track has other tracks here."""
    found = np.zeros(len(inputs), dtype=bool)
    for groups, keys in zip(history.groups, all_keys(inputs), strict=True):
        found |= groups.of_tracks(keys, own)[:, 0] > 0
    return found


def pack(history: History) -> Arrays:
    """Arrays that `unpack` takes."""
    found: Arrays = {"usual": history.usual}
    for kind, groups in zip(KINDS, history.groups, strict=True):
        found |= {f"{kind}_keys": groups.keys, f"{kind}_sums": groups.sums}
    return found


def unpack(arrays: Arrays) -> History:
    """The history that `pack` stored. Raises KeyError."""
    groups = tuple(Groups(arrays[f"{kind}_keys"], arrays[f"{kind}_sums"]) for kind in KINDS)
    return History(groups, arrays["usual"])


def names() -> list[str]:
    """The part each column of `columns` belongs to."""
    return [NAMES[kind] for kind in KINDS for _ in COLUMNS]
