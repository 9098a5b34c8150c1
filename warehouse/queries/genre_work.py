"""Questions behind the catalogue manager's work on genres: which tags are doubted and why, how genres move and overlap.

What is asked of `genre_oof` comes from a model that had not seen the track: the table is empty until `train --only oof`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from warehouse.connect import View
from warehouse.features import Feature, model_inputs
from warehouse.queries.fixed import sql, text_of

#: A probability below this counts as this, as in analytics/evidence.py; a test holds the two together.
FLOOR = 1e-3
#: Probability from which a track counts as between two genres: each of the two has it.
BETWEEN = 0.2
#: Columns of a track that lives between two genres, in the order of its file.
BETWEEN_COLUMNS = ("track_id", "title", "artists", "genres", "popularity", "first_probability", "second_probability")
# Codes and dates are no measures: between two of their values there is nothing.
NO_MEASURE = ("key", "mode", "time_signature", "release_year")


@dataclass(frozen=True)
class Extent:
    """What has been judged out of fold. run, vocabulary: '' when nothing has been."""

    tags: int
    tracks: int
    run: str
    vocabulary: str


def measures() -> list[Feature]:
    """Features whose values are amounts."""
    return [f for f in model_inputs() if f.is_numeric and f.name not in NO_MEASURE]


def extent(view: View) -> Extent:
    """How many tags of how many tracks have been judged, by which run, in which vocabulary."""
    tags, tracks, run, vocabulary = view.rows(sql("judged_tags_count"))[0]
    return Extent(tags, tracks, run or "", vocabulary or "")


def doubted(view: View, least: float) -> pd.DataFrame:
    """Every tag against which a likelier genre stands, at least `least` times as likely; the most doubtful first.

    track_id, vocabulary, genre, family, probability, suggested, suggested_family, suggested_probability, sibling (whether
    the suggestion is of the tag's family), times.
    """
    return view.frame(sql("doubted_tags"), {"least": least, "floor": FLOOR})


def tracks(view: View, ids: Sequence[str]) -> pd.DataFrame:
    """track_id, title, artists, album, popularity and every measure as a double, of the tracks of a list."""
    return view.frame(sql("tagged_tracks", columns=_measures()), {"tracks": list(ids)})


def artist_tags(view: View, ids: Sequence[str], vocabulary: str) -> pd.DataFrame:
    """track_id, genre, n, others: how many of the main artist's `others` other tagged recordings have the genre."""
    return view.frame(sql("artist_tags"), {"tracks": list(ids), "vocabulary": vocabulary})


def bands(view: View, vocabulary: str) -> pd.DataFrame:
    """genre, feature, n, q10, q90: the middle 80% of every measure in every genre."""
    return view.frame(sql("genre_bands_all", columns=_measures()), {"vocabulary": vocabulary})


def periods(view: View, vocabulary: str, years: int) -> pd.DataFrame:
    """genre (missing: every track), period (its first year), feature, n, mean, spread (standard deviation).

    A recording counts once, at its canonical release. No row without release dates.
    """
    given = {"vocabulary": vocabulary, "years": years, "features": [f.name for f in measures()]}
    return view.frame(text_of("genre_periods"), given)


def overlaps(view: View, vocabulary: str) -> pd.DataFrame:
    """genre, other, family, other_family, n, shared, overlap: pairs of genres, the most overlapping first.

    shared: sum over tracks of the smaller of the two probabilities ; overlap: that over all the two have together, 0 to 1
    (Ruzicka's similarity) ; n: tracks to which both give BETWEEN.
    """
    return view.frame(sql("genre_overlaps"), {"vocabulary": vocabulary, "least": BETWEEN})


def between(view: View, one: str, two: str) -> pd.DataFrame:
    """BETWEEN_COLUMNS of the recordings that live between two genres, the most divided first."""
    found = view.frame(sql("tracks_between"), {"one": one, "two": two, "least": BETWEEN})
    return found[list(BETWEEN_COLUMNS)]


def _measures() -> str:
    """The measures as a select list over table t; names from FEATURES."""
    return ", ".join(f'cast(t."{f.name}" as double) as "{f.name}"' for f in measures())
