"""How popular the tracks are, at three dates: genre, age, artist, sound, luck; hidden gems; a mass at zero.

Popularity = level of the genre + age + quality + luck. Quality = reach of the artist + appeal of the sound + craft,
which no column shows. Levels are the published medians of the genres, drawn together; the age curve follows the mean
popularity by release year in TidyTuesday's Spotify songs (2020-01-21): new and very old tracks stand higher than those of
10 to 20 years, because of the old ones only the liked survive.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from etl.demo import genres
from etl.demo.config import SNAPSHOTS, DemoConfig, years_of
from etl.demo.releases import Releases
from etl.demo.sound import Sound

ARTIST_SD, SOUND_SD, CRAFT_SD, LUCK_SD, DRIFT_SD = 8.0, 6.0, 4.0, 8.0, 1.2
GEM_SHARE, GEM_TOP, GEM_GAP = 0.005, 0.9, (38.0, 48.0)
DEAD, DEAD_REISSUE = 0.06, 0.35
# What appeals, in the columns of sound._CORRELATIONS; added to by family.
_APPEAL = np.array([0.35, 0.05, 0.40, -0.05, -0.25, -0.35, -0.25, 0.10, 0.0, -0.30])
_BY_FAMILY = {
    "Classical & stage": (1, -0.5),  # energy
    "Country & folk": (4, 0.7),  # acousticness
    "House & techno": (0, 0.4),  # danceability
    "Jazz & blues": (5, 0.6),  # instrumentalness
    "Rock": (1, 0.5),
    "Latin & Brazil": (7, 0.5),  # valence
}


@dataclass
class Popularity:
    """Arrays over tracks. snapshots (3, tracks): 0 to 100; strength: what it would be without age; is_gem: a gem;
    is_dead: stands at 0; spiked: position of the track that bursts."""

    snapshots: np.ndarray
    quality: np.ndarray
    strength: np.ndarray
    is_gem: np.ndarray
    is_dead: np.ndarray
    spiked: int | None


def make_popularity(config: DemoConfig, releases: Releases, sound: Sound) -> Popularity:
    """Popularity of every track at each of SNAPSHOTS; tracks that were not out yet have a number all the same."""
    rng = config.rng("popularity")
    count = len(releases.artist)
    quality = _reach(rng, config, releases)[releases.artist] + _appeal(releases, sound) + rng.normal(0, CRAFT_SD, count)
    known = genres.POPULARITY[releases.genre]
    deserved = 42 + 0.5 * (known - 43) + quality
    is_dead = rng.random(count) < np.where(releases.is_reissue, DEAD_REISSUE, DEAD)
    is_gem, gap = _plant_gems(config, releases, quality, deserved + age_effect(releases, -1), is_dead)
    strength = np.where(is_gem, deserved - gap, deserved + rng.normal(0, LUCK_SD, count))
    kept = np.where(releases.is_reissue, rng.uniform(0.3, 0.75, count), 1.0)
    strength = strength[releases.original] * kept
    spiked = _choose_spike(config, releases, strength, is_dead | is_gem | (sound.niche >= 0))
    made = Popularity(np.empty((0, 0)), quality, strength, is_gem, is_dead, spiked)
    made.snapshots = _snapshots(rng, releases, made, kept)
    return made


def _reach(rng: np.random.Generator, config: DemoConfig, releases: Releases) -> np.ndarray:
    """Popularity points of each artist; those with more releases have a little more."""
    drawn = 0.4 * releases.reach / releases.reach.std() + rng.normal(0, np.sqrt(1 - 0.4**2), len(releases.reach))
    return ARTIST_SD * drawn if config.has("artist_effect") else np.zeros(len(drawn))


def _appeal(releases: Releases, sound: Sound) -> np.ndarray:
    weights = np.tile(_APPEAL, (len(genres.NAMES), 1))
    for number, family in enumerate(genres.FAMILIES):
        if family in _BY_FAMILY:
            column, more = _BY_FAMILY[family]
            weights[number, column] += more
    raw = (weights[releases.genre] * sound.deviation).sum(axis=1) - 0.15 * sound.deviation[:, 9] ** 2
    return SOUND_SD * (raw - raw.mean()) / raw.std()


def age_effect(releases: Releases, snapshot: int) -> np.ndarray:
    """Popularity points by the age of a track at a snapshot."""
    age = years_of(np.array([np.datetime64(SNAPSHOTS[snapshot])])) - years_of(releases.released)
    return np.interp(age, (0, 1, 4, 12, 20, 35, 60), (9, 6, 2, -4, -6, -2, 2))


def _plant_gems(
    config: DemoConfig, releases: Releases, quality: np.ndarray, deserved: np.ndarray, dead: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Which tracks are gems, and how many points each stands below what it deserves.

    They are among the best of their genre and decade, of artists with several tracks, one an artist.
    """
    chosen, gap = np.zeros(len(quality), dtype=bool), np.zeros(len(quality))
    if not config.has("gems"):
        return chosen, gap
    rng = config.rng("gems")
    cohort = releases.genre * 300 + (releases.released.astype("datetime64[Y]").astype(np.int64) + 1970) // 10
    songs = np.bincount(releases.artist)[releases.artist]
    fit = ~releases.is_reissue & ~dead & (songs >= 6) & (deserved >= GEM_GAP[1] + 3)
    best = rng.permutation(np.flatnonzero(fit & (_share_below(cohort, quality) >= GEM_TOP)))
    _, one_each = np.unique(releases.artist[best], return_index=True)
    picked = best[np.sort(one_each)][: max(40, round(config.tracks * GEM_SHARE))]
    chosen[picked] = True
    gap[picked] = rng.uniform(*GEM_GAP, len(picked))
    return chosen, gap


def _share_below(group: np.ndarray, value: np.ndarray) -> np.ndarray:
    """The share of a value's group that lies below it."""
    order = np.lexsort((value, group))
    sizes = np.bincount(group)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    below = np.empty(len(value))
    below[order] = np.arange(len(value)) - starts[group[order]]
    return below / sizes[group]


def _choose_spike(config: DemoConfig, releases: Releases, strength: np.ndarray, barred: np.ndarray) -> int | None:
    """A track of 8 to 20 years of an artist with several, so far nothing special."""
    if not config.has("spike"):
        return None
    old = (releases.released > np.datetime64("2006-06-01")) & (releases.released < np.datetime64("2018-06-01"))
    songs = np.bincount(releases.artist)[releases.artist]
    fit = old & ~releases.is_reissue & ~barred & (songs >= 5) & (strength > 25) & (strength < 45)
    again = np.isin(np.arange(len(fit)), releases.original[releases.is_reissue])
    return int(config.rng("spike").choice(np.flatnonzero(fit & ~again)))


SPIKE_POINTS = (0, 38, 24)


def _snapshots(rng: np.random.Generator, releases: Releases, made: Popularity, kept: np.ndarray) -> np.ndarray:
    level = np.array([made.strength / kept + age_effect(releases, s) for s in range(len(SNAPSHOTS))])
    level = level[:, releases.original] * kept
    level += rng.normal(0, DRIFT_SD, level.shape).cumsum(axis=0)
    if made.spiked is not None:
        level[:, made.spiked] += SPIKE_POINTS
    shown = np.clip(np.rint(level), 1, 100).astype(np.int64)
    back = rng.random(level.shape) < 0.03  # now and then a dead track is there again
    return np.where(made.is_dead & ~back, 0, shown)
