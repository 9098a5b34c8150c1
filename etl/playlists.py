"""A table of tracks in playlists -> rows, one a playlist and track; a track that a playlist holds twice is merged.

A playlist without an id gets one made from the collection and its name.
"""

from __future__ import annotations

from etl.intake import Intake, Rows
from etl.judge import Cell, Fault, Judge
from warehouse import store
from warehouse.queries.fixed import sql

CELLS = (
    Cell("playlist_id", "key"),
    Cell("playlist"),
    Cell("track_id", "key"),
    Cell("title"),
    Cell("artist", "names"),
    Cell("position", "integer", low=0, high=10**8),
    Cell("added_at", "moment", low=1900, high=2100),
)
FAULTS = (
    Fault("playlist_id is null and playlist is null", "playlist", "no playlist"),
    Fault("title is null and track_id is null", "title", "no title"),
)


def load(intake: Intake) -> Rows:
    """Judge, merge and insert the tracks of playlists; runs inside the caller's transaction."""
    judge = Judge(intake, CELLS, FAULTS)
    judge.judge()
    values = {"load_id": intake.load_id, "collection": intake.collection}
    loaded = store.insert(intake.workbench, "playlist_tracks", sql("judged_playlist_tracks"), values)
    return Rows(loaded, judge.usable - loaded, judge.rejected, judge.rejects())
