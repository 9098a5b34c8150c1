"""What a candidate is near to: the closest recordings of the catalogue in the space of measured features.

The space and its unit are those of warehouse.queries.screening: standard deviations of the catalogue, the root of the
mean square over the features that the candidate has. No model is needed.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.live.candidates import Candidate
from warehouse.connect import Reader, View
from warehouse.queries import screening

Genre = tuple[str, str]
#: A place is lonely when its RANK-th recording is further away than for SHARE of the catalogue; measured on SAMPLE of it.
RANK, SHARE, SAMPLE = 5, 0.99, 200


def scales(reader: Reader) -> dict[str, float]:
    """Feature -> its standard deviation in the catalogue."""
    return reader.cached(("screening-scales",), screening.scales)


def nearest(
    reader: Reader,
    candidate: Candidate,
    rows: int = 5,
    genre: Genre | None = None,
    within: bool = False,
    rated: bool = False,
) -> pd.DataFrame:
    """track_id, title, artists, genres, popularity, distance, has_genre of the nearest other recordings, nearest first.

    The parameters are those of warehouse.queries.screening.nearest. No row when nothing of the sound is known.
    """
    scale = scales(reader)
    with reader.view() as view:
        return screening.nearest(view, candidate.values, scale, rows, candidate.recording, genre, within, rated)


def reach(reader: Reader) -> float:
    """The distance within which all but 1% of the catalogue have five others; NaN for a catalogue too small to tell."""
    scale = scales(reader)

    def make(view: View) -> float:
        return _reach(screening.points(view, list(scale)), scale) if scale else float("nan")

    return reader.cached(("screening-reach",), make)


def is_lonely(reader: Reader, found: pd.DataFrame) -> bool:
    """Whether a place leaves the data: fewer than five recordings as near as the catalogue's usually are."""
    limit = reach(reader)
    return bool(limit == limit and (len(found) < RANK or found["distance"].iloc[RANK - 1] > limit))


def _reach(points: NDArray[np.float32], scale: Mapping[str, float]) -> float:
    """SHARE quantile of the distance to the RANK-th nearest other point, over evenly taken points.

    Squares are taken apart, |a - b|^2 = |a|^2 - 2ab + |b|^2, so that the work is one product of matrices.
    """
    if len(points) < 10 * RANK:
        return float("nan")
    unit = (points - np.nanmean(points, axis=0)) / np.array(list(scale.values()), np.float32)
    filled = np.nan_to_num(unit)
    some = filled[np.linspace(0, len(filled) - 1, min(SAMPLE, len(filled))).astype(int)]
    lengths = (filled**2).sum(axis=1)
    squares = lengths[None, :] - 2 * some @ filled.T + (some**2).sum(axis=1)[:, None]
    # The nearest of all is the point itself.
    fifth = np.partition(squares, RANK, axis=1)[:, RANK] / len(scale)
    return float(np.quantile(np.sqrt(np.maximum(fifth, 0)), SHARE))
