"""How much demo to make, from which seed, and with which of the planted truths."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

TRUTHS = (
    *("rising", "fading", "revival", "season", "groups", "niches", "gems"),
    *("artist_effect", "rereleases", "mislabelled", "spike"),
)
END = date(2026, 6, 28)  # a Sunday: the last day of everything; no clock is read
WEEKS = 261  # Monday to Sunday; the last one ends on END
SNAPSHOTS = (date(2025, 12, 28), date(2026, 3, 29), date(2026, 6, 28))  # Sundays, each the end of a quarter


@dataclass(frozen=True)
class DemoConfig:
    """Size, seed and the names of the truths to leave out, each one of TRUTHS.

    tracks : distinct track ids that load, re-releases among them.
    plays : events of listeners; two automatic listeners and a few faulty rows come on top.
    """

    tracks: int = 40_000
    artists: int = 4_000
    listeners: int = 3_000
    plays: int = 500_000
    seed: int = 20
    without: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        unknown = self.without - set(TRUTHS)
        if unknown:
            raise ValueError(f"no such truth: {', '.join(sorted(unknown))}; there are {', '.join(TRUTHS)}")
        if self.artists < 48 or self.tracks < 5 * self.artists or self.listeners < 30 or self.plays < 1000:
            raise ValueError("needs at least 48 artists, 5 tracks an artist, 30 listeners and 1,000 plays")

    def has(self, truth: str) -> bool:
        """Whether a truth is planted."""
        return truth not in self.without

    def rng(self, part: str) -> np.random.Generator:
        """A stream of numbers for one part, so that leaving one truth out changes little elsewhere."""
        return np.random.default_rng([self.seed, zlib.crc32(part.encode())])


@dataclass(frozen=True)
class DemoFile:
    """A file to load: where, which kind of input, and the date its numbers belong to."""

    path: Path
    kind: str
    as_of: date | None = None


def week_starts() -> np.ndarray:
    """The Mondays of the weeks, oldest first: WEEKS values of datetime64[D]."""
    return np.datetime64(END) - 6 - 7 * np.arange(WEEKS - 1, -1, -1)


def years_of(days: np.ndarray) -> np.ndarray:
    """Dates as years with a fraction (1 July 2020 is about 2020.5)."""
    return 1970 + days.astype("datetime64[D]").astype(np.int64) / 365.2425


def months_of(days: np.ndarray) -> np.ndarray:
    """The month of each date, 1 to 12."""
    return days.astype("datetime64[M]").astype(np.int64) % 12 + 1
