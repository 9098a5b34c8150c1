"""What hidden gems are looked for among, and what they are called."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from warehouse.connect import View
from warehouse.filters import TrackFilter
from warehouse.queries.fixed import sql, text_of


def candidates(view: View) -> pd.DataFrame:
    """track_no, track_id, genre (its first), years (first of five, missing without a date), popularity, and what a model
    that had not seen the track expected: expected, zero, low, high. A row a canonical recording; none before
    `train --only oof`.
    """
    return view.frame(text_of("gem_candidates"))


def kept(view: View, flt: TrackFilter) -> NDArray[np.int64]:
    """track_no of the tracks that a filter keeps, ascending."""
    where, params = flt.where()
    return view.arrow(sql("tracks_kept", where=where), params)["track_no"].to_numpy().astype(np.int64)


def members(view: View) -> pd.DataFrame:
    """track_no, track_id, main_artist_id, cluster of every recording that is in a group of the whole catalogue."""
    return view.frame(text_of("cluster_members"))


def names(view: View, ids: Sequence[str]) -> pd.DataFrame:
    """track_id, title, artists of tracks."""
    return view.frame(text_of("shortlisted_tracks"), {"tracks": list(ids)})[["track_id", "title", "artists"]]
