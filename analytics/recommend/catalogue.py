"""Recommendations from a catalogue that nobody was seen to listen to: what tracks are like, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import scipy.sparse as sp

from analytics.ragged import Ints
from analytics.recommend import content
from analytics.recommend import taste as tastes
from analytics.recommend.content import Content
from analytics.recommend.taste import Numbers

#: The share of the sound where genres are known as well. Not learned: there are no listeners to learn it from.
SOUND = 0.5


@dataclass(frozen=True)
class Catalogue:
    """n recordings, by ascending track_no (n,).

    content: genres and sound ; mark_names: of its columns ; sound (n, p), features: as measured ; usual_sound: mean and
    standard deviation of each ; popularity (n,), NaN where unknown.
    """

    track_no: Ints
    content: Content
    mark_names: tuple[str, ...]
    sound: Numbers
    features: tuple[str, ...]
    usual_sound: tuple[Numbers, Numbers]
    popularity: Numbers

    def places(self, track_no: Ints) -> Ints:
        """Places (m,) of canonical tracks, -1 where there is none."""
        if not len(self.track_no):
            return np.full(len(track_no), -1)
        found = np.minimum(np.searchsorted(self.track_no, track_no), len(self.track_no) - 1)
        return np.where(self.track_no[found] == track_no, found, -1)

    def known(self, places: Ints) -> tuple[int, ...]:
        """Which features are measured of any of the recordings at `places` (m,)."""
        return tuple(np.flatnonzero(~np.isnan(self.sound[places]).all(axis=0)).tolist())

    def by(self, known: tuple[int, ...]) -> Catalogue:
        """The same compared by some of its features alone, for likes of which no more is known.

        Elsewhere what is missing counts as usual, so that beside such likes all are near that lack the same features. And two or
        three features give directions that nearly all share: here each is a point on a half circle, by its rank.
        """
        sound = self.sound[:, list(known)]
        made = replace(self.content, sound=content.ranked_points(sound), importance=np.ones(len(known)))
        mean, spread = self.usual_sound
        usual, features = (mean[list(known)], spread[list(known)]), tuple(self.features[place] for place in known)
        return replace(self, content=made, sound=sound, features=features, usual_sound=usual)


def catalogue_of(tracks: pa.Table, genres: pa.Table) -> Catalogue:
    """From two tables, as warehouse.queries.recommend.catalogue and catalogue_genres return them."""
    numbers = tracks["track_no"].to_numpy().astype(np.int64)
    names = [name for name in tracks.column_names if name not in ("track_no", "popularity")]
    features = tuple(name for name in names if tracks[name].null_count < len(tracks))
    columns = [tracks[name].to_numpy().astype(np.float32, copy=False) for name in features]
    sound = np.column_stack(columns) if columns else np.empty((len(numbers), 0), np.float32)
    side, marks = _genres(genres, numbers)
    unit, usual = content.sound_points(sound, np.ones(len(features)))
    share = (SOUND if side.nnz else 1.0) if features else 0.0
    made = Content(side, np.arange(side.shape[1]), unit, np.ones(len(features)), share)
    level = tracks["popularity"].to_numpy().astype(np.float32, copy=False)
    return Catalogue(numbers, made, marks, sound, features, usual, level)


def _genres(genres: pa.Table, numbers: Ints) -> tuple[sp.csr_matrix, tuple[str, ...]]:
    """(n, G) genres of each recording, rows of length 1, and their names."""
    coded = genres["genre"].combine_chunks().dictionary_encode()
    names = tuple(f"genre: {name}" for name in coded.dictionary.to_pylist())
    rows = np.searchsorted(numbers, genres["track_no"].to_numpy())
    columns = coded.indices.to_numpy(zero_copy_only=False)
    shape = (len(numbers), len(names))
    found = sp.csr_matrix((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=shape)
    return tastes.unit_rows(found).astype(np.float32), names
