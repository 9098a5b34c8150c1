"""One artist of the snapshot: against the hits of its genre, over time, beside others, and which track may be next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analytics import artist_profile
from analytics.artist_profile import LEAST_DATES, LEAST_HITS, LEAST_OWN
from warehouse.connect import Reader, View
from warehouse.features import by_name
from warehouse.queries import artist_profile as queries
from warehouse.queries import artists, artists_ranked, screening

__all__ = [
    "FEWEST",
    "LEAST_DATES",
    "LEAST_HITS",
    "LEAST_OWN",
    "MOST_COMPARED",
    "SERIES",
    "Profile",
    "find",
    "profile",
    "series",
]

SERIES = tuple(queries.SERIES)
FEWEST = 3
"""Recordings that another artist needs to be called near."""
NEAREST, SINGLES, MOST_COMPARED = 8, 6, 4


@dataclass(frozen=True)
class Profile:
    """recordings: as warehouse.queries.artist_profile gives them ; main: (vocabulary, genre) ; hits: how many, from which
    popularity on ; differences, drift, near, singles: frames of analytics.artist_profile ; seen: whether the model that
    expects had seen the tracks ; features that were measured.
    """

    recordings: pd.DataFrame
    main: tuple[str, str] | None
    hits: int
    least: float
    differences: pd.DataFrame
    drift: pd.DataFrame
    near: pd.DataFrame
    singles: pd.DataFrame
    seen: bool

    @property
    def expected(self) -> tuple[float, float, int]:
        """(median expected, median now, n) over recordings that have both; NaN, NaN, 0 without any."""
        both = self.recordings.dropna(subset=["expected", "popularity"])
        return float(both["expected"].median()), float(both["popularity"].median()), len(both)


def find(reader: Reader, name: str) -> list[str]:
    """Ids of the artists that an id or a name is, case and accents forgiven, the likeliest first."""
    with reader.view() as view:
        return queries.named(view, name)


def profile(reader: Reader, artist_id: str, threshold: float) -> Profile:
    """Everything about one artist. threshold: popularity from which a track counts as a hit."""
    centres = reader.cached(("artist-centres",), _centres)
    key = ("artist-profile", artist_id, threshold)
    found: Profile = reader.cached(key, lambda view: _profile(view, artist_id, threshold, centres))
    return found


def series(reader: Reader, artist_id: str, over: str) -> pd.DataFrame:
    """day, n, value of one of SERIES, or of a feature: its mean over the recordings of each release date."""
    if over in queries.SERIES:
        return reader.cached(("artist-over", artist_id, over), lambda view: queries.over_time(view, artist_id, over))
    return reader.cached(("artist-over", artist_id, over), lambda view: _released(view, artist_id, over))


def _released(view: View, artist_id: str, feature: str) -> pd.DataFrame:
    known = by_name()[feature]
    rows = queries.recordings(view, artist_id, [known], "").dropna(subset=["release_date", feature])
    made = rows.groupby("release_date")[feature].agg(n="size", value="mean").reset_index()
    return made.rename(columns={"release_date": "day"})


def _centres(view: View) -> pd.DataFrame:
    return queries.centres(view, screening.measured(), FEWEST)


def _profile(view: View, artist_id: str, threshold: float, centres: pd.DataFrame) -> Profile:
    measured = screening.measured()
    names = [f.name for f in measured]
    source = artists_ranked.answers(view)
    own = queries.recordings(view, artist_id, measured, source)
    genres = artists.artist_genres(view, artist_id).head(1)
    main = None if genres.empty else (str(genres["vocabulary"].iloc[0]), str(genres["genre"].iloc[0]))
    genre = queries.of_genre(view, artist_id, main, measured) if main else own.head(0)
    hits, least = artist_profile.hits_of(genre, threshold)
    return Profile(
        own,
        main,
        len(hits),
        least,
        artist_profile.differences(own, hits, names),
        artist_profile.drift(own, names),
        artist_profile.nearest(centres, artist_id, _scale(view, centres), NEAREST),
        artist_profile.next_single(own, hits, names).head(SINGLES),
        bool(source) and not artists_ranked.unseen(view, source),
    )


def _scale(view: View, centres: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """Feature -> (mean over artists, standard deviation of tracks in the catalogue)."""
    spreads = screening.scales(view)
    means = {name: float(centres[name].mean()) for name in spreads}
    return {name: (means[name], spread) for name, spread in spreads.items() if np.isfinite(means[name])}


def document(found: Profile, about: dict[str, Any]) -> dict[str, Any]:
    """A profile as plain values for a command: {**about, genre, hits, expected, differences, drift, nearest, next}."""
    expected, now, n = found.expected
    return {
        **about,
        "genre": found.main[1] if found.main else None,
        "hits": {"n": found.hits, "from_popularity": found.least},
        "expected": {"median_expected": expected, "median_now": now, "n": n, "seen_in_training": found.seen},
        "differences": _rows(found.differences),
        "drift": _rows(found.drift),
        "nearest": _rows(found.near),
        "next": _rows(found.singles.assign(release_date=found.singles["release_date"].astype(str))),
    }


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    plain = frame.astype(object).where(frame.notna(), None)
    return [{str(k): v.item() if hasattr(v, "item") else v for k, v in row.items()} for row in plain.to_dict("records")]
