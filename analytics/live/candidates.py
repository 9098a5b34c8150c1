"""Candidates: tracks that are to be judged before they are out, as models are given them. Anything may be missing.

A frame of candidates has the columns title, album (texts), artists, genres (lists of names; genres are those that
somebody states) and one a known input feature (doubles, NaN where missing); track_id where some are tracks of the
catalogue.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from analytics.known import Known
from analytics.ragged import Ints, Ragged
from analytics.trackset import Inputs
from warehouse import features as feature_table
from warehouse.connect import View
from warehouse.queries import tracks

TEXTS = ("title", "album")
LISTS = ("artists", "genres")
TRACK_ID = "track_id"


@dataclass(frozen=True)
class Candidate:
    """One track to be judged.

    values : feature -> number, those that are known ; genres : stated by somebody, may be empty ; track_id, recording : of a
    track of the catalogue, which then does not vouch for itself and is not compared with itself.
    """

    title: str = ""
    album: str = ""
    artists: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    values: Mapping[str, float] = field(default_factory=dict)
    track_id: str = ""
    recording: str = ""

    @property
    def genre(self) -> str:
        """The stated genre, '' without one."""
        return self.genres[0] if self.genres else ""

    def changed(self, **values: float | None) -> Candidate:
        """The same with other values; None takes one away."""
        both = {**self.values, **values}
        return replace(self, values={name: value for name, value in both.items() if value is not None})


def inputs() -> list[str]:
    """Names of the features that a candidate may have."""
    return [f.name for f in feature_table.model_inputs()]


def frame_of(candidates: Sequence[Candidate]) -> pd.DataFrame:
    """Candidates as a frame, in that order."""
    rows: dict[str, list[Any]] = {name: [getattr(c, name) for c in candidates] for name in (*TEXTS, *LISTS)}
    for name in inputs():
        rows[name] = [float(c.values.get(name, np.nan)) for c in candidates]
    return pd.DataFrame({**rows, TRACK_ID: [c.track_id for c in candidates]})


def own_of(known: Known, frame: pd.DataFrame) -> Ints | None:
    """Places of the candidates among what a model has learned from, None where the frame does not say which they are."""
    return known.places(frame[TRACK_ID].to_numpy(dtype=object)) if TRACK_ID in frame else None


def as_inputs(frame: pd.DataFrame, features: Sequence[str]) -> Inputs:
    """A frame of candidates as models take it: `features` in that order, those the frame lacks missing."""
    owners, artist_ids = _coded(frame["artists"])
    labels, genre_names = _coded(frame["genres"])
    ids = np.array([artist_id(name) for name in artist_ids], dtype=object)
    return Inputs(
        frame.reindex(columns=list(features)).to_numpy(dtype=np.float64, na_value=np.nan),
        frame["title"].to_numpy(dtype=object),
        frame["album"].to_numpy(dtype=object),
        owners,
        ids,
        labels,
        tuple(genre_names),
    )


def artist_id(name: str) -> str:
    """The warehouse's id of an artist: the beginning of the md5 of the name."""
    return hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()[:12]


def _coded(lists: Sequence[Sequence[str]] | pd.Series) -> tuple[Ragged, list[str]]:
    """Lists of names as codes, and the name of each code."""
    codes: dict[str, int] = {}
    coded = [[codes.setdefault(str(name), len(codes)) for name in names] for names in lists]
    return Ragged.of(coded), list(codes)


def of_track(view: View, track_id: str, vocabulary: str | None = None) -> Candidate | None:
    """A track of the catalogue as a candidate, with its genres of `vocabulary`; None when there is no such track."""
    found = tracks.track(view, track_id)
    if found.empty:
        return None
    row = found.iloc[0]
    genres = tracks.track_genres(view, track_id)
    artists = tracks.track_artists(view, int(row["track_no"]))
    values = {name: float(row[name]) for name in inputs() if not pd.isna(row[name])}
    stated = genres.loc[genres["vocabulary"] == vocabulary, "genre"] if vocabulary else genres["genre"]
    return Candidate(
        "" if pd.isna(row["title"]) else str(row["title"]),
        "" if pd.isna(row["album"]) else str(row["album"]),
        tuple(map(str, artists["name"])),
        tuple(map(str, stated)),
        values,
        track_id,
        str(row["recording_key"]),
    )
