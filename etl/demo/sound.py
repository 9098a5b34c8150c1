"""How the tracks sound: audio features with the published correlations, decade drift, a summer season and niches.

A track deviates from its genre by a correlated draw, part of which it shares with its artist. Correlations within a
genre and shares of artists are rounded figures of the Spotify Tracks Dataset (M. Pandya, Kaggle 2022); the drift by
decade is that of the yearly means of the Spotify Dataset 1921-2020 (Y. E. Ay, Kaggle), against 2015. Spreads within
a genre are PURITY of the published ones, so that a genre can be learned from sound in part (top-1 near .55).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from etl.demo import genres
from etl.demo.config import DemoConfig, months_of, years_of
from etl.demo.releases import Releases

PURITY = 0.56
SEASON_PEAK, SEASON_VALENCE, SEASON_TEMPO = 7, 0.05, 3.0
NICHE_TIGHT = 0.10  # spread of a niche, in spreads of all tracks
# Danceability, energy, loudness, log speech, log-odds acoustic, instrumental, log live, valence, tempo, log seconds.
_CORRELATIONS = np.array(
    [
        [1.00, 0.07, 0.12, 0.10, -0.03, -0.09, -0.12, 0.40, -0.12, -0.09],
        [0.07, 1.00, 0.70, 0.20, -0.57, -0.12, 0.16, 0.30, 0.15, 0.03],
        [0.12, 0.70, 1.00, 0.08, -0.42, -0.31, 0.09, 0.21, 0.11, 0.03],
        [0.10, 0.20, 0.08, 1.00, -0.05, -0.11, 0.10, 0.09, 0.12, -0.11],
        [-0.03, -0.57, -0.42, -0.05, 1.00, 0.01, -0.05, -0.09, -0.13, -0.08],
        [-0.09, -0.12, -0.31, -0.11, 0.01, 1.00, -0.06, -0.18, -0.02, 0.05],
        [-0.12, 0.16, 0.09, 0.10, -0.05, -0.06, 1.00, -0.01, 0.00, -0.01],
        [0.40, 0.30, 0.21, 0.09, -0.09, -0.18, -0.01, 1.00, 0.07, -0.16],
        [-0.12, 0.15, 0.11, 0.12, -0.13, -0.02, 0.00, 0.07, 1.00, 0.00],
        [-0.09, 0.03, 0.03, -0.11, -0.08, 0.05, -0.01, -0.16, 0.00, 1.00],
    ]
)
_OF_ARTIST = np.array([0.33, 0.42, 0.50, 0.34, 0.41, 0.46, 0.14, 0.29, 0.10, 0.35])
_MEASURED = [0, 1, 2, 3, 4, 6, 7, 8, 9]  # all but instrumentalness, which is not spread evenly around a mean
_ACOUSTIC, _INSTRUMENTAL, _VALENCE, _TEMPO = 4, 5, 7, 8
# Middle of each decade and the difference of its mean from 2015; columns as _MEASURED.
_DECADES = (1955, 1965, 1975, 1985, 1995, 2005, 2015, 2026)
_DRIFT = np.array(
    [
        [-0.07, -0.20, -4.5, -0.10, 2.2, 0.08, 0.02, -4.0, -0.03],
        [-0.06, -0.15, -3.6, -0.25, 1.4, 0.08, 0.06, -3.0, -0.06],
        [-0.04, -0.07, -2.8, -0.20, 0.6, 0.08, 0.09, -1.0, 0.11],
        [-0.03, -0.03, -2.6, -0.18, 0.2, 0.06, 0.08, 0.5, 0.10],
        [-0.02, -0.03, -1.8, -0.10, 0.2, 0.04, 0.06, -1.0, 0.09],
        [-0.01, 0.01, 0.0, -0.05, 0.0, 0.02, 0.05, 0.5, 0.05],
        [0.00, 0.00, 0.0, 0.00, 0.0, 0.00, 0.00, 0.0, 0.00],
        [0.04, 0.00, 0.5, 0.10, -0.2, -0.03, 0.02, 1.5, -0.14],
    ]
)
# One row a niche: its sound, in the columns of _CORRELATIONS (instrumental above 0 means without vocals).
NICHES = {
    "slow acoustic instrumentals in front of an audience": (0.45, 0.25, -15.0, -3.2, 2.5, 1, -0.4, 0.65, 74, 5.9),
    "spoken word over fast electronic drums": (0.60, 0.90, -4.0, -1.0, -4.5, 0, -2.3, 0.20, 172, 4.9),
    "loud, happy and very short": (0.85, 0.95, -3.0, -2.9, -3.5, 1, -2.2, 0.95, 148, 4.5),
    "quiet but danceable and unplugged": (0.86, 0.22, -16.0, -2.2, 2.8, 0, -2.4, 0.85, 96, 5.0),
    "long dark instrumentals at walking pace": (0.78, 0.45, -14.0, -3.2, -1.5, 1, -2.5, 0.06, 104, 6.4),
}
_MIXED = np.array([0.16, 0.24, 5.0, 0.55, 2.6, 0.65, 0.26, 28.0, 0.36])  # spreads over all genres, as _MEASURED
MAX_SECONDS = 1500


@dataclass
class Sound:
    """Arrays over tracks. `deviation` (tracks, 10): from the genre, in spreads; `niche`: 0 to 4, or -1."""

    columns: dict[str, np.ndarray]
    deviation: np.ndarray
    niche: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=np.int64))


def make_sound(config: DemoConfig, releases: Releases) -> Sound:
    """Audio features of every track; a re-release has those of its original."""
    rng = config.rng("sound")
    deviation = _deviations(rng, releases)
    genre, years = releases.genre, years_of(releases.released)
    values = genres.MEANS[genre] + PURITY * genres.SPREADS[genre] * deviation[:, _MEASURED] + _drift(years)
    if config.has("season"):
        summer = np.cos(2 * np.pi * (months_of(releases.released) - SEASON_PEAK) / 12)
        values[:, 6] += SEASON_VALENCE * summer
        values[:, 7] += SEASON_TEMPO * summer
    sung = _rank(deviation[:, _INSTRUMENTAL]) <= 1 - genres.INSTRUMENTAL[genre]
    niche = _place_niches(config, releases, values, sung)
    columns = {**_measures(values), **_others(rng, genre, years), "instrumentalness": _instrumental(rng, sung)}
    first = releases.original
    return Sound({name: cell[first] for name, cell in columns.items()}, deviation[first], niche)


def _deviations(rng: np.random.Generator, releases: Releases) -> np.ndarray:
    root = np.linalg.cholesky(_CORRELATIONS)
    of_artist = rng.standard_normal((len(releases.home), 10)) @ root.T
    own = rng.standard_normal((len(releases.artist), 10)) @ root.T
    return np.sqrt(_OF_ARTIST) * of_artist[releases.artist] + np.sqrt(1 - _OF_ARTIST) * own


def _drift(years: np.ndarray) -> np.ndarray:
    return np.column_stack([np.interp(years, _DECADES, column) for column in _DRIFT.T])


def _rank(normal: np.ndarray) -> np.ndarray:
    """Probability below a standard normal value, to three digits (Bowling et al. 2009, logistic approximation)."""
    return 1 / (1 + np.exp(-(1.5976 * normal + 0.07056 * normal**3)))


def _place_niches(config: DemoConfig, releases: Releases, values: np.ndarray, sung: np.ndarray) -> np.ndarray:
    """Move a few tracks of different artists, whatever their genre, into each niche. Returns the niche or -1."""
    niche = np.full(len(values), -1)
    if not config.has("niches"):
        return niche
    rng = config.rng("niches")
    size = max(30, config.tracks // 1000)
    order = rng.permutation(np.flatnonzero(~releases.is_reissue))
    _, one_each = np.unique(releases.artist[order], return_index=True)
    members = rng.permutation(order[one_each])[: size * len(NICHES)]
    niche[members] = np.arange(len(members)) % len(NICHES)
    centres = np.array(list(NICHES.values()))[niche[members]]
    spread = rng.standard_normal((len(members), len(_MEASURED))) * NICHE_TIGHT * _MIXED
    values[members] = centres[:, _MEASURED] + spread
    sung[members] = centres[:, _INSTRUMENTAL] == 0
    return niche


def _measures(values: np.ndarray) -> dict[str, np.ndarray]:
    """The file's columns, in its units and with its digits, from the working scale."""
    dance, energy, loud, speech, acoustic, live, valence, tempo, length = values.T
    return {
        "danceability": np.clip(dance, 0.05, 0.985).round(3),
        "energy": np.clip(energy, 0.002, 0.999).round(3),
        "loudness": np.clip(loud, -45, 1).round(3),
        "speechiness": np.clip(np.exp(speech), 0.022, 0.96).round(4),
        "acousticness": np.clip(1 / (1 + np.exp(-acoustic)), 0.00001, 0.996).round(5),
        "liveness": np.clip(np.exp(live), 0.01, 0.99).round(4),
        "valence": np.clip(valence, 0.02, 0.985).round(3),
        "tempo": np.clip(tempo, 46, 218).round(3),
        "duration_ms": (np.clip(np.exp(length), 45, MAX_SECONDS) * 1000).astype(np.int64),
    }


def _instrumental(rng: np.random.Generator, sung: np.ndarray) -> np.ndarray:
    """Two lumps: tracks without vocals high, the others at or near 0."""
    without = np.clip(rng.normal(0.86, 0.07, len(sung)), 0.5, 0.98)
    voices = np.clip(10 ** rng.normal(-4.8, 1.4, len(sung)), 0, 0.5)
    return np.where(sung, np.where(voices < 1e-6, 0, voices), without).round(6)


def _others(rng: np.random.Generator, genre: np.ndarray, years: np.ndarray) -> dict[str, np.ndarray]:
    """Key, mode, bar and explicit; keys and bars at their published frequencies."""
    count = len(genre)
    keys = np.array([0.115, 0.094, 0.102, 0.031, 0.079, 0.082, 0.069, 0.116, 0.065, 0.099, 0.066, 0.082])
    words = genres.EXPLICIT[genre] * np.interp(years, (1985, 2000, 2015), (0, 0.8, 1.2))
    return {
        "key": rng.choice(12, count, p=keys / keys.sum()),
        "mode": (rng.random(count) < genres.MAJOR[genre]).astype(np.int64),
        "time_signature": rng.choice([4, 3, 5, 1], count, p=[0.894, 0.081, 0.016, 0.009]),
        "explicit": rng.random(count) < words,
    }
