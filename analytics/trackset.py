"""What models are given: tracks as arrays, with the answers (TrackSet) and without (Inputs)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from analytics.ragged import Floats, Ints, Ragged, Texts


@dataclass(frozen=True)
class Inputs:
    """What can be known of n tracks before they are judged.

    X (n, p) doubles, NaN where missing ; titles, albums (n,) texts, '' where missing ; artists: codes into artist_ids
    (the ids of the warehouse), main artist first ; genres: codes into genre_names, empty where no genre is known; the
    genre model never looks at them.
    """

    X: Floats
    titles: Texts
    albums: Texts
    artists: Ragged
    artist_ids: Texts
    genres: Ragged
    genre_names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.X)

    def take(self, index: Ints) -> Inputs:
        """The tracks at `index`, in that order."""
        return Inputs(
            self.X[index],
            self.titles[index],
            self.albums[index],
            self.artists.take(index),
            self.artist_ids,
            self.genres.take(index),
            self.genre_names,
        )

    def batch(self, start: int, size: int) -> Inputs:
        """At most `size` tracks from `start` on."""
        return self.take(np.arange(start, min(start + size, len(self))))

    @classmethod
    def of_sound(cls, X: Floats) -> Inputs:
        """Tracks of which only the sound is known."""
        empty = np.full(len(X), "", dtype=object)
        none = Ragged(np.empty(0, np.int64), np.zeros(len(X) + 1, np.int64))
        return cls(X, empty, empty, none, np.empty(0, dtype=object), none, ())


@dataclass(frozen=True)
class TrackSet:
    """Labelled tracks of one vocabulary, ordered by track_id.

    track_ids (n,) ; X (n, p) doubles, NaN where missing ; features: the p column names ; main_artist (n,) codes ;
    artists: codes of every artist of a track into artist_ids, main first ; labels: indices into label_names, one or
    more a track ; families: the family of each label ; titles, albums (n,) texts, '' where missing ; popularity (n,)
    NaN where missing ; dropped: column -> why it is not in X ; left_out: genre -> number of tracks, too few to learn.
    """

    track_ids: Texts
    X: Floats
    features: tuple[str, ...]
    main_artist: Ints
    artists: Ragged
    artist_ids: Texts
    labels: Ragged
    label_names: tuple[str, ...]
    families: tuple[str, ...]
    titles: Texts
    albums: Texts
    popularity: Floats
    vocabulary: str
    dropped: dict[str, str]
    left_out: dict[str, int]

    def __len__(self) -> int:
        return len(self.track_ids)

    def inputs(self, index: Ints | None = None) -> Inputs:
        """The same tracks, or those at `index`, as Inputs; their genres are their labels."""
        index = np.arange(len(self)) if index is None else index
        return Inputs(
            self.X[index],
            self.titles[index],
            self.albums[index],
            self.artists.take(index),
            self.artist_ids,
            self.labels.take(index),
            self.label_names,
        )

    @property
    def known(self) -> tuple[str, ...]:
        """Which of sound, words and artists tell tracks apart at all."""
        words = any(text.strip() for texts in (self.titles, self.albums) for text in texts)
        there = {"sound": bool(self.features), "words": words, "artists": any(self.artist_ids)}
        return tuple(name for name, is_there in there.items() if is_there)

    @property
    def categorical(self) -> list[int]:
        """Positions in X of columns whose order means nothing (the key goes in a circle)."""
        return [i for i, name in enumerate(self.features) if name == "key"]

    @cached_property
    def fingerprint(self) -> str:
        """sha256 over everything a model could learn from: two equal fingerprints are the same data."""
        texts = (self.track_ids, self.titles, self.albums, self.artist_ids)
        digest = hashlib.sha256("\x1f".join([self.vocabulary, *self.features, *self.label_names]).encode())
        for text in texts:
            digest.update("\x1f".join(text).encode(errors="surrogatepass"))
        ragged = (self.labels.values, self.labels.starts, self.artists.values, self.artists.starts)
        for array in (self.X, self.main_artist, self.popularity, *ragged):
            digest.update(np.ascontiguousarray(array).tobytes())
        return digest.hexdigest()
