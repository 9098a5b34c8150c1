"""A small track file for tests: the column layout of the 114,000-row file, the same bytes every time, and its truths.

`write_sample` writes it; `TRUTH` says what is in it, worked out by hand from the plan below, so that tests compare with
numbers that no code of ours computed. `tests/test_sample.py` counts the file again with nothing but `csv`.

The plan: 6 genres of 60 tracks and 10 artists each make 360 tracks by 60 artists. Then the planted rows of `_planted`.
"""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass
from pathlib import Path

COLUMNS = (
    "", "track_id", "artists", "album_name", "track_name", "popularity", "duration_ms", "explicit", "danceability",
    "energy", "key", "loudness", "mode", "speechiness", "acousticness", "instrumentalness", "liveness", "valence",
    "tempo", "time_signature", "track_genre",
)  # fmt: skip

# Middle of danceability, energy, acousticness, valence, tempo, loudness: far enough apart for a model to learn from.
GENRES: dict[str, tuple[float, float, float, float, float, float]] = {
    "ambient": (0.30, 0.20, 0.80, 0.20, 80, -22),
    "classical": (0.25, 0.12, 0.95, 0.35, 100, -26),
    "dance": (0.78, 0.80, 0.08, 0.65, 124, -6),
    "folk": (0.50, 0.35, 0.65, 0.50, 108, -12),
    "metal": (0.35, 0.94, 0.03, 0.30, 148, -5),
    "reggae": (0.72, 0.55, 0.25, 0.80, 92, -9),
}
ARTISTS_PER_GENRE = 10
TRACKS_PER_GENRE = 60

# Names and titles that readers of CSV like to break. All are kept, letter by letter.
MISSING_LOOKALIKES = ("NA", "N/A", "null", "Nan", "None")
NON_ASCII = ("Äpfel & Öl", "Sigur Rós", "東京の夜", "Ночь", "Café del Mar")
QUOTED = ('She said "no"', "It's fine; really", "a, b and c")
FORMULAS = ("=1+1", "+1 (remix)", "-40 dB", "@home", "=HYPERLINK(0)")


@dataclass(frozen=True)
class Truth:
    """What `write_sample` writes. Counts of rows are rows of the file, without its header."""

    rows: int = 403  # 360 and the 43 planted ones
    rows_rejected: int = 1  # one row without title, artists and album
    tracks: int = 390  # 360 + 18 odd titles + 2 by "N/A" + 2 by two artists + 5 re-releases + 3 that disagree
    rows_merged: int = 12  # usable rows beyond the first of each id: 8 in a second genre, 4 exact copies
    disagreeing: int = 3  # tracks whose rows differ in popularity; the highest counts
    genres: int = 6
    artists: int = 61  # 10 a genre, and "N/A"
    tracks_in_two_genres: int = 8
    re_releases: int = 5  # recordings under a second id: 390 tracks are 385 recordings
    recordings: int = 385
    no_tempo: int = 4  # tempo 0: not measured
    no_time_signature: int = 2  # time signature 0: not measured
    two_artists: int = 2  # tracks with a second, featured artist
    not_available_artist: str = "N/A"
    not_available_tracks: int = 2
    highest_popularity: tuple[tuple[str, int], ...] = (
        ("disagree00000000000000", 61),
        ("disagree00000000000001", 62),
        ("disagree00000000000002", 63),
    )


TRUTH = Truth()


def write_sample(path: Path | str) -> Path:
    """Write the sample CSV to `path` and return the path. `TRUTH` describes it."""
    path = Path(path)
    rows = _catalogue() + _planted()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows([str(number), *row] for number, row in enumerate(rows))
    return path


def _catalogue() -> list[list[str]]:
    """The 360 ordinary tracks, the genres in blocks as in the real file."""
    return [
        _row(f"{genre}{n:0{22 - len(genre)}d}", _artist(genre, n), f"{genre.title()} song {n}", genre, seed=n)
        for genre in GENRES
        for n in range(TRACKS_PER_GENRE)
    ]


def _planted() -> list[list[str]]:
    """The 43 rows that make loading interesting; the comments say what each adds to the counts of `TRUTH`."""
    dance, folk = _artist("dance", 0), _artist("folk", 0)
    rows = [_row(f"odd{n:019d}", folk, title, "folk", seed=n) for n, title in enumerate(_odd_titles())]  # 18 tracks
    rows += [_row(f"na{n:020d}", "N/A", f"Nameless band {n}", "metal", seed=n) for n in range(2)]  # 2 tracks
    rows += [_row(f"feat{n:018d}", f"{dance};{folk}", f"Together {n}", "dance", seed=n) for n in range(2)]  # 2 tracks
    for n in range(5):  # 5 tracks, re-releases: the title of dance song n, 200 ms longer, on another album
        twin = _row(f"again{n:017d}", _artist("dance", n), f"Dance song {n}", "dance", seed=n, album="Best of")
        twin[5] = str(int(twin[5]) + 200)
        rows.append(twin)
    for n in range(5):  # 5 ids again, in a second genre
        rows.append(_row(f"folk{n:018d}", _artist("folk", n), f"Folk song {n}", "ambient", seed=n, sound="folk"))
    for n in range(3):  # 3 tracks, in two genres that disagree on popularity: 21 + n and 61 + n
        rows.extend(_disagreeing(n))
    for n in range(4):  # exact copies
        rows.append(_row(f"metal{n:017d}", _artist("metal", n), f"Metal song {n}", "metal", seed=n))
    rows.append(_row("nameless00000000000000", "", "", "reggae", seed=0, album=""))  # rejected
    return rows


def _odd_titles() -> tuple[str, ...]:
    return MISSING_LOOKALIKES + NON_ASCII + QUOTED + FORMULAS


def _disagreeing(n: int) -> list[list[str]]:
    id, title = f"disagree{n:014d}", f"Hard to say {n}"
    first = _row(id, _artist("reggae", n), title, "reggae", seed=n, popularity=21 + n)
    second = _row(id, _artist("reggae", n), title, "dance", seed=n, popularity=61 + n, sound="reggae")
    return [first, second]


def _artist(genre: str, n: int) -> str:
    """One of the ten artists of a genre."""
    return f"The {genre.title()} {n % ARTISTS_PER_GENRE}"


def _row(
    id: str,
    artists: str,
    title: str,
    genre: str,
    *,
    seed: int,
    album: str | None = None,
    popularity: int | None = None,
    sound: str | None = None,
) -> list[str]:
    """One line of the file without its number. The sound depends on (sound or genre, seed) alone."""
    sound = sound or genre
    r = random.Random(f"{sound}-{seed}")
    dance, energy, acoustic, valence, tempo, loudness = GENRES[sound]

    def near(middle: float) -> str:
        return f"{min(0.999, max(0.001, r.gauss(middle, 0.06))):.3f}"

    silent = sound == "ambient" and seed < 4  # 4 tracks without a beat, 2 of them without a bar
    return [
        id,
        artists,
        f"Album {seed % 7}" if album is None else album,
        title,
        str(r.randint(0, 95) if popularity is None else popularity),
        str(150_000 + seed * 3_100),
        str(r.random() < 0.1),
        near(dance),
        near(energy),
        str(r.randint(0, 11)),
        f"{r.gauss(loudness, 1.5):.3f}",
        str(r.randint(0, 1)),
        near(0.06),
        near(acoustic),
        near(0.6 if sound in ("ambient", "classical") else 0.05),
        near(0.15),
        near(valence),
        "0.0" if silent else f"{r.gauss(tempo, 6):.3f}",
        "0" if sound == "ambient" and seed < 2 else "4",
        genre,
    ]
