"""How a target usually sounds beside the rest: a genre, a band of popularity, a kind of sound, or all three together.

Association in this catalogue, on its recordings as they are: a track that keeps to the ranges is like the target, and
nothing says that it will do as well.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from warehouse import features as feature_table
from warehouse.connect import Reader, View
from warehouse.errors import FilterError
from warehouse.filter_tree import Rule
from warehouse.filters import TrackFilter, parse
from warehouse.queries import drivers
from warehouse.queries.drivers import BANDS

#: Recordings that a target and its rest each need before ranges are shown.
LEAST = 30
#: Key of the address -> (words, filter): kinds of sound that people have a name for.
KINDS: dict[str, tuple[str, str]] = {
    "": ("any sound", ""),
    "ballad": ("ballads (energy up to 0.4, tempo up to 110)", "energy <= 0.4 and tempo <= 110"),
    "dance": ("dance tracks (danceability from 0.7, energy from 0.6)", "danceability >= 0.7 and energy >= 0.6"),
    "acoustic": ("acoustic tracks (acousticness from 0.7)", "acousticness >= 0.7"),
    "instrumental": ("instrumentals (instrumentalness from 0.5)", "instrumentalness >= 0.5"),
}


@dataclass(frozen=True)
class Target:
    """What is described. genre '' : of any ; band: a key of BANDS ; kind: a key of KINDS ; within: compare with the rest of
    the same genre rather than with all other tracks."""

    genre: str = ""
    vocabulary: str = ""
    band: str = "all"
    kind: str = ""
    within: bool = True

    def __post_init__(self) -> None:
        """Raises FilterError for a band or kind that is not known."""
        for name, value, known in (("band", self.band, BANDS), ("kind of sound", self.kind, KINDS)):
            if value not in known:
                raise FilterError(f"There is no {name} {value!r}.", f"Known: {', '.join(key for key in known if key)}.")

    @property
    def group(self) -> TrackFilter:
        """Tracks of the genre, or all."""
        if not self.genre:
            return TrackFilter()
        return TrackFilter().and_(Rule("genre", "=", self.genre, self.vocabulary or None))

    @property
    def filter(self) -> TrackFilter:
        """Tracks of the genre and kind, whatever their popularity."""
        return self.group.and_(*parse(KINDS[self.kind][1]).parts) if self.kind else self.group

    @property
    def rest(self) -> TrackFilter:
        """The tracks that the others are taken from."""
        return self.group if self.within else TrackFilter()

    @property
    def words(self) -> str:
        """'dance, top 20% by popularity'."""
        parts = [
            self.genre or ("" if self.kind else "all tracks"),
            KINDS[self.kind][0].split(" (")[0] if self.kind else "",
        ]
        named = " ".join(filter(None, parts))
        return named if self.band == "all" else f"{named}, {BANDS[self.band].words}"

    @property
    def rest_words(self) -> str:
        """'the rest of dance'."""
        return f"the rest of {self.genre}" if self.within and self.genre else "all other tracks"


@dataclass(frozen=True)
class Blueprint:
    """Ranges of a target as warehouse.queries.drivers.blueprint gives them; n, rest_n: recordings on both sides."""

    target: Target
    frame: pd.DataFrame
    n: int
    rest_n: int

    @property
    def is_enough(self) -> bool:
        """Whether both sides have enough recordings to say anything."""
        return self.n >= LEAST and self.rest_n >= LEAST

    @property
    def lowest(self) -> float | None:
        """Popularity from which the band begins, None for a whole group."""
        whole = self.frame.empty or BANDS[self.target.band].is_whole
        return None if whole else float(self.frame["lowest"].iloc[0])

    @property
    def highest(self) -> float | None:
        """Popularity at which the band ends, None for a whole group."""
        whole = self.frame.empty or BANDS[self.target.band].is_whole
        return None if whole else float(self.frame["highest"].iloc[0])


def blueprint(reader: Reader, target: Target) -> Blueprint:
    """The ranges of a target, kept until the snapshot changes. Without tracks its frame is empty and n is 0."""
    features = [f for f in feature_table.model_inputs() if f.name not in ("key", "mode", "time_signature")]

    def asked(view: View) -> pd.DataFrame:
        return drivers.blueprint(view, target.filter, BANDS[target.band], target.rest, features)

    frame = reader.cached(("blueprint", target), asked)
    if frame.empty:
        return Blueprint(target, frame, 0, 0)
    return Blueprint(target, frame, int(frame["n"].max()), int(frame["rest_n"].max()))
