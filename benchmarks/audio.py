"""Hearing: are the 57 columns those that were published, how fast are they beside the plain recipe, does memory stay flat?

    python -m benchmarks.audio FOLDER [--files 10000]

FOLDER holds `features_30_sec.csv` and `clips/`, whose clips are the first 15 to 20 of the 30 seconds that were described.
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any

import librosa
import numpy as np
import pandas as pd
import soundfile
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from etl.audio.decode import RATE, decode
from etl.audio.descriptors import describe
from etl.audio.folder import hear_all

MODELS = {
    "svm": lambda: make_pipeline(StandardScaler(), SVC(C=5)),
    "logistic regression": lambda: make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=2000)),
    "extra trees": lambda: ExtraTreesClassifier(500, random_state=0),
}


def plain(path: Path) -> dict[str, float]:
    """The recipe as tutorials have it: every descriptor from the samples, one after the other."""
    y, sr = librosa.load(path, sr=RATE, mono=True)
    rows = {
        "chroma_stft": librosa.feature.chroma_stft(y=y, sr=sr),
        "rms": librosa.feature.rms(y=y),
        "spectral_centroid": librosa.feature.spectral_centroid(y=y, sr=sr),
        "spectral_bandwidth": librosa.feature.spectral_bandwidth(y=y, sr=sr),
        "rolloff": librosa.feature.spectral_rolloff(y=y, sr=sr),
        "zero_crossing_rate": librosa.feature.zero_crossing_rate(y),
    }
    rows["harmony"], rows["perceptr"] = librosa.effects.hpss(y)
    told = {"tempo": float(np.atleast_1d(librosa.beat.beat_track(y=y, sr=sr)[0])[0])}
    for number, row in enumerate(librosa.feature.mfcc(y=y, sr=sr, n_mfcc=20), start=1):
        rows[f"mfcc{number}"] = row
    for name, row in rows.items():
        told[f"{name}_mean"], told[f"{name}_var"] = float(np.mean(row)), float(np.var(row))
    return told


def measured(clips: list[Path]) -> tuple[pd.DataFrame, float]:
    """The columns of every clip, and clips a second of this core, whoever else uses it."""
    describe(decode(clips[0]))  # what is compiled at first use
    began = time.process_time()
    rows = {path.name: describe(decode(path)) for path in clips}
    return pd.DataFrame(rows).T, len(clips) / (time.process_time() - began)


def against_published(ours: pd.DataFrame, table: pd.DataFrame) -> None:
    theirs = table.loc[ours.index, ours.columns]
    alike = ours.corrwith(theirs).sort_values()
    print(f"correlation with the published rows, n = {len(ours)} clips")
    for name, r in alike.items():
        print(f"  {name:28s} {r:6.3f}{'' if r >= 0.9 else '  below .9'}")
    print(f"{int((alike >= 0.9).sum())} of {len(alike)} columns at .9 or above")
    train = table.drop(ours.index)
    for name, make in MODELS.items():
        model = make().fit(train[ours.columns].to_numpy(), train["label"])
        ones, others = model.predict(theirs.to_numpy()), model.predict(ours.to_numpy())
        truth = table.loc[ours.index, "label"].to_numpy()
        print(
            f"{name} of {len(train)} rows: same genre from both for {np.mean(ones == others):.0%}; "
            f"right from published {np.mean(ones == truth):.0%}, from measured {np.mean(others == truth):.0%}"
        )


def against_plain(clips: list[Path], ours: pd.DataFrame, rate: float) -> None:
    plain(clips[0])
    began = time.process_time()
    rows = pd.DataFrame({path.name: plain(path) for path in clips}).T
    speed = len(clips) / (time.process_time() - began)
    mine, other = ours.loc[rows.index, rows.columns], rows
    apart = ((mine - other).abs() / (other.abs() + 1e-6)).max().sort_values()
    print(f"clips a second on one core: ours {rate:.2f}, plain librosa {speed:.2f}, {rate / speed:.1f} times as fast")
    print(
        f"largest relative difference of any column: {apart.iloc[-1]:.2g} ({apart.index[-1]}), median {apart.median():.2g}"
    )


def memory(files: int) -> None:
    """Hears many short files; prints the peak of this process as it goes, and of the one that listens at the end."""
    random = np.random.default_rng(0)
    with tempfile.TemporaryDirectory() as name:
        paths = [Path(name) / f"{number:05}.wav" for number in range(files)]
        for path in paths:
            soundfile.write(path, random.normal(0, 0.1, RATE).astype(np.float32), RATE)
        began = time.perf_counter()
        for number, _ in enumerate(hear_all(paths, Path(name) / "kept", 1), start=1):
            if number in (files // 10, files // 2, files):
                print(f"  {number:6,} files: this process {_peak():.0f} MB, its child {_child():.0f} MB")
        print(f"  {files / (time.perf_counter() - began):.1f} files of 1 s a second, one worker")


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _child() -> float:
    """Memory of the largest child that runs, in MB."""
    found = [0.0]
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            told: dict[str, Any] = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
        except OSError:
            continue  # it has ended meanwhile
        if told.get("PPid", "").strip() == str(os.getpid()) and "VmRSS" in told:
            found.append(int(told["VmRSS"].split()[0]) / 1024)
    return max(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--plain", type=int, default=10, help="clips for the plain recipe")
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    clips = sorted((asked.folder / "clips").glob("*.wav"))
    ours, rate = measured(clips)
    against_published(ours, pd.read_csv(asked.folder / "features_30_sec.csv").set_index("filename"))
    against_plain(clips[:: max(1, len(clips) // asked.plain)], ours, rate)
    memory(asked.files)


if __name__ == "__main__":
    main()
