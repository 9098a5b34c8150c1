"""What the page of an artist asks of a snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.context import Context
from warehouse.connect import View
from warehouse.queries import artists, catalogue

COLUMNS = ("track_id", "title", "album", "release_date", "popularity")


@dataclass(frozen=True)
class ArtistFacts:
    """One artist as the published snapshot holds it; the frames are those of warehouse.queries.artists."""

    artist: pd.DataFrame
    spread: pd.DataFrame
    genres: pd.DataFrame
    medians: pd.DataFrame
    tracks: pd.DataFrame
    loads: pd.DataFrame

    @property
    def row(self) -> dict[str, Any]:
        """The artist's columns."""
        return {str(name): value for name, value in self.artist.iloc[0].items()}

    @property
    def main(self) -> tuple[str, str] | None:
        """(vocabulary, genre) that most tracks have."""
        first = self.genres.head(1)
        return None if first.empty else (str(first["vocabulary"].iloc[0]), str(first["genre"].iloc[0]))


def gathered(view: View, artist_id: str) -> tuple[pd.DataFrame, ...]:
    """The fields of ArtistFacts; () when there is no such artist."""
    artist = artists.artist(view, artist_id)
    if artist.empty:
        return ()
    return (
        artist,
        artists.artist_popularity(view, artist_id),
        artists.artist_genres(view, artist_id),
        artists.artist_medians(view, artist_id),
        artists.artist_tracks(view, artist_id, COLUMNS),
        catalogue.loads(view),
    )


def facts_of(context: Context, artist_id: str) -> ArtistFacts | None:
    """What is known of an artist, None when there is no such artist."""
    found = context.reader.cached(("artist", artist_id), lambda view: gathered(view, artist_id))
    return ArtistFacts(*found) if found else None
