"""How long does a recommendation take, and learning to make them?

Training: each model of lastfm_2k (artists, with tags and the 114k catalogue), all of it, on the cores there are. Without
REPERTOIRE_TEST_DATA the demo, whose figures prove code only. Answers, p50 and p95 by the clock and in CPU time, which
others on the machine do not lengthen as much: the trained recommender for listeners and for likes; a catalogue without
plays, as a page asks (names looked up); and made catalogues up to 5 million recordings, scoring and choosing alone,
without the look-up of 20 names. The search is exact everywhere. Peer: one bare product of the sound matrix and a profile
with NumPy, and argpartition.

    python benchmarks/recommend.py [--rows 5000000] [--times 200] [--no-training]
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

# Run as a script, the folder of this file comes first and would hide packages of the same name.
sys.path[:] = [entry for entry in sys.path if Path(entry).resolve() != Path(__file__).resolve().parent]

import numpy as np
import pyarrow as pa
import scipy.sparse as sp

from analytics import recommend
from analytics.live import recommend as live
from analytics.live.recommend import Options, Profile
from analytics.recommend import Config, Recommender, choose, hybrid
from analytics.recommend import taste as tastes
from analytics.recommend.catalogue import Catalogue, catalogue_of
from analytics.recommend.recommender import profile_row
from analytics.training.common import finish
from etl.demo import write_demo
from etl.load import load
from warehouse.build import build
from warehouse.connect import Reader, Workbench
from warehouse.home import Home
from warehouse.publish import publish
from warehouse.settings import Settings

QUICK = Settings(wait_seconds=1)


def home_of(folder: Path, files: list[Path]) -> Home:
    """A built and published home of these files."""
    home = Home(folder)
    with Workbench(home, QUICK) as workbench:
        load(workbench, files)
        build(workbench)
        publish(workbench)
    return home


def timed(times: int, ask: Callable[[int], object]) -> list[float]:
    """p50 and p95 milliseconds of `times` questions by the clock, then of CPU, after three that warm up."""
    for number in range(3):
        ask(number)
    found = []
    for number in range(times):
        wall, cpu = time.perf_counter(), time.process_time()
        ask(number)
        found.append((1_000 * (time.perf_counter() - wall), 1_000 * (time.process_time() - cpu)))
    return [float(value) for value in np.quantile(found, [0.5, 0.95], axis=0).T.ravel()]


def told(what: str, times: list[float]) -> None:
    print(f"  {what:<62}" + "".join(f"{value:>9.1f}" for value in times), flush=True)


def train(home: Home) -> None:
    """Fit every model once, print what it took, store the hybrid and publish."""
    with Workbench(home, QUICK) as workbench:
        taste = tastes.read(workbench)
    config = Config(threads=os.cpu_count() or 1)
    print(
        f"Training: {taste.shape[0]:,} listeners, {taste.shape[1]:,} {tastes.PLURAL[taste.kind]} (seconds, wall and CPU)"
    )
    made = {}
    total, begun = time.process_time(), time.perf_counter()
    for name, fit in hybrid.FITS.items():
        cpu, wall = time.process_time(), time.perf_counter()
        made[name] = fit(taste, config, lambda *_: None)
        print(f"  {name:<12}{time.perf_counter() - wall:>8.1f}{time.process_time() - cpu:>8.1f}", flush=True)
    cpu, wall = time.process_time(), time.perf_counter()
    model = hybrid.fit(taste, config, made=made)
    print(f"  {'weights':<12}{time.perf_counter() - wall:>8.1f}{time.process_time() - cpu:>8.1f}")
    print(f"  {'together':<12}{time.perf_counter() - begun:>8.1f}{time.process_time() - total:>8.1f}", flush=True)
    text, arrays, about = recommend.pack(Recommender.of(taste, model))
    finish(home, QUICK, "recommend", text, arrays, {"model": about}, [], lambda run: {}, time.monotonic())
    with Workbench(home, QUICK) as workbench:
        build(workbench)
        publish(workbench)


def answers(home: Home, times: int) -> None:
    """Listeners and likes, answered by the trained recommender."""
    reader = Reader(home, QUICK)
    model = live.served.recommender(reader)
    assert model is not None
    with Workbench(home, QUICK) as workbench:
        people = tastes.read(workbench).listeners
    popular = model.ids[np.argsort(-model.heard)[:500]]
    told(
        "trained, a listener", timed(times, lambda i: live.recommend(reader, Profile(listener=people[i % len(people)])))
    )
    some = [{str(name): 1.0 for name in popular[i : i + 5]} for i in range(0, 500, 5)]
    told("trained, 5 likes", timed(times, lambda i: live.recommend(reader, Profile(some[i % len(some)]))))
    diverse = Options(diversity=0.5, dial=0.8)
    told(
        "trained, 5 likes, diverse",
        timed(times, lambda i: live.recommend(reader, Profile(some[i % len(some)]), diverse)),
    )


def silent(home: Home, times: int) -> None:
    """Likes, answered from a catalogue without plays."""
    reader = Reader(home, QUICK)
    with reader.view() as view:
        ids = [
            row[0] for row in view.rows("select track_id from tracks where is_canonical order by track_no limit 5000")
        ]
        n = view.value("select count(*) from tracks where is_canonical")
    some = [dict.fromkeys(ids[i : i + 5], 1.0) for i in range(0, len(ids), 25)]
    words = f"content, {n:,} recordings, 5 likes"
    told(words, timed(times, lambda i: live.recommend(reader, Profile(some[i % len(some)]))))


def made_catalogue(rows: int) -> Catalogue:
    """Recordings at random: 9 features and one of 100 genres each."""
    random = np.random.default_rng(0)
    columns = {f"f{i}": random.normal(size=rows).astype(np.float32) for i in range(9)}
    numbers = np.arange(1, rows + 1)
    tracks = pa.table({"track_no": numbers, "popularity": random.integers(0, 100, rows).astype(np.float32), **columns})
    names = np.array([f"genre {i}" for i in range(100)], dtype=object)
    codes = pa.DictionaryArray.from_arrays(random.integers(0, 100, rows), pa.array(names))
    return catalogue_of(tracks, pa.table({"track_no": numbers, "genre": codes.cast(pa.string())}))


def large(rows: int, times: int) -> None:
    """Scoring and choosing among `rows` recordings, and the bare product."""
    found = made_catalogue(rows)
    random = np.random.default_rng(1)
    profiles = [profile_row(rows, dict.fromkeys(random.integers(0, rows, 5).tolist(), 1.0)) for _ in range(20)]

    def ask(i: int) -> object:
        return _answer(found, profiles[i % len(profiles)])

    told(f"content, {rows:,} made recordings, scoring and choosing", timed(times, ask))
    sound = found.content.sound

    def bare(i: int) -> object:
        scores = sound @ sound[i]
        return np.argpartition(-scores, 20)[:20]

    told("  (peer) bare product and argpartition", timed(times, bare))


def _answer(found: Catalogue, profile: sp.csr_matrix) -> np.ndarray:
    scores = found.content.scores(profile)[0]
    out = np.zeros(len(scores), dtype=bool)
    out[profile.indices] = True
    places = choose.pool(scores, out, choose.POOL)
    return places[choose.diverse(scores[places], lambda i: found.content.likeness(int(places[i]), places), 20, 0.0)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--no-training", action="store_true")
    chosen = parser.parse_args()
    data = os.environ.get("REPERTOIRE_TEST_DATA")
    with tempfile.TemporaryDirectory(prefix="repertoire-") as folder:
        scratch = Path(folder)
        if data:
            catalogue = Path(data) / "spotify_tracks_114k" / "dataset.csv"
            files = [*sorted((Path(data) / "lastfm_2k").glob("*.dat")), catalogue]
        else:
            print("Demo data: the figures prove code only.")
            write_demo(scratch / "demo")
            files = sorted((scratch / "demo").glob("*"))
            catalogue = next(file for file in files if "track" in file.name)
        if not chosen.no_training:
            home = home_of(scratch / "listened", files)
            train(home)
        print(f"Answers {'':<56}{'p50 ms':>9}{'p95 ms':>9}{'CPU p50':>9}{'p95':>9}")
        if not chosen.no_training:
            answers(home, chosen.times)
        silent(home_of(scratch / "silent", [catalogue]), chosen.times)
    for rows in sorted({114_000, chosen.rows}):
        large(rows, min(chosen.times, 60))


if __name__ == "__main__":
    main()
