"""How much each track is played in each week, by all listeners together: what plays are drawn from and charts rank.

A track is played by its strength, most in its first weeks, not before it is out; new and old tracks of a genre share
what is played of the genre. Genres that rise among releases rise among plays at the same rate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from etl.demo import genres
from etl.demo.config import WEEKS, DemoConfig, months_of, week_starts, years_of
from etl.demo.popularity import Popularity
from etl.demo.releases import Releases
from etl.demo.sound import SEASON_PEAK, Sound

POINTS = 9.0  # popularity points that multiply plays by e: plays are heavy-tailed, popularity is not
SPIKE_WEEK, SPIKE_SHARE, SPIKE_WEEKS = 240, 0.05, 3.0  # Monday 2026-02-02; share of all plays; e-folding time
SUMMER = 0.12  # e-fold of plays per spread of valence and of tempo, summer against spring

# Groups of listeners by the genres they prefer, and how many of the listeners they are.
GROUPS = {
    "club": (0.22, ("house", "techno", "trance", "dance")),
    "street": (0.22, ("hip-hop", "r-n-b", "funk", "reggaeton")),
    "guitars": (0.18, ("alt-rock", "hard-rock", "rockabilly", "blues")),
    "radio": (0.18, ("pop", "synth-pop", "country", "gospel")),
    "roots": (0.10, ("salsa", "samba", "folk", "bluegrass")),
    "listening room": (0.10, ("classical", "opera", "piano", "jazz")),
}
OWN_TASTE = 0.5  # share of a group's plays that go to its four genres


@dataclass
class Demand:
    """What is wanted in each week.

    tracks : (weeks, tracks), weight of a track within its genre; total : (weeks, 24), their sums.
    genre_share : (weeks, 24), share of a genre in all plays; rows add up to 1, genres without tracks have 0.
    spike : (weeks,), share of all plays that goes to the spike.
    """

    tracks: np.ndarray
    total: np.ndarray
    genre_share: np.ndarray
    spike: np.ndarray

    def overall(self, genre: np.ndarray, spiked: int | None) -> np.ndarray:
        """(weeks, tracks): the share of each track in all plays of a week."""
        of_genre = self.genre_share / np.where(self.total > 0, self.total, 1) * (1 - self.spike)[:, None]
        share = self.tracks * of_genre.astype(np.float32)[:, genre]
        if spiked is not None:
            share[:, spiked] += self.spike
        return share


def group_profiles(config: DemoConfig) -> np.ndarray:
    """(groups, 24): the share of each genre in the plays of each group; one row for all where groups are left out."""
    common = genres.SHARE * np.exp((genres.POPULARITY - 43) / 40)
    common /= common.sum()
    if not config.has("groups"):
        return common[None, :]
    profiles = []
    for _, liked in GROUPS.values():
        own = np.isin(genres.NAMES, liked) * np.sqrt(common)
        profiles.append(OWN_TASTE * own / own.sum() + (1 - OWN_TASTE) * common)
    return np.array(profiles)


def group_sizes(config: DemoConfig) -> np.ndarray:
    """The share of listeners in each row of `group_profiles`."""
    return np.array([size for size, _ in GROUPS.values()]) if config.has("groups") else np.ones(1)


def common_taste(config: DemoConfig) -> np.ndarray:
    """(24,): the share of each genre in the plays of all listeners before any trend."""
    return (group_sizes(config)[:, None] * group_profiles(config)).sum(axis=0)


def make_demand(config: DemoConfig, releases: Releases, sound: Sound, popularity: Popularity) -> Demand:
    """The weekly demand for every track."""
    weeks = week_starts()
    weight = _strength(popularity)[None, :] * _freshness(weeks, releases)
    if config.has("season"):
        weight *= _summer(weeks, sound)
    total = np.column_stack([weight[:, releases.genre == g].sum(axis=1) for g in range(len(genres.NAMES))])
    share = common_taste(config) * genres.trend(years_of(weeks), config) * (total > 0)
    spike = np.zeros(WEEKS)
    if popularity.spiked is not None:
        since = np.arange(WEEKS) - SPIKE_WEEK
        spike = np.where(since >= 0, SPIKE_SHARE * np.exp(-since / SPIKE_WEEKS), 0.0)
    return Demand(weight, total, share / share.sum(axis=1, keepdims=True), spike)


def _strength(popularity: Popularity) -> np.ndarray:
    plays = np.exp((popularity.strength - 45) / POINTS)
    return np.where(popularity.is_dead, 0.05 * plays, plays).astype(np.float32)


def _freshness(weeks: np.ndarray, releases: Releases) -> np.ndarray:
    """(weeks, tracks): 0 before a track is out, high in its first weeks, then falling slowly."""
    monday = -(-(releases.released - weeks[0]).astype(np.int64) // 7)  # the first week that begins after the release
    age = np.arange(8000)
    curve = 0.2 + 6 * np.exp(-age / 6) + 0.8 * np.exp(-age / 60)
    table = np.concatenate([[0.0], curve]).astype(np.float32)
    return table[np.clip(np.arange(WEEKS)[:, None] - monday[None, :] + 1, 0, len(curve))]


def _summer(weeks: np.ndarray, sound: Sound) -> np.ndarray:
    valence, tempo = sound.columns["valence"], sound.columns["tempo"]
    bright = (valence - valence.mean()) / valence.std() + (tempo - tempo.mean()) / tempo.std()
    turn = np.cos(2 * np.pi * (months_of(weeks) - SEASON_PEAK) / 12)
    return np.exp(SUMMER * turn[:, None].astype(np.float32) * np.clip(bright, -4, 4)[None, :].astype(np.float32))
