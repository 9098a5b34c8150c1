"""Protocols run: the audio model beside its peers on the same folds, answers by clip, with intervals.

B (blocks): neighbouring file numbers of all genres are tested together. A (artists), C (clips): artists, or clips, are dealt
into folds. R (rows): rows are dealt into folds by chance, whoever made them; leaky, for comparison only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from analytics import metrics
from analytics.audio_genre import blend, gathering, model, parts, peers
from analytics.audio_genre.clips import Clips
from analytics.audio_genre.config import Config
from analytics.audio_genre.model import Lesson
from analytics.metrics import Outcome
from analytics.progress import Progress, silent
from analytics.ragged import Bools, Floats, Ints, Ragged
from warehouse.errors import NotTrainable

OURS = "repertoire"
CANDIDATES = (*peers.NAMES, OURS)
FOLDS = 5
HONEST = {"block": "B", "artist": "A", "clip": "C"}
WORDS = {
    "B": f"blocks of {gathering.BLOCK} file numbers: no neighbour of a tested clip is trained on",
    "A": "new artists: no artist of a tested clip is trained on",
    "C": "new clips: no segment of a tested clip is trained on; its artist may be",
    "R": "random rows, neighbours, artists and segments of one clip may be trained on and tested: leaky, for comparison only",
}


def protocols(clips: Clips) -> tuple[str, ...]:
    """The honest protocol, and the leaky one where it is another."""
    honest = HONEST[clips.grouped_by]
    return (honest,) if honest == "C" and not clips.segmented else (honest, "R")


def folds(clips: Clips, protocol: str, seed: int = 0) -> Ints:
    """The fold of each row (n,), 0 to FOLDS - 1.  Rows of one clip are in one fold, but for R."""
    if protocol == "R":
        return np.random.default_rng(seed).permutation(len(clips.clip)) % FOLDS
    if protocol == "B":
        return np.asarray(gathering.blocks(clips.names)[clips.clip] % FOLDS)
    return model.dealt(clips.labels[clips.clip], clips.groups[clips.clip], FOLDS, seed)


def tested(fold: Ints, y: Ints) -> list[int]:
    """Folds that are tested: at least half as large as the largest, and every genre is there without them."""
    sizes, genres = np.bincount(fold), len(np.unique(y))
    return [
        number
        for number in np.flatnonzero(2 * sizes >= sizes.max()).tolist()
        if len(np.unique(y[fold != number])) == genres
    ]


def judge(
    clips: Clips,
    protocol: str,
    config: Config,
    candidates: Sequence[str] = CANDIDATES,
    most: int = FOLDS,
    progress: Progress = silent,
) -> dict[str, Outcome]:
    """What each candidate answers of clips that it has not learned from, as `protocol` means it, in the first `most` folds.

    A clip of several rows is answered by their vote: the mean of the logs of their chances. Raises NotTrainable where
    nothing can be tested.
    """
    fold = folds(clips, protocol, config.seed)
    lesson = model.lesson_of(clips)
    raw = clips.figures[list(clips.descriptors)].to_numpy(np.float64)
    numbers = tested(fold, lesson.y)[:most]
    if not numbers:
        raise NotTrainable(
            f"Too few clips or groups to set some aside for testing ({WORDS[protocol]}).",
            f"Give every genre clips of two artists or more; {len(clips)} clips are here.",
        )
    found = {name: np.zeros((len(fold), len(clips.label_names))) for name in candidates}
    for place, number in enumerate(numbers):
        out, into = np.flatnonzero(fold == number), np.flatnonzero(fold != number)
        for name in candidates:
            progress(f"protocol {protocol}, {name}, fold {place + 1}", place, len(numbers))
            found[name][out] = _said(name, clips, lesson, raw, into, out, config)
    rows = np.isin(fold, numbers)
    return {name: _outcome(clips, said, rows) for name, said in found.items()}


def _said(name: str, clips: Clips, lesson: Lesson, raw: Floats, into: Ints, out: Ints, config: Config) -> Floats:
    """Scores (m, labels) of the rows `out` by what is learned from the rows `into`, worsening from other clips than these."""
    labels = len(clips.label_names)
    if name != OURS:
        return peers.fit(name, raw[into], lesson.y[into], labels, config.seed, config.threads)(raw[out])
    tested = {clips.names[number] for number in np.unique(clips.clip[out])}
    worse = clips.worse.without(tested) if clips.worse else None
    side = model.with_copies(lesson.take(into), worse, clips.descriptors, config)
    found, weights, _ = model.learned(side, labels, config)
    chance = blend.softmax(np.tensordot(weights, parts.scores(found, lesson.X[out]), axes=1))
    return np.log(np.maximum(chance, 1e-12))


def _outcome(clips: Clips, said: Floats, rows: Bools) -> Outcome:
    """Answers by clip, of the clips that have tested rows."""
    count = np.bincount(clips.clip[rows], minlength=len(clips))
    sums = np.zeros((len(clips), said.shape[1]))
    np.add.at(sums, clips.clip[rows], said[rows])
    there = np.flatnonzero(count)
    chance = blend.softmax(sums[there] / count[there, None])
    ranked = np.argsort(-chance, axis=1, kind="stable")
    truth = Ragged(clips.labels[there], np.arange(len(there) + 1))
    return metrics.outcome(ranked, chance.max(axis=1), truth, said.shape[1], clips.groups[there])


def result_rows(
    name: str, protocol: str, result: Outcome, features: str, config: Config, key: str = "model"
) -> list[dict[str, Any]]:
    """One row a metric: model (or `key`), features, protocol, metric, value, low, high, n (clips tested).

    Also answered, the share of clips with a chance from which an answer counts, and answered_right, of these.
    """
    about = {key: name, "features": features, "protocol": protocol}
    found = {m: (i.value, i.low, i.high) for m, i in metrics.intervals(result, seed=config.seed).items()}
    if name in peers.UNCALIBRATED:
        del found["ece"]
    rows = [{**about, "metric": m, **dict(zip(("value", "low", "high"), v, strict=True))} for m, v in found.items()]
    if name == OURS:
        sure = metrics.at_threshold(result, config.sure_above)
        for metric, value in (("answered", sure["coverage"]), ("answered_right", sure["accuracy"])):
            rows.append({**about, "metric": metric, "value": value, "low": None, "high": None})
    return [{**row, "n": len(result)} for row in rows]


def evaluate_audio(
    clips: Clips,
    chosen: Sequence[str],
    most: int = FOLDS,
    progress: Progress = silent,
    config: Config | None = None,
    judged: Callable[[str, dict[str, Outcome]], object] = lambda protocol, results: None,
    key: str = "model",
) -> list[dict[str, Any]]:
    """Figures of every candidate by every protocol of `chosen`; `judged` is told of each. Raises NotTrainable."""
    config = config or Config()
    features = f"{len(clips.descriptors)} descriptors"
    rows: list[dict[str, Any]] = []
    for protocol in chosen:
        results = judge(clips, protocol, config, most=most, progress=progress)
        judged(protocol, results)
        for name, result in results.items():
            rows += result_rows(name, protocol, result, features, config, key)
    return rows
