"""A playlist made to wishes: candidates are chosen, put into an order, and what could not be had is said.

The steps: one row a recording; a shortlist by score and variety (Carbonell & Goldstein 1998); tracks to places at the least
total cost (the assignment problem, solved by scipy); single tracks exchanged until the length fits; swaps for smooth
transitions with no artist twice in a row. Nothing is drawn at random: the same candidates give the same playlist.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.playlists import choose, order
from analytics.playlists.wishes import ARCS, Wishes, wished
from analytics.ragged import Bools, Floats

#: What candidates must have; more columns are carried along.
NEEDED = (
    "track_id", "recording_key", "title", "artists", "main_artist", "popularity", "tempo", "energy", "key", "mode",
    "duration_ms", "score", "why",
)  # fmt: skip
#: Weights of an arc and of the score where places are filled, and of an arc where they are ordered.
ARC, SCORE = 2.0, 0.4


@dataclass(frozen=True)
class Made:
    """tracks: the candidates' columns in the order of the playlist, with wished_tempo and wished_energy (NaN without an arc)
    and included (by hand) ; loosened: wishes that could not be met, a sentence each ; notes: what else is to be said ;
    candidates: recordings that were looked at."""

    tracks: pd.DataFrame
    loosened: tuple[str, ...]
    notes: tuple[str, ...]
    candidates: int


def make(candidates: pd.DataFrame, sound: Floats, wishes: Wishes) -> Made:
    """A playlist from `candidates` (m rows with NEEDED) and how they sound (m, p), any scale, no NaN. Raises FilterError."""
    wishes = wishes.checked()
    loosened: list[str] = []
    tracks, sound, must = _allowed(candidates.reset_index(drop=True), sound, wishes, loosened)
    if tracks.empty:
        return Made(_empty(candidates), tuple(loosened), ("No track is left to make a playlist of.",), 0)
    score, popularity = (tracks[name].to_numpy(dtype=np.float64) for name in ("score", "popularity"))
    worth = choose.dialled(score, popularity, wishes.dial)
    short = choose.shortlist(tracks, sound, worth, must, wishes)
    pool, locked = tracks.iloc[short.rows].reset_index(drop=True), must[short.rows]
    chosen = _chosen(pool, worth[short.rows], locked, short.n, wishes)
    ordered = _ordered(pool.iloc[chosen].reset_index(drop=True), pool, wishes)
    ordered["included"] = ordered["track_id"].isin(set(tracks["track_id"][must]))
    loosened += _loosened(ordered, tracks, wishes, short.cap)
    return Made(ordered, tuple(loosened), tuple(_notes(ordered, wishes)), len(tracks))


def _empty(candidates: pd.DataFrame) -> pd.DataFrame:
    return candidates.iloc[:0].assign(
        wished_tempo=pd.Series(dtype=float), wished_energy=pd.Series(dtype=float), included=False
    )


def _allowed(
    tracks: pd.DataFrame, sound: Floats, wishes: Wishes, loosened: list[str]
) -> tuple[pd.DataFrame, Floats, Bools]:
    """What is not excluded, one row a recording, and which rows must be in."""
    both = {name: tracks[name].isin(wishes.include) for name in ("track_id", "recording_key")}
    must = (both["track_id"] | both["recording_key"]).to_numpy()
    out = (tracks["track_id"].isin(wishes.exclude) | tracks["recording_key"].isin(wishes.exclude)).to_numpy()
    keys = set(tracks["recording_key"][out])
    out = tracks["recording_key"].isin(keys).to_numpy()
    contrary = tracks["title"][must & out].drop_duplicates().tolist()
    if contrary:
        loosened.append(f"Both included and excluded, so left out: {', '.join(contrary)}.")
    must = must & ~out
    score = tracks["score"].to_numpy(dtype=np.float64)
    kept = choose.one_a_recording(tracks, score, must) & ~out
    again = int((must & ~kept).sum())
    if again:
        loosened.append(f"{_tracks(again)} to be included {_is(again)} a recording that is in already, and left out.")
    return tracks[kept].reset_index(drop=True), sound[kept], must[kept]


def _chosen(pool: pd.DataFrame, worth: Floats, locked: Bools, n: int, wishes: Wishes) -> list[int]:
    """Candidates for the playlist, as places in `pool`."""
    spread = float(worth.max() - worth.min())
    poor = (worth.max() - worth) / spread if spread > 0 else np.zeros(len(worth))
    cost = places(pool, pool, n, wishes) + SCORE * poor[None, :]
    chosen = order.assign(cost, np.flatnonzero(locked).tolist()).tolist()
    if wishes.minutes is None:
        return [int(one) for one in chosen]
    return choose.to_length(chosen, cost, choose.lengths(pool), locked, wishes.minutes)


def places(tracks: pd.DataFrame, pool: pd.DataFrame, n: int, wishes: Wishes) -> Floats:
    """(n, tracks): how far each track is from what is wished at each place, 0 to about 1 for each arc.

    The unit is the middle 80% of the pool; a track without the value counts as half of it away.
    """
    cost = np.zeros((n, len(tracks)))
    for name in ARCS:
        values = pool[name].to_numpy(dtype=np.float64)
        target = wished(values, getattr(wishes, name), n)
        if not np.isfinite(target).all():
            continue
        low, high = np.nanquantile(values, [0.1, 0.9])
        away = np.abs(tracks[name].to_numpy(dtype=np.float64)[None, :] - target[:, None]) / max(high - low, 1e-9)
        cost += ARC * np.where(np.isfinite(away), np.minimum(away, 2), 0.5)
    return cost


def _ordered(tracks: pd.DataFrame, pool: pd.DataFrame, wishes: Wishes) -> pd.DataFrame:
    cost = places(tracks, pool, len(tracks), wishes)
    found = order.arrange(cost, order.transitions(tracks), tracks["main_artist"].astype(str).tolist())
    made = tracks.iloc[found].reset_index(drop=True)
    for name in ARCS:
        target = wished(pool[name].to_numpy(dtype=np.float64), getattr(wishes, name), len(made))
        made[f"wished_{name}"] = target
    return made


# ---- what is said -----------------------------------------------------------------------------------------------------


def _loosened(made: pd.DataFrame, tracks: pd.DataFrame, wishes: Wishes, cap: int) -> list[str]:
    """Wishes that the playlist does not meet, each with why."""
    said = _size(made, tracks, wishes)
    most = made["main_artist"].value_counts()
    if int(most.iloc[0]) > wishes.per_artist:
        n, name = int(most.iloc[0]), str(most.index[0])
        reason = "there are too few others" if cap > wishes.per_artist else "they are included by hand"
        said.append(f"At most {_tracks(wishes.per_artist)} an artist: {name} has {n}, because {reason}.")
    meet = order.clashes(made["main_artist"].astype(str).tolist())
    if meet:
        said.append(
            f"No artist twice in a row: it happens {_times(meet)}, because {most.index[0]} has {int(most.iloc[0])} of"
            f" {_tracks(len(made))}."
        )
    for name in ARCS:
        if getattr(wishes, name) != "any" and made[name].notna().sum() == 0:
            said.append(f"The {name} arc: no track here has a known {name}.")
    return said


def _size(made: pd.DataFrame, tracks: pd.DataFrame, wishes: Wishes) -> list[str]:
    if wishes.minutes is None:
        if len(made) > wishes.tracks:
            return [f"{_tracks(wishes.tracks)} asked: it has {len(made)}, as many as must be in."]
        return (
            [f"{_tracks(wishes.tracks)} asked: only {_tracks(len(made))} can be had."]
            if len(made) < wishes.tracks
            else []
        )
    total, low = float(choose.lengths(made).sum()), choose.shortest_allowed(wishes.minutes)
    asked = f"{wishes.minutes:g} minutes asked: it lasts {_clock(total)}"
    if total > wishes.minutes + 1e-6:
        reason = "what must be in is longer" if made["included"].any() else "the shortest track alone is longer"
        return [f"{asked}, because {reason}."]
    if total < low - 1e-6:
        reason = "there are no more tracks" if len(made) == len(tracks) else "no other tracks fit into what is left"
        return [f"{asked}, because {reason}."]
    return []


def _notes(made: pd.DataFrame, wishes: Wishes) -> list[str]:
    unknown = int(made["duration_ms"].isna().sum())
    said = []
    if unknown:
        length = "3:30" if unknown == len(made) else "the median of the others"
        said.append(f"The length of {_tracks(unknown)} is not known and counts as {length}.")
    for name in ARCS:
        missing = int(made[name].isna().sum())
        if getattr(wishes, name) != "any" and 0 < missing < len(made):
            said.append(f"The {name} of {_tracks(missing)} is not known; they stand where they fit otherwise.")
    return said


def _tracks(n: int) -> str:
    return f"{n} track{'' if n == 1 else 's'}"


def _is(n: int) -> str:
    return "is" if n == 1 else "are"


def _times(n: int) -> str:
    return {1: "once", 2: "twice"}.get(n, f"{n} times")


def _clock(minutes: float) -> str:
    seconds = round(minutes * 60)
    return f"{seconds // 60}:{seconds % 60:02d}"


def smooth(made: pd.DataFrame) -> float:
    """Mean cost of the transitions of a playlist in its order, 0 to 1.3; NaN for fewer than two tracks."""
    n = len(made)
    return float(np.diag(order.transitions(made), 1).mean()) if n > 1 else float("nan")


def why(made: pd.DataFrame, names: Sequence[str] = ARCS) -> list[str]:
    """For each track in words: where it came from, whether by hand, how it stands to the arcs."""
    said = []
    for row in made.to_dict("records"):
        parts = ["included by hand"] if row["included"] else []
        parts += [str(row["why"])] if row["why"] else []
        for name in names:
            value, target = row[name], row[f"wished_{name}"]
            if value == value and target == target and value is not None:
                shown = (
                    f"{value:.0f} for {target:.0f} wished"
                    if name == "tempo"
                    else f"{value:.2f} for {target:.2f} wished"
                )
                parts.append(f"{name} {shown}")
        said.append("; ".join(parts))
    return said
