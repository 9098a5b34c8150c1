"""What groups and the map read of a workbench: how every track sounds, its genres, and the groups of the run before."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from warehouse.connect import View
from warehouse.features import Feature, by_name
from warehouse.queries.fixed import sql, text_of

#: Tables of results that say which tracks a run has placed.
PLACED = ("track_clusters", "track_map")


def tracks(view: View, features: Sequence[Feature], table: str = PLACED[0], run: str = "") -> pa.Table:
    """track_id, is_canonical, artist_id, popularity and one double column a feature, in the order of track_id.

    With `run` only the tracks that it has no row of in `table`, one of PLACED.
    """
    columns = ", ".join(f'cast(tracks."{f.name}" as double) as "{f.name}"' for f in features)
    return view.arrow(sql("sound_tracks", table=_known(table), columns=columns), {"run": run})


def genres(view: View, vocabulary: str, table: str = PLACED[0], run: str = "") -> pa.Table:
    """place (from 0, as `tracks` orders them), genre: each pair once, in the order of place."""
    chosen = sql("tracks_without_results", table=_known(table))
    return view.arrow(sql("scored_genres", chosen=chosen), {"run": run, "vocabulary": vocabulary})


def before(view: View, scope: str) -> dict[str, int]:
    """Track -> its group in the promoted run."""
    return {str(track): int(cluster) for track, cluster in view.rows(text_of("sound_before"), {"scope": scope})}


def numbers(view: View, scope: str) -> list[int]:
    """Every number that a group of a scope ever had."""
    return [int(number) for (number,) in view.rows(text_of("sound_numbers"), {"scope": scope})]


def features_of(names: Sequence[str]) -> list[Feature]:
    """The rows of FEATURES of these columns that still exist."""
    known = by_name()
    return [known[name] for name in names if name in known]


def estimated(view: View, run: str) -> pa.Array:
    """Ids of the tracks that a run of the map has an estimated place of."""
    return view.arrow(text_of("sound_estimated"), {"run": run})["track_id"].combine_chunks()


def _known(table: str) -> str:
    if table not in PLACED:
        raise ValueError(f"{table} does not say which tracks a run has placed")
    return table
