"""Matrices: one vocabulary of labelled tracks as arrays, and the guards on what may stand in them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from warehouse import features as feature_table
from warehouse.connect import View
from warehouse.errors import NotTrainable
from warehouse.features import Feature
from warehouse.queries import training

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: A genre with fewer tracks is not learned: five folds could not each hold a few of them.
MIN_TRACKS_A_GENRE = 10
#: A column filled for a smaller share of tracks tells which source a track came from rather than how it sounds.
MIN_FILLED = 0.5
#: Columns that are, or were made from, the answer of a task; never inputs, whatever role they get in FEATURES.
DENIED: dict[str, frozenset[str]] = {
    "genre": frozenset(
        {
            *(
                "track_id",
                "track_no",
                "recording_key",
                "title",
                "album",
                "label",
                "load_id",
                "collection",
                "vocabulary",
            ),
            *("artists", "artist", "artist_id", "main_artist", "main_artist_id", "popularity"),
            *("artist_followers", "artist_genres", "release_precision"),
            *("genres", "genre", "subgenre", "family", "predicted_genre", "genre_confidence"),
            *("playlist", "playlist_id", "playlist_name", "playlist_genre", "playlist_subgenre"),
        }
    )
}
#: How far a single column may go on its own, as the share of the way from the majority's accuracy to 1.
LEAK_SKILL = 0.9
#: With fewer genres one honest column may do that well (classical against metal by energy): flagged, not refused.
LEAK_MIN_LABELS = 5


@dataclass(frozen=True)
class Ragged:
    """Lists of different lengths in two arrays: list i is values[starts[i]:starts[i + 1]]."""

    values: Ints
    starts: Ints

    @classmethod
    def of(cls, lists: Sequence[Sequence[int]]) -> Ragged:
        """From a sequence of lists."""
        counts = [len(item) for item in lists]
        flat = [value for item in lists for value in item]
        return cls(np.array(flat, dtype=np.int64), np.concatenate([[0], np.cumsum(counts)]).astype(np.int64))

    @classmethod
    def grouped(cls, rows: Ints, values: Ints, n: int) -> Ragged:
        """From pairs (row, value) sorted by row, for rows 0 .. n - 1."""
        return cls(values, np.searchsorted(rows, np.arange(n + 1)).astype(np.int64))

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, i: int) -> Ints:
        return self.values[self.starts[i] : self.starts[i + 1]]

    @cached_property
    def counts(self) -> Ints:
        """Length of each list."""
        return np.diff(self.starts)

    @cached_property
    def rows(self) -> Ints:
        """For each value, the list it is in."""
        return np.repeat(np.arange(len(self)), self.counts)

    def take(self, index: Ints) -> Ragged:
        """The lists at `index`, in that order."""
        counts = self.counts[index]
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        within = np.arange(starts[-1]) - np.repeat(starts[:-1], counts)
        return Ragged(self.values[np.repeat(self.starts[index], counts) + within], starts)

    def any(self, flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """For each list, whether any of its values is flagged."""
        return np.bincount(self.rows, weights=flags[self.values], minlength=len(self)) > 0


@dataclass(frozen=True)
class TrackSet:
    """Labelled tracks of one vocabulary, ordered by track_id.

    track_ids (n,) ; X (n, p) doubles, NaN where missing ; features: the p column names ; main_artist (n,) codes ;
    artists: codes of every artist of a track, main and featured ; labels: indices into label_names, one or more a
    track ; dropped: column -> why it is not in X ; left_out: genre -> number of tracks, too few to learn.
    """

    track_ids: NDArray[np.object_]
    X: Floats
    features: tuple[str, ...]
    main_artist: Ints
    artists: Ragged
    labels: Ragged
    label_names: tuple[str, ...]
    vocabulary: str
    dropped: dict[str, str]
    left_out: dict[str, int]

    def __len__(self) -> int:
        return len(self.track_ids)

    @property
    def categorical(self) -> list[int]:
        """Positions in X of columns whose order means nothing (the key goes in a circle)."""
        return [i for i, name in enumerate(self.features) if name == "key"]

    @cached_property
    def fingerprint(self) -> str:
        """sha256 over everything a model could learn from: two equal fingerprints are the same data."""
        digest = hashlib.sha256("\x1f".join([self.vocabulary, *self.features, *self.label_names]).encode())
        digest.update("\x1f".join(self.track_ids).encode())
        ragged = (self.labels.values, self.labels.starts, self.artists.values, self.artists.starts)
        for array in (self.X, self.main_artist, *ragged):
            digest.update(np.ascontiguousarray(array).tobytes())
        return digest.hexdigest()


def read(view: View, vocabulary: str | None = None, min_tracks: int = MIN_TRACKS_A_GENRE) -> TrackSet:
    """The labelled tracks of a vocabulary, by default the one with most tracks.

    Raises NotTrainable when there are no genres, when fewer than two have `min_tracks` tracks, or when no input
    column has values that differ.
    """
    name = _choose(training.vocabularies(view), vocabulary)
    candidates = feature_table.model_inputs()
    check_inputs("genre", [f.name for f in candidates])
    return build(
        training.inputs(view, name, candidates),
        training.labels(view, name),
        training.artists(view, name),
        name,
        min_tracks,
    )


def _choose(found: pd.DataFrame, wanted: str | None) -> str:
    names = found["vocabulary"].tolist()
    if not names:
        raise NotTrainable(
            "No track has a genre, so there is nothing to learn a genre model from.",
            "Load a file with a genre column; everything else works without one.",
        )
    if wanted is not None and wanted not in names:
        raise NotTrainable(f"There is no vocabulary {wanted!r}.", f"Known vocabularies: {', '.join(names)}.")
    return str(wanted or names[0])


def build(
    inputs: pd.DataFrame, labels: pd.DataFrame, artists: pd.DataFrame, vocabulary: str, min_tracks: int
) -> TrackSet:
    """A TrackSet from three frames, as warehouse.queries.training returns them. Raises NotTrainable."""
    sizes = labels["genre"].value_counts()
    kept = sorted(sizes.index[sizes >= min_tracks])
    if len(kept) < 2:
        raise NotTrainable(
            f"A genre model needs at least 2 genres with {min_tracks} tracks each; {vocabulary!r} has {len(kept)}"
            f" (of {len(sizes)} genres).",
            "Load more tracks, or a file with a coarser genre column.",
        )
    labels = labels[labels["genre"].isin(kept)]
    inputs = inputs[inputs["track_id"].isin(set(labels["track_id"]))].sort_values("track_id", ignore_index=True)
    columns, dropped = _usable(inputs.drop(columns="track_id"))
    if not columns:
        raise NotTrainable(
            "Every audio feature is missing or the same for all tracks that have a genre.",
            "Load a file with audio features such as danceability, energy and tempo.",
        )
    codes = pd.Series(np.arange(len(inputs)), index=inputs["track_id"])
    owners, main = _artist_codes(artists, codes)
    return TrackSet(
        track_ids=inputs["track_id"].to_numpy(dtype=object),
        X=inputs[columns].to_numpy(dtype=np.float64, na_value=np.nan),
        features=tuple(columns),
        main_artist=main,
        artists=owners,
        labels=_label_codes(labels, codes, kept),
        label_names=tuple(str(name) for name in kept),
        vocabulary=vocabulary,
        dropped=dropped,
        left_out={str(name): int(sizes[name]) for name in sorted(sizes.index[sizes < min_tracks])},
    )


def _usable(frame: pd.DataFrame) -> tuple[list[str], dict[str, str]]:
    """Columns worth giving to a model, and why the others are not."""
    dropped: dict[str, str] = {}
    for name in frame.columns:
        filled = frame[name].notna().mean() if len(frame) else 0.0
        if filled == 0:
            dropped[name] = "missing for every track"
        elif filled < MIN_FILLED:
            dropped[name] = f"missing for {1 - filled:.0%} of tracks"
        elif frame[name].nunique() < 2:
            dropped[name] = "the same for every track"
    return [name for name in frame.columns if name not in dropped], dropped


def _label_codes(labels: pd.DataFrame, codes: pd.Series, kept: list[str]) -> Ragged:
    rows = codes.reindex(labels["track_id"]).to_numpy()
    values = pd.Index(kept).get_indexer(pd.Index(labels["genre"]))
    known = ~np.isnan(rows.astype(float))
    rows, values = rows[known].astype(np.int64), values[known].astype(np.int64)
    order = np.lexsort((values, rows))
    return Ragged.grouped(rows[order], values[order], len(codes))


def _artist_codes(artists: pd.DataFrame, codes: pd.Series) -> tuple[Ragged, Ints]:
    """Artist codes of each track, main artist first; a track without an artist is an artist of its own."""
    artists = artists[artists["track_id"].isin(codes.index)]
    found, names = pd.factorize(artists["artist_id"], sort=True)
    rows = codes.reindex(artists["track_id"]).to_numpy(dtype=np.int64)
    orphans = np.setdiff1d(np.arange(len(codes)), rows)
    rows = np.concatenate([rows, orphans])
    values = np.concatenate([found, len(names) + np.arange(len(orphans))]).astype(np.int64)
    position = np.concatenate([artists["position"].to_numpy(), np.ones(len(orphans))])
    order = np.lexsort((values, position, rows))
    owners = Ragged.grouped(rows[order], values[order], len(codes))
    return owners, owners.values[owners.starts[:-1]]


def check_inputs(task: str, names: Sequence[str]) -> None:
    """Refuse inputs that are the answer of `task` or were made from it. Raises NotTrainable."""
    denied = sorted(DENIED[task] & set(names))
    if denied:
        raise NotTrainable(
            f"{', '.join(denied)} may not be an input of the {task} model: it is, or knows, the answer.",
            "Give the column another role in warehouse/features.py.",
        )


def relabelled(data: TrackSet, labels: Ragged) -> TrackSet:
    """The same tracks with other labels; for the test that permuted labels score at chance."""
    return replace(data, labels=labels)


def column_skill(data: TrackSet, train: Ints, test: Ints, bins: int = 256) -> dict[str, float]:
    """How well each column alone tells the first label: 0 is the majority's accuracy, 1 is always right.

    The column is cut into quantile bins of the training tracks; each bin answers its most frequent label.
    """
    first = data.labels.values[data.labels.starts[:-1]]
    majority = np.bincount(first[train]).argmax()
    chance = float(np.mean(first[test] == majority))
    skills = {}
    for i, name in enumerate(data.features):
        hits = _bin_hits(data.X[:, i], first, train, test, bins)
        skills[name] = (hits - chance) / (1 - chance) if chance < 1 else 0.0
    return skills


def _bin_hits(column: Floats, first: Ints, train: Ints, test: Ints, bins: int) -> float:
    filled = column[train][~np.isnan(column[train])]
    edges = np.unique(np.quantile(filled, np.linspace(0, 1, bins + 1), method="nearest")) if len(filled) else filled
    # searchsorted puts NaN after every edge: missing values get a bin of their own.
    place = np.searchsorted(edges, column, side="left") + np.isnan(column)
    counts = np.zeros((len(edges) + 2, first.max() + 1))
    np.add.at(counts, (place[train], first[train]), 1)
    return float(np.mean(counts.argmax(axis=1)[place[test]] == first[test]))


def check_leaks(data: TrackSet, train: Ints, test: Ints) -> dict[str, float]:
    """Columns that alone are too good (LEAK_SKILL), with their skill. Raises NotTrainable with 5 or more labels."""
    leaks = {name: skill for name, skill in column_skill(data, train, test).items() if skill >= LEAK_SKILL}
    if leaks and len(data.label_names) >= LEAK_MIN_LABELS:
        named = ", ".join(f"{name} ({skill:.0%})" for name, skill in leaks.items())
        raise NotTrainable(
            f"One column alone tells the genre far better than sound could: {named}. It was probably made from it.",
            "Remove the column from the file, or its role as an input in warehouse/features.py.",
        )
    return leaks


def feature_rows(names: Sequence[str]) -> list[Feature]:
    """The FEATURES rows of model columns, in that order. Raises NotTrainable when one is no longer known."""
    known = feature_table.by_name()
    missing = [name for name in names if name not in known]
    if missing:
        raise NotTrainable(f"The model needs columns that no longer exist: {', '.join(missing)}.", "Train again.")
    return [known[name] for name in names]
