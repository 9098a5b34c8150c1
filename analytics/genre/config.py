"""Settings of a genre model, and which parts a feature set has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

FeatureSet = Literal["audio", "audio + words", "audio + words + artist", "words", "words + artist"]
FEATURE_SETS: tuple[FeatureSet, ...] = ("audio", "audio + words", "audio + words + artist")
#: In place of these where no column of sound can be used.
SILENT_SETS: tuple[FeatureSet, ...] = ("words", "words + artist")

#: The parts of each set, in the order in which blend weights are stored. What each one is: analytics/genre/model.py.
SOUND_PARTS = ("trees", "network", "near")
WORD_PARTS = ("ngrams", "album")
ARTIST_PARTS = ("main", "artists", "artist_album", "artist_title")
PARTS: dict[FeatureSet, tuple[str, ...]] = {
    "audio": SOUND_PARTS,
    "audio + words": (*SOUND_PARTS, *WORD_PARTS),
    "audio + words + artist": (*SOUND_PARTS, *WORD_PARTS, *ARTIST_PARTS),
    "words": WORD_PARTS,
    "words + artist": (*WORD_PARTS, *ARTIST_PARTS),
}


@dataclass(frozen=True)
class Config:
    """Settings of one model. Same data, settings and number of threads: same scores.

    sets: what the model may know of a track. Trees: rounds to lambda_l2, LightGBM's names; the leaf limits are what
    keeps boosting of many small classes from diverging. Network: width of both layers, epochs, dropout, masked (share
    of training rows of which some features are hidden, so that missing ones are no surprise). words_epochs: passes of
    the n-gram model. neighbours: training tracks that vote (0: none). slice: share of the training side set aside to
    learn the blend. refit: learn the parts again from all of the training side once the blend is known. sure_above,
    family_sure_above: chance from which an answer counts as sure. threads: 0 means one a core.
    """

    seed: int = 0
    sets: FeatureSet = "audio + words + artist"
    rounds: int = 30
    num_leaves: int = 31
    learning_rate: float = 0.1
    feature_fraction: float = 0.5
    max_bin: int = 63
    min_sum_hessian_in_leaf: float = 5.0
    lambda_l2: float = 5.0
    width: int = 256
    epochs: int = 20
    dropout: float = 0.25
    masked: float = 0.1
    words_epochs: int = 3
    neighbours: int = 20
    slice: float = 0.05
    refit: bool = True
    sure_above: float = 0.5
    family_sure_above: float = 0.6
    threads: int = 0

    @property
    def parts(self) -> tuple[str, ...]:
        """Names of the parts, in the order of the blend's weights."""
        return PARTS[self.sets]

    @property
    def reads_words(self) -> bool:
        """Whether titles and albums may be looked at."""
        return self.sets != "audio"

    @property
    def hears(self) -> bool:
        """Whether the sound may be looked at."""
        return self.sets.startswith("audio")

    @property
    def knows_artists(self) -> bool:
        """Whether it may be looked up what else an artist is tagged with."""
        return self.sets.endswith("artist")


def feature_sets(features: Sequence[str]) -> tuple[FeatureSet, ...]:
    """The feature sets that can be judged where `features` are the usable columns of sound, the widest last."""
    return FEATURE_SETS if features else SILENT_SETS


def suited(config: Config, features: Sequence[str]) -> Config:
    """The same settings, without sound where no column of it (`features`) can be used."""
    if features or not config.hears:
        return config
    return replace(config, sets="words + artist" if config.knows_artists else "words")


def widest(sets: Iterable[FeatureSet]) -> FeatureSet:
    """The one that knows most."""
    return max(sets, key=lambda name: len(PARTS[name]))
