"""The context: genres of other tracks that share an artist, an album or a title with a track.

Counts of genres under a key (the id of an artist, the name of an album, both, ...) become smoothed shares: (count +
SMOOTHING x prior) / (tracks + SMOOTHING). Keys are looked up by hash. A track that was learned from leaves itself out;
a key that nothing else shares says nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.artefacts import Arrays
from analytics.genre.lesson import Lesson
from analytics.ragged import Floats, Ints, Ragged
from analytics.trackset import Inputs

Hashes = NDArray[np.uint64]
SMOOTHING = 0.5
#: Names of keys and what they are made of; which of them a feature set may use: analytics/genre/config.py.
KEYS: dict[str, Callable[[Inputs], list[list[str]]]] = {
    "album": lambda inputs: [_some(_plain(album)) for album in inputs.albums],
    "main": lambda inputs: [_some(artist) for artist in _main(inputs)],
    "artists": lambda inputs: [sorted({a for a in inputs.artist_ids[codes] if a}) for codes in _lists(inputs.artists)],
    "artist_album": lambda inputs: _pairs(_main(inputs), inputs.albums),
    "artist_title": lambda inputs: _pairs(_main(inputs), inputs.titles),
}


def _lists(ragged: Ragged) -> list[Ints]:
    return [ragged[i] for i in range(len(ragged))]


def _main(inputs: Inputs) -> list[str]:
    """Id of the first artist of each track, '' when there is none."""
    return [inputs.artist_ids[codes[0]] if len(codes) else "" for codes in _lists(inputs.artists)]


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _some(text: str) -> list[str]:
    return [text] if text else []


def _pairs(artists: list[str], names: NDArray[np.object_]) -> list[list[str]]:
    plain = [_plain(name) for name in names]
    return [[f"{a}\x1f{n}"] if a and n else [] for a, n in zip(artists, plain, strict=True)]


def hashed(name: str, inputs: Inputs) -> tuple[Hashes, Ints]:
    """(hashes, starts): the keys of each track under `name`, as 64 bits of BLAKE2; tracks may have none."""
    lists = KEYS[name](inputs)
    digests = b"".join(
        hashlib.blake2b(key.encode(errors="surrogatepass"), digest_size=8).digest() for keys in lists for key in keys
    )
    starts = np.concatenate([[0], np.cumsum([len(keys) for keys in lists])]).astype(np.int64)
    return np.frombuffer(digests, np.uint64), starts


@dataclass(frozen=True)
class Counts:
    """Genres under each key. keys (k,) ascending ; tracks (k,) ; genres: classes of each key, counts beside."""

    keys: Hashes
    tracks: Ints
    genres: Ragged
    counts: Ints


def fit(name: str, lesson: Lesson) -> Counts:
    """Count the genres of the lesson's tracks under each key of `name`."""
    hashes, starts = hashed(name, lesson.inputs)
    keys, place = np.unique(hashes, return_inverse=True)
    owners = np.repeat(np.arange(len(lesson)), np.diff(starts))
    truth = lesson.truth.take(owners)
    classes = len(lesson.classes)
    cells, counts = np.unique(place[truth.rows] * classes + truth.values, return_counts=True)
    genres = Ragged.grouped(cells // classes, cells % classes, len(keys))
    return Counts(keys, np.bincount(place, minlength=len(keys)).astype(np.int64), genres, counts.astype(np.int64))


def look(name: str, known: Counts, inputs: Inputs, classes: int, own: Ragged | None = None) -> tuple[Floats, Floats]:
    """(sums (n, m), tracks (n,)): genres of the tracks that share a key of `name` with each of `inputs`.

    own: genres of the rows that were themselves learned from, an empty list for others; they are taken away.
    """
    n = len(inputs)
    hashes, starts = hashed(name, inputs)
    rows = np.repeat(np.arange(n), np.diff(starts))
    place = np.minimum(np.searchsorted(known.keys, hashes), max(0, len(known.keys) - 1))
    met = known.keys[place] == hashes if len(known.keys) else np.zeros(len(hashes), bool)
    rows, place = rows[met], place[met]
    sums, tracks = np.zeros((n, classes)), np.bincount(rows, known.tracks[place], n).astype(float)
    found = known.genres.take(place)
    where = np.repeat(known.genres.starts[place], found.counts) + _within(found)
    np.add.at(sums, (rows[found.rows], found.values), known.counts[where])
    if own is not None:
        times = np.bincount(rows, minlength=n)
        sums[own.rows, own.values] -= times[own.rows]
        tracks -= times * (own.counts > 0)
    return np.maximum(sums, 0), np.maximum(tracks, 0)


def _within(ragged: Ragged) -> Ints:
    """For each value, its place in its own list."""
    return np.arange(len(ragged.values)) - np.repeat(ragged.starts[:-1], ragged.counts)


def logs(sums: Floats, tracks: Floats, prior: Floats) -> Floats:
    """Smoothed shares over the prior (n, m), as logs; 0 for every genre where no track shares a key."""
    shares = (sums + SMOOTHING * prior) / (tracks[:, None] + SMOOTHING)
    return np.asarray(np.log(shares) - np.log(prior))


def pack(name: str, known: Counts) -> Arrays:
    """Plain arrays to store."""
    return {
        f"context_{name}_keys": known.keys,
        f"context_{name}_tracks": known.tracks.astype(np.int32),
        f"context_{name}_genres": known.genres.values.astype(np.int32),
        f"context_{name}_starts": known.genres.starts,
        f"context_{name}_counts": known.counts.astype(np.int32),
    }


def unpack(name: str, arrays: Mapping[str, Any]) -> Counts:
    """Counts from stored arrays. Raises KeyError when one is missing."""
    keys, tracks, genres, starts, counts = (
        arrays[f"context_{name}_{part}"] for part in ("keys", "tracks", "genres", "starts", "counts")
    )
    return Counts(
        keys, tracks.astype(np.int64), Ragged(genres.astype(np.int64), starts.astype(np.int64)), counts.astype(np.int64)
    )
