"""Genre labels: the genre a track sounds like, for some tracks a second one, and labels that are wrong."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from etl.demo import genres
from etl.demo.config import DemoConfig
from etl.demo.releases import Releases
from etl.demo.sound import Sound

MISLABELLED, SECOND = 0.03, 0.15


@dataclass
class Labels:
    """Arrays over tracks: the first label, the second or -1, and whether the first is wrong."""

    first: np.ndarray
    second: np.ndarray
    is_wrong: np.ndarray


def make_labels(config: DemoConfig, releases: Releases, sound: Sound) -> Labels:
    """Labels of every track; a re-release has those of its original, a wrong label is of another family."""
    rng = config.rng("labels")
    count = len(releases.genre)
    sibling = genres.siblings()[releases.genre, rng.integers(0, 2, count)]
    second = np.where(rng.random(count) < SECOND, sibling, -1)
    is_wrong = np.zeros(count, dtype=bool)
    first = releases.genre.copy()
    if config.has("mislabelled"):
        wrong = config.rng("mislabelled")
        is_wrong = (wrong.random(count) < MISLABELLED) & (sound.niche < 0)
        first[is_wrong] = _elsewhere(wrong, releases.genre[is_wrong])
        second[is_wrong] = -1
    origin = releases.original
    return Labels(first[origin], second[origin], is_wrong[origin])


def _elsewhere(rng: np.random.Generator, genre: np.ndarray) -> np.ndarray:
    """A genre of another family for each, the larger genres more often."""
    family = np.array(genres.FAMILIES)
    chance = genres.SHARE * (family[genre][:, None] != family[None, :])
    bounds = np.cumsum(chance / chance.sum(axis=1, keepdims=True), axis=1)
    return np.minimum((rng.random(len(genre))[:, None] > bounds).sum(axis=1), len(family) - 1)
