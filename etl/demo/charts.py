"""The 100 places of a weekly chart in two regions, ranked by the demand that plays are drawn from.

Streams by rank follow the weekly Spotify Top 200 of the US (60 weeks, 2021-22, medians): about 11.0 million at rank 1,
5.0 at 10, 2.7 at 50, 2.1 at 100, near 11 million x rank^-0.36.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from etl.demo import genres
from etl.demo.config import WEEKS, DemoConfig, week_starts

PLACES, CANDIDATES = 100, 2500
REGIONS = ("north", "south")
_SOUTHERN = ("reggaeton", "salsa", "samba")  # twice as present in the south
WOBBLE, STEADY = 0.12, 0.9  # noise of a track from week to week, and how much of it stays


@dataclass
class Charts:
    """Arrays over entries, by region, week and rank. week: position; track: position; rank: from 1."""

    region: np.ndarray
    week: np.ndarray
    rank: np.ndarray
    track: np.ndarray
    streams: np.ndarray

    @property
    def day(self) -> np.ndarray:
        """The Sunday that ends each entry's week."""
        return week_starts()[self.week] + 6


def make_charts(config: DemoConfig, share: np.ndarray, genre: np.ndarray) -> Charts:
    """Charts of every week. `share` (weeks, tracks): the share of each track in the plays of a week."""
    tracks = [_ranked(config.rng(f"chart {region}"), share, genre, region) for region in range(len(REGIONS))]
    streams = [_streams(config.rng(f"streams {region}"), share, found) for region, found in enumerate(tracks)]
    return Charts(
        region=np.repeat(np.arange(len(REGIONS)), WEEKS * PLACES),
        week=np.tile(np.repeat(np.arange(WEEKS), PLACES), len(REGIONS)),
        rank=np.tile(np.arange(1, PLACES + 1), WEEKS * len(REGIONS)),
        track=np.concatenate([found.ravel() for found in tracks]),
        streams=np.concatenate([found.ravel() for found in streams]),
    )


def _ranked(rng: np.random.Generator, share: np.ndarray, genre: np.ndarray, region: int) -> np.ndarray:
    """(weeks, places): the tracks of each week in the order of their places."""
    local = np.where(np.isin(np.array(genres.NAMES)[genre], _SOUTHERN), 2.0, 1.0) if region else np.ones(len(genre))
    best = np.sort(np.argsort(-(share.max(axis=0) * local), kind="stable")[:CANDIDATES])
    noise = np.empty((WEEKS, len(best)))
    noise[0] = rng.normal(0, WOBBLE / np.sqrt(1 - STEADY**2), len(best))
    for week in range(1, WEEKS):
        noise[week] = STEADY * noise[week - 1] + rng.normal(0, WOBBLE, len(best))
    wanted = share[:, best] * local[best] * np.exp(noise)
    return best[np.argsort(-wanted, axis=1, kind="stable")[:, :PLACES]]


def _streams(rng: np.random.Generator, share: np.ndarray, found: np.ndarray) -> np.ndarray:
    """(weeks, places), falling with the rank; a week is larger when its leader is."""
    leader = np.take_along_axis(share, found, axis=1)[:, 0]
    week = np.clip(leader / np.median(leader), 0.5, 4) ** 0.3
    drawn = week[:, None] * 11e6 * np.arange(1, PLACES + 1) ** -0.36 * np.exp(rng.normal(0, 0.03, found.shape))
    return -np.sort(-drawn.astype(np.int64), axis=1)
