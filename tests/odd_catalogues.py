"""Small catalogues that cannot carry all models, as CSV files: what they lack, and what is odd about them."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

Row = dict[str, Any]
FEATURES = ("danceability", "energy", "valence", "tempo", "acousticness")
SYLLABLES = ("lo mi sa", "krag durn", "xoi quel")
ODD_LABELS = (
    'rock "n" roll', "r&b/soul \\ funk", "🎸🔥", "موسيقى عربية", "two\nlines", "long " * 60, "=1+1",
    "<b>x</b><script>alert(1)</script>", "%20?a=b&c#d", "O'Brien -- drop table",
)  # fmt: skip


def tracks(n: int = 120, genres: int = 3, artists: int = 24) -> list[Row]:
    """n tracks whose genre is told by energy and valence, by the syllables of the title and by the artist."""
    r = random.Random(7)
    found = []
    for i in range(n):
        genre = i % genres
        energy = min(0.99, max(0.01, (genre + r.gauss(0.5, 0.4)) / genres))
        title = " ".join(r.choice(SYLLABLES[genre % len(SYLLABLES)].split()) for _ in range(3))
        found.append(
            {
                "track_id": f"odd{i:05d}",
                "title": f"{title} {i}",
                "artists": f"Artist {genre + genres * (i // genres % max(1, artists // genres))}",
                "album": f"Album {i % 7}",
                "popularity": 0 if i % 9 == 0 else min(100, max(1, round(80 * energy + r.gauss(10, 25)))),
                "danceability": round(r.random(), 3),
                "energy": round(energy, 3),
                "valence": round(min(0.99, max(0.01, (genre % 2 + r.gauss(0.5, 0.3)) / 2)), 3),
                "tempo": round(r.uniform(70, 180), 1),
                "acousticness": round(r.random(), 3),
                "genre": f"genre {genre}",
            }
        )
    return found


def without(rows: Iterable[Row], *names: str) -> list[Row]:
    """The rows without some columns."""
    return [{key: value for key, value in row.items() if key not in names} for row in rows]


def same(rows: Iterable[Row], **values: Any) -> list[Row]:
    """The rows with some columns the same everywhere."""
    return [{**row, **values} for row in rows]


def labelled(rows: list[Row], label: Callable[[int], str]) -> list[Row]:
    """The rows with the genre that `label` gives for the place of each."""
    return [{**row, "genre": label(i)} for i, row in enumerate(rows)]


def write(path: Path, rows: list[Row]) -> Path:
    """A CSV file of the rows; path."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


CATALOGUES: dict[str, Callable[[], list[Row]]] = {
    "one genre": lambda: same(tracks(), genre="only"),
    "genres of one track": lambda: labelled(tracks(), lambda i: f"genre of track {i}"),
    "some genres of one track": lambda: labelled(tracks(), lambda i: f"genre {i % 3}" if i < 110 else f"rare {i}"),
    "no genres": lambda: without(tracks(), "genre"),
    "no popularity": lambda: without(tracks(), "popularity"),
    "sound all missing": lambda: same(tracks(), **dict.fromkeys(FEATURES, "")),
    "constant sound": lambda: same(tracks(), **{**dict.fromkeys(FEATURES, 0.5), "tempo": 120}),
    "2,000 genres": lambda: labelled(tracks(2_056), lambda i: f"genre {i % 4}" if i < 60 else f"rare {i}"),
    "odd labels": lambda: labelled(tracks(150), lambda i: ODD_LABELS[i % 10]),
    "one genre, no popularity": lambda: without(same(tracks(), genre="only"), "popularity"),
    "no sound, no popularity": lambda: without(tracks(), *FEATURES, "popularity"),
    "one track": lambda: tracks(1),
    "one track, nothing but its name": lambda: without(tracks(1), *FEATURES, "genre", "popularity", "album"),
    "one artist": lambda: same(tracks(), artists="Only One"),
}
