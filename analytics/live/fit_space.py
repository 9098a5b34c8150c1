"""The catalogue as points, with its artists: what a playlist is set beside. Made once a snapshot."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics import sound
from analytics.ragged import Floats, Ints
from analytics.sound import SoundSpace
from warehouse.connect import Reader, View
from warehouse.queries import playlists


@dataclass(frozen=True)
class Space:
    """The catalogue as points. X (m, p) standard scores, NaN where missing ; artists (m,) codes ; sizes: recordings by code ;
    codes: artist id -> code."""

    features: tuple[str, ...]
    scale: SoundSpace | None
    track_no: NDArray[np.int64]
    X: Floats
    artists: Ints
    sizes: Ints
    codes: dict[str, int]

    def points(self, rows: pd.DataFrame) -> Floats:
        """Rows with the feature columns as standard scores."""
        if self.scale is None:
            return np.zeros((len(rows), 0))
        values = rows[list(self.features)].astype("float64").to_numpy()
        return np.where(np.isfinite(values), self.scale.place(values), np.nan)

    def of(self, rows: pd.DataFrame) -> Ints:
        """Codes of the main artists of rows; -1 for one without recordings of their own."""
        return np.array([self.codes.get(str(name), -1) for name in rows["main_artist_id"]], dtype=np.int64)

    def share(self, artists: Ints) -> float:
        """Share of the catalogue by one of these artists."""
        known = np.unique(artists[artists >= 0])
        return float(self.sizes[known].sum() / max(1, len(self.X)))


def space(reader: Reader) -> Space:
    """The catalogue as points; made once a snapshot."""
    return reader.cached(("fit-space",), _space)


def _space(view: View) -> Space:
    table = playlists.catalogue(view)
    columns = {f.name: table[f.name].to_numpy().astype(np.float64) for f in playlists.compared()}
    used = tuple(name for name, x in columns.items() if len(np.unique(x[np.isfinite(x)])) > 1)
    values = np.column_stack([columns[name] for name in used]) if used else np.zeros((table.num_rows, 0))
    scale = sound.fit(values, used) if used else None
    X = np.where(np.isfinite(values), scale.place(values), np.nan) if scale else values
    coded = table["main_artist_id"].combine_chunks().dictionary_encode()
    artists = coded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    codes = {str(name): code for code, name in enumerate(coded.dictionary.to_pylist())}
    sizes = np.bincount(artists, minlength=len(codes))
    return Space(used, scale, table["track_no"].to_numpy().astype(np.int64), X, artists, sizes, codes)
