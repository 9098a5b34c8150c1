"""Is the genre model any good? Quality and time of ours and its peers on one identical honest fold.

Protocol A, first fold: every tested artist is new. Peers, in the same run: logistic regression, extra trees, XGBoost and
CatBoost with 100 rounds. Without the 114k file (REPERTOIRE_TEST_DATA) the demo is used; its figures prove code only.

    python benchmarks/genre.py [--only NAME]...
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

# Run as a script, the folder of this file comes first and would hide packages of the same name.
sys.path[:] = [entry for entry in sys.path if Path(entry).resolve() != Path(__file__).resolve().parent]

import numpy as np

from analytics import dataset, genre, metrics, splits
from analytics.genre import baselines
from analytics.genre.evaluate import judge
from analytics.ragged import Floats
from analytics.splits import Fold
from analytics.trackset import Inputs, TrackSet
from etl.demo import write_demo
from etl.load import load
from warehouse.build import build
from warehouse.connect import Workbench
from warehouse.home import Home

THREADS = os.cpu_count() or 1
ROUNDS = 100
BATCH = 2_000
Fit = Callable[[TrackSet, Fold], Callable[[Floats], Iterator[Floats]]]


def ours(data: TrackSet, fold: Fold) -> Callable[[Floats], Iterator[Floats]]:
    model = genre.fit(data, fold.train, genre.Config(threads=THREADS), fold.protocol)
    return lambda X: genre.score(model, Inputs.of_sound(X))


def baseline(config: baselines.Config) -> Fit:
    def fit(data: TrackSet, fold: Fold) -> Callable[[Floats], Iterator[Floats]]:
        model = baselines.fit(data, fold.train, config)
        return lambda X: baselines.score(model, X)

    return fit


def peer(make: Callable[[], Any]) -> Fit:
    """A classifier with fit(X, y, sample_weight) and predict_proba, on rows repeated once a label, weighted 1 / k."""

    def fit(data: TrackSet, fold: Fold) -> Callable[[Floats], Iterator[Floats]]:
        tracks, labels, weight = fold.train.pairs()
        present, y = np.unique(labels, return_inverse=True)
        model = make().fit(data.X[tracks], y, sample_weight=weight)

        def score(X: Floats) -> Iterator[Floats]:
            for start in range(0, len(X), BATCH):
                rows = X[start : start + BATCH]
                found = np.zeros((len(rows), len(data.label_names)))
                found[:, present] = model.predict_proba(rows)
                yield found

        return score

    return fit


def xgboost() -> Any:
    from xgboost import XGBClassifier

    return XGBClassifier(n_estimators=ROUNDS, learning_rate=0.1, max_depth=6, tree_method="hist", n_jobs=THREADS)


def catboost() -> Any:
    from catboost import CatBoostClassifier

    return CatBoostClassifier(
        iterations=ROUNDS, learning_rate=0.15, depth=6, thread_count=THREADS, verbose=False, allow_writing_files=False
    )


CANDIDATES: dict[str, Fit] = {
    "majority": baseline(baselines.Config("majority")),
    "logistic": baseline(baselines.Config("logistic", threads=THREADS)),
    "extra_trees": baseline(baselines.Config("extra_trees", trees=100, min_leaf=2, threads=THREADS)),
    "repertoire": ours,
    "xgboost": peer(xgboost),
    "catboost": peer(catboost),
}


def tracks() -> TrackSet:
    """The 114k file where it is, else the first file of the demo."""
    with tempfile.TemporaryDirectory(prefix="repertoire-bench-") as text:
        real = Path(os.environ.get("REPERTOIRE_TEST_DATA", "")) / "spotify_tracks_114k" / "dataset.csv"
        path = real if real.is_file() else write_demo(Path(text) / "demo")[0].path
        with Workbench(Home(text)) as workbench:
            assert not load(workbench, [path]).failed
            build(workbench)
            return dataset.read(workbench)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", choices=list(CANDIDATES), help="run these candidates only")
    chosen = parser.parse_args().only or list(CANDIDATES)
    data = tracks()
    fold = splits.fold(data, "A")
    n = len(fold.test)
    print(f"{data.vocabulary}: {len(fold.train):,} trained, {n:,} tested, {fold.dropped:,} dropped; {THREADS} cores")
    print(
        f"{'model':<14}{'top1':>8}{'95% interval':>18}{'top5':>8}{'macro F1':>10}{'ECE':>8}{'fit, s':>9}{'rows/s':>9}"
    )
    for name in chosen:
        started = time.perf_counter()
        score = CANDIDATES[name](data, fold)
        fitted = time.perf_counter()
        result = judge(score(data.X[fold.test.tracks]), fold.test, len(data.label_names))
        rate = n / (time.perf_counter() - fitted)
        found = metrics.intervals(result, seed=0)
        interval = f"{found['top1'].low:.4f} to {found['top1'].high:.4f}"
        figures = "".join(f"{found[m].value:>{w}.4f}" for m, w in (("top5", 8), ("macro_f1", 10), ("ece", 8)))
        print(
            f"{name:<14}{found['top1'].value:>8.4f}{interval:>18}{figures}{fitted - started:>9.1f}{rate:>9,.0f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
