"""Protocols run: every candidate judged on the same folds, pooled, with intervals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from analytics import metrics, splits
from analytics.genre import baselines, context, families, learning
from analytics.genre import model as genre
from analytics.genre.config import Config, FeatureSet, feature_sets, suited, widest
from analytics.genre.lesson import Lesson
from analytics.genre.model import GenreModel
from analytics.metrics import Outcome
from analytics.progress import Progress, silent
from analytics.ragged import Floats, Ints
from analytics.splits import Fold, Protocol, Sample
from analytics.trackset import TrackSet

AUDIO: FeatureSet = "audio"
#: What the baselines know where no column of sound can be used.
NOTHING = "no input"
REPERTOIRE = "repertoire"
#: What the genres of the artists' other tracks say alone.
COUNTS = "artist counts"
CANDIDATES = (*baselines.NAMES, COUNTS, REPERTOIRE)
BATCH = 2_000


class Judge:
    """Reduces probabilities (rows, labels), batch by batch, to an Outcome; memory stays at one batch."""

    def __init__(self, labels: int, place: Ints | None = None, k: int = 5) -> None:
        self._labels, self._place, self._k = labels, place, k
        self._parts: list[tuple[Ints, Floats, Ints, Floats]] = []

    def add(self, found: Floats) -> None:
        """The next rows."""
        order = np.argsort(-found, axis=1, kind="stable")[:, : self._k]
        best = np.take_along_axis(found, order[:, :1], axis=1)[:, 0]
        grouped = found[:, :1] if self._place is None else families.chances(found, self._place)
        self._parts.append((order, best, grouped.argmax(axis=1), grouped.max(axis=1)))

    def outcome(self, test: Sample) -> Outcome:
        """What was answered, against the truth of `test`."""
        ranked, confidence, family, family_confidence = (np.concatenate(p) for p in zip(*self._parts, strict=True))
        result = metrics.outcome(ranked, confidence, test.truth, self._labels, test.clusters)
        if self._place is None:
            return result
        return metrics.with_families(result, self._place, family, family_confidence)


def judge(batches: Iterable[Floats], test: Sample, labels: int, place: Ints | None = None) -> Outcome:
    """Reduce probabilities (rows, labels), batch by batch, to an Outcome on `test`. place (labels,): families."""
    found = Judge(labels, place)
    for batch in batches:
        found.add(batch)
    return found.outcome(test)


def judge_sets(models: dict[FeatureSet, GenreModel], data: TrackSet, test: Sample) -> dict[FeatureSet, Outcome]:
    """Models of `genre.fit_sets` judged on `test`; the parts are asked once."""
    most = models[widest(models)]
    judges = {name: Judge(len(data.label_names), most.families) for name in models}
    for start in range(0, len(test), BATCH):
        for seen in genre.asked(most, data.inputs(test.tracks[start : start + BATCH])):
            for name, model in models.items():
                judges[name].add(genre.chances(model, seen))
    return {name: found.outcome(test) for name, found in judges.items()}


def run_candidate(
    name: str,
    data: TrackSet,
    fold: Fold,
    seed: int = 0,
    threads: int = 0,
    progress: Progress = silent,
    sets: Sequence[FeatureSet] = (AUDIO,),
) -> dict[str, Outcome]:
    """Fit one of CANDIDATES on a fold's training side and judge it on the test side, by feature set.

    Baselines know the sound, COUNTS what else the artists are tagged with; `sets` are those of our model.
    """
    if name == REPERTOIRE:
        config = suited(Config(seed=seed, threads=threads), data.features)
        models = learning.fit_sets(data, fold.train, sets, config, fold.protocol, progress)
        return {str(name): found for name, found in judge_sets(models, data, fold.test).items()}
    place = families.index(data.families)[1]
    if name == COUNTS:
        return {feature_sets(data.features)[-1]: judge(_counted(data, fold), fold.test, len(data.label_names), place)}
    known: baselines.Name = next(n for n in baselines.NAMES if n == name)
    model = baselines.fit(data, fold.train, baselines.Config(known, seed, threads=threads))
    batches = baselines.score(model, data.inputs(fold.test.tracks).X)
    return {AUDIO if data.features else NOTHING: judge(batches, fold.test, len(data.label_names), place)}


def _counted(data: TrackSet, fold: Fold) -> Iterator[Floats]:
    """Smoothed shares of the genres of the first artist's other tracks."""
    lesson = Lesson.of(data, fold.train)
    counts = context.fit("main", lesson)
    for start in range(0, len(fold.test), BATCH):
        inputs = data.inputs(fold.test.tracks[start : start + BATCH])
        logs = context.logs(*context.look("main", counts, inputs, len(lesson.classes)), lesson.prior)
        found = np.zeros((len(inputs), len(data.label_names)))
        found[:, lesson.classes] = np.exp(logs) * lesson.prior
        yield found


def evaluate_genre(
    data: TrackSet,
    protocols: Sequence[Protocol] = splits.PROTOCOLS,
    folds: int = splits.FOLDS,
    progress: Progress = silent,
    candidates: Sequence[str] = CANDIDATES,
    seed: int = 0,
    threads: int = 0,
    sets: Sequence[FeatureSet] = (),
) -> list[dict[str, Any]]:
    """Every candidate by every protocol, pooled over the first `folds` of five; ours once for each feature set.

    sets: of our model; by default all that the data can carry.
    Rows: model, features, protocol, metric, value, low, high, n (rows tested). Raises NotTrainable.
    """
    sets = sets or feature_sets(data.features)
    work = [(protocol, name) for protocol in protocols for name in candidates if _sensible(name, protocol, data)]
    rows: list[dict[str, Any]] = []
    for place, (protocol, name) in enumerate(work):
        parts: list[dict[str, Outcome]] = []
        for number in range(min(folds, splits.FOLDS)):
            step = f"protocol {protocol}, {name}, fold {number + 1}"
            progress(step, place, len(work))
            fold = splits.fold(data, protocol, number, seed=seed)
            told = _checking(progress, step, place, len(work))
            parts.append(run_candidate(name, data, fold, seed, threads, told, sets))
        for features in parts[0]:
            rows += result_rows(name, protocol, metrics.pooled([part[features] for part in parts]), seed, features)
    progress("done", len(work), len(work))
    return rows


def _sensible(name: str, protocol: Protocol, data: TrackSet) -> bool:
    """Counts of artists say nothing of a new one, and on random rows they hold the track itself."""
    if name == COUNTS:
        return protocol == "T"
    return name in (REPERTOIRE, *peers(data))


def peers(data: TrackSet) -> tuple[baselines.Name, ...]:
    """The baselines that have anything to learn from: without sound the majority alone."""
    return baselines.NAMES if data.features else baselines.NAMES[:1]


def _checking(progress: Progress, step: str, place: int, total: int) -> Callable[[str, int, int], None]:
    """Rounds of one fit do not move the overall count, but give the callback its chance to cancel."""
    return lambda _step, _done, _total: progress(step, place, total)


def result_rows(
    name: str, protocol: Protocol, result: Outcome, seed: int = 0, features: str = AUDIO
) -> list[dict[str, Any]]:
    """One row a metric for one candidate."""
    return [
        {
            "model": name,
            "features": features,
            "protocol": protocol,
            "metric": metric,
            "value": found.value,
            "low": found.low,
            "high": found.high,
            "n": len(result),
        }
        for metric, found in metrics.intervals(result, seed=seed).items()
    ]
