"""Tracks as they sound: what groups and the map are learned from and place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from analytics.dataset import feature_rows, usable
from analytics.ragged import Bools, Floats, Ints, Ragged, Texts
from warehouse.connect import View
from warehouse.errors import NotTrainable
from warehouse.queries import genre_work, sound, training

#: Recordings with sound that groups and a map need.
LEAST = 60


@dataclass(frozen=True)
class Heard:
    """n tracks in the order of track_id. X (n, p) NaN where missing ; canonical (n,): one a recording ; known (n,): has any
    feature ; artists (n,) texts ; popularity (n,) NaN where missing ; genres: codes into genre_names.
    """

    track_ids: pa.ChunkedArray
    X: Floats
    features: tuple[str, ...]
    canonical: Bools
    artists: Texts
    popularity: Floats
    genres: Ragged
    genre_names: tuple[str, ...]
    vocabulary: str

    def __len__(self) -> int:
        return len(self.X)

    @property
    def known(self) -> Bools:
        """Whether at least half of the features of a track are measured: less does not say how it sounds."""
        return np.isnan(self.X).mean(axis=1) <= 0.5

    @property
    def learned(self) -> Ints:
        """Places of the recordings that are learned from."""
        return np.flatnonzero(self.canonical & self.known)

    def ids(self, index: Ints) -> pa.Array:
        """Track ids at `index`."""
        return self.track_ids.take(pa.array(index)).combine_chunks() if len(index) else pa.array([], pa.string())


def read(view: View) -> Heard:
    """Every track with the measures that most recordings have. Raises NotTrainable when there are too few."""
    if not training.is_built(view):
        raise NotTrainable("There are no tracks to learn from yet.", "Load and build first: repertoire load FILE")
    names = training.vocabularies(view)["vocabulary"].tolist()
    found = _of(view, [f.name for f in genre_work.measures()], str(names[0]) if names else "")
    if not found.features or len(found.learned) < LEAST:
        n = len(found.learned) if found.features else 0
        raise NotTrainable(
            f"{n:,} recordings have measured sound; groups and a map need {LEAST}.",
            "Load a file with audio features such as danceability, energy and tempo.",
        )
    return found


def unplaced(view: View, table: str, run: str, names: tuple[str, ...], vocabulary: str) -> Heard:
    """The tracks that a run has no row of in a table of results, with the features `names`. Raises NotTrainable."""
    feature_rows(names)
    return _of(view, list(names), vocabulary, table, run, every=True)


def _of(
    view: View, names: list[str], vocabulary: str, table: str = sound.PLACED[0], run: str = "", every: bool = False
) -> Heard:
    found = sound.tracks(view, sound.features_of(names), table, run)
    columns = {name: found[name].to_numpy().astype(np.float64, copy=False) for name in names}
    if not every:
        names, _ = usable(pd.DataFrame(columns))
    pairs = sound.genres(view, vocabulary, table, run)
    coded = pairs["genre"].combine_chunks().dictionary_encode()
    codes = coded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return Heard(
        found["track_id"],
        np.column_stack([columns[name] for name in names]) if names else np.empty((len(found), 0)),
        tuple(names),
        found["is_canonical"].to_numpy(zero_copy_only=False).astype(bool),
        found["artist_id"].to_numpy(zero_copy_only=False),
        found["popularity"].to_numpy().astype(np.float64, copy=False),
        Ragged.grouped(pairs["place"].to_numpy().astype(np.int64), codes, len(found)),
        tuple(coded.dictionary.to_pylist()),
        vocabulary,
    )
