"""How long do memberships in moods take to build, and how fast are questions about them, at millions of tracks?

The catalogue is the real file where REPERTOIRE_TEST_DATA names it, repeated with small changes of every number; else numbers
out of the ranges of the features. Peers, in the same run: the same questions answered without the table, by working out the
membership of every track when it is asked for, and a bare filter on two columns.

    python benchmarks/moods.py                   1,000,000 tracks
    python benchmarks/moods.py --rows 5000000    the size of the target
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
# Run as a script, the folder of this file comes first and this file would hide the package of the same name.
sys.path[:] = [str(HERE.parent), *(entry for entry in sys.path if Path(entry).resolve() != HERE)]

from warehouse import build
from warehouse.connect import View, Workbench
from warehouse.features import model_inputs
from warehouse.filters import TrackFilter, parse
from warehouse.home import Home
from warehouse.moods import load, memberships_sql
from warehouse.queries import moods, tracks

RUNS = 15
BIG, SMALL = "energetic", "chill_focus"
COLUMNS = ["track_id", "title", "tempo"]
MADE = ("mood_ranges", "track_moods", "moods")
NUMBERS = [f for f in model_inputs() if f.is_numeric]


def catalogue(workbench: Workbench, rows: int) -> None:
    """A table of tracks with the numbers that moods look at."""
    real = Path(os.environ.get("REPERTOIRE_TEST_DATA", "")) / "spotify_tracks_114k" / "dataset.csv"
    if real.is_file():
        columns = ", ".join(
            f'greatest({f.low}, least({f.high}, "{f.name}" * (0.99 + 0.02 * random())))::{f.sql_type} as "{f.name}"'
            for f in NUMBERS
            if f.name != "release_year"
        )
        columns += ", null::integer as release_year"
        source = f"from (select * from read_csv('{real}'), range({rows // 114_000 + 1}))"
    else:
        columns = ", ".join(
            f'({f.low} + random() * {(f.high or 0) - (f.low or 0)})::{f.sql_type} as "{f.name}"' for f in NUMBERS
        )
        source = f"from range({rows})"
    workbench.con.execute("select setseed(0.5)")
    workbench.con.execute(
        f"""create table tracks as select row_number() over ()::integer as track_no, 't' || track_no as track_id,
        'Song ' || track_no as title, (random() * 100)::integer as popularity, {columns} {source} limit {rows}"""
    )


def cpu() -> float:
    """Seconds of all cores that this process has used."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def make(workbench: Workbench) -> tuple[float, float]:
    """(seconds, seconds of cores) to make the tables of moods, as a build does."""
    started, busy = time.perf_counter(), cpu()
    given = build._load_moods(workbench)
    for relation in build.RELATIONS:
        if relation.name in MADE:
            text = relation.sql.replace(build.MEMBERSHIPS, f"{given}\n    union all")
            workbench.con.execute(f"create table {relation.name} as {text}")
    return time.perf_counter() - started, cpu() - busy


def questions(view: View) -> dict[str, Callable[[], object]]:
    """What is asked, with the peers."""
    none = TrackFilter()
    known = {m.name: m for m in load()}
    asked = f"from ({memberships_sql([known[BIG]])}) where membership >= 0.5"
    bare = parse("energy >= 0.65 and loudness >= -11.5")
    both, mood = parse(f"mood[{SMALL}] >= 0.5 and tempo < 100"), parse(f"mood[{BIG}] >= 0.5")
    middle = int(view.value("select max(track_no) from tracks")) // 2
    return {
        f"tracks of {BIG}, the 50 fullest": lambda: moods.ranked(view, {BIG: 0.5}, none, COLUMNS),
        f"tracks of {SMALL}, the 50 fullest": lambda: moods.ranked(view, {SMALL: 0.5}, none, COLUMNS),
        f"  (peer) the same for {BIG}, worked out when asked": lambda: view.rows(
            f"{asked} order by membership desc, track_no limit 50"
        ),
        "tracks of two moods, the 50 fullest": lambda: moods.ranked(view, {SMALL: 0.5, "calm": 0.5}, none, COLUMNS),
        "every mood of one track": lambda: moods.of_track(view, middle),
        "tracks of every mood, counted": lambda: moods.counts(view, none),
        f"page of 50 of {both.text}": lambda: tracks.page(view, both, (), COLUMNS, 0, 50),
        f"count of {mood.text}": lambda: tracks.count(view, mood),
        f"  (peer) count of {bare.text}": lambda: tracks.count(view, bare),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000, help="tracks")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="repertoire-bench-") as text, Workbench(Home(Path(text))) as workbench:
        catalogue(workbench, asked.rows)
        before = Home(Path(text)).workbench.stat().st_size
        seconds, busy = make(workbench)
        workbench.con.execute("checkpoint")
        size = (Home(Path(text)).workbench.stat().st_size - before) / 2**20
        rows = workbench.value("select count(*) from track_moods")
        print(
            f"{asked.rows:,} tracks, {len(load())} moods, {rows:,} memberships; load of the machine {os.getloadavg()[0]:.1f}"
        )
        print(f"built in {seconds:.1f} s ({busy:.1f} s of cores), {size:.0f} MB")
        print(f"{'question':<72}{'p50, ms':>9}{'p95, ms':>9}{'cores, ms':>11}")
        for name, ask in questions(workbench).items():
            took, worked = timed(ask)
            p95 = statistics.quantiles(took, n=20)[-1]
            print(f"{name:<72}{statistics.median(took):>9.1f}{p95:>9.1f}{worked:>11.1f}")


def timed(ask: Callable[[], object]) -> tuple[list[float], float]:
    """(milliseconds of each run, milliseconds of cores of one)."""
    took, busy = [], cpu()
    for _ in range(RUNS):
        started = time.perf_counter()
        ask()
        took.append((time.perf_counter() - started) * 1000)
    return took, (cpu() - busy) / RUNS * 1000


if __name__ == "__main__":
    main()
