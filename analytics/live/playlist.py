"""A playlist from words, a group or part of the map, tracks, likes or a listener; every row says why it is there.

Where candidates come from is `Source`, what is asked of the playlist `Wishes`; what cannot be met is told in words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analytics.live import playlist_sources
from analytics.live.playlist_sources import Found, Source
from analytics.playlists import choose, order
from analytics.playlists import make as making
from analytics.playlists.wishes import ARCS, MOST_MINUTES, MOST_TRACKS, SHAPES, Shape, Wishes, levels
from analytics.ragged import Floats
from warehouse.connect import Reader
from warehouse.queries import playlists
from warehouse.queries.screening import measured

__all__ = ["ARCS", "MOST_MINUTES", "MOST_TRACKS", "SHAPES", "Answer", "Shape", "Source", "Wishes", "levels", "make"]

COLUMNS = (
    "position", "track_id", "title", "artists", "genres", "popularity", "tempo", "energy", "key", "mode", "duration_ms",
    "why",
)  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """tracks: COLUMNS, wished_tempo, wished_energy, included, album, release_year, in the order of the playlist ; words: what it
    was made from ; loosened: wishes that could not be met ; notes ; candidates: recordings to choose from ; minutes ;
    smooth: mean cost of a transition, 0 to 1.3 ; wishes: as they were taken, with a length that the prompt says."""

    tracks: pd.DataFrame
    words: str
    loosened: tuple[str, ...]
    notes: tuple[str, ...]
    candidates: int
    minutes: float
    smooth: float
    wishes: Wishes

    @property
    def repeats(self) -> int:
        """How often two tracks of one artist are neighbours."""
        return order.clashes(self.tracks["artists"].astype(str).str.split(";").str[0].tolist())


def make(reader: Reader, source: Source, wishes: Wishes, sized: bool = True) -> Answer:
    """A playlist. sized: the wishes say how long; otherwise a length in the prompt counts.

    Raises FilterError for wishes and parts of the map that cannot be, NoSnapshot, BadArtefact.
    """
    wishes = wishes.checked()
    found = playlist_sources.found(reader, source, wishes.dial)
    if not sized and (found.count or found.minutes):
        wishes = replace(wishes, tracks=found.count or wishes.tracks, minutes=found.minutes).checked()
    tracks, notes, wishes = _candidates(reader, found, wishes)
    made = making.make(tracks, sound(tracks), wishes)
    rows = made.tracks.assign(position=np.arange(1, len(made.tracks) + 1))
    rows["why"] = making.why(made.tracks)
    minutes = float(choose.lengths(rows).sum()) if len(rows) else 0.0
    smooth = making.smooth(made.tracks)
    said = (*found.notes, *notes, *made.notes)
    return Answer(rows, found.words, made.loosened, said, made.candidates, minutes, smooth, wishes)


def _candidates(reader: Reader, found: Found, wishes: Wishes) -> tuple[pd.DataFrame, list[str], Wishes]:
    """The rows to choose from with those that must be in; ids that are unknown are told, exclusions become recordings."""
    with reader.view() as view:
        rows = playlists.shown(view, found.tracks["track_no"].tolist())
        asked = playlists.shown(view, ids=[*wishes.include, *wishes.exclude]).set_index("track_id", drop=False)
    rows = found.tracks.merge(rows, on="track_no", how="inner")
    forced = asked[asked["track_id"].isin(wishes.include) & ~asked["track_id"].isin(rows["track_id"])]
    low = float(rows["score"].min()) if len(rows) else 0.0
    rows = pd.concat([rows, forced.assign(score=low, why="")], ignore_index=True) if len(forced) else rows
    keys = asked["recording_key"]
    out = tuple(str(keys[name]) for name in wishes.exclude if name in keys.index)
    kept = replace(wishes, exclude=(*wishes.exclude, *out))
    unknown = [name for name in (*wishes.include, *wishes.exclude) if name not in keys.index]
    notes = [f"Not in the catalogue, so left out: {', '.join(dict.fromkeys(unknown))}."] if unknown else []
    return _numbers(rows), notes, kept


def _numbers(rows: pd.DataFrame) -> pd.DataFrame:
    names = ["popularity", "duration_ms", "key", "mode", *(f.name for f in measured())]
    return rows.assign(**{name: rows[name].astype("float64") for name in names})


def sound(rows: pd.DataFrame) -> Floats:
    """(m, p): the measured features in standard deviations of these rows, missing ones in the middle."""
    values = rows[[f.name for f in measured()]].to_numpy(dtype=np.float64)
    if not len(values):
        return values
    known = np.isfinite(values)
    n = np.maximum(known.sum(axis=0), 1)
    middle = np.where(known, values, 0).sum(axis=0) / n
    away = np.where(known, values - middle, 0)
    spread = np.sqrt((away**2).sum(axis=0) / n)
    return np.asarray(away / np.where(spread > 0, spread, 1))


def document(answer: Answer) -> Mapping[str, object]:
    """The answer as one document: what it is made from, what was loosened, the tracks."""
    rows = answer.tracks[[name for name in COLUMNS if name in answer.tracks]]
    return {
        "made_from": answer.words,
        "loosened": list(answer.loosened),
        "notes": list(answer.notes),
        "candidates": answer.candidates,
        "minutes": round(answer.minutes, 2),
        "transition_cost": None if answer.smooth != answer.smooth else round(answer.smooth, 3),
        "tracks": rows.astype(object).where(rows.notna(), None).to_dict("records"),
    }


#: Columns of a file of a playlist, in order.
FILED = (
    "position", "track_id", "title", "artists", "album", "genres", "release_year", "popularity", "duration_ms", "tempo",
    "wished_tempo", "energy", "wished_energy", "key", "mode", "why",
)  # fmt: skip


def rows(answer: Answer) -> pd.DataFrame:
    """FILED, the rows of a file; wished columns only where there is an arc."""
    kept = [name for name in FILED if not name.startswith("wished_") or answer.tracks[name].notna().any()]
    return answer.tracks.reindex(columns=kept).astype({"duration_ms": "Int64", "popularity": "Int64"})


def asked(answer: Answer) -> dict[str, str]:
    """What the playlist was asked to be, label -> words, for the head of a file."""
    wishes = answer.wishes
    length = f"{wishes.minutes:g} minutes" if wishes.minutes is not None else f"{wishes.tracks} tracks"
    told = {
        "playlist": f"from {answer.words}",
        "length": f"{length} asked, {len(answer.tracks)} tracks of {answer.minutes:.1f} minutes in all",
        "arcs": f"tempo {wishes.tempo}, energy {wishes.energy}",
        "dial": f"{wishes.dial:g}, from 0 familiar to 1 deep cuts; at most {wishes.per_artist} an artist",
        "included": ", ".join(wishes.include),
        "excluded": ", ".join(wishes.exclude),
        "loosened": " ".join(answer.loosened),
    }
    return {label: words for label, words in told.items() if words}
