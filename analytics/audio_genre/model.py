"""The model: parts, their blend, and the distance from which a sound is like nothing that was learned from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.audio_genre import blend, columns, parts
from analytics.audio_genre.clips import Clips
from analytics.audio_genre.config import Config
from analytics.audio_genre.parts import Parts
from analytics.audio_genre.worse import Worse, moved
from analytics.progress import Progress, silent
from analytics.ragged import Floats, Ints
from warehouse.errors import NotTrainable


@dataclass(frozen=True)
class AudioGenre:
    """descriptors: what it is given, by name ; weights (3,): of the parts ; odd_from: squared distance a column from which a
    sound is odd ; segmented: it learned from segments, which vote ; else from whole clips ; equal_share: of equal weights in
    `weights`.
    """

    descriptors: tuple[str, ...]
    label_names: tuple[str, ...]
    parts: Parts
    weights: Floats
    odd_from: float
    segmented: bool
    config: Config
    equal_share: float = 0.0


@dataclass(frozen=True)
class Lesson:
    """Rows to learn from. X (n, p) ; y, group (n,) ; weight (n,): the rows of a clip weigh 1 together ; own (n,): 1 for a row as
    it was measured, 0 for a worsened copy.
    """

    X: Floats
    y: Ints
    group: Ints
    weight: Floats
    own: Ints

    def take(self, rows: Ints) -> Lesson:
        """The rows at `rows`."""
        return Lesson(self.X[rows], self.y[rows], self.group[rows], self.weight[rows], self.own[rows])


def lesson_of(clips: Clips) -> Lesson:
    """The rows of clips, as they were measured."""
    X = columns.level_free(clips.figures, clips.descriptors)
    count = np.bincount(clips.clip, minlength=len(clips))
    label, group = clips.labels[clips.clip], clips.groups[clips.clip]
    return Lesson(X, label, group, 1 / count[clips.clip], np.ones(len(X), np.int64))


def with_copies(lesson: Lesson, worse: Worse | None, descriptors: tuple[str, ...], config: Config) -> Lesson:
    """The lesson and worse copies of its rows; as it is without sound to learn from."""
    if worse is None:
        return lesson
    X = moved(lesson.X, worse, descriptors, config.copies, config.seed)
    if not len(X):
        return lesson
    again = np.tile(np.arange(len(lesson.X)), config.copies)
    weight = np.concatenate([lesson.weight, config.copies_weigh * lesson.weight[again] / config.copies])
    every = np.concatenate([np.arange(len(lesson.X)), again])
    own = np.concatenate([lesson.own, np.zeros(len(again), np.int64)])
    return Lesson(np.concatenate([lesson.X, X]), lesson.y[every], lesson.group[every], weight, own)


def fit(clips: Clips, config: Config, progress: Progress = silent) -> AudioGenre:
    """Learn, from worse copies too where `clips.worse` teaches them. Raises NotTrainable when fewer than two genres or two groups
    are there.

    The blend is learned from what the parts say of groups that they did not learn from; then they learn from all.
    """
    labels = len(clips.label_names)
    if labels < 2 or len(np.unique(clips.groups)) < 2:
        raise NotTrainable(
            f"{len(clips)} clips of {labels} genres are too few to tell genres apart.",
            f"Give at least two genres with {config.least_clips} clips each, in folders named after their genres.",
        )
    lesson = with_copies(lesson_of(clips), clips.worse, clips.descriptors, config)
    found, weights, share = learned(lesson, labels, config, progress)
    odd_from = _odd_from(found, lesson, config)
    return AudioGenre(clips.descriptors, clips.label_names, found, weights, odd_from, clips.segmented, config, share)


def learned(lesson: Lesson, labels: int, config: Config, progress: Progress = silent) -> tuple[Parts, Floats, float]:
    """(the parts, their weights, the share of equal weights in these), of genres that all have a row in the lesson."""
    said, rows, fold = _out_of_fold(lesson, labels, config, progress)
    weights, share = blend.chosen(said, lesson.y[rows], lesson.weight[rows], lesson.group[rows], fold)
    found = parts.fit(lesson.X, lesson.y, lesson.weight, labels, config)
    progress("learning", config.folds + 1, config.folds + 1)
    return found, weights, share


def _odd_from(found: Parts, lesson: Lesson, config: Config) -> float:
    """The distance that all but one in a hundred rows keep to the nearest of other groups."""
    kept = lesson.group[parts.kept_rows(len(lesson.X), config)]
    own = lesson.own == 1
    near = parts.nearest(found, lesson.X[own], lesson.group[own][:, None] == kept)
    return float(np.quantile(near, config.odd_share))


def _out_of_fold(lesson: Lesson, labels: int, config: Config, progress: Progress) -> tuple[Floats, Ints, Ints]:
    """What the parts say of rows whose groups they did not learn from (3, m, k), which rows (m,) these are, and their folds (m,):
    those without which every genre is still there.
    """
    fold = dealt(lesson.y, lesson.group, config.folds, config.seed)
    said, rows = [], []
    for number in range(config.folds):
        progress("learning", number, config.folds + 1)
        out, into = np.flatnonzero(fold == number), np.flatnonzero(fold != number)
        side = lesson.take(into)
        if not len(out) or len(np.unique(side.y)) < labels:
            continue
        said.append(parts.scores(parts.fit(side.X, side.y, side.weight, labels, config), lesson.X[out]))
        rows.append(out)
    if not rows:
        return np.zeros((3, 0, labels)), np.zeros(0, np.int64), np.zeros(0, np.int64)
    place = np.concatenate(rows)
    return np.concatenate(said, axis=1), place, fold[place]


def dealt(y: Ints, group: Ints, folds: int, seed: int) -> Ints:
    """The fold of each row: groups stay together, genres are spread, the largest groups are dealt first."""
    names, place = np.unique(group, return_inverse=True)
    counts = np.zeros((len(names), int(y.max()) + 1))
    np.add.at(counts, (place, y), 1)
    load, dealt_to = np.zeros((folds, counts.shape[1])), np.zeros(len(names), np.int64)
    order = np.random.default_rng(seed).permutation(len(names))
    for number in order[np.argsort(-counts.sum(axis=1)[order], kind="stable")].tolist():
        # The fold that has the fewest rows of the group's genres; of several the emptiest.
        best = np.lexsort((load.sum(axis=1), load @ counts[number]))[0]
        load[best] += counts[number]
        dealt_to[number] = best
    return dealt_to[place]


def score(model: AudioGenre, figures: pd.DataFrame) -> Floats:
    """Chances (n, genres) of rows of descriptors; what is missing counts as usual."""
    X = columns.level_free(figures, model.descriptors)
    return blend.softmax(logits(model, X))


def logits(model: AudioGenre, X: Floats) -> Floats:
    """Log chances (n, genres) up to a constant a row, of columns as `columns.level_free` makes them."""
    return np.asarray(np.tensordot(model.weights, parts.scores(model.parts, X), axes=1))


def odd(model: AudioGenre, figures: pd.DataFrame) -> Floats:
    """(n,): how far each row is from anything learned from; 1 is as far as 99% of clips are from each other."""
    X = columns.level_free(figures, model.descriptors)
    return parts.nearest(model.parts, X) / model.odd_from
