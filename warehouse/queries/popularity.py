"""What the popularity model reads: every track with its inputs, and the popularity of those that have one."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pyarrow as pa

from warehouse.connect import View
from warehouse.features import Feature
from warehouse.queries.fixed import sql, text_of


def rated(view: View) -> pd.DataFrame:
    """track_id, popularity (missing where unknown), recording_key of every track, ordered by track_id."""
    return view.frame(text_of("popularity_rated"))


def everything(view: View, features: Sequence[Feature], run: str | None = None) -> tuple[pa.Table, pa.Table, pa.Table]:
    """All tracks, or with `run` those whose popularity it has not predicted (a workbench knows), ordered by track_id.

    Three tables: track_id, title, album and one double column a feature; place (from 0) and artist_id, main artist
    first; place and genre, in every vocabulary (a name that several have is one genre here).
    """
    chosen = text_of("all_tracks") if run is None else sql("tracks_without_results", table="popularity_predictions")
    told = {} if run is None else {"run": run}
    columns = "".join(f', cast("{f.name}" as double) as "{f.name}"' for f in features)
    return (
        view.arrow(f"select track_id, title, album{columns} from ({chosen}) order by track_id", told),
        view.arrow(sql("scored_artists", chosen=chosen), told),
        view.arrow(sql("popularity_genres", chosen=chosen), told),
    )
