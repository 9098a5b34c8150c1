"""Questions about what goes with popularity or genre: what was explained, how a target looks, which beliefs were tested."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from warehouse.connect import View
from warehouse.errors import FilterError
from warehouse.features import Feature
from warehouse.filters import TrackFilter
from warehouse.queries.fixed import sql

#: Recordings that beliefs are tested on at most, and that stand for the rest of a blueprint.
MOST_TESTED, MOST_REST = 200_000, 60_000
#: Bins of equal width in which two distributions are laid over each other.
BINS = 20


@dataclass(frozen=True)
class Band:
    """A part of a group by popularity: from and to are shares of its recordings above 0, the most popular at 1."""

    words: str
    low: float = 0.0
    high: float = 1.0

    @property
    def is_whole(self) -> bool:
        """Whether popularity plays no part, so that tracks without any count too."""
        return self.low <= 0 and self.high >= 1


BANDS: dict[str, Band] = {
    "all": Band("whatever its popularity"),
    "top10": Band("top 10% by popularity", low=0.9),
    "top20": Band("top 20% by popularity", low=0.8),
    "upper": Band("upper half by popularity", low=0.5),
    "lower": Band("lower half by popularity", high=0.5),
    "bottom20": Band("bottom 20% by popularity", high=0.2),
}


GENRE = "genre: "
"""Before a genre in the name of a scope of popularity, whose plain names are those of families."""


def genre_scope(genre: str) -> str:
    """The name of the scope that is a genre, in the explanations of popularity."""
    return f"{GENRE}{genre}"


def _columns(features: Sequence[Feature]) -> str:
    return ", ".join(f'cast(t."{f.name}" as double) as "{f.name}"' for f in features)


def measured(view: View, features: Sequence[Feature], most: int = MOST_TESTED) -> pd.DataFrame:
    """track_id, artist_id (main), release_date, release_precision, release_year, popularity and `features` of recordings.

    Of a catalogue of more than `most` recordings, those of an even draw of whole artists. Reads the workbench or a
    snapshot.
    """
    chosen = [f for f in features if f.name != "release_year"]
    return view.frame(sql("measured_recordings", columns=_columns(chosen)), {"most": most})


def blueprint(
    view: View, target: TrackFilter, band: Band, rest: TrackFilter, features: Sequence[Feature]
) -> pd.DataFrame:
    """feature, n, q10, q50, q90, rest_n, rest_q10, rest_q50, rest_q90, low, high, overlap, lowest, highest.

    The target are the recordings that `target` keeps and whose popularity lies in `band`; the rest are the others that
    `rest` keeps (at most some MOST_REST of them, evenly taken). low, high: ends of both without the outermost 0.5%;
    overlap: share that the two distributions have in common, 1 where they are the same; lowest, highest: popularity at
    the ends of the band. Features that neither side has are left out. Raises FilterError for an impossible band.
    """
    if not 0 <= band.low < band.high <= 1:
        raise FilterError(f"A band of popularity from {band.low:g} to {band.high:g} is empty.", "Choose low < high.")
    where, params = target.where()
    others, more = rest.where(prefix="r")
    given = {"from_share": band.low, "to_share": band.high, "whole": band.is_whole, "bins": BINS, "most": MOST_REST}
    query = sql("blueprint", where=where, rest=others, columns=_columns(features))
    found = view.frame(query, {**params, **more, **given})
    order = {f.name: i for i, f in enumerate(features)}
    return found.sort_values("feature", key=lambda names: names.map(order)).reset_index(drop=True)


def scopes(view: View) -> pd.DataFrame:
    """task, scope, n of every scope that was explained; 'all' first.

    Scopes of genre are genres; scopes of popularity are families, and genres as `genre_scope` names them.
    """
    return view.frame(sql("driver_scopes"))


def importance(view: View, task: str, scope: str) -> pd.DataFrame:
    """feature, importance, low, high, direction, n, feature_group of one scope, the largest importance first."""
    return view.frame(sql("driver_importance"), {"task": task, "scope": scope})


def points(view: View, task: str, scope: str, feature: str | None = None) -> pd.DataFrame:
    """feature, track_id, value, contribution of the sampled tracks of one scope, of one feature or of all."""
    return view.frame(sql("driver_points"), {"task": task, "scope": scope, "feature": feature})


def pairs(view: View, task: str) -> pd.DataFrame:
    """feature, other, strength, n: pairs of features by how much they add together beyond each alone."""
    return view.frame(sql("driver_pairs"), {"task": task})


def beliefs(view: View) -> pd.DataFrame:
    """belief, words, verdict, effect, low, high, n, method of every test of a published belief."""
    return view.frame(sql("beliefs"))
