"""Matrices: one vocabulary of labelled tracks as arrays, and the guards on what may stand in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow as pa

from analytics.leaks import check_inputs
from analytics.ragged import Floats, Ints, Ragged, Texts
from analytics.trackset import Inputs, TrackSet
from warehouse import features as feature_table
from warehouse.connect import View
from warehouse.errors import NotTrainable
from warehouse.features import Feature
from warehouse.queries import training

#: A genre with fewer tracks is not learned: five folds could not each hold a few of them.
MIN_TRACKS_A_GENRE = 10
#: A column filled for a smaller share of tracks tells which source a track came from rather than how it sounds.
MIN_FILLED = 0.5
#: Columns of the training query that describe a track beside its inputs.
DESCRIBED = ("title", "album", "popularity")


def read(view: View, vocabulary: str | None = None, min_tracks: int = MIN_TRACKS_A_GENRE) -> TrackSet:
    """The labelled tracks of a vocabulary, by default the one with most tracks.

    Raises NotTrainable when there are no genres, when fewer than two have `min_tracks` tracks, or when neither an input
    column with values that differ nor a title, an album or an artist is known.
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
    columns, dropped = usable(inputs.drop(columns=["track_id", *DESCRIBED], errors="ignore"))
    codes = pd.Series(np.arange(len(inputs)), index=inputs["track_id"])
    owners, main, artist_ids = _artist_codes(artists, codes)
    found = TrackSet(
        track_ids=inputs["track_id"].to_numpy(dtype=object),
        X=inputs[columns].to_numpy(dtype=np.float64, na_value=np.nan),
        features=tuple(columns),
        main_artist=main,
        artists=owners,
        artist_ids=artist_ids,
        labels=_label_codes(labels, codes, kept),
        label_names=tuple(str(name) for name in kept),
        families=_families(labels, kept),
        titles=_texts(inputs, "title"),
        albums=_texts(inputs, "album"),
        popularity=_numbers(inputs, "popularity"),
        vocabulary=vocabulary,
        dropped=dropped,
        left_out={str(name): int(sizes[name]) for name in sorted(sizes.index[sizes < min_tracks])},
    )
    if not found.known:
        raise NotTrainable(
            "Every audio feature is missing or the same for all tracks that have a genre, and they have no title, album "
            "or artist, so nothing tells their genres apart.",
            "Load a file with audio features such as danceability, energy and tempo, or with titles and artists.",
        )
    return found


def usable(frame: pd.DataFrame) -> tuple[list[str], dict[str, str]]:
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


def _texts(frame: pd.DataFrame, name: str) -> Texts:
    """A column of texts, '' where missing."""
    if name not in frame:
        return np.full(len(frame), "", dtype=object)
    return frame[name].astype(object).where(frame[name].notna(), "").to_numpy(dtype=object)


def _numbers(frame: pd.DataFrame, name: str) -> Floats:
    """A column of numbers, NaN where missing."""
    if name not in frame:
        return np.full(len(frame), np.nan)
    return frame[name].to_numpy(dtype=np.float64, na_value=np.nan)


def _families(labels: pd.DataFrame, kept: list[str]) -> tuple[str, ...]:
    """The family of each label; without families every label is one of its own."""
    if "family" not in labels:
        return tuple(str(name) for name in kept)
    known = labels.drop_duplicates("genre").set_index("genre")["family"]
    return tuple(str(known[name]) for name in kept)


def _label_codes(labels: pd.DataFrame, codes: pd.Series, kept: list[str]) -> Ragged:
    rows = codes.reindex(labels["track_id"]).to_numpy()
    values = pd.Index(kept).get_indexer(pd.Index(labels["genre"]))
    known = ~np.isnan(rows.astype(float))
    rows, values = rows[known].astype(np.int64), values[known].astype(np.int64)
    order = np.lexsort((values, rows))
    return Ragged.grouped(rows[order], values[order], len(codes))


def _artist_codes(artists: pd.DataFrame, codes: pd.Series) -> tuple[Ragged, Ints, Texts]:
    """Artist codes of each track, main artist first, the code of the first, and the id of each code.

    A track without an artist is an artist of its own, without an id.
    """
    artists = artists[artists["track_id"].isin(codes.index)]
    found, names = pd.factorize(artists["artist_id"], sort=True)
    rows = codes.reindex(artists["track_id"]).to_numpy(dtype=np.int64)
    orphans = np.setdiff1d(np.arange(len(codes)), rows)
    rows = np.concatenate([rows, orphans])
    values = np.concatenate([found, len(names) + np.arange(len(orphans))]).astype(np.int64)
    position = np.concatenate([artists["position"].to_numpy(), np.ones(len(orphans))])
    order = np.lexsort((values, position, rows))
    owners = Ragged.grouped(rows[order], values[order], len(codes))
    ids = np.concatenate([np.asarray(names, dtype=object), np.full(len(orphans), "", dtype=object)])
    return owners, owners.values[owners.starts[:-1]], ids


def relabelled(data: TrackSet, labels: Ragged) -> TrackSet:
    """The same tracks with other labels; for the test that permuted labels score at chance."""
    return replace(data, labels=labels)


def feature_rows(names: Sequence[str]) -> list[Feature]:
    """The FEATURES rows of model columns, in that order. Raises NotTrainable when one is no longer known."""
    known = feature_table.by_name()
    missing = [name for name in names if name not in known]
    if missing:
        raise NotTrainable(f"The model needs columns that no longer exist: {', '.join(missing)}.", "Train again.")
    return [known[name] for name in names]


@dataclass(frozen=True)
class Catalogue:
    """Every track of a catalogue, as models are given it to score. Texts stay in Arrow's form, which is a tenth of Python's.

    track_ids, titles, albums (n,) Arrow arrays ; X (n, p) ; artists, genres: codes into artist_ids and genre_names.
    """

    track_ids: pa.ChunkedArray
    X: Floats
    titles: pa.ChunkedArray
    albums: pa.ChunkedArray
    artists: Ragged
    artist_ids: Texts
    genres: Ragged
    genre_names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.X)

    @property
    def ids(self) -> Texts:
        """Ids of all tracks as texts (n,)."""
        return self.track_ids.to_numpy(zero_copy_only=False)

    def inputs(self, start: int, size: int) -> Inputs:
        """At most `size` tracks from `start` on."""
        index = np.arange(start, min(start + size, len(self)))
        titles, albums = (
            column.slice(start, size).fill_null("").to_numpy(zero_copy_only=False)
            for column in (self.titles, self.albums)
        )
        return Inputs(
            self.X[index],
            titles,
            albums,
            self.artists.take(index),
            self.artist_ids,
            self.genres.take(index),
            self.genre_names,
        )

    def batches(self, size: int) -> Iterable[Inputs]:
        """All tracks, `size` at a time."""
        return (self.inputs(start, size) for start in range(0, len(self), size))


def every(view: View, names: Sequence[str], vocabulary: str | None = None) -> Catalogue:
    """All tracks of the catalogue in the order of track_id, with the inputs `names` and their genres in `vocabulary`.

    Raises NotTrainable when one of the inputs is no longer known.
    """
    return catalogue_of(*training.everything(view, feature_rows(names), vocabulary), names)


def unscored(view: View, run: str, names: Sequence[str], vocabulary: str | None = None) -> Catalogue:
    """The tracks that a run has not scored; as `every`. Reads the workbench."""
    return catalogue_of(*training.everything(view, feature_rows(names), vocabulary, run), names)


def catalogue_of(tracks: pa.Table, artists: pa.Table, genres: pa.Table, names: Sequence[str]) -> Catalogue:
    """A Catalogue from three tables, as warehouse.queries.training.everything returns them, with the inputs `names`."""
    owners, artist_ids = _coded(artists, "artist_id", len(tracks))
    labels, genre_names = _coded(genres, "genre", len(tracks))
    columns = [tracks[name].to_numpy().astype(np.float64, copy=False) for name in names]
    return Catalogue(
        tracks["track_id"],
        np.column_stack(columns) if columns else np.empty((len(tracks), 0)),
        tracks["title"],
        tracks["album"],
        owners,
        artist_ids,
        labels,
        tuple(genre_names),
    )


def _coded(pairs: pa.Table, name: str, n: int) -> tuple[Ragged, Texts]:
    """Pairs (place of the track, text), sorted by place, as codes and the text of each code."""
    column = pairs[name].combine_chunks().dictionary_encode()
    codes = column.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    rows = pairs["place"].to_numpy().astype(np.int64)
    return Ragged.grouped(rows, codes, n), column.dictionary.to_numpy(zero_copy_only=False)
