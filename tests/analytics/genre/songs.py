"""The small catalogue of tests/analytics/catalogue.py with words, and artists who keep to what they do."""

from __future__ import annotations

import numpy as np

from analytics import dataset
from analytics.genre import Config
from analytics.trackset import TrackSet
from tests.analytics.catalogue import frames

QUICK = Config(rounds=15, epochs=5, width=32, threads=1)
SYLLABLES = ("lo mi sa", "krag durn", "xoi quel", "bap pib", "ouet ille", "zhen yao")


def songs(seed: int = 0, tracks: int = 600, genres: int = 4, artists: int = 80, faithful: float = 0.9) -> TrackSet:
    """Every seventh track has two genres, every fifth a guest, every ninth no tempo.

    The sound of half the tracks tells nothing of their genre. Titles of half the tracks are made of the syllables of their
    genre; an artist's tracks are of one genre with the chance `faithful`; genres 0 and 1, 2 and 3 ... are families; every
    20th track has neither title nor album.
    """
    random = np.random.default_rng(seed + 100)
    inputs, labels, people = frames(seed, tracks, genres, artists)
    first = labels.drop_duplicates("track_id").set_index("track_id")["genre"].reindex(inputs["track_id"])
    genre = first.str.removeprefix("genre ").astype(int).to_numpy()
    blurred = random.random(tracks) < 0.45
    for name in ("energy", "valence"):
        inputs.loc[blurred, name] = random.permutation(inputs.loc[blurred, name])
    known = np.where(random.random(tracks) < 0.5, genre, random.integers(0, genres, tracks))
    inputs["title"] = [_title(random, SYLLABLES[g % len(SYLLABLES)]) for g in known]
    inputs["album"] = [f"{_title(random, SYLLABLES[g % len(SYLLABLES)])} {i % 7}" for i, g in enumerate(known)]
    inputs.loc[inputs.index % 20 == 19, ["title", "album"]] = None
    labels["family"] = "family " + (labels["genre"].str.removeprefix("genre ").astype(int) // 2).astype(str)
    main = people["position"] == 1
    own = genre + genres * random.integers(0, max(1, artists // genres), tracks)
    anyone = random.integers(0, artists, tracks)
    people.loc[main, "artist_id"] = [
        f"a{a:04d}" for a in np.where(random.random(tracks) < faithful, own, anyone) % artists
    ]
    people = people.drop_duplicates(["track_id", "artist_id"])
    return dataset.build(inputs, labels, people, vocabulary="v", min_tracks=10)


def _title(random: np.random.Generator, syllables: str) -> str:
    return " ".join(random.choice(syllables.split(), 3))
