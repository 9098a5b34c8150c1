"""What was planted, in the ids of the files: for tests alone. No file of the demo holds it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from etl.demo import genres
from etl.demo.catalogue import Demo
from etl.demo.config import END, WEEKS
from etl.demo.demand import GROUPS, SPIKE_WEEK
from etl.demo.files import listener_name
from etl.demo.popularity import ARTIST_SD
from etl.demo.sound import NICHES, SEASON_PEAK, SEASON_TEMPO, SEASON_VALENCE


@dataclass(frozen=True)
class Spike:
    """The track that bursts, and the Monday of the week in which it does."""

    track_id: str
    week: date


@dataclass(frozen=True)
class Truth:
    """What is in the files of one config; empty, 0 or None for a truth that is left out.

    rising, fading : (genre, change of its log odds a year, first year).
    revival : (genre, period in years, year of a peak).
    season : (month of the peak, amplitude in valence, amplitude in BPM).
    groups : listener -> group.  niches : name -> track ids.  gems : track ids.
    artist_effect : standard deviation between artists in popularity points.
    rereleases : track id -> the id of the original.  mislabelled : track id -> (genre by sound, label).
    bots : listeners that are automatic; these are there whatever is left out.
    """

    rising: tuple[str, float, float] | None = None
    fading: tuple[str, float, float] | None = None
    revival: tuple[str, float, float] | None = None
    season: tuple[int, float, float] | None = None
    groups: dict[str, str] = field(default_factory=dict)
    niches: dict[str, tuple[str, ...]] = field(default_factory=dict)
    gems: tuple[str, ...] = ()
    artist_effect: float = 0.0
    rereleases: dict[str, str] = field(default_factory=dict)
    mislabelled: dict[str, tuple[str, str]] = field(default_factory=dict)
    spike: Spike | None = None
    bots: tuple[str, ...] = ()


def truth_of(demo: Demo) -> Truth:
    """The truth behind a demo."""
    has = demo.config.has
    return Truth(
        rising=(genres.RISING, genres.RISE, genres.TREND_FROM) if has("rising") else None,
        fading=(genres.FADING, genres.FALL, genres.TREND_FROM) if has("fading") else None,
        revival=(genres.REVIVED, genres.REVIVAL_PERIOD, genres.REVIVAL_PEAK) if has("revival") else None,
        season=(SEASON_PEAK, SEASON_VALENCE, SEASON_TEMPO) if has("season") else None,
        groups=_groups(demo),
        niches=_niches(demo),
        gems=_ids(demo, np.flatnonzero(demo.popularity.is_gem)),
        artist_effect=ARTIST_SD if has("artist_effect") else 0.0,
        rereleases=_rereleases(demo),
        mislabelled=_mislabelled(demo),
        spike=_spike(demo),
        bots=tuple(listener_name(n) for n in demo.plays.bots.tolist()),
    )


def _ids(demo: Demo, tracks: np.ndarray) -> tuple[str, ...]:
    return tuple(demo.names.track_id[t] for t in tracks.tolist())


def _groups(demo: Demo) -> dict[str, str]:
    if not demo.config.has("groups"):
        return {}
    names, bots = list(GROUPS), set(demo.plays.bots.tolist())
    return {listener_name(n): names[g] for n, g in enumerate(demo.plays.group.tolist()) if n not in bots}


def _niches(demo: Demo) -> dict[str, tuple[str, ...]]:
    found = {name: _ids(demo, np.flatnonzero(demo.sound.niche == n)) for n, name in enumerate(NICHES)}
    return {name: ids for name, ids in found.items() if ids}


def _rereleases(demo: Demo) -> dict[str, str]:
    again = np.flatnonzero(demo.releases.is_reissue)
    return dict(zip(_ids(demo, again), _ids(demo, demo.releases.original[again]), strict=True))


def _mislabelled(demo: Demo) -> dict[str, tuple[str, str]]:
    wrong = np.flatnonzero(demo.labels.is_wrong)
    pairs = zip(demo.releases.genre[wrong].tolist(), demo.labels.first[wrong].tolist(), strict=True)
    named = [(genres.NAMES[sound], genres.NAMES[label]) for sound, label in pairs]
    return dict(zip(_ids(demo, wrong), named, strict=True))


def _spike(demo: Demo) -> Spike | None:
    if demo.popularity.spiked is None:
        return None
    monday = END - timedelta(days=6 + 7 * (WEEKS - 1 - SPIKE_WEEK))
    return Spike(demo.names.track_id[demo.popularity.spiked], monday)
