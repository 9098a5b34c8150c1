"""How much a worse recording costs: the model with and without worse copies beside an SVM, on clips that none learned from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from analytics.audio_genre import blend, columns, model, parts, peers, worse
from analytics.audio_genre.clips import Clips
from analytics.audio_genre.config import Config
from analytics.audio_genre.model import Lesson
from analytics.progress import Progress, silent
from analytics.ragged import Floats, Ints

CLEAN = "clean"
#: Who is measured: with worse copies, without, and scikit-learn's SVM on the descriptors as they are.
COPIES, PLAIN, SVM = "copies", "plain", "svm"

Said = Callable[[pd.DataFrame], Ints]


def measured(clips: Clips, config: Config, progress: Progress = silent) -> list[dict[str, Any]]:
    """One row a condition, CLEAN first: condition, n, and how many of n are right by COPIES, PLAIN and SVM.

    The clips of `clips.worse` that have a genre, by folds of their groups: nobody learns from a group that is tested, nor how its
    clips get worse. [] where too few are there.
    """
    if clips.worse is None:
        return []
    place = worse.of_names(clips.names, clips.worse.names)
    known = np.flatnonzero(place >= 0)
    if len(known) < worse.LEAST:
        return []
    label, group = clips.labels[place[known]], clips.groups[place[known]]
    fold = model.dealt(label, group, min(config.folds, len(np.unique(group))), config.seed)
    right: dict[tuple[str, str], int] = {}
    tested = 0
    for number in np.unique(fold).tolist():
        progress("recorded worse", number, config.folds)
        out = fold == number
        tested += _test(clips, known[out], label[out], set(group[out].tolist()), config, right)
    return _rows(clips.worse, right, tested)


def _test(
    clips: Clips, out: Ints, truth: Ints, groups: set[int], config: Config, right: dict[tuple[str, str], int]
) -> int:
    """Adds to `right` what is right of the sounds at `out`, learned without `groups`; how many were tested: none where a genre
    would be missing."""
    assert clips.worse is not None
    into = np.flatnonzero(~np.isin(clips.groups[clips.clip], list(groups)))
    if len(np.unique(clips.labels[clips.clip[into]])) < len(clips.label_names):
        return 0
    sounds = {CLEAN: clips.worse.clean, **clips.worse.copies}
    for name, said in _learned(clips, into, out, config).items():
        for condition, figures in sounds.items():
            count = int((said(figures.iloc[out]) == truth).sum())
            right[condition, name] = right.get((condition, name), 0) + count
    return len(out)


def _learned(clips: Clips, into: Ints, out: Ints, config: Config) -> dict[str, Said]:
    """Who answers with the number of a genre, learned from the rows `into`, and worsening from other sounds than `out`."""
    assert clips.worse is not None
    lesson, labels = model.lesson_of(clips).take(into), len(clips.label_names)
    others = clips.worse.without({clips.worse.names[number] for number in out})
    bent = model.with_copies(lesson, others, clips.descriptors, config)
    names = list(clips.descriptors)
    raw = clips.figures[names].to_numpy(np.float64)
    svm = peers.fit(SVM, raw[into], lesson.y, labels, config.seed, config.threads)
    return {
        COPIES: _ours(clips, bent, config),
        PLAIN: _ours(clips, lesson, replace(config, copies=0)),
        SVM: lambda figures: svm(figures[names].to_numpy(np.float64)).argmax(axis=1),
    }


def _ours(clips: Clips, lesson: Lesson, config: Config) -> Said:
    found, weights, _ = model.learned(lesson, len(clips.label_names), config)

    def said(figures: pd.DataFrame) -> Ints:
        scores: Floats = parts.scores(found, columns.level_free(figures, clips.descriptors))
        return np.asarray(blend.softmax(np.tensordot(weights, scores, axes=1)).argmax(axis=1))

    return said


def _rows(sounds: worse.Worse, right: dict[tuple[str, str], int], tested: int) -> list[dict[str, Any]]:
    if not tested:
        return []
    names = (COPIES, PLAIN, SVM)
    return [
        {"condition": condition, "n": tested, **{name: right[condition, name] for name in names}}
        for condition in (CLEAN, *sounds.copies)
    ]


def helps(rows: list[dict[str, Any]]) -> bool:
    """Whether copies lose fewer clips over all conditions than the model without them, and are no worse on clean clips by more
    than one in fifty."""
    clean, others = rows[0], rows[1:]
    lost = {name: sum(clean[name] - row[name] for row in others) for name in (COPIES, PLAIN)}
    return lost[COPIES] < lost[PLAIN] and clean[PLAIN] - clean[COPIES] <= clean["n"] / 50


def lost(rows: list[dict[str, Any]], name: str) -> dict[str, int]:
    """Condition -> how many fewer clips are right than of the clean ones; below 0 where more are."""
    return {row["condition"]: rows[0][name] - row[name] for row in rows[1:]}
