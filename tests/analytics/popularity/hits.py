"""Small catalogues in which popularity is made of what is known of a track, and the same without any of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa

from analytics.dataset import Catalogue
from analytics.popularity import rated
from analytics.popularity.config import Config, Trees
from analytics.popularity.rated import Rated
from analytics.ragged import Floats, Ragged

FEATURES = ("energy", "tempo", "valence")
SMALL = Trees(2, 1, 30, 15, 0.12, 10, 5.0, 0.3)
#: Quick, and in one thread.
CONFIG = Config(alone=SMALL, context=SMALL, deep=replace(SMALL, bags=1, num_leaves=63, min_data_in_leaf=2), threads=1)


def catalogue(seed: int = 0, tracks: int = 1500, artists: int = 150, genres: int = 6) -> tuple[Catalogue, Floats]:
    """Tracks and their popularity: genre (up to 40 points), artist (standard deviation 8), energy (20 points), noise
    (4), and every sixth album, named 'sampler', at 0. Every ninth track has no tempo, every tenth a guest."""
    random = np.random.default_rng(seed)
    X = random.uniform(0, 1, (tracks, len(FEATURES)))
    genre, artist = random.integers(0, genres, tracks), random.integers(0, artists, tracks)
    album = random.integers(0, 6, tracks)
    level = 15 + 40 * genre / genres + random.normal(0, 8, artists)[artist] + 20 * X[:, 0] + random.normal(0, 4, tracks)
    y = np.where(album == 5, 0.0, np.round(np.clip(level, 1, 100)))
    X[::9, 1] = np.nan
    names = np.array(
        [f"sampler {a % 10}" if kind == 5 else f"album {kind}" for a, kind in zip(artist, album, strict=True)]
    )
    people = [[int(a), int((a + 1) % artists)] if i % 10 == 0 else [int(a)] for i, a in enumerate(artist)]
    made = Catalogue(
        pa.chunked_array([[f"t{i:06d}" for i in range(tracks)]]),
        X,
        pa.chunked_array([[f"song {i}" for i in range(tracks)]]),
        pa.chunked_array([names.tolist()]),
        Ragged.of(people),
        np.array([f"{i:012x}" for i in range(1, artists + 1)], dtype=object),
        Ragged.of([[int(g)] for g in genre]),
        tuple(f"genre {i}" for i in range(genres)),
    )
    return made, y


def hits(seed: int = 0, tracks: int = 1500, **size: int) -> Rated:
    """The same as tracks to learn from; every fiftieth is a further release of the track before it."""
    made, y = catalogue(seed, tracks, **size)
    return rate(made, y)


def rate(made: Catalogue, y: Floats) -> Rated:
    """Tracks to learn from."""
    keys = np.arange(len(y))
    keys[50::50] -= 1
    known = pd.DataFrame({"track_id": made.ids, "popularity": y, "recording_key": keys})
    return rated.build(made, known, FEATURES, {})


def with_popularity(data: Rated, y: Floats) -> Rated:
    """The same tracks with another popularity."""
    return replace(data, data=replace(data.data, popularity=y))


def r2(y: Floats, said: Floats) -> float:
    """Share of the variance explained, from its definition."""
    return float(1 - ((y - said) ** 2).sum() / ((y - y.mean()) ** 2).sum())
