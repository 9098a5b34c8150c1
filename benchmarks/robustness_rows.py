"""How much a worse recording costs, over the 800 rows of the published table: fewer than a clip in 50 is no figure of 50 clips.

    python benchmarks/robustness_rows.py FOLDER CACHE [--copies 4 --weigh 2]
    (FOLDER: features_30_sec.csv and clips/ ; CACHE: as of robustness.py)

Blocks of twenty file numbers are held out in turn, the models of robustness.py learn from the other rows. No row has a sound, so
held-out rows are moved as the sounds of some clips moved in each condition (worse.py), level and all; copies are learned from the
sounds of the other clips. Three deals of the clips; a row counts as the mean of its three. Printed for every condition: the share
that is right, and how much more we lose than the SVM with 95%, drawn by genre and ten file numbers.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.linear_model import Ridge

sys.path.insert(0, str(Path(__file__).parents[1]))

from analytics import audio_genre
from analytics.audio_genre import blend, columns, model, parts, peers
from analytics.audio_genre.worse import STIFF, Worse
from analytics.metrics import bootstrap
from analytics.ragged import Floats
from benchmarks.robustness import CLEAN, CONDITIONS, measured, number_of, table_of
from etl.audio.decode import decode

DEALS = ({0, 1}, {2, 3}, {0, 4})
"""File numbers of the clips by which held-out rows are moved; copies are moved by the others."""
BLOCK, BLOCKS, DRAWS, _TINY = 20, 4, 1_000, 1e-12


def with_level(figures: pd.DataFrame, names: tuple[str, ...]) -> Floats:
    """What the model sees, and the two figures of the level that it does not, as logarithms."""
    level = np.log(figures[list(columns.LEVEL)].to_numpy(np.float64) + _TINY)
    return np.column_stack([columns.level_free(figures, names), level])


def as_published(found: Floats, rows: pd.DataFrame, names: tuple[str, ...]) -> pd.DataFrame:
    """`with_level` backwards; offsets, which it leaves out, are those of `rows`."""
    mean, variance = np.exp(found[:, -2:]).T
    power, given = np.log(mean**2 + variance + _TINY), rows.copy()
    for place, name in enumerate(columns.names_of(names)):
        values = found[:, place] + power * (name in columns.RELATIVE)
        if name == columns.FIRST:
            values = values + np.sqrt(columns.BANDS) * 10 / np.log(10) * power
        given[name] = np.exp(values) - _TINY if name.endswith("_var") or name == "tempo" else values
    return given.assign(rms_mean=mean, rms_var=variance)


def moved(rows: pd.DataFrame, worse: Worse, names: tuple[str, ...], seed: int) -> dict[str, pd.DataFrame]:
    """Condition -> the rows as it would have them; what the sounds leave over is drawn from them by chance."""
    generator, base = np.random.default_rng(seed), with_level(rows, names)
    middle, spread = base.mean(axis=0), base.std(axis=0)
    start, Z = (with_level(worse.clean, names) - middle) / spread, (base - middle) / spread
    found = {CLEAN.name: rows}
    for name, copy in worse.copies.items():
        change = (with_level(copy, names) - middle) / spread - start
        map_ = Ridge(alpha=STIFF).fit(start, change)
        left = change - map_.predict(start)
        there = Z + map_.predict(Z) + left[generator.integers(len(left), size=len(Z))]
        found[name] = as_published(there * spread + middle, rows, names)
    return found


def right(clips: audio_genre.Clips, worse: Worse, by: set[int], config: audio_genre.Config) -> dict[str, Floats]:
    """Who -> (conditions, rows): whether each held-out row is right. by: file numbers by which rows are moved."""
    names, labels, raw = clips.descriptors, len(clips.label_names), list(clips.descriptors)
    own = {name for name in worse.names if number_of(name) in by}
    ours, theirs = worse.without(own), worse.without(set(worse.names) - own)
    block = np.array([number_of(name) // BLOCK % BLOCKS for name in clips.names])
    found = {who: np.zeros((len(CONDITIONS) + 1, len(clips))) for who in ("svm", "plain", "copies")}
    for number in range(BLOCKS):
        into, out = np.flatnonzero(block != number), np.flatnonzero(block == number)
        shown = moved(clips.figures.iloc[out].reset_index(drop=True), theirs, names, number)
        lesson = model.lesson_of(clips).take(into)
        svm = peers.fit("svm", clips.figures[raw].to_numpy(np.float64)[into], lesson.y, labels, 0, 1)
        lessons = {"plain": lesson, "copies": model.with_copies(lesson, ours, names, config)}
        learned = {who: model.learned(one, labels, config) for who, one in lessons.items()}
        for place, figures in enumerate(shown.values()):
            said = {"svm": svm(figures[raw].to_numpy(np.float64))}
            for who, (part, weights, _) in learned.items():
                scores: Floats = parts.scores(part, columns.level_free(figures, names))
                said[who] = blend.softmax(np.tensordot(weights, scores, axes=1))
            for who, scores in said.items():
                found[who][place, out] = scores.argmax(axis=1) == clips.labels[out]
    return found


def more(ours: Floats, svm: Floats, place: int, groups: Floats) -> tuple[float, float, float]:
    """How much more is lost than by the SVM (share of rows), and 95%, whole groups drawn (Efron 1979)."""
    each = (ours[0] - ours[place]) - (svm[0] - svm[place])
    drawn = bootstrap(lambda weight: {"more": float(weight @ each / weight.sum())}, groups, DRAWS, 0)
    low, high = np.quantile([one["more"] for one in drawn], [0.025, 0.975])
    return float(each.mean()), float(low), float(high)


def main(folder: Path, cache: Path, config: audio_genre.Config) -> None:
    cache.mkdir(parents=True, exist_ok=True)
    clips = table_of(folder)
    kept = [str(name) for name in clips.figures.columns]
    sounds = {path.stem: decode(path) for path in sorted((folder / "clips").glob("*.wav"))}
    copies = {condition.name: measured(condition, sounds, cache)[kept] for condition in (CLEAN, *CONDITIONS)}
    worse = Worse(tuple(sounds), copies[CLEAN.name], {c.name: copies[c.name] for c in CONDITIONS})
    dealt = [right(clips, worse, by, config) for by in DEALS]
    found = {who: np.mean([one[who] for one in dealt], axis=0) for who in dealt[0]}
    _, groups = np.unique(clips.groups, return_inverse=True)
    print(f"{'condition':24} " + " ".join(f"{who:>7}" for who in found) + "  lost more than the SVM")
    for place, name in enumerate(copies):
        value, low, high = more(found["copies"], found["svm"], place, groups)
        shares = " ".join(f"{one[place].mean():7.3f}" for one in found.values())
        print(f"{name:24} {shares}  {value:+.3f} [{low:+.3f}, {high:+.3f}]")
    print(f"n = {len(clips)} rows, each moved by {len(DEALS)} deals of the clips")


if __name__ == "__main__":
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("folder", type=Path)
    given.add_argument("cache", type=Path)
    given.add_argument("--copies", type=int, default=audio_genre.Config().copies)
    given.add_argument("--weigh", type=float, default=audio_genre.Config().copies_weigh)
    asked = given.parse_args()
    settings = replace(audio_genre.Config(), copies=asked.copies, copies_weigh=asked.weigh)
    main(asked.folder, asked.cache, settings)
