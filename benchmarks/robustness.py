"""How much a worse recording costs: our audio model without and with worse copies beside an SVM on the 57 published columns.

    python benchmarks/robustness.py FOLDER CACHE    (FOLDER: features_30_sec.csv and clips/ ; CACHE: keeps what is measured)

All learn from the rows of the table whose clips are not tested, file numbers 20 to 99. How recordings get worse is learned
from the sounds of other clips than the tested fifth; "unseen" without any condition of the tested one's family. Printed for
every condition: how many clips are right.
"""

from __future__ import annotations

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
from analytics.audio_genre.worse import Worse
from analytics.ragged import Ints
from etl.audio.decode import Sound, decode
from etl.audio.degrade import CONDITIONS, Condition
from etl.audio.descriptors import describe

CLEAN = Condition("clean", "", lambda samples, _generator, _others: samples)
TESTED = 20  # file numbers below are not learned from


def measured(condition: Condition, sounds: dict[str, Sound], cache: Path) -> pd.DataFrame:
    """The 57 figures of every clip under a condition, a row a clip."""
    rows = {}
    for name, sound in sounds.items():
        place = cache / f"{name}--{condition.name.replace(' ', '_')}.json"
        if not place.exists():
            generator = np.random.default_rng(zlib.crc32(f"{name} {condition.name}".encode()))
            others = [other.samples for key, other in sounds.items() if key != name]
            worse = replace(sound, samples=condition.make(sound.samples, generator, others))
            place.write_text(json.dumps(describe(worse)))
        rows[name] = json.loads(place.read_text())
    return pd.DataFrame(rows).T.astype(float)


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


def with_copies(clips: audio_genre.Clips, worse: Worse, unseen: bool) -> dict[str, Ints]:
    """Condition -> what each clip is said to be by models that learned worsening from clips of other numbers."""
    sounds = {CLEAN.name: worse.clean, **worse.copies}
    said = {name: np.zeros(len(worse), np.int64) for name in sounds}
    family = {condition.name: condition.family for condition in CONDITIONS}
    number = np.array([name.split(".")[1] for name in worse.names])
    for tested in np.unique(number):
        out = np.flatnonzero(number == tested)
        others = worse.without({worse.names[place] for place in out})
        for left in sorted(set(family.values())) if unseen else [""]:
            kept = {name: copy for name, copy in others.copies.items() if family[name] != left}
            model = audio_genre.fit(replace(clips, worse=replace(others, copies=kept)), audio_genre.Config())
            for name in sounds:
                if not unseen or family.get(name, left) == left:
                    said[name][out] = audio_genre.score(model, sounds[name].iloc[out]).argmax(axis=1)
    return said


def main(folder: Path, cache: Path) -> None:
    cache.mkdir(parents=True, exist_ok=True)
    clips = table_of(folder)
    columns = [str(name) for name in clips.figures.columns]
    sounds = {path.stem: decode(path) for path in sorted((folder / "clips").glob("*.wav"))}
    copies = {condition.name: measured(condition, sounds, cache)[columns] for condition in (CLEAN, *CONDITIONS)}
    truth = np.array([clips.label_names.index(name.split(".")[0]) for name in sounds])
    svm = make_pipeline(StandardScaler(), SVC()).fit(clips.figures.to_numpy(), clips.labels)
    plain = audio_genre.fit(clips, audio_genre.Config())
    worse = Worse(tuple(sounds), copies[CLEAN.name], {c.name: copies[c.name] for c in CONDITIONS})
    said = {
        "svm": {name: svm.predict(figures.to_numpy()) for name, figures in copies.items()},
        "plain": {name: audio_genre.score(plain, figures).argmax(axis=1) for name, figures in copies.items()},
        "copies": with_copies(clips, worse, unseen=False),
        "unseen": with_copies(clips, worse, unseen=True),
    }
    print(f"{'condition':24} {'n':>3} " + " ".join(f"{name:>7}" for name in said))
    for name in copies:
        print(f"{name:24} {len(truth):3} " + " ".join(f"{(one[name] == truth).sum():7}" for one in said.values()))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
