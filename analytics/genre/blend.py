"""The blend: how much each part of a genre model counts, by what is known of a track.

Scores are a weighted sum of log probabilities over the prior (a log-linear pool, Genest and Zidek 1986), the prior
itself among them. Weights and a temperature (Guo et al. 2017) are learned on tracks set aside, one set for each
SITUATION: with or without words, and with no, few or many other tracks of the artist.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import minimize

from analytics.artefacts import Arrays
from analytics.genre.config import ARTIST_PARTS, WORD_PARTS
from analytics.genre.lesson import shares, softmax
from analytics.ragged import Bools, Floats, Ints, Ragged

#: From so many other tracks of its artists on, a track's context counts as many.
MANY = 3
LEVELS = 3
SITUATIONS = 2 * LEVELS
NAMES = tuple(f"{words}, {artist}" for words in ("no words", "words") for artist in ("new", "few", "many"))
#: Situations with fewer tracks set aside learn from neighbouring ones.
ENOUGH = 150
#: Where learning starts, and what it is drawn to when few tracks are set aside, as if by PULL tracks.
USUAL = {"prior": 1.0, "trees": 0.3, "network": 0.5, "near": 0.1, "ngrams": 0.5, "album": 0.3, "main": 0.5}
OTHERS = 0.2
PULL = 10.0
GRID = np.geomspace(0.25, 4, 65)


@dataclass(frozen=True)
class Blend:
    """names (k + 1,): 'prior' and the parts ; weights (SITUATIONS, k + 1) ; temperature, learned (SITUATIONS,): learned is
    the number of tracks that decided, 0 where none could."""

    names: tuple[str, ...]
    weights: Floats
    temperature: Floats
    learned: Ints


def situations(words: Bools, others: Floats) -> Ints:
    """The situation of each track: whether it has words, and how many other tracks its artists have."""
    level = np.where(others >= MANY, 2, np.where(others > 0, 1, 0))
    return (LEVELS * words + level).astype(np.int64)


def visible(where: Ints, words: bool, artists: bool) -> Ints:
    """Situations as a feature set sees them that may not look at words, or not at artists."""
    return np.asarray(LEVELS * (where // LEVELS) * words + (where % LEVELS) * artists)


def usual(names: Sequence[str]) -> Blend:
    """The blend before anything is learned."""
    weights = np.array([USUAL.get(name, OTHERS) for name in names])
    return Blend(tuple(names), np.tile(weights, (SITUATIONS, 1)), np.ones(SITUATIONS), np.zeros(SITUATIONS, np.int64))


def learn(names: Sequence[str], parts: Floats, where: Ints, truth: Ragged, possible: Sequence[int]) -> Blend:
    """Weights and temperatures from tracks set aside.

    parts (k + 1, n, m): centred scores, the prior first ; where (n,): situations ; truth: genres as places, empty for
    a genre that was not learned ; possible: situations that the feature set knows.
    """
    start = usual(names)
    weights, temperature, learned = start.weights.copy(), start.temperature.copy(), start.learned.copy()
    for situation in possible:
        rows = _lessons(situation, where)
        rows = rows[truth.counts[rows] > 0]
        if not len(rows):
            continue
        active = _active(names, situation)
        seen, known = parts[active][:, rows], truth.take(rows)
        weights[situation] = np.where(active, weights[situation], 0)
        weights[situation, active] = _weights(seen, known, weights[situation, active])
        temperature[situation] = _temperature(np.tensordot(weights[situation, active], seen, 1), known)
        learned[situation] = len(rows)
    return Blend(tuple(names), weights, temperature, learned)


def _active(names: Sequence[str], situation: int) -> Bools:
    """Which parts have anything to say in a situation."""
    silent: set[str] = set()
    if situation < LEVELS:
        silent |= {*WORD_PARTS, "artist_album", "artist_title"}
    if situation % LEVELS == 0:
        silent |= set(ARTIST_PARTS)
    return np.array([name not in silent for name in names])


def _lessons(situation: int, where: Ints) -> Ints:
    """Tracks that a situation learns from: its own if there are enough; else those of which more is known, as if it were
    not; and tracks of artists with few others and with many together."""
    words, level = divmod(situation, LEVELS)
    has_words, levels = where // LEVELS, where % LEVELS
    same_artists = [levels == level, levels > 0 if level else levels >= 0]
    choices = [(has_words == words) & same_artists[0]]
    choices += [(has_words >= words) & same for same in same_artists]
    for choice in choices:
        if choice.sum() >= ENOUGH:
            return np.flatnonzero(choice)
    return np.flatnonzero(choices[-1])


def _weights(parts: Floats, truth: Ragged, start: Floats) -> Floats:
    """Weights of least log loss; no part counts against itself."""
    n = len(truth)
    aims = shares(truth, parts.shape[2])

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = np.tensordot(weights, parts, 1)
        scores -= scores.max(axis=1, keepdims=True)
        logs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        slope = np.einsum("nm,knm->k", np.exp(logs) - aims, parts)
        pulled = weights - start
        return float(-(aims * logs).sum() + PULL * pulled @ pulled) / n, (slope + 2 * PULL * pulled) / n

    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(0, 3)] * len(start)).x)


def _temperature(scores: Floats, truth: Ragged) -> float:
    """The temperature under which the first answer's confidence fits its hits best (log loss), from GRID."""
    best = scores.argmax(axis=1)
    hits = shares(truth, scores.shape[1])[np.arange(len(truth)), best] > 0
    confidence = [np.clip(softmax(scores / t).max(axis=1), 1e-9, 1 - 1e-9) for t in GRID]
    losses = [-np.mean(np.where(hits, np.log(c), np.log1p(-c))) for c in confidence]
    return float(GRID[int(np.argmin(losses))])


def joined(new: Blend, known: Blend) -> Blend:
    """The blend of a served model: `new`, learned on new artists, where nothing is known of the artist, else `known`."""
    fresh = np.arange(SITUATIONS) % LEVELS == 0
    pick = [np.where(fresh, a, b) for a, b in ((new.temperature, known.temperature), (new.learned, known.learned))]
    return Blend(new.names, np.where(fresh[:, None], new.weights, known.weights), pick[0], pick[1])


def scores(blend: Blend, parts: Floats, where: Ints) -> Floats:
    """Centred, calibrated scores (n, m) of parts (k + 1, n, m): their softmax is the answer."""
    weights = blend.weights[where] / blend.temperature[where, None]
    return np.einsum("nk,knm->nm", weights, parts)


def pack(blend: Blend) -> Arrays:
    """Plain arrays to store."""
    return {
        "blend_weights": blend.weights,
        "blend_temperature": blend.temperature,
        "blend_learned": blend.learned,
    }


def unpack(names: tuple[str, ...], arrays: Mapping[str, Any]) -> Blend:
    """A blend from stored arrays. Raises KeyError when one is missing."""
    return Blend(names, arrays["blend_weights"], arrays["blend_temperature"], arrays["blend_learned"])
