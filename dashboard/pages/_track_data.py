"""What the page of a track asks of a snapshot. Counting, no drawing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pandas as pd

from warehouse.connect import View
from warehouse.queries import catalogue, models, tracks


@dataclass(frozen=True)
class TrackFacts:
    """One track as the published snapshot holds it; the frames are those of warehouse.queries.tracks.

    track : one row; standings : vocabulary, genre, n, below, equal for each of its genres; card : the text of the model's
    card, '' without a model.
    """

    track: pd.DataFrame
    artists: pd.DataFrame
    genres: pd.DataFrame
    standings: pd.DataFrame
    sources: pd.DataFrame
    history: pd.DataFrame
    releases: pd.DataFrame
    predicted: pd.DataFrame
    loads: pd.DataFrame
    card: str

    @property
    def row(self) -> dict[str, Any]:
        """The track's columns."""
        return {str(name): value for name, value in self.track.iloc[0].items()}

    @property
    def choices(self) -> dict[str, tuple[str, str]]:
        """Name -> (vocabulary, genre) of each genre, the vocabulary in brackets where there are several."""
        several = self.genres["vocabulary"].nunique() > 1
        pairs = list(zip(self.genres["vocabulary"], self.genres["genre"], strict=True))
        return {f"{genre} ({vocabulary})" if several else genre: (vocabulary, genre) for vocabulary, genre in pairs}

    @property
    def honest(self) -> float | None:
        """How often the model's first answer is right on held-out tracks, as its card says."""
        gap = json.loads(self.card).get("gap", {}) if self.card else {}
        value = gap.get("honest")
        return None if value is None else float(value)

    @property
    def is_in_sample(self) -> bool:
        """Whether the model has learned from this track, by the card's own words."""
        limits = json.loads(self.card).get("limits", []) if self.card else []
        known = set(self.genres["vocabulary"]) & set(self.predicted["vocabulary"])
        return bool(known) and any("in-sample" in words for words in limits)


def gathered(view: View, track_id: str) -> tuple[Any, ...]:
    """The fields of TrackFacts; () when there is no such track. A tuple, so that the cache can weigh it."""
    track = tracks.track(view, track_id)
    if track.empty:
        return ()
    place, key = int(track["track_no"].iloc[0]), str(track["recording_key"].iloc[0])
    card = models.promoted_card(view, "genre")
    return (
        track,
        tracks.track_artists(view, place),
        tracks.track_genres(view, track_id),
        tracks.standings(view, place),
        tracks.track_sources(view, track_id),
        tracks.popularity_history(view, track_id),
        tracks.other_releases(view, key, track_id),
        tracks.predicted_genres(view, track_id),
        catalogue.loads(view),
        json.dumps(card) if card else "",
    )
