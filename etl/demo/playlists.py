"""Playlists by mood, genre, family and decade, filled with what fits, the popular first in line."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from etl.demo import genres
from etl.demo.config import DemoConfig
from etl.demo.popularity import Popularity
from etl.demo.releases import Releases
from etl.demo.sound import Sound

# Mood -> what it asks of a track: weights of feature values, each in spreads from its mean.
MOODS: dict[str, dict[str, float]] = {
    "Chill": {"energy": -1.0, "acousticness": 0.6, "tempo": -0.3},
    "Deep focus": {"instrumentalness": 1.4, "speechiness": -0.5, "energy": -0.4},
    "Workout": {"energy": 1.0, "tempo": 0.7, "danceability": 0.4},
    "Party": {"danceability": 1.0, "energy": 0.6, "valence": 0.5},
    "Happy": {"valence": 1.4, "energy": 0.3},
    "Rainy day": {"valence": -1.0, "energy": -0.6, "acousticness": 0.4},
    "Sleep": {"energy": -1.2, "loudness": -1.0, "danceability": -0.4},
    "Road trip": {"valence": 0.7, "energy": 0.5, "instrumentalness": -0.6},
}
_PLACES = (
    "Kitchen",
    "Night bus",
    "Garden",
    "Window seat",
    "Rooftop",
    "Back room",
    "Harbour",
    "Monday",
    "Sunday",
    "Attic",
)
FULL = 300  # playlists of a catalogue of 40,000 tracks


@dataclass
class Playlists:
    """Arrays over places in playlists; names: one a playlist."""

    names: list[str]
    playlist: np.ndarray
    track: np.ndarray
    position: np.ndarray


def make_playlists(config: DemoConfig, releases: Releases, sound: Sound, popularity: Popularity) -> Playlists:
    """About 300 playlists of 20 to 90 tracks; fewer in a smaller catalogue."""
    rng = config.rng("playlists")
    count = max(48, round(FULL * min(1.0, config.tracks / 40_000)))
    moods = _mood_scores(sound)
    names, lists = [], []
    for number in range(count):
        name, fit = _theme(number, rng, releases, moods)
        chosen = _choose(rng, fit + (popularity.snapshots[-1] - 40) / 12, int(rng.integers(20, 91)))
        names.append(f"{name} · {_PLACES[(number // 4) % len(_PLACES)]} {number // 40 + 1}")
        lists.append(chosen)
    sizes = [len(chosen) for chosen in lists]
    return Playlists(
        names=names,
        playlist=np.repeat(np.arange(count), sizes),
        track=np.concatenate(lists),
        position=np.concatenate([np.arange(1, size + 1) for size in sizes]),
    )


def _mood_scores(sound: Sound) -> dict[str, np.ndarray]:
    scaled = {name: (cell - cell.mean()) / cell.std() for name, cell in sound.columns.items()}
    return {mood: sum(w * scaled[name] for name, w in asks.items()) for mood, asks in MOODS.items()}


def _theme(
    number: int, rng: np.random.Generator, releases: Releases, moods: dict[str, np.ndarray]
) -> tuple[str, np.ndarray]:
    """Name and fit of each track: by turns each mood, a genre, a mood within a family, a genre in a decade."""
    mood = list(MOODS)[number // 4 % len(MOODS)]
    genre = int(rng.integers(len(genres.NAMES)))
    family = np.array(genres.FAMILIES)
    if number % 4 == 0:
        return mood, 2 * moods[mood]
    if number % 4 == 1:
        return f"All {genres.NAMES[genre]}", 8.0 * (releases.genre == genre)
    if number % 4 == 2:
        return f"{mood}: {family[genre]}", 8.0 * (family[releases.genre] == family[genre]) + 1.5 * moods[mood]
    decade = int(rng.choice([d for d in (1980, 1990, 2000, 2010, 2020) if d + 5 > genres.FIRST_YEAR[genre]]))
    then = releases.released.astype("datetime64[Y]").astype(np.int64) // 10 * 10 + 1970
    return f"{genres.NAMES[genre]} of the {decade}s", 8.0 * (releases.genre == genre) + 6.0 * (then == decade)


def _choose(rng: np.random.Generator, fit: np.ndarray, size: int) -> np.ndarray:
    """The best fits with some chance (Gumbel noise draws without replacement in proportion to exp(fit))."""
    scored = fit + rng.gumbel(0, 1, len(fit))
    best = np.flatnonzero(scored >= np.partition(scored, -size)[-size])
    return best[np.argsort(-scored[best], kind="stable")][:size]
