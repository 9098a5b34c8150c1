"""Tracks whose popularity is known, as arrays, and the honest and leaky ways to split them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from analytics import splits
from analytics.dataset import Catalogue, feature_rows, usable
from analytics.dataset import catalogue_of as from_tables
from analytics.leaks import check_inputs
from analytics.ragged import Floats, Ints, Ragged, Texts
from analytics.splits import Fold, Sample
from analytics.trackset import TrackSet
from warehouse import features as feature_table
from warehouse.connect import View
from warehouse.errors import NotTrainable
from warehouse.queries import popularity as questions

#: Five folds of fewer tracks would be tested on a handful.
MIN_TRACKS = 50
#: T with all releases of a recording on one side: re-releases are no help there.
By = Literal["R", "T", "G", "A"]
PROTOCOLS: tuple[By, ...] = ("R", "T", "G", "A")
WORDS: dict[By, str] = {
    "R": splits.WORDS["R"],
    "T": splits.WORDS["T"],
    "G": "random recordings, artists may be known, all releases of a recording on one side",
    "A": splits.WORDS["A"],
}


@dataclass(frozen=True)
class Rated:
    """Tracks with a popularity. data: the TrackSet, labels of every vocabulary ; recordings (n,): equal for re-releases."""

    data: TrackSet
    recordings: Ints

    def __len__(self) -> int:
        return len(self.data)

    @property
    def y(self) -> Floats:
        """Popularity (n,), 0 to 100."""
        return self.data.popularity


def read(view: View) -> tuple[Rated, Catalogue]:
    """The tracks that have a popularity, to learn from, and all tracks of the catalogue, to score.

    Raises NotTrainable when fewer than MIN_TRACKS have one, when all have the same, or when nothing else is known.
    """
    candidates = feature_table.model_inputs()
    check_inputs("popularity", [f.name for f in candidates])
    known = questions.rated(view)
    tracks, artists, genres = questions.everything(view, candidates)
    kept = known["popularity"].notna().to_numpy()
    check_target(known["popularity"].to_numpy(dtype=np.float64, na_value=np.nan)[kept])
    columns, dropped = usable(tracks.select([f.name for f in candidates]).to_pandas()[kept])
    everything = from_tables(tracks, artists, genres, columns)
    return build(everything, known, columns, dropped), everything


def unscored(view: View, run: str, names: Sequence[str]) -> Catalogue:
    """The tracks whose popularity a run has not predicted. Raises NotTrainable when an input is no longer known."""
    return from_tables(*questions.everything(view, feature_rows(names), run), names)


def check_target(y: Floats) -> None:
    """Raises NotTrainable when popularity `y` has nothing to learn in it."""
    if len(y) < MIN_TRACKS:
        raise NotTrainable(
            f"{_count(len(y))} a popularity; a model of it needs {MIN_TRACKS}.",
            "Load a file with a popularity column; everything else works without one.",
        )
    if len(np.unique(y)) < 2:
        raise NotTrainable(
            f"All {len(y):,} tracks have the same popularity ({y[0]:g}), so nothing tells what goes with more of it.",
            "Load a file whose popularity differs between tracks.",
        )


def _count(n: int) -> str:
    return "No track has" if not n else "Only 1 track has" if n == 1 else f"Only {n} tracks have"


def build(everything: Catalogue, known: pd.DataFrame, columns: Sequence[str], dropped: dict[str, str]) -> Rated:
    """The rated tracks of a catalogue; known: popularity and recording_key, row by row as `everything`.

    Raises NotTrainable when no input column, no genre and no artist tells tracks apart.
    """
    y = known["popularity"].to_numpy(dtype=np.float64, na_value=np.nan)
    kept = np.flatnonzero(~np.isnan(y))
    part = everything.inputs(0, len(everything)).take(kept)
    if not len(columns) and not len(part.genres.values) and not len(part.artists.values):
        raise NotTrainable(
            "Popularity is known, but no audio feature, genre or artist of the tracks is.",
            "Load a file with audio features such as danceability, energy and tempo.",
        )
    artists, ids = with_orphans(part.artists, part.artist_ids)
    data = TrackSet(
        track_ids=everything.ids[kept],
        X=part.X,
        features=tuple(columns),
        main_artist=artists.values[artists.starts[:-1]],
        artists=artists,
        artist_ids=ids,
        labels=part.genres,
        label_names=part.genre_names,
        families=part.genre_names,
        titles=part.titles,
        albums=part.albums,
        popularity=y[kept],
        vocabulary="",
        dropped=dropped,
        left_out={},
    )
    return Rated(data, pd.factorize(known["recording_key"].to_numpy()[kept])[0].astype(np.int64))


def with_orphans(artists: Ragged, ids: Texts) -> tuple[Ragged, Texts]:
    """Give each track without an artist one of its own, with the id ''."""
    orphans = np.flatnonzero(artists.counts == 0)
    rows = np.concatenate([artists.rows, orphans])
    values = np.concatenate([artists.values, len(ids) + np.arange(len(orphans))])
    order = np.argsort(rows, kind="stable")
    every = np.concatenate([ids, np.full(len(orphans), "", dtype=object)])
    return Ragged.grouped(rows[order], values[order].astype(np.int64), len(artists)), every


def everyone(rated: Rated) -> Sample:
    """All rated tracks as one sample."""
    return splits.everything(rated.data)


def fold(rated: Rated, by: By, number: int = 0, seed: int = 0) -> Fold:
    """Fold `number` of five by one of PROTOCOLS; the same arguments give the same fold. Raises NotTrainable."""
    if by != "G":
        return splits.fold(rated.data, by, number, seed=seed)
    whole = replace(everyone(rated), clusters=rated.recordings)
    tested = splits.deal(whole.clusters, splits.FOLDS, seed) == number
    if tested.all() or not tested.any():
        raise NotTrainable("Too few recordings to set some aside for testing.", "Load more tracks.")
    return Fold("T", number, whole.take(np.flatnonzero(~tested)), whole.take(np.flatnonzero(tested)), 0)
