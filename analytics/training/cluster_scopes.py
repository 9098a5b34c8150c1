"""Groups of one scope (the whole catalogue, its niches, inside one genre): every track's group, and what is told of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analytics.clusters import GENRE, NICHES, ClusterModel, naming, numbering, profile
from analytics.clusters.partition import Strengths
from analytics.heard import Heard
from analytics.ragged import Ints, Ragged
from analytics.sound import Points
from analytics.training.common import STORED

#: The share unexplained by genre and the artists that make a dense group a niche.
UNEXPLAINED, ARTISTS = 0.5, 5


@dataclass(frozen=True)
class Scope:
    """The groups of one scope: places of its tracks in the catalogue, group (0 to k - 1, -1 none) and strength of each."""

    name: str
    tracks: Ints
    labels: Ints
    strengths: Strengths
    numbers: tuple[int, ...]
    stability: tuple[float, ...]


def grouped(
    name: str, tracks: Heard, assign: Any, points: Points, before: dict[str, Any], stability: tuple[float, ...]
) -> Scope:
    """The groups of every track with a known sound; numbers carry over from the run before."""
    index = np.flatnonzero(tracks.known)
    labels, strengths = in_parts(assign, points, index)
    earlier, used = before.get(name, ({}, []))
    ids = tracks.ids(index).to_pylist() if earlier else []
    old = np.array([earlier.get(track, -1) for track in ids], np.int64) if earlier else np.full(len(index), -1)
    numbers = tuple(numbering.numbered(labels, len(stability), old, used))
    return Scope(name, index, labels, strengths, numbers, stability)


def in_parts(assign: Any, points: Points, index: Ints) -> tuple[Ints, Strengths]:
    """`assign` of the points at `index`, STORED at a time: what it needs on the way does not grow with the catalogue."""
    parts = [assign(points[index[start : start + STORED]]) for start in range(0, len(index), STORED)]
    if not parts:
        return np.empty(0, np.int64), np.empty(0, np.float32)
    return np.concatenate([labels for labels, _ in parts]), np.concatenate([strengths for _, strengths in parts])


def inside(
    model: ClusterModel, tracks: Heard, points: Points, stability: dict[str, tuple[float, ...]]
) -> Iterator[Scope]:
    """The groups inside each genre, of the tracks that have it."""
    codes = {name: code for code, name in enumerate(tracks.genre_names)}
    for name, partition in model.within.items():
        if name in codes:
            members = np.unique(tracks.genres.rows[tracks.genres.values == codes[name]])
            members = members[tracks.known[members]]
            labels, strengths = in_parts(partition.assign, points, members)
            numbers = tuple(range(1, partition.groups + 1))
            yield Scope(
                GENRE + name, members, labels, strengths, numbers, stability.get(name, (float("nan"),) * len(numbers))
            )


def described(
    tracks: Heard, points: Points, scope: Scope, words: naming.Words
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Rows of clusters and of cluster_traits of one scope, over its recordings; without the run."""
    kept = tracks.canonical[scope.tracks]
    index, labels = scope.tracks[kept], scope.labels[kept]
    # Inside a genre the groups differ from that genre, elsewhere from all tracks.
    apart = profile.differences(points[index], labels, len(scope.numbers))
    names = naming.names(apart, tracks.features, words)
    genres = tracks.genres.take(index)
    rows, traits = [], []
    for group, number in enumerate(scope.numbers):
        member = labels == group
        rows.append(_row(tracks, scope, index, member, genres, group) | {"cluster": number, "name": names[group]})
        medians = _medians(tracks, index[member])
        traits += [
            {"scope": scope.name, "cluster": number, "feature": f, "median": medians[i], "difference": apart[group, i]}
            for i, f in enumerate(tracks.features)
        ]
    return rows, traits


def _row(tracks: Heard, scope: Scope, index: Ints, member: Any, genres: Ragged, group: int) -> dict[str, Any]:
    """What is measured of one group; a niche is not explained by genre and is not one artist's."""
    artists = pd.Series(tracks.artists[index[member]]).value_counts(normalize=True)
    inside_genre = scope.name.startswith(GENRE)
    left = float("nan") if inside_genre else profile.unexplained(member, genres)
    many = len(artists) >= ARTISTS and artists.iloc[0] <= UNEXPLAINED
    return {
        "scope": scope.name,
        "stability": scope.stability[group],
        "unexplained": left,
        "artists": len(artists),
        "is_niche": bool(scope.name == NICHES and many and not left < UNEXPLAINED),
    }


def _medians(tracks: Heard, index: Ints) -> list[float]:
    """Median of each feature; NaN where none of the tracks has it."""
    columns = (column[~np.isnan(column)] for column in tracks.X[index].T)
    return [float(np.median(known)) if len(known) else float("nan") for known in columns]
