"""Questions that judging a candidate asks: what it is near, and where what is expected of it stands.

Distances are between points of the measured features that a candidate has, each in standard deviations of the
catalogue, as the root of their mean square: 1 is a usual distance of two tracks. A feature that a track of the
catalogue lacks counts as one standard deviation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from warehouse.connect import View
from warehouse.features import Feature, model_inputs
from warehouse.filters import TrackFilter
from warehouse.queries.fixed import sql

COHORT_YEARS = 5  # as in sql/serving/popularity_predictions.sql; a test holds the two together


def measured() -> list[Feature]:
    """The features that say how a track sounds on a scale: what distances are made of."""
    return [f for f in model_inputs() if f.kind == "number"]


def scales(view: View) -> dict[str, float]:
    """Feature -> its standard deviation in the catalogue; those without any spread are left out."""
    spreads = ", ".join(f'stddev_pop(t."{f.name}") as "{f.name}"' for f in measured())
    found = view.frame(sql("screening_scales", spreads=spreads)).iloc[0]
    return {str(name): float(spread) for name, spread in found.items() if spread == spread and spread > 0}


def nearest(
    view: View,
    values: Mapping[str, float],
    scale: Mapping[str, float],
    rows: int = 5,
    recording: str = "",
    genre: tuple[str, str] | None = None,
    within: bool = False,
    rated: bool = False,
    flt: TrackFilter | None = None,
) -> pd.DataFrame:
    """track_id, title, artists, genres, popularity, distance, has_genre of the nearest recordings, the nearest first.

    values : of the candidate ; scale : as `scales` gives it ; recording : key of one that is left out ; genre :
    (vocabulary, genre) that `has_genre` is about; with `within` only its tracks ; rated : only tracks with a popularity ;
    flt : only tracks that it keeps.
    No row when the candidate has none of the measured features.
    """
    used = [name for name in scale if name in values and values[name] == values[name]]
    if not used:
        return _nobody()
    squares = " + ".join(f'coalesce(pow((t."{name}" - ${name}) / ${name}_scale, 2), 1)' for name in used)
    where, params = (flt or TrackFilter()).where()
    limits = [where]
    if recording:
        limits.append("t.recording_key <> $recording")
    if within:
        limits.append(
            "t.track_no in (select track_no from track_genres where vocabulary = $vocabulary and genre = $genre)"
        )
    if rated:
        limits.append("t.popularity is not null")
    query = sql("screening_nearest", squares=squares, count=str(len(used)), within=" and ".join(limits))
    named = {"vocabulary": genre[0] if genre else "", "genre": genre[1] if genre else "", "rows": rows}
    point = {name: float(values[name]) for name in used} | {f"{name}_scale": scale[name] for name in used}
    return view.frame(query, {**named, **point, **({"recording": recording} if recording else {}), **params})


def _nobody() -> pd.DataFrame:
    names = ["track_id", "title", "artists", "genres", "popularity", "distance", "has_genre"]
    return pd.DataFrame({name: pd.Series(dtype="object") for name in names})


def points(view: View, names: Sequence[str]) -> NDArray[np.float32]:
    """(recordings, names): the measured features of every recording, NaN where missing."""
    columns = ", ".join(f'cast(t."{name}" as float) as "{name}"' for name in names)
    table = view.arrow(sql("screening_points", columns=columns))
    return np.column_stack([table[name].to_numpy() for name in names]).astype(np.float32, copy=False)


def expected_of_genres(view: View, vocabulary: str, genres: Sequence[str]) -> dict[str, NDArray[np.float64]]:
    """Genre -> what the model expects of each of its tracks, ascending; empty where it expects nothing."""
    params = {"vocabulary": vocabulary, "genres": list(genres)}
    table = view.arrow(sql("screening_expected_of_genres"), params)
    levels = (one.values.to_numpy() for one in table["levels"])
    return {genre: np.empty(0) for genre in genres} | dict(zip(table["genre"].to_pylist(), levels, strict=True))


def expected_of_cohort(view: View, year: int) -> NDArray[np.float64]:
    """What the model expects of each track released in the same five years, ascending."""
    first = year // COHORT_YEARS * COHORT_YEARS
    params = {"first": first, "last": first + COHORT_YEARS - 1}
    return view.arrow(sql("screening_expected_of_years"), params)["expected"].to_numpy()


def popularity_of_genre(view: View, vocabulary: str, genre: str, bins: int = 25) -> pd.DataFrame:
    """low, high, n of `bins` bins of popularity from 0 to 100 over the recordings of a genre, empty ones included."""
    width = 100 / bins
    params = {"vocabulary": vocabulary, "genre": genre, "width": width}
    found = view.frame(sql("screening_popularity_of_genre"), params).set_index("place")["n"]
    lows = width * np.arange(bins)
    counts = found.reindex(range(bins), fill_value=0).to_numpy(dtype=np.int64)
    return pd.DataFrame({"low": lows, "high": lows + width, "n": counts})


def bands(view: View) -> pd.DataFrame:
    """feature, n, q10, q50, q90 of every input feature that is a number, over the whole catalogue; as tracks.genre_bands."""
    named = [f for f in model_inputs() if f.is_numeric]
    columns = ", ".join(
        f'quantile_cont(cast(t."{f.name}" as double), [0.1, 0.5, 0.9]) as "{f.name}", count(t."{f.name}") as "{f.name}_n"'
        for f in named
    )
    (row,) = view.arrow(sql("screening_bands", columns=columns)).to_pylist()
    known = [(f.name, row[f"{f.name}_n"], *row[f.name]) for f in named if row[f.name]]
    return pd.DataFrame(known, columns=["feature", "n", "q10", "q50", "q90"])


def release_years(view: View) -> tuple[int, int] | None:
    """The first and the last release year of the catalogue; None when no track has one."""
    first, last, n = view.rows(sql("screening_release_years"))[0]
    return (int(first), int(last)) if n else None


def cohort(year: int) -> tuple[int, int]:
    """The five release years that a year is compared within."""
    first = year // COHORT_YEARS * COHORT_YEARS
    return first, first + COHORT_YEARS - 1


def rank(levels: Sequence[float] | NDArray[np.float64], value: float) -> float:
    """Share of ascending `levels` below `value`, 0 to 100; NaN without any."""
    return float(100 * np.searchsorted(levels, value, "left") / len(levels)) if len(levels) else float("nan")
