"""Questions about recordings that have no place on the map: those whose place is estimated by what sound tells, and the rest.

Estimates are of the layout LAYOUT alone: how far they are off was measured there.
"""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

from warehouse.connect import View
from warehouse.queries.fixed import text_of
from warehouse.queries.sound_map import Box, Polygon, within

LAYOUT = "t-SNE"


def counts(view: View) -> tuple[int, int]:
    """Recordings whose place is estimated, and recordings that have none at all."""
    estimated, without = view.rows(text_of("map_estimates_count"))[0]
    return int(estimated), int(without)


def points(view: View, box: Box, most: int) -> pa.Table:
    """track_id, x, y of at most `most` estimates in a box, in an order that has nothing to do with where they are."""
    left, right, lower, upper = box
    given = {"left": left, "right": right, "lower": lower, "upper": upper, "most": most}
    return view.arrow(text_of("map_estimates"), given)


def inside(view: View, polygon: Polygon) -> pd.DataFrame:
    """The columns of warehouse.queries.sound_map.listed, of recordings whose estimated place is inside a polygon."""
    xs, ys = zip(*polygon, strict=True)
    given = {"left": min(xs), "right": max(xs), "lower": min(ys), "upper": max(ys)}
    found = view.frame(text_of("map_estimates_list"), given)
    return found[within(polygon, found["x"].to_numpy(), found["y"].to_numpy())]


def one(view: View, track_id: str) -> pd.DataFrame:
    """track_id, title, artists, genres, popularity, release_year, x, y of a recording whose place is estimated; else no row."""
    return view.frame(text_of("map_estimate"), {"track_id": track_id})
