"""When to release: what the snapshot says of months, weekdays, crowds and seasons, and coming weeks for one track."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from analytics.timing import calendar, design, effects
from analytics.timing.effects import CHANCE, NAMES, Timing
from warehouse.connect import Reader
from warehouse.errors import FilterError
from warehouse.queries import timing as queries
from warehouse.queries import tracks

__all__ = ["CHANCE", "NAMES", "WITHIN", "Schedule", "Timing", "genres", "schedule", "timing"]

WITHIN = ("artist", "genre")
MOST_WEEKS = 104
AGE = (
    "Popularity is of one date, so older releases had longer to rise and fall: a curve of age stands beside every effect. "
    "What is left is associated with timing; who chose it, and why, is not in the data."
)


@dataclass(frozen=True)
class Schedule:
    """rows as analytics.timing.calendar.weeks_from gives them ; identified: names of what they rest on ; notes."""

    track_id: str
    title: str
    rows: pd.DataFrame
    identified: tuple[str, ...]
    notes: tuple[str, ...]


def genres(reader: Reader) -> list[str]:
    """Genres with releases enough to be looked at by themselves, most first."""
    counts = _releases(reader)["genre"].value_counts()
    return [str(name) for name in counts.index[counts >= 10 * design.LEAST]]


def timing(reader: Reader, within: str = "artist", genre: str = "") -> Timing:
    """The effects within artist or within genre, of all releases or of one genre. Raises FilterError."""
    if within not in WITHIN:
        raise FilterError(f"Nothing is compared within {within[:30]!r}.", f"There are: {', '.join(WITHIN)}.")
    if genre and genre not in set(_releases(reader)["genre"]):
        raise FilterError(f"There is no release of the genre {genre[:60]!r}.", "Leave it out for all genres.")
    found: Timing = reader.cached(("timing", within, genre), lambda view: _fitted(reader, within, genre))
    return found


def _releases(reader: Reader) -> pd.DataFrame:
    found: pd.DataFrame = reader.cached(("timing-releases",), queries.releases)
    return found


def _prepared(reader: Reader, within: str, genre: str) -> design.Prepared:
    releases = _releases(reader)
    return design.prepared(releases[releases["genre"] == genre] if genre else releases, within)


def _fitted(reader: Reader, within: str, genre: str) -> Timing:
    aside = reader.cached(("timing-aside",), queries.set_aside)
    if not len(_releases(reader)):
        why = "have a release date to the day" if aside["unrated"] < aside["recordings"] else "have a popularity"
        return effects.none(within, f"Not identified in this data: none of {aside['recordings']:,} recordings {why}.")
    data = _prepared(reader, within, genre)
    found = effects.fitted(data, within)
    return Timing(**{**vars(found), "notes": (*found.notes, *_notes(aside, data.placeholders, found))})


def _notes(aside: dict[str, object], placeholders: int, found: Timing) -> tuple[str, ...]:
    out = [
        f"{aside['undated']:,} recordings without a date",
        f"{aside['coarse']:,} with a year or month alone",
        f"{aside['future']:,} dated after the data",
        f"{placeholders:,} releases on a 1 January that stands for a year",
    ]
    counted = f"{found.n:,} releases of {found.groups:,} {found.within}s with others to be compared with"
    return (f"{counted}; left out: {', '.join(out)}.", AGE)


def schedule(
    reader: Reader, track_id: str, start: date, weeks: int = 26, within: str = "artist", genre: str = ""
) -> Schedule:
    """Coming weeks from `start` for one track. Raises FilterError for a track that is not there, or too many weeks."""
    if not 1 <= weeks <= MOST_WEEKS:
        raise FilterError(f"{weeks} weeks cannot be shown.", f"Between 1 and {MOST_WEEKS}.")
    if start > date(9990, 1, 1) - timedelta(weeks=weeks):
        raise FilterError(f"{start} is too far ahead.", "Choose an earlier day.")
    with reader.view() as view:
        one = tracks.track(view, track_id)
    if one.empty:
        raise FilterError(
            f"There is no track {track_id[:40]!r}.", "Find its id: repertoire export tracks --columns track_id,title"
        )
    found = timing(reader, within, genre)
    title, valence = str(one["title"].iloc[0]), one["valence"].iloc[0] if "valence" in one else None
    if not len(_releases(reader)):
        empty = pd.DataFrame(columns=["day", "week", "crowd", "n", "expected", "low", "high"])
        return Schedule(track_id, title, empty, (), found.notes)
    frame = _prepared(reader, within, genre).frame
    mean = _releases(reader)["valence"].mean()
    bright = None if valence is None or pd.isna(valence) or pd.isna(mean) else float(valence) - float(mean)
    rows = calendar.weeks_from(start, weeks, found, frame, bright)
    said = (
        ()
        if found.identified
        else ("Not identified in this data: no week is scored; the crowd is what past years had.",)
    )
    return Schedule(track_id, title, rows, tuple(found.identified), (*said, *found.notes))
