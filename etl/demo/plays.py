"""Who played what and when: listeners with tastes, heavy-tailed activity, repeats, skips, and what real logs carry besides.

Besides honest events there are two automatic listeners that play one track over and over for just above 30 seconds,
events that were sent twice, tracks the catalogue does not know, and a few rows that cannot be used.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from etl.demo import genres
from etl.demo.config import WEEKS, DemoConfig, week_starts
from etl.demo.demand import Demand, common_taste, group_profiles, group_sizes
from etl.demo.popularity import Popularity
from etl.demo.releases import Releases

REPEATED, TASTE_SPREAD = 0.3, 20.0  # share of plays that repeat an earlier one; larger: listeners closer to their group
BOT_SHARE, TWICE, UNKNOWN = 0.004, 0.002, 0.003
_HOURS = np.array(
    [12, 8, 5, 3, 2, 3, 6, 14, 22, 24, 24, 25, 26, 26, 26, 27, 30, 34, 36, 34, 31, 29, 24, 18], dtype=float
)


@dataclass
class Plays:
    """Arrays over events in order of time; track -1 is one the catalogue does not know. group: of each listener."""

    listener: np.ndarray
    track: np.ndarray
    second: np.ndarray
    ms_played: np.ndarray
    group: np.ndarray
    bots: np.ndarray


def make_plays(
    config: DemoConfig, releases: Releases, popularity: Popularity, demand: Demand, duration: np.ndarray
) -> Plays:
    """All events, and the group of every listener (0 where there are none)."""
    rng = config.rng("plays")
    group = rng.choice(len(group_sizes(config)), config.listeners, p=group_sizes(config))
    bots = np.arange(config.listeners - 2, config.listeners)
    listener, week = _who_and_when(rng, config)
    genre = _genres(rng, config, demand, group, listener, week)
    track = _tracks(rng, releases.genre, demand, genre, week)
    if popularity.spiked is not None:
        track = np.where(rng.random(len(track)) < demand.spike[week], popularity.spiked, track)
    second = _seconds(rng, week)
    track = _repeat(rng, listener, track, second)
    made = Plays(listener, track, second, _listened(rng, duration[track], popularity.quality[track]), group, bots)
    return _in_order(_with_oddities(rng, config, made, popularity, releases))


def _who_and_when(rng: np.random.Generator, config: DemoConfig) -> tuple[np.ndarray, np.ndarray]:
    activity = np.exp(rng.normal(0, 0.9, config.listeners))
    activity[-2:] = 0
    every = rng.choice(config.listeners, config.plays, p=activity / activity.sum())
    growth = np.linspace(1, 1.6, WEEKS)
    return every, rng.choice(WEEKS, config.plays, p=growth / growth.sum())


def _genres(
    rng: np.random.Generator,
    config: DemoConfig,
    demand: Demand,
    group: np.ndarray,
    listener: np.ndarray,
    week: np.ndarray,
) -> np.ndarray:
    """The genre of each event: the listener's taste times what the genre is up or down in the week."""
    taste = rng.standard_gamma(TASTE_SPREAD * group_profiles(config)[group])
    taste /= taste.sum(axis=1, keepdims=True)
    chance = taste[listener] * (demand.genre_share / common_taste(config))[week]
    bounds = np.cumsum(chance, axis=1)
    return (rng.random(len(listener))[:, None] * bounds[:, -1:] > bounds).sum(axis=1)


def _tracks(
    rng: np.random.Generator, of_genre: np.ndarray, demand: Demand, genre: np.ndarray, week: np.ndarray
) -> np.ndarray:
    """The track of each event, by its weight among the tracks of the genre in the week."""
    order = np.argsort(of_genre, kind="stable")
    ends = np.searchsorted(of_genre[order], np.arange(len(genres.NAMES) + 1))
    running = np.concatenate([[0.0], np.cumsum(demand.tracks[:, order].ravel(), dtype=np.float64)])
    row = week * len(of_genre)
    low, high = running[row + ends[genre]], running[row + ends[genre + 1]]
    place = np.searchsorted(running, low + rng.random(len(week)) * (high - low), side="right") - 1
    place = np.clip(place, row + ends[genre], row + ends[genre + 1] - 1)
    return order[place - row]


def _seconds(rng: np.random.Generator, week: np.ndarray) -> np.ndarray:
    """Seconds since 1970 of each event; evenings are busier than nights."""
    hour = rng.choice(24, len(week), p=_HOURS / _HOURS.sum())
    day = week_starts().astype(np.int64)[week] + rng.integers(0, 7, len(week))
    return day * 86_400 + hour * 3600 + rng.integers(0, 3600, len(week))


def _repeat(rng: np.random.Generator, listener: np.ndarray, track: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Some events play again what the same listener has played before."""
    order = np.lexsort((second, listener))
    first = np.concatenate([[0], np.cumsum(np.bincount(listener))])[listener[order]]
    nth = np.arange(len(order)) - first
    source = np.arange(len(order))
    again = (rng.random(len(order)) < REPEATED) & (nth > 0)
    source[again] = (first + rng.random(len(order)) * nth).astype(np.int64)[again]
    for _ in range(6):  # a repeat of a repeat goes back to the first play, in chains of up to 64
        source = source[source]
    played = np.empty_like(track)
    played[order] = track[order][source]
    return played


def _listened(rng: np.random.Generator, duration: np.ndarray, quality: np.ndarray) -> np.ndarray:
    """Milliseconds heard: the better the track, the fewer leave within 30 seconds; most others hear it to the end."""
    leaves = rng.random(len(duration)) < 1 / (1 + np.exp(1.1 + quality / 12))
    part = np.where(rng.random(len(duration)) < 0.75, 1.0, rng.uniform(0.3, 1, len(duration)))
    heard = np.maximum(30_500, (duration * part).astype(np.int64))
    return np.where(leaves, rng.integers(1500, 29_900, len(duration)), np.minimum(heard, duration))


def _with_oddities(
    rng: np.random.Generator, config: DemoConfig, plays: Plays, popularity: Popularity, releases: Releases
) -> Plays:
    count = max(200, round(config.plays * BOT_SHARE))
    old = np.flatnonzero((releases.released < np.datetime64("2020-01-01")) & ~popularity.is_dead)
    if popularity.spiked is not None:
        old = old[old != popularity.spiked]
    start = week_starts()[WEEKS - 60].astype(np.int64) * 86_400
    listener, track, second = [plays.listener], [plays.track], [plays.second]
    for bot, favourite in zip(plays.bots, rng.choice(old, 2, replace=False), strict=True):
        listener.append(np.full(count, bot))
        track.append(np.full(count, favourite))
        second.append(start + np.arange(count) * 2700 + rng.integers(0, 60, count))
    heard = np.concatenate([plays.ms_played, rng.integers(30_500, 33_000, 2 * count)])
    whole = [np.concatenate(parts) for parts in (listener, track, second)]
    whole[1] = np.where(rng.random(len(heard)) < UNKNOWN, -1, whole[1])
    twice = rng.choice(len(heard), round(len(heard) * TWICE), replace=False)
    cells = [np.concatenate([cell, cell[twice]]) for cell in (*whole, heard)]
    return replace(plays, listener=cells[0], track=cells[1], second=cells[2], ms_played=cells[3])


def _in_order(plays: Plays) -> Plays:
    order = np.lexsort((plays.track, plays.listener, plays.second))
    return replace(
        plays,
        listener=plays.listener[order],
        track=plays.track[order],
        second=plays.second[order],
        ms_played=plays.ms_played[order],
    )
