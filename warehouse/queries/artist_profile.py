"""What an artist is compared with: its recordings, the hits of its genre, other artists by sound, what became of it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from warehouse.connect import View
from warehouse.features import Feature
from warehouse.queries.artists_ranked import ANSWERS
from warehouse.queries.fixed import sql, text_of

#: What becomes of an artist over time -> the query; each gives day, n, value.
SERIES = {"popularity": "artist_snapshots", "plays": "artist_weeks", "charts": "artist_places"}


def named(view: View, name: str) -> list[str]:
    """Ids of the artists that a name or an id is, the exact one and the one with most tracks first."""
    return [str(one) for one in view.frame(text_of("artist_named"), {"name": name})["artist_id"]]


def recordings(view: View, artist_id: str, features: Sequence[Feature], source: str) -> pd.DataFrame:
    """track_id, title, release_date, popularity, expected, low, high, plays, charted (periods), features: a row a recording.

    source: one of ANSWERS, '' when no model has answered.
    """
    table = source if source in ANSWERS else ANSWERS[-1]
    query = sql("artist_recordings", columns=_columns(features), answers=table)
    return view.frame(query, {"artist_id": artist_id})


def of_genre(view: View, artist_id: str, pair: tuple[str, str], features: Sequence[Feature]) -> pd.DataFrame:
    """popularity and features of the recordings of a (vocabulary, genre) by others, the most popular first."""
    asked = {"artist_id": artist_id, "vocabulary": pair[0], "genre": pair[1]}
    return view.frame(sql("genre_hits", columns=_columns(features)), asked)


def centres(view: View, features: Sequence[Feature], least: int) -> pd.DataFrame:
    """artist_id, name, genres, n, popularity and the mean of each feature, of artists with `least` recordings or more."""
    columns = ", ".join(f'avg(t."{f.name}")::double as "{f.name}"' for f in features)
    return view.frame(sql("artist_centres", columns=columns), {"least": least})


def over_time(view: View, artist_id: str, series: str) -> pd.DataFrame:
    """day, n, value of one of SERIES."""
    return view.frame(text_of(SERIES[series]), {"artist_id": artist_id})


def _columns(features: Sequence[Feature]) -> str:
    return ", ".join(f't."{f.name}"::double as "{f.name}"' for f in features)
