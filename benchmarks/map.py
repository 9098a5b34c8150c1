"""How long does the map take, how far can it be trusted, and how much of it is sent? Ours and its peers in one run.

t-SNE by openTSNE as we use it, scikit-learn's t-SNE and UMAP on the same points, and PCA; trustworthiness and neighbours kept
on the same sample of tracks. A peer that takes longer than 10 minutes is stopped and has no figure. Then the bytes of the
figure of 100,000 points, as they are sent. Without the 114k file (REPERTOIRE_TEST_DATA) the demo is used. And, with made
points, what the page asks of a map of millions, beside the bare count of all of them.

    python benchmarks/map.py [--rows N] [--only NAME]... [--minutes 10]
    python benchmarks/map.py --points 5000000
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

# Run as a script, the folder of this file comes first and would hide packages of the same name.
sys.path[:] = [entry for entry in sys.path if Path(entry).resolve() != Path(__file__).resolve().parent]

import numpy as np

from analytics import heard, projection, sound, tsne
from analytics.sound import Points
from dashboard.figures.sound_map import Drawn
from dashboard.figures.sound_map import sound_map as figure
from etl.demo import write_demo
from etl.load import load
from warehouse.build import build
from warehouse.connect import Workbench
from warehouse.home import Home
from warehouse.queries import sound_map

THREADS = os.cpu_count() or 1


def ours(points: Points) -> Points:
    return tsne.lay_out(points, 0, THREADS)


def pca(points: Points) -> Points:
    return projection.principal(points, projection.components_of(points)[0])


def scikit_learn(points: Points) -> Points:
    from sklearn.manifold import TSNE

    found: Points = TSNE(n_jobs=THREADS, random_state=0).fit_transform(points)
    return found


def umap(points: Points) -> Points:
    from umap import UMAP

    found: Points = UMAP(n_jobs=THREADS).fit_transform(points)
    return found


WAYS: dict[str, Callable[[Points], Points]] = {
    "PCA": pca,
    "t-SNE, ours": ours,
    "UMAP": umap,
    "t-SNE, scikit-learn": scikit_learn,
}


def points_of(rows: int | None) -> Points:
    """Recordings of the real file, or of the demo, in the space of sound."""
    folder = os.environ.get("REPERTOIRE_TEST_DATA", "")
    real = Path(folder) / "spotify_tracks_114k" / "dataset.csv"
    with tempfile.TemporaryDirectory() as temporary, Workbench(Home(Path(temporary) / "home")) as workbench:
        paths = [real] if folder and real.is_file() else [f.path for f in write_demo(Path(temporary) / "demo")]
        load(workbench, paths[:1])
        build(workbench)
        tracks = heard.read(workbench)
    print(f"{'the 114k file' if len(paths) == 1 else 'demo'}: {len(tracks.learned):,} recordings, {THREADS} cores")
    learned = np.random.default_rng(0).permutation(tracks.learned)[: rows or None]
    return sound.fit(tracks.X[learned], tracks.features).place(tracks.X[learned])


def timed(way: str, points: Points, pipe: Any) -> None:
    """Lay out in a process of its own, so that a slow peer can be stopped."""
    started, worked = time.monotonic(), time.process_time()
    layout = WAYS[way](points)
    pipe.send((time.monotonic() - started, time.process_time() - worked, np.asarray(layout, np.float32)))


def measure(way: str, points: Points, minutes: float) -> str:
    """One row of the table."""
    here, there = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.Process(target=timed, args=(way, points, there))
    child.start()
    there.close()
    try:
        answered = here.poll(minutes * 60)
        seconds, processor, layout = here.recv() if answered else (0.0, 0.0, None)
    except EOFError:
        layout, answered = None, True
    child.terminate()
    child.join()
    if layout is None:
        return f"| {way} | {'failed' if answered else f'stopped after {minutes:g} min'} | | | |"
    found = projection.quality(points, layout)
    return f"| {way} | {seconds:.1f} | {processor:.1f} | {found.trust:.3f} | {found.kept:.3f} |"


def sent(n: int = 100_000) -> str:
    """Bytes of a figure of n points."""
    rng = np.random.default_rng(0)
    x, y = (rng.normal(size=n).astype(np.float32) for _ in range(2))
    names = rng.integers(0, 8, n)
    drawn = Drawn((-4, 4, -4, 4), np.arange(n, dtype=np.int32), x, y, [f"Group {i}" for i in range(8)], names)
    started = time.monotonic()
    text = figure(drawn, "light", "r").to_json()
    return f"{n:,} points: {len(text) / 1e6:.2f} MB of JSON, made in {1000 * (time.monotonic() - started):.0f} ms"


#: The page of a map of all points: as data.py asks for it.
CELLS, FIRST, RUNS = (180, 120), 12_000, 20
MADE = """
create table map_points as
select
    i::integer as track_no, 't' || i as track_id, (i % 8 + 1)::integer as cluster, x, y, x as pca_x, y as pca_y,
    (random() * 100)::float as popularity, i::integer as draw
from (
    select i, (i % 8) + 1.5 * (random() + random() + random() - 1.5) as x, 3 * (random() + random() + random()) as y
    from range(?) as made(i)
)
"""


def asked_of(workbench: Workbench) -> dict[str, Callable[[], object]]:
    """What the page asks, with a peer."""
    left, right, lower, upper = whole = sound_map.extent(workbench, "t-SNE").box
    part = (left, left + (right - left) / 4, lower, lower + (upper - lower) / 4)
    lasso = [(2.0, 3.0), (4.0, 3.0), (4.5, 5.0), (3.0, 6.0), (1.5, 5.0)]
    return {
        "(peer) bare count": lambda: workbench.value("select count(*) from map_points where x > 0 and y > 0"),
        "recordings in view, all of them": lambda: sound_map.count(workbench, "t-SNE", whole),
        "density of all": lambda: sound_map.density(workbench, "t-SNE", whole, *CELLS),
        "points drawn over it": lambda: sound_map.points(workbench, "t-SNE", "group", whole, FIRST),
        "recordings in view, a sixteenth of the picture": lambda: sound_map.count(workbench, "t-SNE", part),
        "density of that": lambda: sound_map.density(workbench, "t-SNE", part, *CELLS),
        "points of that": lambda: sound_map.points(workbench, "t-SNE", "group", part, FIRST),
        f"a lasso, {len(sound_map.inside(workbench, 't-SNE', lasso)):,} inside": lambda: sound_map.inside(
            workbench, "t-SNE", lasso
        ),
        "the recording at a point": lambda: sound_map.at(workbench, "t-SNE", 3.0, 4.5),
    }


def at_scale(points: int) -> None:
    """Print what the page of a map of so many points takes."""
    with tempfile.TemporaryDirectory() as temporary, Workbench(Home(Path(temporary) / "home")) as workbench:
        workbench.con.execute("select setseed(0.5)")
        workbench.con.execute(MADE, [points])
        print(f"{points:,} made points, {THREADS} cores\n\n| asked | p50, ms | p95, ms |\n|---|---|---|")
        for name, ask in asked_of(workbench).items():
            took = []
            for _ in range(RUNS):
                started = time.perf_counter()
                ask()
                took.append(1000 * (time.perf_counter() - started))
            print(
                f"| {name} | {statistics.median(took):.0f} | {statistics.quantiles(took, n=20)[-1]:.0f} |", flush=True
            )
        box = sound_map.extent(workbench, "t-SNE").box
        table = sound_map.points(workbench, "t-SNE", "group", box, FIRST)
        grid = sound_map.density(workbench, "t-SNE", box, *CELLS)
        x, y = (table[name].to_numpy().astype(np.float32) for name in ("x", "y"))
        groups = table["colour"].to_numpy() - 1
        drawn = Drawn(box, table["track_no"].to_numpy().astype(np.int32), x, y, list("abcdefgh"), groups, None, grid)
        print(f"\nits figure: {len(figure(drawn, 'light', 'r').to_json()) / 1e6:.2f} MB of JSON")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--points", type=int, help="the page of a map of so many made points, nothing else")
    parser.add_argument("--rows", type=int)
    parser.add_argument("--only", action="append", choices=[*WAYS])
    parser.add_argument("--minutes", type=float, default=10)
    given = parser.parse_args()
    if given.points:
        at_scale(given.points)
        return
    print(sent())
    points = points_of(given.rows)
    print(
        f"\n{len(points):,} tracks\n\n| way | s | processor s | trustworthiness | neighbours kept |\n|---|---|---|---|---|"
    )
    for way in given.only or WAYS:
        print(measure(way, points, given.minutes), flush=True)


if __name__ == "__main__":
    main()
