"""Are our models any good? Quality and time of ours and their peers, each on one identical honest fold.

Genre and popularity by protocol A, first fold: every tested artist is new; popularity with history by protocol T, first
fold. Peers, in the same run and on the same inputs: CatBoost, XGBoost, extra trees, HistGradientBoosting and logistic or
ridge regression, and the baselines. A peer that takes longer than 10 minutes is stopped and has no figure. Without the
114k file (REPERTOIRE_TEST_DATA) the demo is used; its figures prove code only.

    python benchmarks/models.py [--task genre|popularity]... [--only NAME]... [--minutes 10]
    python benchmarks/models.py --scoring        how fast candidates are scored, instead
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
# Run as a script, the folder of this file comes first and would hide packages of the same name.
sys.path[:] = [str(HERE.parent), *(entry for entry in sys.path if Path(entry).resolve() != HERE)]

import numpy as np

from analytics import dataset, genre, metrics, popularity, splits
from analytics.genre import baselines as genre_baselines
from analytics.genre.evaluate import judge as judge_genre
from analytics.popularity import baselines, evaluate, measures, model, parts, rated
from analytics.popularity.measures import Tested
from analytics.popularity.rated import By, Rated
from analytics.ragged import Floats
from analytics.splits import Fold
from analytics.trackset import TrackSet
from benchmarks import models_scoring
from benchmarks.figures import Figure, keep
from etl.demo import write_demo
from etl.load import load
from warehouse.build import build
from warehouse.connect import Workbench
from warehouse.home import Home

THREADS = os.cpu_count() or 1
ROUNDS = 100
BATCH = 2_000
#: What is judged: the fold and the inputs. Only known artists have a history.
POPULARITY: tuple[tuple[By, str], ...] = (
    ("A", popularity.FEATURE_SETS[0]),
    ("A", popularity.FEATURE_SETS[1]),
    ("T", popularity.FEATURE_SETS[1]),
    ("T", popularity.FEATURE_SETS[2]),
)
Row = dict[str, Any]


def xgboost(kind: str) -> Any:
    from xgboost import XGBClassifier, XGBRegressor

    rounds = ROUNDS if kind == "classifier" else 300
    made = XGBClassifier if kind == "classifier" else XGBRegressor
    return made(n_estimators=rounds, learning_rate=0.1, max_depth=6, tree_method="hist", n_jobs=THREADS, random_state=0)


def catboost(kind: str) -> Any:
    from catboost import CatBoostClassifier, CatBoostRegressor

    rounds, rate, depth = (ROUNDS, 0.15, 6) if kind == "classifier" else (500, 0.1, 8)
    made = CatBoostClassifier if kind == "classifier" else CatBoostRegressor
    return made(
        iterations=rounds,
        learning_rate=rate,
        depth=depth,
        thread_count=THREADS,
        random_seed=0,
        verbose=False,
        allow_writing_files=False,
    )


def hist_gradient_boosting(kind: str) -> Any:
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    if kind == "classifier":
        return HistGradientBoostingClassifier(max_iter=50, early_stopping=False, random_state=0)
    return HistGradientBoostingRegressor(max_iter=300, early_stopping=False, random_state=0)


def extra_trees(kind: str) -> Any:
    from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor

    made = ExtraTreesClassifier if kind == "classifier" else ExtraTreesRegressor
    return made(100, min_samples_leaf=2, n_jobs=THREADS, random_state=0)


PEERS: dict[str, Callable[[str], Any]] = {
    "extra_trees": extra_trees,
    "hist_gradient": hist_gradient_boosting,
    "xgboost": xgboost,
    "catboost": catboost,
}
GENRE = ("majority", "logistic", *PEERS, "repertoire")
EXPECTED = (*baselines.NAMES, *PEERS, "repertoire")


def genre_peer(name: str, data: TrackSet, fold: Fold) -> Callable[[], Iterator[Floats]]:
    """A fitted classifier, on rows repeated once a label and weighted 1 / k."""
    tracks, labels, weight = fold.train.pairs()
    present, y = np.unique(labels, return_inverse=True)
    fitted = PEERS[name]("classifier")
    X = np.nan_to_num(data.X, nan=-1.0) if name == "extra_trees" else data.X
    fitted.fit(X[tracks], y, sample_weight=weight)

    def score() -> Iterator[Floats]:
        for start in range(0, len(fold.test), BATCH):
            found = np.zeros((len(fold.test.tracks[start : start + BATCH]), len(data.label_names)))
            found[:, present] = fitted.predict_proba(X[fold.test.tracks[start : start + BATCH]])
            yield found

    return score


def genre_candidate(name: str, data: TrackSet, fold: Fold) -> Callable[[], Iterator[Floats]]:
    if name in PEERS:
        return genre_peer(name, data, fold)
    if name == "repertoire":
        ours = genre.fit(data, fold.train, genre.Config(sets="audio", threads=THREADS), fold.protocol)
        return lambda: genre.score(ours, data.inputs(fold.test.tracks))
    known = next(one for one in genre_baselines.NAMES if one == name)
    fitted = genre_baselines.fit(data, fold.train, genre_baselines.Config(known, threads=THREADS))
    return lambda: genre_baselines.score(fitted, data.X[fold.test.tracks])


def genre_row(name: str, data: TrackSet, fold: Fold) -> Row:
    started = time.perf_counter()
    score = genre_candidate(name, data, fold)
    fitted = time.perf_counter()
    result = judge_genre(score(), fold.test, len(data.label_names))
    rate = len(fold.test) / (time.perf_counter() - fitted)
    found = metrics.intervals(result, seed=0)
    named = {m: found[m].value for m in ("top1", "top5", "macro_f1", "ece")}
    return {**named, "low": found["top1"].low, "high": found["top1"].high, "fit": fitted - started, "rate": rate}


def popularity_peer(name: str, data: Rated, fold: Fold, config: popularity.Config) -> tuple[Tested, float]:
    """(result, seconds to fit) of a regressor on the very columns that our model sees, encoded in the fold."""
    inputs, y = data.data.inputs(fold.train.tracks), data.y[fold.train.tracks]
    folds = model.inner_folds(data.data, fold.train, config, config.with_history)
    part, X = parts.encoded(inputs, y, folds, data.data.features, config, config.with_history)
    tested = parts.matrix(part, data.data.inputs(fold.test.tracks))
    if name == "extra_trees":
        X, tested = np.nan_to_num(X, nan=-1.0), np.nan_to_num(tested, nan=-1.0)
    started = time.perf_counter()
    fitted = PEERS[name]("regressor").fit(X, y)
    seconds = time.perf_counter() - started
    said = np.clip(np.asarray(fitted.predict(tested), dtype=np.float64), 0, 100)
    none = np.full(len(said), np.nan)
    return Tested(
        data.y[fold.test.tracks], said, none, none, none, np.full((len(said), 3), np.nan), fold.test.clusters
    ), seconds


def popularity_row(name: str, data: Rated, fold: Fold, features: str) -> Row:
    config = popularity.Config(features=features, threads=THREADS)
    started = time.perf_counter()
    if name in PEERS:
        result, seconds = popularity_peer(name, data, fold, config)
    else:
        result = evaluate.run_candidate(name, data, fold, config)
        seconds = time.perf_counter() - started
    found = measures.intervals(result)
    shown = {m: found[m].value if m in found else np.nan for m in ("r2", "mae", "mse", "coverage", "width")}
    shown["coverage"], shown["width"] = (shown[m] if name not in PEERS else np.nan for m in ("coverage", "width"))
    return {**shown, "low": found["r2"].low, "high": found["r2"].high, "fit": seconds}


def limited(work: Callable[[], Row], minutes: float) -> Row | None:
    """What `work` answers in a process of its own; None when it takes too long or fails (it then says why)."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=lambda: theirs.send(work()))
    child.start()
    theirs.close()
    try:
        return ours.recv() if ours.poll(60 * minutes) else None
    except EOFError:
        return None
    finally:
        child.kill()
        child.join()


def genre_table(data: TrackSet, names: list[str], minutes: float) -> list[Figure]:
    rows: dict[str, Row] = {}
    fold = splits.fold(data, "A")
    print(f"\nGenre, {data.vocabulary}, audio, A: {_sizes(fold)}")
    print(
        f"{'model':<14}{'top1':>8}{'95% interval':>18}{'top5':>8}{'macro F1':>10}{'ECE':>8}{'fit, s':>9}{'rows/s':>9}"
    )
    for name in names:
        row = limited(lambda name=name: genre_row(name, data, fold), minutes)
        if row is None:
            print(f"{name:<14} no figure: failed, or took more than {minutes:g} minutes", flush=True)
            continue
        rows[name] = row
        interval = f"{row['low']:.4f} to {row['high']:.4f}"
        figures = "".join(f"{row[m]:>{w}.4f}" for m, w in (("top5", 8), ("macro_f1", 10), ("ece", 8)))
        print(f"{name:<14}{row['top1']:>8.4f}{interval:>18}{figures}{row['fit']:>9.1f}{row['rate']:>9,.0f}", flush=True)
    return beside("genre by sound, A, first fold: top-1", rows, "top1")


def beside(what: str, rows: dict[str, Row], metric: str) -> list[Figure]:
    """Ours next to the best of the peers; nothing where ours has no figure."""
    if "repertoire" not in rows:
        return []
    ours, peers = rows["repertoire"], {name: row for name, row in rows.items() if name in PEERS}
    best = max(peers, key=lambda name: peers[name][metric], default="")
    interval = {"low": ours["low"], "high": ours["high"], "fit_s": ours["fit"]}
    theirs = float(peers[best][metric]) if best else None
    return [Figure(what, "", (float(ours[metric]),), best, theirs, less_is_better=False, more=interval)]


def popularity_tables(data: Rated, names: list[str], minutes: float) -> list[Figure]:
    kept: list[Figure] = []
    for by, features in POPULARITY:
        fold = rated.fold(data, by)
        print(f"\nPopularity, {features}, {by}: {_sizes(fold)}")
        print(
            f"{'model':<14}{'R2':>8}{'95% interval':>18}{'MAE':>8}{'MSE':>8}{'80% covers':>12}{'width':>8}{'fit, s':>9}"
        )
        rows: dict[str, Row] = {}
        for name in names:
            row = limited(lambda name=name, f=fold, s=features: popularity_row(name, data, f, s), minutes)
            if row is None:
                print(f"{name:<14} no figure: failed, or took more than {minutes:g} minutes", flush=True)
                continue
            rows[name] = row
            interval = f"{row['low']:.4f} to {row['high']:.4f}"
            figures = "".join(f"{row[m]:>{w}.{d}f}" for m, w, d in (("mae", 8, 2), ("mse", 8, 1)))
            spread = f"{row['coverage']:>12.3f}{row['width']:>8.1f}"
            print(f"{name:<14}{row['r2']:>8.4f}{interval:>18}{figures}{spread}{row['fit']:>9.1f}", flush=True)
        kept += beside(f"popularity by {features}, {by}, first fold: R2", rows, "r2")
    return kept


def _sizes(fold: Fold) -> str:
    return f"{len(fold.train):,} trained, {len(fold.test):,} tested, {fold.dropped:,} dropped; {THREADS} cores"


def source(folder: Path) -> Path:
    """The 114k file where it is, else the first file of a demo in `folder`."""
    real = Path(os.environ.get("REPERTOIRE_TEST_DATA", "")) / "spotify_tracks_114k" / "dataset.csv"
    return real if real.is_file() else write_demo(folder / "demo")[0].path


def tracks() -> tuple[TrackSet, Rated]:
    """The file's tracks as both models are given them."""
    with tempfile.TemporaryDirectory(prefix="repertoire-bench-") as text, Workbench(Home(text)) as workbench:
        assert not load(workbench, [source(Path(text))]).failed
        build(workbench)
        return dataset.read(workbench), rated.read(workbench)[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--task", action="append", choices=["genre", "popularity"], help="this task only")
    parser.add_argument("--only", action="append", choices=sorted({*GENRE, *EXPECTED}), help="these candidates only")
    parser.add_argument("--minutes", type=float, default=10, help="a candidate is stopped after so many")
    parser.add_argument("--scoring", action="store_true", help="measure how fast candidates are scored, instead")
    parser.add_argument("--size", default="full", help="name under which the figures are kept")
    given = parser.parse_args()
    if given.scoring:
        with tempfile.TemporaryDirectory(prefix="repertoire-bench-") as text:
            path = source(Path(text))
            if path.is_relative_to(text):
                parser.error("--scoring needs the 114k file: REPERTOIRE_TEST_DATA names its folder")
            models_scoring.table(path, Path(text), THREADS)
        return
    tasks = given.task or ["genre", "popularity"]
    data, heard = tracks()
    figures: list[Figure] = []
    if "genre" in tasks:
        figures += genre_table(data, [name for name in GENRE if not given.only or name in given.only], given.minutes)
    if "popularity" in tasks:
        figures += popularity_tables(
            heard, [name for name in EXPECTED if not given.only or name in given.only], given.minutes
        )
    keep("models", given.size, figures)


if __name__ == "__main__":
    main()
