"""How much a worse recording costs: our audio model without and with worse copies beside an SVM on the 57 published columns.

    python benchmarks/robustness.py FOLDER CACHE [--draws 8] [--numbers 5] [--unseen]
    (FOLDER: features_30_sec.csv and clips/ ; CACHE: keeps what is measured)

All learn from the rows of the table whose clips are not tested, file numbers 20 to 99, once a draw, each without another ten
numbers; figures are means over draws, so that the luck of one training does not count. How recordings get worse is learned
from the sounds of other clips than the tested fifth; with --unseen also without any condition of the tested one's family, once.
Babble is cut from clips of the same fifth, so no tested clip is in what is learned from. Printed for every condition: clips
right, and how many more we lose than the SVM with 95% of paired draws of clips.
"""

from __future__ import annotations

import argparse
import json
import sys
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

sys.path.insert(0, str(Path(__file__).parents[1]))

from analytics import audio_genre
from analytics.audio_genre import robust
from analytics.audio_genre.worse import Worse
from analytics.ragged import Floats
from etl.audio.decode import Sound, decode
from etl.audio.degrade import CONDITIONS, Condition
from etl.audio.descriptors import describe

CLEAN = Condition("clean", "", lambda samples, _generator, _others: samples)
TESTED = 20  # file numbers below are not learned from


def measured(condition: Condition, sounds: dict[str, Sound], cache: Path) -> pd.DataFrame:
    """The 57 figures of every clip under a condition, a row a clip."""
    rows = {}
    for name, sound in sounds.items():
        place = cache / f"{name}--{condition.name.replace(' ', '_')}{'-fifth' * (condition.family == 'crowd')}.json"
        if not place.exists():
            generator = np.random.default_rng(zlib.crc32(f"{name} {condition.name}".encode()))
            others = [
                other.samples for key, other in sounds.items() if key != name and number_of(key) == number_of(name)
            ]
            worse = replace(sound, samples=condition.make(sound.samples, generator, others))
            place.write_text(json.dumps(describe(worse)))
        rows[name] = json.loads(place.read_text())
    return pd.DataFrame(rows).T.astype(float)


def number_of(name: str) -> int:
    """The file number of a clip: 'jazz.00012' is 12."""
    return int(name.split(".")[1])


def table_of(folder: Path) -> audio_genre.Clips:
    """The published rows that are learned from."""
    table = pd.read_csv(folder / "features_30_sec.csv")
    number = table["filename"].str.split(".").str[1].astype(int).to_numpy()
    table, number = table[number >= TESTED].reset_index(drop=True), number[number >= TESTED]
    labels, names = pd.factorize(table["label"], sort=True)
    figures = table.drop(columns=["filename", "length", "label"])
    groups = labels * 100 + number // 10
    rows = np.arange(len(table))
    return audio_genre.Clips(figures, rows, tuple(table["filename"]), labels, groups, tuple(names), grouped_by="block")


def chances(
    clips: audio_genre.Clips, worse: Worse, family: str = "", copies: int = 2, seed: int = 0
) -> dict[str, Floats]:
    """Condition -> chances of each clip by models that learned worsening from clips of other numbers, `copies` a row. family:
    learned without its conditions."""
    sounds = {CLEAN.name: worse.clean, **worse.copies}
    told = {name: np.zeros((len(worse), len(clips.label_names))) for name in sounds}
    families = {condition.name: condition.family for condition in CONDITIONS}
    number = np.array([number_of(name) for name in worse.names])
    config = audio_genre.Config(copies=copies, seed=seed)
    for tested in np.unique(number) if copies else [None]:
        out = np.flatnonzero(number == tested) if copies else np.arange(len(number))
        others = worse.without({worse.names[place] for place in out})
        kept = {name: copy for name, copy in others.copies.items() if families[name] != family}
        model = audio_genre.fit(replace(clips, worse=replace(others, copies=kept) if copies else None), config)
        for name, figures in sounds.items():
            told[name][out] = audio_genre.score(model, figures.iloc[out])
    return told


def by_svm(clips: audio_genre.Clips, sounds: dict[str, pd.DataFrame]) -> dict[str, Floats]:
    """Condition -> the SVM's scores of each clip."""
    svm = make_pipeline(StandardScaler(), SVC()).fit(clips.figures.to_numpy(), clips.labels)
    return {name: svm.decision_function(figures.to_numpy()) for name, figures in sounds.items()}


def draws(clips: audio_genre.Clips, worse: Worse, count: int, unseen: bool) -> dict[str, dict[str, list[Floats]]]:
    """Who -> condition -> scores of each clip, a draw after the other."""
    sounds = {CLEAN.name: worse.clean, **worse.copies}
    tens = np.array([number_of(name) // 10 for name in clips.names])
    found: dict[str, dict[str, list[Floats]]] = {}
    for place, ten in enumerate(np.unique(tens)[:count]):
        side = clips.take(tens != ten)
        told = {
            "svm": by_svm(side, sounds),
            "plain": chances(side, worse, copies=0),
            "copies": chances(side, worse, seed=place),
        }
        if unseen and not place:
            told["unseen"] = {}
            for family in dict.fromkeys(condition.family for condition in CONDITIONS):
                own = [c.name for c in CONDITIONS if c.family == family]
                all_told = chances(side, worse, family)
                told["unseen"] |= {name: all_told[name] for name in [CLEAN.name, *own]}
        for who, by in told.items():
            for name, scores in by.items():
                found.setdefault(who, {}).setdefault(name, []).append(scores)
        print(f"draw {place + 1} of {count}", file=sys.stderr, flush=True)
    return found


def main(folder: Path, cache: Path, count: int, numbers: int, unseen: bool) -> None:
    cache.mkdir(parents=True, exist_ok=True)
    clips = table_of(folder)
    columns = [str(name) for name in clips.figures.columns]
    paths = sorted((folder / "clips").glob("*.wav"))
    tested = sorted({number_of(path.stem) for path in paths})[:numbers]
    sounds = {path.stem: decode(path) for path in paths if number_of(path.stem) in tested}
    copies = {condition.name: measured(condition, sounds, cache)[columns] for condition in (CLEAN, *CONDITIONS)}
    truth = np.array([clips.label_names.index(name.split(".")[0]) for name in sounds])
    worse = Worse(tuple(sounds), copies[CLEAN.name], {c.name: copies[c.name] for c in CONDITIONS})
    found = draws(clips, worse, count, unseen)
    right = {
        who: np.stack([np.mean([one.argmax(axis=1) == truth for one in by[name]], axis=0) for name in copies])
        for who, by in found.items()
    }
    own = np.arange(len(truth))
    chance = [np.mean([one[own, truth].mean() for one in found["copies"][name]]) for name in copies]
    print(f"{'condition':24} {'n':>3} " + " ".join(f"{who:>7}" for who in right) + "  chance  lost more than the SVM")
    for place, name in enumerate(copies):
        more = robust.more(right["copies"], right["svm"], place)
        said = " ".join(f"{one[place].sum():7.1f}" for one in right.values())
        ends = f"{more['value']:+.1f} [{more['low']:+.1f}, {more['high']:+.1f}]"
        print(f"{name:24} {len(truth):3} {said}  {chance[place]:6.3f}  {ends}")


if __name__ == "__main__":
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("folder", type=Path)
    given.add_argument("cache", type=Path)
    given.add_argument("--draws", type=int, default=8)
    given.add_argument("--numbers", type=int, default=5, help="how many file numbers are tested, at least 2")
    given.add_argument("--unseen", action="store_true")
    asked = given.parse_args()
    main(asked.folder, asked.cache, asked.draws, asked.numbers, asked.unseen)
