"""Who releases what and when: albums with dates and genres, dealt to artists with careers, and re-releases.

Sizes: most releases are singles. Artists: few have many releases (half of the artists of the Spotify Tracks Dataset
have at most 2 tracks, one in a hundred has 47 or more). Years: releases double every 12 years. Dates: Fridays
mostly; in old releases often only the year is known (TidyTuesday, Spotify songs, 2020-01-21: 1,855 of 32,833 rows).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from etl.demo import genres
from etl.demo.config import END, DemoConfig, years_of

FIRST, DOUBLING = 1958, 12.0
REISSUED, REISSUED_BEFORE = 0.04, np.datetime64("2021-01-01")
LOYALTY, CAREER = 0.9, 0.25  # share of releases in the artist's own genre; spread of a career among all ranks of dates
DAY, MONTH, YEAR = 0, 1, 2


@dataclass
class Releases:
    """Arrays over tracks, the originals first and then the re-releases; positions point into artists and albums.

    genre : the genre a track belongs to by its sound; home : the genre of each artist (over artists).
    original : the position of the recording's first track; its own position for an original.
    precision : DAY, MONTH or YEAR, what is known of the date.
    """

    artist: np.ndarray
    album: np.ndarray
    genre: np.ndarray
    released: np.ndarray
    precision: np.ndarray
    original: np.ndarray
    home: np.ndarray
    reach: np.ndarray

    @property
    def is_reissue(self) -> np.ndarray:
        """Whether a track is a re-release."""
        return self.original != np.arange(len(self.original))


def make_releases(config: DemoConfig) -> Releases:
    """All tracks of the catalogue with artist, album, genre and date."""
    rng = config.rng("releases")
    count = round(config.tracks * REISSUED) if config.has("rereleases") else 0
    sizes = _sizes(rng, config.tracks - count, config.artists)
    dates, genre = _dates(rng, len(sizes), config)
    home, owner, reach = _owners(rng, dates, genre, config.artists)
    track = np.repeat(np.arange(len(sizes)), sizes)
    originals = Releases(
        artist=owner[track],
        album=track,
        genre=genre[track],
        released=dates[track],
        precision=_precision(rng, dates)[track],
        original=np.arange(len(track)),
        home=home,
        reach=reach,
    )
    return _with_reissues(config.rng("reissues"), originals, count)


def _sizes(rng: np.random.Generator, tracks: int, artists: int) -> np.ndarray:
    """Tracks of each release: three in four are singles. At least two releases an artist can be made of them."""
    kind = rng.random(tracks)
    drawn = np.where(kind < 0.75, 1, np.where(kind < 0.9, rng.integers(2, 6, tracks), rng.integers(6, 13, tracks)))
    last = int(np.searchsorted(np.cumsum(drawn), tracks))
    sizes = drawn[: last + 1].copy()
    sizes[-1] -= sizes.sum() - tracks
    if len(sizes) < 2 * artists:
        raise ValueError(f"{tracks} tracks make {len(sizes)} releases, too few for {artists} artists")
    return sizes


def _dates(rng: np.random.Generator, count: int, config: DemoConfig) -> tuple[np.ndarray, np.ndarray]:
    """Date and genre of each release, drawn one by one: the shares of genres hold exactly, whoever the artists are."""
    low, high = float(FIRST), float(years_of(np.array([np.datetime64(END) - 3]))[0])
    share = rng.random(count) * (1 - 2 ** ((low - high) / DOUBLING)) + 2 ** ((low - high) / DOUBLING)
    when = high + DOUBLING * np.log2(share)
    days = np.floor((when - 1970) * 365.2425).astype(np.int64).astype("datetime64[D]")
    weekday = (days.astype(np.int64) + 3) % 7  # Monday is 0
    friday = days - (weekday - 4) % 7
    days = np.where(rng.random(count) < 0.7, friday, days)
    bounds = np.cumsum(genres.release_shares(when, config), axis=1)
    genre = (rng.random(count)[:, None] > bounds).sum(axis=1)
    return days, np.minimum(genre, len(genres.NAMES) - 1)


def _owners(
    rng: np.random.Generator, dates: np.ndarray, genre: np.ndarray, artists: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Home genre of each artist, artist of each release, and how many releases an artist was meant to have (log)."""
    strays = rng.random(len(dates)) > LOYALTY
    sibling = genres.siblings()[genre, rng.integers(0, 2, len(dates))]
    wanted = np.where(strays, sibling, genre)
    home = _homes(wanted, artists)
    size = rng.normal(0, 1.1, artists)
    owner = np.empty(len(dates), dtype=np.int64)
    for g in range(len(genres.NAMES)):
        there, mine = np.flatnonzero(wanted == g), np.flatnonzero(home == g)
        owner[there[np.argsort(dates[there], kind="stable")]] = _careers(rng, mine, np.exp(size[mine]), len(there))
    return home, owner, size


def _homes(wanted: np.ndarray, artists: int) -> np.ndarray:
    """Home genre of each artist, in proportion to the releases of each genre; a genre with releases has an artist."""
    releases = np.bincount(wanted, minlength=len(genres.NAMES))
    exact = releases / releases.sum() * artists
    count = np.maximum(np.floor(exact).astype(int), releases > 0)
    while count.sum() != artists:
        step = 1 if count.sum() < artists else -1
        room = np.where(count + step >= 1, (exact - count) * step, -np.inf)
        count[int(np.argmax(room))] += step
    return np.repeat(np.arange(len(count)), count)


def _careers(rng: np.random.Generator, mine: np.ndarray, weight: np.ndarray, slots: int) -> np.ndarray:
    """The artists of a genre's releases in the order of dates: each has one at least, and a stretch of time."""
    more = rng.choice(mine, max(0, slots - len(mine)), p=weight / weight.sum())
    every = np.concatenate([mine, more])
    middle = dict(zip(mine.tolist(), rng.random(len(mine)), strict=True))
    key = np.array([middle[a] for a in every.tolist()]) + rng.normal(0, CAREER, len(every))
    return every[np.argsort(key, kind="stable")][:slots]


def _precision(rng: np.random.Generator, dates: np.ndarray) -> np.ndarray:
    chance = rng.random(len(dates))
    year = np.where(dates < np.datetime64("1995-01-01"), 0.30, 0.02)
    return np.where(chance < year, YEAR, np.where(chance < year * 1.15, MONTH, DAY))


def _with_reissues(rng: np.random.Generator, base: Releases, count: int) -> Releases:
    """`count` older tracks again, on one collection of their artist that comes out a year or more later."""
    old = np.flatnonzero(base.released < REISSUED_BEFORE)
    chosen = np.sort(rng.choice(old, count, replace=False))
    artist, group = np.unique(base.artist[chosen], return_inverse=True)
    latest = np.zeros(len(artist), dtype=np.int64)
    np.maximum.at(latest, group, base.released[chosen].astype(np.int64))
    earliest, last = latest + 365, np.datetime64(END).astype(np.int64) - 60
    comes = (earliest + rng.random(len(artist)) * (last - earliest)).astype(np.int64).astype("datetime64[D]")
    return Releases(
        artist=np.concatenate([base.artist, base.artist[chosen]]),
        album=np.concatenate([base.album, base.album.max() + 1 + group]),
        genre=np.concatenate([base.genre, base.genre[chosen]]),
        released=np.concatenate([base.released, comes[group]]),
        precision=np.concatenate([base.precision, np.full(count, DAY)]),
        original=np.concatenate([base.original, chosen]),
        home=base.home,
        reach=base.reach,
    )
