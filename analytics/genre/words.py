"""The words: character n-grams of title and album, which tell language and vocabulary.

N-grams of 1 to 4 characters within words are hashed (so that nothing needs a dictionary), weighed by tf-idf and fed to
multinomial logistic regression trained with Adam. Which n-grams count, and how much, is learned from the training
tracks alone. Its scores are over the prior: a track without words gets 0 for every genre.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import HashingVectorizer

from analytics.artefacts import Arrays
from analytics.genre.adam import Adam
from analytics.genre.coding import Floats32
from analytics.genre.config import Config
from analytics.genre.lesson import Lesson, softmax
from analytics.progress import Progress, silent
from analytics.ragged import Bools, Floats, Ints
from analytics.trackset import Inputs

SPACE = 2**20
LONGEST = 200
#: An n-gram of fewer training tracks is left out; so are the rarest when weights would not fit in memory.
MIN_TRACKS = 5
MAX_GRAMS, MAX_WEIGHTS = 80_000, 12_000_000
BATCH, RATE, SECOND = 2_000, 0.03, 0.99
_HASHING = HashingVectorizer(
    analyzer="char_wb", ngram_range=(1, 4), n_features=SPACE, alternate_sign=False, norm=None, dtype=np.float32
)


@dataclass(frozen=True)
class Words:
    """grams (g,): hashes that count, ascending ; idf (g,) ; weights (g, m): what each adds to a genre's log odds."""

    grams: Ints
    idf: Floats32
    weights: Floats32


def known(inputs: Inputs) -> Bools:
    """(n,): tracks with a title or an album."""
    return np.array([bool(a.strip() or b.strip()) for a, b in zip(inputs.titles, inputs.albums, strict=True)], bool)


def _counts(inputs: Inputs) -> sparse.csr_matrix:
    texts = [f"{a[:LONGEST]} {b[:LONGEST]}" for a, b in zip(inputs.titles, inputs.albums, strict=True)]
    return _HASHING.transform(texts) if texts else sparse.csr_matrix((0, SPACE), dtype=np.float32)


def fit(lesson: Lesson, config: Config, progress: Progress = silent) -> Words:
    """Learn from titles and albums of the lesson's tracks; a track with k genres aims at 1 / k for each."""
    counts = _counts(lesson.inputs)
    n, classes = len(lesson), len(lesson.classes)
    seen = np.bincount(counts.indices, minlength=SPACE)
    grams = _chosen(seen, classes)
    idf = (np.log((1 + n) / (1 + seen[grams])) + 1).astype(np.float32)
    weights = np.zeros((len(grams), classes), np.float32)
    if len(grams):
        _learn(_weighed(counts, grams, idf), weights, lesson, config, progress)
    # Stored as halves: rounded here, so that a model read back answers as this one does.
    return Words(grams, idf, weights.astype(np.float16).astype(np.float32))


def _chosen(seen: Ints, classes: int) -> Ints:
    """N-grams of at least MIN_TRACKS tracks; the most frequent where there are too many."""
    grams = np.flatnonzero(seen >= MIN_TRACKS)
    most = min(MAX_GRAMS, MAX_WEIGHTS // max(1, classes))
    return np.sort(grams[np.argsort(-seen[grams], kind="stable")[:most]])


def _weighed(counts: sparse.csr_matrix, grams: Ints, idf: Floats32) -> sparse.csr_matrix:
    """tf-idf (n, g) with rows of length 1; sublinear in how often an n-gram occurs."""
    place = np.full(SPACE, -1, np.int64)
    place[grams] = np.arange(len(grams))
    at = place[counts.indices]
    kept = at >= 0
    values = (1 + np.log(counts.data[kept])) * idf[at[kept]]
    rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))[kept]
    length = np.sqrt(np.bincount(rows, values**2, counts.shape[0]))
    starts = np.searchsorted(rows, np.arange(counts.shape[0] + 1))
    data = (values / length[rows]).astype(np.float32)
    return sparse.csr_matrix((data, at[kept], starts), shape=(counts.shape[0], len(grams)))


def _learn(codes: sparse.csr_matrix, weights: Floats32, lesson: Lesson, config: Config, progress: Progress) -> None:
    """Move `weights` in place."""
    random = np.random.default_rng(config.seed)
    base = np.log(lesson.prior).astype(np.float32)
    batches = max(1, len(lesson) // BATCH)
    # Few tracks: as many moves as a larger catalogue would need to learn anything at all.
    epochs = max(config.words_epochs, -(-30 // batches))
    steps = Adam([weights], RATE, epochs * batches, SECOND)
    for epoch in range(epochs):
        for rows in _dealt(random, len(lesson), batches):
            batch = codes[rows]
            error = (softmax(batch @ weights + base) - lesson.targets(rows)) / len(rows)
            steps.move([np.asarray(batch.T @ error.astype(np.float32))])
        progress("words", epoch + 1, epochs)


def _dealt(random: np.random.Generator, n: int, parts: int) -> Iterator[Ints]:
    return iter(np.array_split(random.permutation(n), parts))


def logs(words: Words, inputs: Inputs) -> Floats:
    """Log probabilities over the prior (n, m), up to a constant a row; 0 without words."""
    return np.asarray(_weighed(_counts(inputs), words.grams, words.idf) @ words.weights, dtype=np.float64)


def pack(words: Words) -> Arrays:
    """Plain arrays to store."""
    return {"words_grams": words.grams, "words_idf": words.idf, "words_weights": words.weights.astype(np.float16)}


def unpack(arrays: Mapping[str, Any]) -> Words:
    """Words from stored arrays. Raises KeyError when one is missing."""
    return Words(arrays["words_grams"], arrays["words_idf"], arrays["words_weights"].astype(np.float32))
