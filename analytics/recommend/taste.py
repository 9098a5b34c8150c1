"""Who listened to what, and what is known of each item: what recommenders are given."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import scipy.sparse as sp
from numpy.typing import NDArray

from analytics.ragged import Bools, Floats, Ints, Texts
from warehouse.connect import View
from warehouse.errors import NotTrainable
from warehouse.queries import recommend, tracks
from warehouse.queries.recommend import Kind, Question, Source

Numbers = NDArray[np.floating[Any]]
Sparse = Any  # scipy's csr_matrix, which has no types
#: What people call the two kinds.
PLURAL: dict[Kind, str] = {"artist": "artists", "track": "tracks"}
LEAST_LISTENERS = 5
LEAST_ITEMS = 20


@dataclass(frozen=True)
class Marks:
    """What is said of items, (m,) each: the item, what (a place in Taste.mark_names), who said it (-1: nobody in
    particular), how often."""

    item: Ints
    mark: Ints
    listener: Ints
    uses: Floats

    def take(self, index: Ints | Bools) -> Marks:
        """Some of them."""
        return Marks(self.item[index], self.mark[index], self.listener[index], self.uses[index])


@dataclass(frozen=True)
class Taste:
    """U listeners (or playlists) and I items.

    ids, names (I,) ; known (I,): whether the catalogue has it ; listeners (U,) names ; plays (U, I) counts ; marks: tags,
    genres and credits ; mark_names: "tag: rock" and the like ; sound (I, p): measured features, NaN where unknown.
    """

    source: Source
    kind: Kind
    ids: Texts
    names: Texts
    known: Bools
    listeners: Texts
    plays: Sparse
    marks: Marks
    mark_names: tuple[str, ...]
    sound: Floats
    features: tuple[str, ...]

    @property
    def shape(self) -> tuple[int, int]:
        """(listeners, items)."""
        return int(self.plays.shape[0]), int(self.plays.shape[1])

    def heard(self) -> Floats:
        """(I,): by how many listeners each item was heard."""
        return np.bincount(self.plays.indices, minlength=self.plays.shape[1]).astype(np.float64)


def weighted(plays: Sparse) -> Sparse:
    """Plays as strength of taste, log(1 + plays): the hundredth play says less than the first."""
    found = plays.astype(np.float64).copy()
    found.data = np.log1p(found.data)
    return found


def usual(values: Sparse) -> float:
    """The root mean square of the strengths: what "a usual play" means in Config."""
    return float(np.sqrt(np.mean(values.data**2))) if values.nnz else 1.0


def side_rows(taste: Taste, most: int | None = None) -> tuple[Sparse, Ints]:
    """(I, T) marks of each item by how telling they are, rows of length 1, and which of mark_names the columns are.

    log(1 + uses) x log(items / items that have it); a mark of a single item joins nothing and is left out.
    """
    items, n = taste.shape[1], len(taste.mark_names)
    counts = sp.csr_matrix((taste.marks.uses, (taste.marks.item, taste.marks.mark)), shape=(items, n))
    counts.sum_duplicates()
    counts.data = np.log1p(counts.data)
    spread = np.bincount(counts.indices, minlength=n)
    kept = np.flatnonzero(spread >= 2)
    if most is not None and len(kept) > most:
        kept = np.sort(kept[np.argsort(-spread[kept], kind="stable")[:most]])
    telling = np.log(items / np.maximum(spread[kept], 1))
    return unit_rows((counts[:, kept] @ sp.diags(telling)).tocsr()), kept


def unit_rows(matrix: Sparse) -> Sparse:
    """Rows of length 1; empty ones stay empty."""
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return (sp.diags(1 / np.where(length > 0, length, 1.0)) @ matrix).tocsr()


def without(taste: Taste, hidden: Sparse, forget_marks: bool = True) -> Taste:
    """The taste without the pairs of `hidden` (U, I), and without what these listeners said of these items.

    A tag that a listener gave to an item tells that the listener knows it: left in, it would give the answer away.
    """
    plays = taste.plays - taste.plays.multiply(hidden.astype(bool))
    plays.eliminate_zeros()
    marks = taste.marks
    if forget_marks and len(marks.item):
        told = np.maximum(marks.listener, 0) * taste.shape[1] + marks.item
        pairs = hidden.tocoo()
        gone = np.isin(told, pairs.row.astype(np.int64) * taste.shape[1] + pairs.col) & (marks.listener >= 0)
        marks = marks.take(~gone)
    return replace(taste, plays=plays.tocsr(), marks=marks)


def read(view: View, source: Source | None = None, kind: Kind | None = None) -> Taste:
    """The taste of a workbench: of `source` and `kind`, by default plays before playlists and of these the kind with more.

    Raises NotTrainable when nobody listened to anything, or too few did.
    """
    found = {key: n for key, n in recommend.sizes(view).items() if source in (None, key[0]) and kind in (None, key[1])}
    if not found:
        raise NotTrainable(
            "There are no listeners and no playlists, so there is nothing to learn taste from.",
            "Load listening events or playlists; recommendations from the sound alone work without.",
        )
    chosen = max(found, key=lambda key: (key[0] == "plays", found[key]))
    return _build(view, Question(*chosen))


def _build(view: View, asked: Question) -> Taste:
    items, pairs = recommend.items(view, asked), recommend.pairs(view, asked)
    codes, listeners = pd.factorize(pairs["listener"], sort=True)
    counts = (pairs["plays"].to_numpy(dtype=np.float64), (codes, pairs["place"].to_numpy()))
    plays = sp.csr_matrix(counts, shape=(len(listeners), len(items)))
    plays.sort_indices()
    if plays.shape[0] < LEAST_LISTENERS or plays.shape[1] < LEAST_ITEMS:
        raise NotTrainable(
            f"{plays.shape[0]} listeners and {plays.shape[1]} {PLURAL[asked.kind]} are too few to learn taste from.",
            f"At least {LEAST_LISTENERS} and {LEAST_ITEMS} are needed.",
        )
    marks, names = _marks(view, asked, items, {str(name): i for i, name in enumerate(listeners)})
    sound = recommend.sound(view, asked)
    features = tuple(name for name in sound.columns if name != "place" and sound[name].notna().any())
    means = np.full((len(items), len(features)), np.nan)
    means[sound["place"].to_numpy(dtype=np.int64)] = sound[list(features)].to_numpy(dtype=np.float64, na_value=np.nan)
    known = items["track_id" if asked.kind == "track" else "artist_id"].notna().to_numpy()
    ids, people = items["id"].to_numpy(dtype=object), np.asarray(listeners, dtype=object)
    return Taste(asked.source, asked.kind, ids, _names(items), known, people, plays, marks, names, means, features)


def _names(items: pd.DataFrame) -> Texts:
    """What people call each item: "title, artist", or the artist."""
    artist, title = (items[name].fillna("").astype(str) for name in ("artist", "title"))
    both = (title + ", " + artist).where(title != "", artist).str.strip(", ")
    return both.where(both != "", items["id"]).to_numpy(dtype=object)


def _marks(
    view: View, asked: Question, items: pd.DataFrame, listeners: dict[str, int]
) -> tuple[Marks, tuple[str, ...]]:
    """Tags, genres and, of tracks, who made them.

    The genres of a file of playlists are those of the playlists themselves and would give the answer away.
    """
    parts = [_said(recommend.tags(view, asked), "tag", listeners)]
    vocabulary = tracks.default_vocabulary(view) if asked.source == "plays" else None
    if vocabulary:
        parts.append(_said(recommend.genres(view, asked, vocabulary), "genre", listeners))
    if asked.kind == "track":
        credited = items[["place", "artist"]].dropna().assign(uses=1)
        parts.append(_said(credited, "artist", listeners))
    told = pd.concat(parts, ignore_index=True)
    codes, names = pd.factorize(told["mark"], sort=True)
    marks = Marks(
        told["place"].to_numpy(dtype=np.int64),
        codes.astype(np.int64),
        told["by"].to_numpy(dtype=np.int64),
        told["uses"].to_numpy(dtype=np.float64),
    )
    return marks, tuple(str(name) for name in names)


def _said(frame: pd.DataFrame, column: str, listeners: dict[str, int]) -> pd.DataFrame:
    """place, mark ("tag: rock"), by (-1: nobody in particular, or somebody whose plays are not here), uses."""
    people = frame["listener"] if "listener" in frame else pd.Series(index=frame.index, dtype=object)
    by = people.map(listeners).fillna(-1).astype(np.int64)
    return pd.DataFrame(
        {"place": frame["place"], "mark": column + ": " + frame[column], "by": by, "uses": frame["uses"]}
    )
