"""How much a worse recording costs: our audio model beside an SVM on the 57 published columns, both without augmentation.

    python benchmarks/robustness.py FOLDER CACHE    (FOLDER: features_30_sec.csv and clips/ ; CACHE: keeps what is measured)

Both learn from the rows of the table whose clips are not tested, file numbers 20 to 99. Printed for every condition: how many
clips are right, and how many are answered as the clean clip is.
"""

from __future__ import annotations

import json
import sys
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

sys.path.insert(0, str(Path(__file__).parents[1]))

from analytics import audio_genre
from etl.audio.decode import Sound, decode
from etl.audio.degrade import CONDITIONS, Condition
from etl.audio.descriptors import describe

CLEAN = Condition("clean", "clean", lambda samples, _generator, _others: samples)
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


def learned(table: pd.DataFrame) -> tuple[audio_genre.AudioGenre, Any, list[str]]:
    """Our model, the SVM, and the names of the columns."""
    number = table["filename"].str.split(".").str[1].astype(int).to_numpy()
    table, number = table[number >= TESTED].reset_index(drop=True), number[number >= TESTED]
    labels, names = pd.factorize(table["label"], sort=True)
    figures = table.drop(columns=["filename", "length", "label"])
    groups = labels * 100 + number // 10
    clips = audio_genre.Clips(
        figures, np.arange(len(table)), tuple(table["filename"]), labels, groups, tuple(names), grouped_by="block"
    )
    svm = make_pipeline(StandardScaler(), SVC()).fit(figures.to_numpy(), labels)
    return audio_genre.fit(clips, audio_genre.Config()), svm, [str(name) for name in figures.columns]


def main(folder: Path, cache: Path) -> None:
    cache.mkdir(parents=True, exist_ok=True)
    model, svm, columns = learned(pd.read_csv(folder / "features_30_sec.csv"))
    sounds = {path.stem: decode(path) for path in sorted((folder / "clips").glob("*.wav"))}
    truth = np.array([model.label_names.index(name.split(".")[0]) for name in sounds])
    clean: tuple[Any, ...] = ()
    print(f"{'condition':24} {'n':>3} {'right':>6} {'svm':>4} {'as clean':>9} {'svm':>4}")
    for condition in (CLEAN, *CONDITIONS):
        figures = measured(condition, sounds, cache)[columns]
        said = (audio_genre.score(model, figures).argmax(axis=1), svm.predict(figures.to_numpy()))
        clean = clean or said
        right, same = [(s == truth).sum() for s in said], [(s == c).sum() for s, c in zip(said, clean, strict=True)]
        print(f"{condition.name:24} {len(truth):3} {right[0]:6} {right[1]:4} {same[0]:9} {same[1]:4}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
