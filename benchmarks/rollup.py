"""How long does a rollup of plays take on DuckDB, and on Spark on the same machine?

    python benchmarks/rollup.py [--events 1000000 10000000] [--spark-up-to 1000000]

Made events (a fixed formula, no randomness), a home with the demo's size of catalogue left out: three tracks, so that what is
timed is the rollup and not the linking. Both engines run in processes of their own, one after the other; what they leave is
compared row by row.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.warehouse.homes import QUICK, tiny
from warehouse.rollup import LANDED
from warehouse.rollup.spark import unavailable

RUN = """
import sys, time
from pathlib import Path
from warehouse.settings import Settings
from workflows import rolling
engine, home, events, out = sys.argv[1:]
began = time.perf_counter()
settings, master = Settings(home=Path(home), wait_seconds=5), "local[2]" if engine == "spark" else None
rolling.rollup(settings, Path(events), Path(out), engine, master)
print(time.perf_counter() - began)
"""
EVENTS = """copy (
    select 'listener ' || (n * 7919 % $listeners) as listener, 'track ' || (n * n % 50021) as track_id,
        timestamp '2024-01-01' + to_seconds(n * 37 % 31000000) as played_at, n * 13 % 300000 as ms_played
    from range($n) t(n)) to '{path}' (format parquet)"""


def run(engine: str, home: Path, events: Path, out: Path) -> float:
    """Seconds of one rollup in a process of its own, without the start of Python."""
    done = subprocess.run(
        [sys.executable, "-c", RUN, engine, str(home), str(events), str(out)],
        capture_output=True, text=True, check=True, cwd=Path(__file__).resolve().parent.parent,
    )  # fmt: skip
    return float(done.stdout.splitlines()[-1])


def equal(one: Path, other: Path) -> bool:
    """Whether two rollups hold the same rows."""
    pairs = [[f"read_parquet('{folder}/{name}/*.parquet')" for folder in (one, other)] for name in LANDED]
    asked = (
        "select (select count(*) from {0}) = (select count(*) from {1}) and not exists (from {0} except all from {1})"
    )
    return all(duckdb.execute(asked.format(*pair)).fetchall()[0][0] for pair in pairs)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--events", type=int, nargs="+", default=[1_000_000])
    options.add_argument("--spark-up-to", type=int, default=1_000_000)
    given = options.parse_args()
    print("| events | engine | s | events a second | equal |\n|---|---|---|---|---|")
    for count in given.events:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            home, events = tiny(folder, settings=QUICK).path, folder / "events.parquet"
            duckdb.execute(EVENTS.format(path=events), {"n": count, "listeners": max(count // 50, 1)})
            engines = ["duckdb"] + (["spark"] if not unavailable() and count <= given.spark_up_to else [])
            for engine in engines:
                seconds = run(engine, home, events, folder / engine)
                same = equal(folder / "duckdb", folder / engine) if engine != "duckdb" else ""
                print(
                    f"| {count:,} | {engine} | {seconds:.1f} | {count / seconds:,.0f} | {same} |",
                    flush=True,
                )
    if unavailable():
        print(json.dumps({"spark": unavailable(), "at": time.strftime("%Y-%m-%d")}))


if __name__ == "__main__":
    main()
