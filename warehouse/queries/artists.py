"""Questions about one artist: figures, tracks, genres, how the tracks sound."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from warehouse.connect import View
from warehouse.features import numeric
from warehouse.ordering import checked_columns
from warehouse.queries.fixed import sql


def artist(view: View, artist_id: str) -> pd.DataFrame:
    """artist_id, name, tracks, recordings, median_popularity, top_popularity, genres. No row when there is no such artist."""
    return view.frame(sql("artist"), {"artist_id": artist_id})


def artist_tracks(view: View, artist_id: str, columns: Sequence[str]) -> pd.DataFrame:
    """`columns`, is_canonical and position of every track that credits the artist, the most popular first."""
    chosen = ", ".join(f't."{name}"' for name in checked_columns(columns))
    return view.frame(sql("artist_tracks", columns=chosen), {"artist_id": artist_id})


def artist_popularity(view: View, artist_id: str) -> pd.DataFrame:
    """One row: recordings, measured (with a popularity), q1, median, q3 of popularity over recordings."""
    return view.frame(sql("artist_popularity"), {"artist_id": artist_id})


def artist_genres(view: View, artist_id: str) -> pd.DataFrame:
    """vocabulary, genre, family, tracks: the genre that most of the artist's tracks have comes first."""
    return view.frame(sql("artist_genres"), {"artist_id": artist_id})


def artist_medians(view: View, artist_id: str) -> pd.DataFrame:
    """feature, n, median of every numeric feature over the artist's tracks, in the order of FEATURES."""
    columns = ", ".join(f'cast(t."{f.name}" as double) as "{f.name}"' for f in numeric())
    medians = view.frame(sql("artist_medians", columns=columns), {"artist_id": artist_id})
    order = {f.name: i for i, f in enumerate(numeric())}
    return medians.sort_values("feature", key=lambda names: names.map(order)).reset_index(drop=True)
