"""Protocols run: every candidate judged on the same folds, pooled, with intervals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from analytics import metrics, splits
from analytics.genre import baselines
from analytics.genre import model as genre
from analytics.metrics import Outcome
from analytics.progress import Progress, silent
from analytics.ragged import Floats, Ints
from analytics.splits import Fold, Protocol, Sample
from analytics.trackset import TrackSet

FEATURES = "audio"
REPERTOIRE = "repertoire"
CANDIDATES = (*baselines.NAMES, REPERTOIRE)


def judge(batches: Iterable[Floats], test: Sample, labels: int, k: int = 5) -> Outcome:
    """Reduce probabilities (rows, labels), batch by batch, to an Outcome on `test`; memory stays at one batch."""
    ranked: list[Ints] = []
    confidence: list[Floats] = []
    for found in batches:
        order = np.argsort(-found, axis=1, kind="stable")[:, :k]
        ranked.append(order)
        confidence.append(np.take_along_axis(found, order[:, :1], axis=1)[:, 0])
    return metrics.outcome(np.concatenate(ranked), np.concatenate(confidence), test.truth, labels, test.clusters)


def run_candidate(
    name: str, data: TrackSet, fold: Fold, seed: int = 0, threads: int = 0, progress: Progress = silent
) -> Outcome:
    """Fit one of CANDIDATES on a fold's training side and judge it on the test side."""
    inputs = data.inputs(fold.test.tracks)
    batches: Iterator[Floats]
    if name == REPERTOIRE:
        config = genre.Config(seed=seed, threads=threads)
        batches = genre.score(genre.fit(data, fold.train, config, fold.protocol, progress=progress), inputs)
    else:
        known: baselines.Name = next(n for n in baselines.NAMES if n == name)
        batches = baselines.score(
            baselines.fit(data, fold.train, baselines.Config(known, seed, threads=threads)), inputs.X
        )
    return judge(batches, fold.test, len(data.label_names))


def evaluate_genre(
    data: TrackSet,
    protocols: Sequence[Protocol] = splits.PROTOCOLS,
    folds: int = splits.FOLDS,
    progress: Progress = silent,
    candidates: Sequence[str] = CANDIDATES,
    seed: int = 0,
    threads: int = 0,
) -> list[dict[str, Any]]:
    """Every candidate by every protocol, pooled over the first `folds` of five.

    Rows: model, features, protocol, metric, value, low, high, n (rows tested). Raises NotTrainable.
    """
    work = [(protocol, name) for protocol in protocols for name in candidates]
    rows: list[dict[str, Any]] = []
    for place, (protocol, name) in enumerate(work):
        parts = []
        for number in range(min(folds, splits.FOLDS)):
            step = f"protocol {protocol}, {name}, fold {number + 1}"
            progress(step, place, len(work))
            fold = splits.fold(data, protocol, number, seed=seed)
            parts.append(run_candidate(name, data, fold, seed, threads, _checking(progress, step, place, len(work))))
        rows += result_rows(name, protocol, metrics.pooled(parts), seed)
    progress("done", len(work), len(work))
    return rows


def _checking(progress: Progress, step: str, place: int, total: int) -> Progress:
    """Rounds of one fit do not move the overall count, but give the callback its chance to cancel."""
    return lambda _step, _done, _total: progress(step, place, total)


def result_rows(name: str, protocol: Protocol, result: Outcome, seed: int = 0) -> list[dict[str, Any]]:
    """One row a metric for one candidate."""
    return [
        {
            "model": name,
            "features": FEATURES,
            "protocol": protocol,
            "metric": metric,
            "value": found.value,
            "low": found.low,
            "high": found.high,
            "n": len(result),
        }
        for metric, found in metrics.intervals(result, seed=seed).items()
    ]
