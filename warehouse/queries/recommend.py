"""What recommenders read: who listened to what, and what is known of each item. Rows of single listeners are read from
the workbench only; a snapshot has none.

An item is an artist or a track. Its place is its number from 0 in the order of the items that are read together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd
import pyarrow as pa

from warehouse.connect import View
from warehouse.filters import TrackFilter
from warehouse.queries.fixed import sql, text_of
from warehouse.queries.screening import measured

Kind = Literal["artist", "track"]
Source = Literal["plays", "playlists"]
_ITEMS: dict[Source, str] = {"plays": "recommend_played_items", "playlists": "recommend_listed_items"}
_PAIRS: dict[Source, str] = {"plays": "recommend_plays", "playlists": "recommend_lists"}


@dataclass(frozen=True)
class Question:
    """Which items are meant: artists or tracks, that are played or that stand in playlists."""

    source: Source
    kind: Kind

    @property
    def chosen(self) -> str:
        """The query of the items."""
        return text_of(_ITEMS[self.source])


def sizes(view: View) -> dict[tuple[Source, Kind], int]:
    """How many pairs of a listener (or playlist) and an item there are, by source and kind; those with none are left out."""
    rows = view.rows(sql("recommend_sizes"))
    return {(source, kind): int(pairs) for source, kind, pairs in rows if pairs}


def items(view: View, asked: Question) -> pd.DataFrame:
    """place, item, id, track_id, artist_id, artist, title, in the order of place."""
    return view.frame(sql("recommend_items", chosen=asked.chosen), {"kind": asked.kind})


def pairs(view: View, asked: Question) -> pd.DataFrame:
    """listener, place, plays: each pair once, ordered."""
    return view.frame(sql(_PAIRS[asked.source], chosen=asked.chosen), {"kind": asked.kind})


def tags(view: View, asked: Question) -> pd.DataFrame:
    """place, tag, listener (None for a count without names), uses."""
    return view.frame(sql("recommend_tags", chosen=asked.chosen), {"kind": asked.kind})


def genres(view: View, asked: Question, vocabulary: str) -> pd.DataFrame:
    """place, genre, uses (tracks)."""
    params = {"kind": asked.kind, "vocabulary": vocabulary}
    return view.frame(sql("recommend_genres", chosen=asked.chosen), params)


def sound(view: View, asked: Question) -> pd.DataFrame:
    """place and the mean of each measured feature, of the items that the catalogue knows."""
    columns = "".join(f', avg(cast(t."{f.name}" as double)) as "{f.name}"' for f in measured())
    return view.frame(sql("recommend_sound", chosen=asked.chosen, columns=columns), {"kind": asked.kind})


def catalogue(view: View) -> pa.Table:
    """track_no ascending, popularity and the measured features as floats (null where missing): a row a recording."""
    columns = "".join(f', cast(t."{f.name}" as float) as "{f.name}"' for f in measured())
    return view.arrow(sql("recommend_catalogue", columns=columns))


def catalogue_genres(view: View, vocabulary: str) -> pa.Table:
    """track_no, genre of canonical tracks, ordered."""
    return view.arrow(sql("recommend_catalogue_genres"), {"vocabulary": vocabulary})


def matching(view: View, flt: TrackFilter) -> pa.Table:
    """track_no, track_id, main_artist_id of the tracks that a filter keeps, in no order."""
    where, params = flt.where()
    return view.arrow(sql("recommend_matching", where=where), params)


def seeds(view: View, ids: Sequence[str]) -> pd.DataFrame:
    """id, track_no (of the canonical track of its recording), main_artist_id, of those of `ids` that are tracks."""
    # Rows, not frames: of a few rows a frame by way of Arrow takes longer than the query.
    found = view.rows(sql("recommend_seeds"), {"ids": list(ids)})
    keys = [key for _, _, key, is_canonical, _ in found if not is_canonical]
    canonical = dict(view.rows(sql("recommend_canonical"), {"keys": keys})) if keys else {}
    made = [(name, canonical.get(key, number), artist) for name, number, key, _, artist in found]
    return pd.DataFrame(made, columns=["id", "track_no", "main_artist_id"]).astype({"track_no": "int64"})


def shown(view: View, tracks: Sequence[int]) -> pd.DataFrame:
    """track_no, track_id, title, artists, popularity, in no order."""
    rows = view.rows(sql("recommend_shown"), {"tracks": list(tracks)})
    return pd.DataFrame(rows, columns=["track_no", "track_id", "title", "artists", "popularity"])


def track_names(view: View, ids: Sequence[str]) -> dict[str, str]:
    """id -> "title, artists", of those of `ids` that are tracks of the catalogue."""
    rows = view.rows(sql("recommend_track_names"), {"ids": list(ids)}) if ids else []
    return {str(name): ", ".join(str(part) for part in parts if part is not None) for name, *parts in rows}


def artist_names(view: View, ids: Sequence[str]) -> dict[str, str]:
    """id -> name, of those of `ids` that are artists of the catalogue."""
    rows = view.rows(sql("recommend_artist_names"), {"ids": list(ids)}) if ids else []
    return {str(name): str(called) for name, called in rows}
