"""A small synthetic catalogue, made when no file is given, so that there is something to look at.

Every name is invented and every number drawn from a seeded generator: it shows what the pages do and proves nothing
about music. Genres differ in their mean sound, artists in their genre and reach, and a few tracks are re-released.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

FIELDS = (
    *("track_id", "artists", "album", "title", "popularity", "duration_ms", "explicit", "danceability"),
    *("energy", "key", "loudness", "mode", "speechiness", "acousticness", "instrumentalness", "liveness", "valence"),
    *("tempo", "time_signature", "genre"),
)

# Mean danceability, energy, acousticness, instrumentalness, speechiness, valence (0 to 1), tempo (BPM), popularity.
GENRES: dict[str, tuple[float, ...]] = {
    "acoustic": (0.55, 0.35, 0.75, 0.05, 0.04, 0.45, 112, 42),
    "ambient": (0.35, 0.20, 0.80, 0.80, 0.04, 0.18, 104, 34),
    "classical": (0.35, 0.18, 0.92, 0.65, 0.04, 0.35, 106, 22),
    "country": (0.58, 0.62, 0.30, 0.02, 0.04, 0.55, 124, 30),
    "death-metal": (0.35, 0.93, 0.02, 0.45, 0.10, 0.25, 126, 22),
    "hip-hop": (0.74, 0.68, 0.20, 0.02, 0.18, 0.55, 118, 44),
    "house": (0.72, 0.80, 0.10, 0.30, 0.07, 0.55, 124, 35),
    "jazz": (0.52, 0.35, 0.70, 0.15, 0.06, 0.52, 112, 18),
    "pop": (0.65, 0.63, 0.30, 0.02, 0.07, 0.52, 119, 48),
    "punk": (0.48, 0.88, 0.06, 0.05, 0.08, 0.55, 132, 36),
    "reggae": (0.74, 0.60, 0.22, 0.03, 0.10, 0.72, 114, 26),
    "techno": (0.68, 0.75, 0.08, 0.62, 0.06, 0.30, 128, 28),
}
_FIRST = (
    *("Amber", "Bright", "Cedar", "Distant", "Early", "Faded", "Gentle", "Hollow"),
    *("Ivory", "Late", "Marble", "North", "Open", "Quiet", "Silver", "Velvet"),
)
_SECOND = (
    *("Avenue", "Bells", "Coast", "Dreams", "Echo", "Fields", "Garden", "Harbour"),
    *("Lanterns", "Mirror", "Orchard", "River", "Signal", "Tides", "Window"),
)
_NAMES = (
    *("Alva", "Bero", "Cinta", "Darro", "Elun", "Fenna", "Goran", "Hesper"),
    *("Ilma", "Joren", "Kesta", "Lumi", "Marek", "Nelda", "Oskin", "Petra"),
)


@dataclass(frozen=True)
class SampleConfig:
    """How much to make, and from which seed."""

    tracks: int = 6000
    artists: int = 700
    seed: int = 20


def write_sample(path: Path, config: SampleConfig | None = None) -> Path:
    """Write the sample catalogue as a CSV file and return its path. The same config gives the same bytes."""
    config = config or SampleConfig()
    rng = np.random.default_rng(config.seed)
    path.parent.mkdir(parents=True, exist_ok=True)
    artists = _artists(rng, config.artists)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, FIELDS, lineterminator="\n")
        writer.writeheader()
        previous: dict[str, object] | None = None
        for number in range(config.tracks):
            row = _track(rng, number, artists[int(rng.integers(len(artists)))])
            if previous is not None and rng.random() < 0.04:
                row = _release_again(rng, number, previous)
            writer.writerow(row)
            if rng.random() < 0.05:
                writer.writerow({**row, "genre": "pop"} if row["genre"] != "pop" else row)
            previous = row
    return path


def _artists(rng: np.random.Generator, count: int) -> list[tuple[str, str, float]]:
    """(name, genre, reach in popularity points) of each artist; names are numbered where they would repeat."""
    genres = list(GENRES)
    made: dict[str, tuple[str, str, float]] = {}
    while len(made) < count:
        name = f"{_NAMES[rng.integers(len(_NAMES))]} {_SECOND[rng.integers(len(_SECOND))]}"
        if name in made:
            name = f"{name} {len(made)}"
        made[name] = (name, genres[int(rng.integers(len(genres)))], float(rng.normal(0, 12)))
    return list(made.values())


def _track(rng: np.random.Generator, number: int, artist: tuple[str, str, float]) -> dict[str, object]:
    name, genre, reach = artist
    dance, energy, acoustic, instrumental, speech, valence, tempo, level = GENRES[genre]
    shares = np.clip(rng.normal((dance, energy, acoustic, instrumental, speech, valence), 0.14), 0.001, 0.999).round(3)
    popularity = 0 if rng.random() < 0.08 else int(np.clip(rng.normal(level + reach, 9), 1, 100))
    title = f"{_FIRST[rng.integers(len(_FIRST))]} {_SECOND[rng.integers(len(_SECOND))]} {number % 97 or ''}".strip()
    return {
        "track_id": f"sample{number:016d}",
        "artists": name,
        "album": f"{_SECOND[number % len(_SECOND)]} {number // 40}",
        "title": title,
        "popularity": popularity,
        "duration_ms": int(np.clip(rng.normal(215_000, 45_000), 45_000, 700_000)),
        "explicit": bool(rng.random() < (0.35 if genre == "hip-hop" else 0.05)),
        **dict(zip(_SHARES, (float(value) for value in shares), strict=True)),
        "key": int(rng.integers(12)),
        "loudness": round(float(-20 + 16 * shares[1] + rng.normal(0, 2)), 3),
        "mode": int(rng.random() < 0.62),
        "liveness": round(float(np.clip(rng.beta(2, 8), 0.01, 0.99)), 3),
        "tempo": round(float(np.clip(rng.normal(tempo, 18), 50, 220)), 3),
        "time_signature": 4 if rng.random() < 0.92 else 3,
        "genre": genre,
    }


_SHARES = ("danceability", "energy", "acousticness", "instrumentalness", "speechiness", "valence")


def _release_again(rng: np.random.Generator, number: int, row: dict[str, object]) -> dict[str, object]:
    """The same recording on another album, rated apart."""
    lower = max(0, int(str(row["popularity"])) - int(rng.integers(5, 25)))
    return {**row, "track_id": f"sample{number:016d}", "album": f"Collected {number // 100}", "popularity": lower}
