"""The network: two layers over coded sound, which sees smooth shapes that boosted trees need many rounds for.

Trained with Adam (Kingma and Ba 2015), dropout (Srivastava et al. 2014) and a cosine learning rate. Some features of
some rows are hidden while it learns, so that it knows what to say when they are missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from analytics.artefacts import Arrays
from analytics.genre import coding, columns
from analytics.genre.adam import Adam
from analytics.genre.coding import Coding, Floats32
from analytics.genre.config import Config
from analytics.genre.lesson import Lesson, centred, softmax
from analytics.progress import Progress, silent
from analytics.ragged import Floats, Ints

BATCH = 256
RATE = 2e-3
DECAY = 1e-4
#: Of the features of a row whose features are hidden, the share that is.
HIDDEN = 0.3
#: Training tracks that a contribution compares with, and orders in which features are exchanged.
ORDERS = 64


@dataclass(frozen=True)
class Network:
    """layers: weight, bias, weight, bias, ... ; background (ORDERS, p): sound of some training tracks, as given."""

    rule: Coding
    layers: tuple[Floats32, ...]
    background: Floats


def fit(
    features: tuple[str, ...], categorical: list[int], lesson: Lesson, config: Config, progress: Progress = silent
) -> Network:
    """Learn the genres of the lesson's tracks from their sound; a track with k genres aims at 1 / k for each."""
    random = np.random.default_rng(config.seed)
    X = columns.expand(features, lesson.inputs.X)
    rule = coding.fit(X, categorical)
    codes = coding.encode(rule, X)
    layers = _start(random, (codes.shape[1], config.width, config.width, len(lesson.classes)))
    steps = Adam(layers, RATE, config.epochs * _batches(len(lesson)))
    source = columns.sources(features)[rule.owner]
    for epoch in range(config.epochs):
        for rows in _dealt(random, len(lesson)):
            batch = codes[rows] * _mask(random, len(rows), source, config.masked)
            steps.move(_gradient(layers, batch, lesson.targets(rows).astype(np.float32), random, config.dropout))
        progress("network", epoch + 1, config.epochs)
    some = random.choice(len(lesson), ORDERS, replace=len(lesson) < ORDERS)
    return Network(rule, tuple(layers), lesson.inputs.X[some])


def _start(random: np.random.Generator, sizes: tuple[int, ...]) -> list[Floats32]:
    """Weights after He et al. 2015, biases 0."""
    layers: list[Floats32] = []
    for a, b in pairwise(sizes):
        layers += [random.normal(0, np.sqrt(2 / a), (a, b)).astype(np.float32), np.zeros(b, np.float32)]
    return layers


def _batches(n: int) -> int:
    return max(1, n // BATCH)


def _dealt(random: np.random.Generator, n: int) -> Iterator[Ints]:
    """All rows in random order, in parts of about BATCH."""
    return iter(np.array_split(random.permutation(n), _batches(n)))


def _mask(random: np.random.Generator, n: int, source: Ints, share: float) -> Floats32:
    """(n, d): 0 where a feature is hidden; `share` of the rows hide some."""
    width = int(source.max(initial=-1)) + 1
    hidden = (random.random((n, width)) < HIDDEN) & (random.random((n, 1)) < share)
    return (~hidden[:, source]).astype(np.float32)


def _gradient(
    layers: list[Floats32], batch: Floats32, targets: Floats32, random: np.random.Generator, dropout: float
) -> list[Floats32]:
    """Gradients of the mean log loss, in the order of `layers`."""
    seen = [batch]
    for place in range(0, len(layers) - 2, 2):
        active = np.maximum(seen[-1] @ layers[place] + layers[place + 1], 0)
        kept = random.random(active.shape, dtype=np.float32) >= dropout
        seen.append(active * kept / np.float32(1 - dropout))
    error = (softmax(seen[-1] @ layers[-2] + layers[-1]) - targets) / np.float32(len(batch))
    found: list[Floats32] = []
    for place in range(len(layers) - 2, -1, -2):
        found = [seen[place // 2].T @ error + np.float32(DECAY) * layers[place], error.sum(axis=0), *found]
        if place:
            error = (error @ layers[place].T) * (seen[place // 2] > 0) / np.float32(1 - dropout)
    return found


def logs(network: Network, features: tuple[str, ...], X: Floats) -> Floats:
    """Log probabilities (n, m) up to a constant a row, of sound X (n, p); what is missing is hidden."""
    seen = coding.encode(network.rule, columns.expand(features, X))
    for place in range(0, len(network.layers) - 2, 2):
        seen = np.maximum(seen @ network.layers[place] + network.layers[place + 1], 0)
    return np.asarray(seen @ network.layers[-2] + network.layers[-1], dtype=np.float64)


def contributions(network: Network, features: tuple[str, ...], row: Floats, seed: int) -> tuple[Floats, Floats]:
    """What each feature of one track (1, p) adds to the centred log probabilities (m, p), and the base values (m,).

    Shapley values by sampled orders (Strumbelj and Kononenko 2014): the features of a training track are exchanged one
    by one for the track's own, each order with its reverse, ORDERS training tracks in all. The base is the mean over
    them; base and parts add up to the track's centred `logs` exactly.
    """
    p = len(features)
    random = np.random.default_rng(seed)
    half = [random.permutation(p) for _ in range(ORDERS // 2)]
    orders = np.array([order for pair in zip(half, (h[::-1] for h in half), strict=True) for order in pair])
    turn = np.argsort(orders, axis=1)  # when each feature is exchanged
    exchanged = turn[:, None, :] < np.arange(p + 1)[None, :, None]
    walks = np.where(exchanged, row[0], network.background[:, None, :])
    found = centred(logs(network, features, walks.reshape(-1, p))).reshape(ORDERS, p + 1, -1)
    steps = np.diff(found, axis=1)
    each = np.take_along_axis(steps, turn[:, :, None], axis=1).mean(axis=0)
    return each.T, found[:, 0].mean(axis=0)


def pack(network: Network) -> Arrays:
    """Plain arrays to store."""
    layers = {f"network_{i}": layer for i, layer in enumerate(network.layers)}
    return {**coding.pack(network.rule), **layers, "network_background": network.background}


def unpack(arrays: Mapping[str, Any]) -> Network:
    """A network from stored arrays. Raises KeyError when one is missing."""
    count = sum(name.removeprefix("network_").isdigit() for name in arrays if name.startswith("network_"))
    layers = tuple(arrays[f"network_{i}"] for i in range(count))
    return Network(coding.unpack(arrays), layers, arrays["network_background"])
