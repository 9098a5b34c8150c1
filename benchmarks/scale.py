"""How far does one machine go? Rollups of 1, 10, 50, 100 million plays, and models learned from 0.1, 1, 5 million tracks.

    python benchmarks/scale.py [--events 1000000 10000000] [--spark-up-to 1000000] [--again]
    python benchmarks/scale.py --tracks 100000 1000000 5000000

Made events (a fixed formula, no randomness), and a home of three tracks, so that what is timed is the rollup and not the linking.
Each run is a process of its own: its seconds, its peak memory, and the most that lay in its folder for spilling. Spark, where
it and Java are installed, runs beside DuckDB on threads of the same machine; what both leave is compared row by row. Tracks are
those of the 114k file over and over under other ids and artists. What is measured is kept at once (benchmarks/results), so a run
that was broken off goes on where it was; --again measures anew.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path[:] = [entry for entry in sys.path if Path(entry).resolve() != Path(__file__).resolve().parent]
sys.path.append(str(Path(__file__).resolve().parent.parent))

import duckdb

from benchmarks.figures import FOLDER, Figure, keep, read
from tests.warehouse.homes import QUICK, tiny
from warehouse.rollup import LANDED
from warehouse.rollup.spark import unavailable

ROOT = Path(__file__).resolve().parent.parent
LIMIT, A_LISTENER = "3500MB", 50
SAID = """
import json, resource, time
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": time.perf_counter() - began, "peak": peak, **more}))
"""
ROLL = """
import sys, time
from pathlib import Path
from warehouse.settings import Settings
from workflows import rolling
engine, home, events, out, limit = sys.argv[1:]
settings, master = Settings(home=Path(home), wait_seconds=5, memory_limit=limit), "local[2]" if engine == "spark" else None
began, more = time.perf_counter(), {}
rolling.rollup(settings, Path(events), Path(out), engine, master)
"""
LEARN = """
import sys, time
from pathlib import Path
from analytics import popularity
from analytics.popularity import rated
from analytics.training.popularity import forecasts
from etl.load import load
from warehouse.build import build
from warehouse.connect import Workbench
from warehouse.home import Home
from warehouse.settings import Settings
home, file = sys.argv[1:]
settings = Settings(home=Path(home))
with Workbench(Home(home), settings) as workbench:
    began = time.perf_counter()
    assert not load(workbench, [Path(file)]).failed
    build(workbench)
    heard, everything = rated.read(workbench)
    ready = time.perf_counter()
model = popularity.fit(heard.data, rated.everyone(heard), popularity.Config(threads=settings.cores))
learned = time.perf_counter()
rows = len(forecasts(model, everything)[0])
more = {"build": ready - began, "learn": learned - ready, "score": time.perf_counter() - learned, "rows": rows}
"""
EVENTS = """copy (
    select 'listener ' || (n * 7919 % $listeners) as listener, 'track ' || (n * n % 50021) as track_id,
        timestamp '2024-01-01' + to_seconds(n * 37 % 31000000) as played_at, n * 13 % 300000 as ms_played
    from range($n) t(n)) to '{path}' (format parquet)"""
TRACKS = """copy (
    select track_id || '-' || copy as track_id, artists || ' ' || copy as artists, track_name || ' ' || copy as track_name,
        source.* exclude (track_id, artists, track_name)
    from read_csv($source, all_varchar = true) as source, range(1000) as copies (copy) limit $rows) to '{path}' (header)"""


def apart(code: str, *given: str | Path, watched: Path | None = None) -> dict[str, float]:
    """What a process of its own says of itself; with the most MB that lay in the folder `watched` meanwhile."""
    most, over = [0.0], threading.Event()

    def watch() -> None:
        while watched and not over.wait(0.2):
            with suppress(FileNotFoundError):  # it comes and goes while one looks
                most[0] = max(most[0], sum(_size(path) for path in watched.rglob("*")) / 2**20)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        command = [sys.executable, "-c", code + SAID, *map(str, given)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    finally:
        over.set()
        thread.join()
    if done.returncode:
        raise SystemExit(done.stderr[-3000:])
    return {**json.loads(done.stdout.splitlines()[-1]), "spill": most[0]}


def _size(path: Path) -> int:
    try:
        return path.stat().st_blocks * 512  # what it takes on the disk
    except FileNotFoundError:
        return 0


def equal(one: Path, other: Path) -> bool:
    """Whether two rollups hold the same rows."""
    pairs = [[f"read_parquet('{folder}/{name}/*.parquet')" for folder in (one, other)] for name in LANDED]
    asked = (
        "select (select count(*) from {0}) = (select count(*) from {1}) and not exists (from {0} except all from {1})"
    )
    return all(duckdb.execute(asked.format(*pair)).fetchall()[0][0] for pair in pairs)


def rolled(count: int, with_spark: bool) -> Figure:
    """One size: DuckDB, and Spark beside it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        home, events = tiny(folder, settings=QUICK).path, folder / "events.parquet"
        duckdb.execute(EVENTS.format(path=events), {"n": count, "listeners": max(count // A_LISTENER, 1)})
        ours = apart(ROLL, "duckdb", home, events, folder / "duckdb", LIMIT, watched=home / "spill")
        more: dict[str, Any] = {"events": count, "file_mb": events.stat().st_size / 2**20, **ours}
        figure = Figure(f"rollup of {count:,} plays", "s", (ours["seconds"],), more=more)
        if not with_spark:
            return figure
        theirs = apart(ROLL, "spark", home, events, folder / "spark", LIMIT, watched=home / "spill")
        more["equal"] = equal(folder / "duckdb", folder / "spark")
        return replace(figure, peer="Spark local[2]", theirs=theirs["seconds"])


def learned(rows: int) -> Figure:
    """One size: load, build, popularity learned from all rows with its intervals, every row scored."""
    source = Path(os.environ.get("REPERTOIRE_TEST_DATA", "")) / "spotify_tracks_114k" / "dataset.csv"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tracks.csv"
        duckdb.execute(TRACKS.format(path=path), {"source": str(source), "rows": rows})
        ours = apart(LEARN, Path(folder) / "home", path)
    return Figure(f"popularity learned from {rows:,} rows", "s", (ours["learn"],), more=ours)


def told(figure: Figure) -> str:
    """One line of the table."""
    more = figure.more
    parts = ", ".join(f"{name} {more[name]:,.1f} s" for name in ("build", "learn", "score") if name in more)
    rate = f"{more['events'] / more['seconds']:,.0f} events a second" if "events" in more else parts
    beside = f"{figure.peer} {figure.theirs:,.1f} s, equal: {more['equal']}" if figure.theirs else ""
    return f"| {figure.what} | {figure.ours:,.1f} | {more['peak']:,.0f} | {more['spill']:,.0f} | {rate} | {beside} |"


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--events", type=int, nargs="*", default=None)
    options.add_argument("--tracks", type=int, nargs="*", default=[])
    options.add_argument("--spark-up-to", type=int, default=1_000_000)
    options.add_argument("--size", default="full")
    options.add_argument("--again", action="store_true")
    given = options.parse_args()
    counts = given.events if given.events is not None else ([] if given.tracks else [1_000_000, 10_000_000])
    path = FOLDER / f"scale-{given.size}.json"
    held = read(path)[1] if path.exists() and not given.again else []
    print("| what | s | peak MB | most spilled MB | | beside it |\n|---|---|---|---|---|---|", flush=True)
    for work, count in [(rolled, n) for n in counts] + [(learned, n) for n in given.tracks]:
        name = f"rollup of {count:,} plays" if work is rolled else f"popularity learned from {count:,} rows"
        found = next((one for one in held if one.what == name), None)
        if found is None:
            found = (
                rolled(count, not unavailable() and count <= given.spark_up_to) if work is rolled else learned(count)
            )
            held.append(found)
            keep("scale", given.size, held)
        print(told(found), flush=True)
    if unavailable():
        print(f"Spark was not run: {unavailable()}")


if __name__ == "__main__":
    main()
