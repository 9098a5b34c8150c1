"""Why one track of the catalogue gets the answers it gets: parts of its expected popularity, and of its genre.

Computed on request from the features of the published snapshot and kept until the snapshot changes. Parts are TreeSHAP
values and their like: association in the model, not cause.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics import genre, popularity
from analytics.dataset import feature_rows
from analytics.genre import GenreModel
from analytics.live import served
from analytics.popularity import PopularityModel
from analytics.ragged import Ints, Ragged
from analytics.trackset import Inputs
from warehouse.connect import Reader
from warehouse.queries import drivers


@dataclass(frozen=True)
class Piece:
    """One part of an answer: a feature's value (NaN when missing or no number) and what it adds."""

    feature: str
    value: float
    contribution: float


@dataclass(frozen=True)
class Fall:
    """An answer taken apart: base and all pieces together are `end`. Strongest pieces first."""

    base: float
    pieces: tuple[Piece, ...]
    end: float


@dataclass(frozen=True)
class Duel:
    """The likeliest genre against the runner-up: pieces are differences of the two scores (log-odds); they sum to end."""

    first: str
    second: str
    chances: tuple[float, float]
    fall: Fall


@dataclass(frozen=True)
class Explanation:
    """A track and its answers; popularity and genre are None without their models, genre also with a single genre."""

    track_id: str
    title: str
    artists: str
    popularity_now: float
    popularity: Fall | None
    genre: Duel | None


def explain(reader: Reader, track_id: str) -> Explanation | None:
    """The answers about a track taken apart, None when there is no such track. Raises BadArtefact, NotTrainable."""
    levels, genres = served.popularity_model(reader), served.genre_model(reader)
    found = _row(reader, track_id, (), "")
    if found.empty:
        return None
    about = found.iloc[0]
    return Explanation(
        track_id,
        str(about["title"]),
        str(about["artists"]),
        float("nan") if pd.isna(about["popularity"]) else float(about["popularity"]),
        reader.cached(("fall", track_id), lambda _: _level(reader, levels, track_id)),
        reader.cached(("duel", track_id), lambda _: _duel(reader, genres, track_id)),
    )


def _row(reader: Reader, track_id: str, features: Sequence[str], vocabulary: str) -> pd.DataFrame:
    columns = feature_rows(features)
    key = ("explained", track_id, tuple(features), vocabulary)
    return reader.cached(key, lambda view: drivers.track(view, track_id, columns, vocabulary))


def inputs_of(row: pd.Series, features: Sequence[str]) -> Inputs:
    """One track, as warehouse.queries.drivers.track gives it, as models take it."""
    artists, genres = (
        [str(v) for v in row[name]] if row[name] is not None else [] for name in ("artist_ids", "genres")
    )
    title, album = ("" if pd.isna(row[name]) else str(row[name]) for name in ("title", "album"))
    return Inputs(
        X=np.array([[row[name] for name in features]], dtype=np.float64).reshape(1, len(features)),
        titles=np.array([title], dtype=object),
        albums=np.array([album], dtype=object),
        artists=Ragged.of([range(len(artists))]),
        artist_ids=np.array(artists, dtype=object),
        genres=Ragged.of([range(len(genres))]),
        genre_names=tuple(genres),
    )


def _level(reader: Reader, model: PopularityModel | None, track_id: str) -> Fall | None:
    if model is None:
        return None
    row = _row(reader, track_id, model.features, "").iloc[0]
    found = popularity.reasons(model, inputs_of(row, model.features), _own(reader, model, row))
    pieces = [Piece(part.feature, part.value, part.contribution) for part in found.parts]
    return Fall(found.base, tuple(strongest(pieces)), found.expected)


def _own(reader: Reader, model: PopularityModel, row: pd.Series) -> Ints | None:
    """Where the track stands in what the model learned from, so that it is left out of its artist's history; None when it
    is not there, or when the catalogue is another than it was then."""
    with reader.view() as view:
        rated, place = drivers.rated_position(view, str(row["track_id"]))
    if rated != len(model.rated) or pd.isna(row["popularity"]) or model.rated[place] != row["popularity"]:
        return None
    return np.array([place], dtype=np.int64)


def _duel(reader: Reader, model: GenreModel | None, track_id: str) -> Duel | None:
    if model is None or len(model.label_names) < 2:
        return None
    inputs = inputs_of(_row(reader, track_id, model.features, model.vocabulary).iloc[0], model.features)
    said = genre.answer(model, inputs)
    first, second = (int(label) for label in said.ranked[0, :2])
    for_first, for_second = (
        {part.feature: part for part in genre.reasons(model, inputs, label, None)} for label in (first, second)
    )
    pieces = [
        Piece(name, part.value, part.contribution - (for_second[name].contribution if name in for_second else 0.0))
        for name, part in for_first.items()
    ]
    names = (model.label_names[first], model.label_names[second])
    end = float(sum(piece.contribution for piece in pieces))
    chances = (float(said.chances[0, 0]), float(said.chances[0, 1]))
    return Duel(*names, chances, Fall(0.0, tuple(strongest(pieces)), end))


def strongest(pieces: Sequence[Piece]) -> list[Piece]:
    """Pieces in the order of their size."""
    return sorted(pieces, key=lambda piece: -abs(piece.contribution))
