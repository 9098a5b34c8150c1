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

#: Figures -> chances (n, genres); of the SVM scores that are none.
Said = Callable[[pd.DataFrame], Floats]
DRAWS = 1_000


def measured(clips: Clips, config: Config, progress: Progress = silent) -> list[dict[str, Any]]:
    """One row a condition, CLEAN first: condition, n, how many of n are right by COPIES, PLAIN and SVM ; chance: the mean chance
    of the true genre, by COPIES and PLAIN ; more: COPIES and PLAIN -> clips that it loses more than SVM does, with 95% (value,
    low, high), the same clips drawn for both.

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
    tested: list[dict[str, Floats]] = []
    for number in np.unique(fold).tolist():
        progress("recorded worse", number, config.folds)
        out = fold == number
        tested += _test(clips, known[out], label[out], set(group[out].tolist()), config)
    if not tested:
        return []
    return _rows(clips.worse, {name: np.concatenate([one[name] for one in tested], axis=1) for name in tested[0]})


def _test(clips: Clips, out: Ints, truth: Ints, groups: set[int], config: Config) -> list[dict[str, Floats]]:
    """Who -> (conditions, sounds at `out`, 2): whether it is right, and the chance of the true genre, learned without `groups`;
    nothing where a genre would be missing."""
    assert clips.worse is not None
    into = np.flatnonzero(~np.isin(clips.groups[clips.clip], list(groups)))
    if len(np.unique(clips.labels[clips.clip[into]])) < len(clips.label_names):
        return []
    sounds = {CLEAN: clips.worse.clean, **clips.worse.copies}
    found = {}
    for name, said in _learned(clips, into, out, config).items():
        scores = [said(figures.iloc[out]) for figures in sounds.values()]
        told = [np.column_stack([one.argmax(axis=1) == truth, one[np.arange(len(out)), truth]]) for one in scores]
        found[name] = np.stack(told).astype(np.float64)
    return [found]


def _learned(clips: Clips, into: Ints, out: Ints, config: Config) -> dict[str, Said]:
    """Who answers, learned from the rows `into`, and worsening from other sounds than `out`."""
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
        SVM: lambda figures: svm(figures[names].to_numpy(np.float64)),
    }


def _ours(clips: Clips, lesson: Lesson, config: Config) -> Said:
    found, weights, _ = model.learned(lesson, len(clips.label_names), config)

    def said(figures: pd.DataFrame) -> Floats:
        scores: Floats = parts.scores(found, columns.level_free(figures, clips.descriptors))
        return blend.softmax(np.tensordot(weights, scores, axes=1))

    return said


def _rows(sounds: worse.Worse, found: dict[str, Floats]) -> list[dict[str, Any]]:
    names, ours = (COPIES, PLAIN, SVM), (COPIES, PLAIN)
    return [
        {
            "condition": condition,
            "n": found[SVM].shape[1],
            **{name: int(found[name][place, :, 0].sum()) for name in names},
            "chance": {name: float(found[name][place, :, 1].mean()) for name in ours},
            "more": {name: more(found[name][:, :, 0], found[SVM][:, :, 0], place) for name in ours},
        }
        for place, condition in enumerate((CLEAN, *sounds.copies))
    ]


def more(ours: Floats, svm: Floats, place: int) -> dict[str, float]:
    """value, low, high (95%, percentile bootstrap of clips, Efron 1979): clips that we lose more than the SVM in a condition.
    ours, svm (conditions, clips): whether right, CLEAN first ; the same clips are drawn for both, clean and worse."""
    each = (ours[0] - ours[place]) - (svm[0] - svm[place])
    drawn = np.random.default_rng(0).integers(len(each), size=(DRAWS, len(each)))
    low, high = np.quantile(each[drawn].sum(axis=1), [0.025, 0.975])
    return {"value": float(each.sum()), "low": float(low), "high": float(high)}


def helps(rows: list[dict[str, Any]]) -> bool:
    """Whether copies lose fewer clips over all conditions than the model without them, and are no worse on clean clips by more
    than one in fifty."""
    clean, others = rows[0], rows[1:]
    lost = {name: sum(clean[name] - row[name] for row in others) for name in (COPIES, PLAIN)}
    return lost[COPIES] < lost[PLAIN] and clean[PLAIN] - clean[COPIES] <= clean["n"] / 50


def lost(rows: list[dict[str, Any]], name: str) -> dict[str, int]:
    """Condition -> how many fewer clips are right than of the clean ones; below 0 where more are."""
    return {row["condition"]: rows[0][name] - row[name] for row in rows[1:]}


def beyond_chance(rows: list[dict[str, Any]], name: str) -> list[str]:
    """Conditions in which `name` loses more than the SVM, by more than the luck of the clips explains."""
    return [row["condition"] for row in rows[1:] if row["more"][name]["low"] > 0]
