"""Questions about the map and its groups: the points in view, how dense a part is, what is inside a lasso, one point.

A layout is 't-SNE' or 'PCA'; a box is (left, right, lower, upper) in its units.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from warehouse.connect import View
from warehouse.errors import FilterError
from warehouse.queries.fixed import sql, text_of
from warehouse.queries.genre_work import measures

#: Layout -> its columns in map_points.
LAYOUTS: dict[str, tuple[str, str]] = {"t-SNE": ("x", "y"), "PCA": ("pca_x", "pca_y")}
#: What points can be coloured by -> the column of map_points. A colour of the list NUMBERS is an amount, others are names.
COLOURS: dict[str, str] = {
    "group": "cluster",
    "family": "family",
    "predicted": "predicted_family",
    "popularity": "popularity",
    "year": "release_year",
    "mood": "",  # the membership in a mood of its own choice, from track_moods
}
NUMBERS = ("popularity", "year", "mood")
#: Levels of popularity between which a track is neither unknown nor already found.
LOW, HIGH = 25, 50

Box = tuple[float, float, float, float]
Polygon = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Extent:
    """How many recordings stand on the map, and the box around them."""

    n: int
    box: Box


def extent(view: View, layout: str) -> Extent:
    """The whole map; n is 0 where there is none."""
    n, *ends = view.rows(sql("map_extent", **_axes(layout)))[0]
    left, right, lower, upper = (float(end or 0) for end in ends)
    return Extent(int(n), (left, right, lower, upper))


def count(view: View, layout: str, box: Box) -> int:
    """Recordings in a box."""
    return int(view.value(sql("map_count", **_axes(layout)), _ends(box)))


def points(view: View, layout: str, colour: str, box: Box, most: int, mood: str = "") -> pa.Table:
    """track_no, x, y, colour of at most `most` recordings in a box, a stratified draw first. mood: for the colour of that
    name, which is then its membership, 0 to 1.
    """
    if colour == "mood":
        return view.arrow(sql("map_points_mood", **_axes(layout)), {**_ends(box), "most": most, "mood": mood})
    query = sql("map_points", **_axes(layout), colour=COLOURS[colour])
    return view.arrow(query, {**_ends(box), "most": most})


def density(view: View, layout: str, box: Box, columns: int, rows: int) -> NDArray[np.int64]:
    """Recordings in each cell of a grid over a box, (rows, columns), the lowest row first."""
    given = {**_ends(box), "columns": columns, "rows": rows}
    found = view.arrow(sql("map_density", **_axes(layout)), given)
    grid = np.zeros((rows, columns), np.int64)
    grid[found["place_y"].to_numpy(), found["place_x"].to_numpy()] = found["n"].to_numpy()
    return grid


def inside(view: View, layout: str, polygon: Polygon) -> list[int]:
    """track_no of the recordings inside a polygon, ascending."""
    xs, ys = zip(*polygon, strict=True)
    found = view.arrow(sql("map_inside", **_axes(layout)), _ends((min(xs), max(xs), min(ys), max(ys))))
    kept = within(polygon, found["x"].to_numpy(), found["y"].to_numpy())
    return [int(number) for number in found["track_no"].to_numpy()[kept]]


def within(polygon: Polygon, x: NDArray[np.floating], y: NDArray[np.floating]) -> NDArray[np.bool_]:
    """Whether each point is inside a polygon: a ray from it crosses the border an odd number of times."""
    odd = np.zeros(len(x), bool)
    for (x1, y1), (x2, y2) in zip(polygon, [*polygon[1:], polygon[0]], strict=True):
        if y1 != y2:
            odd ^= ((y1 > y) != (y2 > y)) & (x < (x2 - x1) * (y - y1) / (y2 - y1) + x1)
    return odd


#: Corners that a lasso may have.
CORNERS = 250


def polygon_of(text: str) -> tuple[tuple[float, float], ...]:
    """'x,y;x,y;x,y' as corners, () for ''. Raises FilterError for fewer than three."""
    if not text:
        return ()
    corners = [numbers_of(part) for part in text.split(";")]
    if not 3 <= len(corners) <= CORNERS or any(len(corner) != 2 for corner in corners):
        raise FilterError(f"{text[:60]!r} is no lasso.", "At least three corners: x,y;x,y;x,y.")
    return tuple((corner[0], corner[1]) for corner in corners)


def polygon_text(polygon: Polygon) -> str:
    """The inverse of `polygon_of`, to two digits."""
    return ";".join(f"{x:.2f},{y:.2f}" for x, y in polygon)


def numbers_of(text: str) -> list[float]:
    """Numbers separated by commas; none when one of them is no number of a map."""
    try:
        found = [float(part) for part in text.split(",")]
    except ValueError:
        return []
    return found if all(abs(value) < 1e6 for value in found) else []


def groups(view: View, scope: str = "all") -> pd.DataFrame:
    """scope, cluster, name, stability, unexplained, artists, is_niche, n, popularity, strength, x, y, pca_x, pca_y of the
    groups of a scope, the largest first.
    """
    return view.frame(text_of("map_groups"), {"scope": scope})


def point(view: View, track_no: int) -> pd.DataFrame:
    """One recording with what its card says and where it stands in both layouts; no row when it is not on the map."""
    return view.frame(text_of("map_track"), {"track_no": track_no})


def at(view: View, layout: str, x: float, y: float, reach: float = 0.01) -> int | None:
    """track_no of the recording nearest to a point, at most `reach` away in each direction; None when there is none."""
    given = {**_ends((x - reach, x + reach, y - reach, y + reach)), "at_x": x, "at_y": y}
    found = view.rows(sql("map_at", **_axes(layout)), given)
    return int(found[0][0]) if found else None


def number_of(view: View, track_id: str) -> int | None:
    """track_no of the recording on the map that a track is; None when there is none."""
    found = view.rows(text_of("map_track_no"), {"track_id": track_id})
    return int(found[0][0]) if found else None


@dataclass(frozen=True)
class Selection:
    """What recordings are in all. between: of popularity LOW to HIGH ; differences: feature -> standard deviations from the
    mean of the map ; genres: genre, n, times.
    """

    n: int
    popularity: float | None
    popularity_of_all: float | None
    between: int
    differences: dict[str, float]
    genres: pd.DataFrame


def selection(view: View, tracks: Sequence[int], most: int = 5) -> Selection:
    """A summary of recordings, by track_no; genres that at least 1 in 50 of them have, at most `most`."""
    chosen = {"tracks": list(tracks)}
    n, popularity, between, of_all = view.rows(text_of("map_selected"), {**chosen, "low": LOW, "high": HIGH})[0]
    asked = {**chosen, "size": max(1, len(tracks)), "least": max(2, len(tracks) // 50), "most": most}
    return Selection(
        int(n),
        None if popularity is None else float(popularity),
        None if of_all is None else float(of_all),
        int(between),
        _differences(view, tracks),
        view.frame(text_of("map_genres"), asked),
    )


def _differences(view: View, tracks: Sequence[int]) -> dict[str, float]:
    names = [f.name for f in measures()]
    means = ", ".join(f'avg(t."{name}") as "{name}"' for name in names)
    both = ", ".join(f'avg(t."{name}") as "{name}_all", stddev_pop(t."{name}") as "{name}_spread"' for name in names)
    apart = ", ".join(f'("{name}" - "{name}_all") / nullif("{name}_spread", 0) as "{name}"' for name in names)
    query = sql("map_differences", means=means, means_and_spreads=both, differences=apart)
    (row,) = view.arrow(query, {"tracks": list(tracks)}).to_pylist()
    return {name: float(value) for name, value in row.items() if value is not None}


#: Order of a list of recordings -> SQL.
_ORDERS = {
    "popularity": "tracks.popularity desc nulls last, tracks.track_id",
    "headroom": "tracks.expected_popularity - tracks.popularity desc nulls last, tracks.track_id",
}


def listed(
    view: View, tracks: Sequence[int], layout: str, order: str = "popularity", most: int = 1_000_000
) -> pd.DataFrame:
    """track_id, title, artists, genres, popularity, expected_popularity, predicted_genre, cluster, strength, x, y of
    recordings, the most popular first, or those first that most is expected of beyond what they have ('headroom').
    """
    query = sql("map_list", **_axes(layout), order=_ORDERS[order])
    return view.frame(query, {"tracks": list(tracks), "most": most})


def _axes(layout: str) -> dict[str, str]:
    x, y = LAYOUTS[layout]
    return {"x": x, "y": y}


def _ends(box: Box) -> dict[str, float]:
    left, right, lower, upper = box
    return {"left": left, "right": right, "lower": lower, "upper": upper}
