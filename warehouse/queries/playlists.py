"""What playlists are made of and compared with: candidates, tracks as they are shown, the playlists that were loaded."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa

from warehouse.connect import View
from warehouse.features import Feature, model_inputs
from warehouse.filters import TrackFilter
from warehouse.queries.fixed import sql, text_of
from warehouse.queries.screening import measured

#: Columns of a track beside track_no, recording_key and main_artist.
SHOWN = ("track_id", "title", "artists", "genres", "album", "popularity", "release_year", "key", "mode", "duration_ms")


def matching(view: View, flt: TrackFilter) -> pa.Table:
    """track_no, popularity, draw (0 to 1, the same for a track every time) of every track that a filter keeps."""
    where, params = flt.where()
    return view.arrow(sql("playlist_matching", where=where), params)


def group(view: View, cluster: int, rows: int) -> pd.DataFrame:
    """track_no, strength of the recordings of a group of the map, those that belong there most first."""
    return view.frame(text_of("playlist_group"), {"cluster": cluster, "rows": rows})


def of_artists(view: View, artists: Sequence[str], each: int) -> pd.DataFrame:
    """track_no, main_artist_id of at most `each` recordings of every artist, the best known."""
    return view.frame(text_of("playlist_of_artists"), {"artists": list(artists), "each": each})


def shown(view: View, tracks: Sequence[int] = (), ids: Sequence[str] = ()) -> pd.DataFrame:
    """track_no, recording_key, main_artist, main_artist_id, SHOWN and the measured features of tracks, in no order."""
    names = dict.fromkeys([*SHOWN, *(f.name for f in measured())])
    columns = ", ".join(f't."{name}"' for name in names)
    return view.frame(sql("playlist_tracks_shown", columns=columns), {"tracks": list(tracks), "ids": list(ids)})


def loaded(view: View) -> pd.DataFrame:
    """playlist_id, playlist, items, tracks of the playlists that have tracks of the catalogue, by name."""
    return view.frame(text_of("playlists_all"))


def members(view: View, playlist: str) -> list[int]:
    """track_no of the tracks of a playlist, in its order; none for one that is not known."""
    return [int(number) for (number,) in view.rows(text_of("playlist_members"), {"playlist": playlist})]


def compared() -> list[Feature]:
    """What playlists are compared by: measured features and the release year."""
    return [*measured(), *(f for f in model_inputs() if f.name == "release_year")]


def catalogue(view: View) -> pa.Table:
    """track_no ascending, main_artist_id and the columns `compared` as floats, a row a recording."""
    columns = "".join(f', cast(t."{f.name}" as float) as "{f.name}"' for f in compared())
    return view.arrow(sql("playlist_catalogue", columns=columns))


def named(view: View, names: Sequence[tuple[str, str]]) -> dict[int, int]:
    """Place of a (title, artist) -> track_no of the best known track of that name; artist "" may be any. Case and accents are
    forgiven."""
    if not names:
        return {}
    titles, artists = zip(*names, strict=True)
    given = {"titles": list(titles), "artists": list(artists), "places": np.arange(len(names)).tolist()}
    return {int(place): int(number) for place, number in view.rows(text_of("playlist_named"), given)}
