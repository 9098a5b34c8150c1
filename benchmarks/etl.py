"""How fast is loading, next to merely reading the file and next to the same work in pandas, and does it grow evenly?

Ours recognises, types, checks, rejects, merges, splits artists, labels genres and stores; then builds and publishes.
Peers, in the same run: a bare `create table as select * from read_csv(file)`, and the same work in pandas
(etl_peers.py), whose results must be equal. Every measurement has a process of its own, so that its peak of memory is its own.

    python benchmarks/etl.py                                     1 million tracks and 4 million plays, some minutes
    python benchmarks/etl.py --rows 5000000 --plays 20000000     the sizes of the targets; pandas reads the smaller ones
    python benchmarks/etl.py --only new --rows 5000000           one table: load, pandas, growth or new
"""

from __future__ import annotations

import argparse
import math
import multiprocessing
import os
import resource
import statistics
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
# Run as a script, the folder of this file comes first and this file would hide the package of the same name.
sys.path[:] = [str(HERE.parent), *(entry for entry in sys.path if Path(entry).resolve() != HERE)]

import numpy as np

from benchmarks import etl_compare, etl_files, etl_peers
from benchmarks.etl_compare import counts, took
from benchmarks.figures import Figure, keep
from etl.load import load
from warehouse.build import build
from warehouse.connect import Workbench
from warehouse.home import Home
from warehouse.publish import publish

NEW_ROWS = 10_000
PANDAS_ROWS, PANDAS_PLAYS = 1_000_000, 4_000_000  # what pandas reads at most: more does not fit everywhere
SHARES = (0.1, 0.2, 0.4, 1.0)


def alone(function: Callable[..., dict[str, Any]], *arguments: Any) -> dict[str, Any]:
    """What a function returns in a new process, with that process's peak of memory in GB."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_with_peak, function, *arguments).result()


def _with_peak(function: Callable[..., dict[str, Any]], *arguments: Any) -> dict[str, Any]:
    found = function(*arguments)
    return {**found, "gb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20}


def ours(path: Path, folder: Path) -> dict[str, Any]:
    """Seconds to load, build and publish a file into a new home."""
    with tempfile.TemporaryDirectory(dir=folder) as home, Workbench(Home(home)) as workbench:
        workbench.con.execute("set enable_progress_bar = false")
        return _through(workbench, path)


def _through(workbench: Workbench, path: Path) -> dict[str, Any]:
    load_s, report = took(lambda: load(workbench, [path]).files[0])
    assert report.error is None, report.error
    build_s, _ = took(lambda: build(workbench))
    publish_s, _ = took(lambda: publish(workbench))
    return {"load": load_s, "build": build_s, "publish": publish_s, "counts": counts(report)}


def bare(path: Path, folder: Path) -> dict[str, Any]:
    return {"seconds": etl_peers.bare(path, folder)}


# ---- Next to a bare read ---------------------------------------------------------------------------------------------


def table_load(files: dict[str, Path], folder: Path, repeats: int) -> None:
    """Medians, and the median of the ratios of runs next to each other."""
    print(f"{'file':<22}{'MB':>7}{'bare':>8}{'load':>8}{'ratio':>7}{'build':>8}{'publish':>9}{'GB':>6}   rows")
    for name, path in files.items():
        pairs = [(alone(bare, path, folder), alone(ours, path, folder)) for _ in range(repeats)]
        read = statistics.median(b["seconds"] for b, _ in pairs)
        load_s, build_s, publish_s = (
            statistics.median(o[step] for _, o in pairs) for step in ("load", "build", "publish")
        )
        ratio = statistics.median(o["load"] / b["seconds"] for b, o in pairs)
        counts = ", ".join(f"{n:,} {what}" for what, n in pairs[0][1]["counts"].items())
        print(
            f"{name:<22}{path.stat().st_size / 2**20:>7.0f}{read:>8.2f}{load_s:>8.2f}{ratio:>7.2f}"
            f"{build_s:>8.2f}{publish_s:>9.2f}{max(o['gb'] for _, o in pairs):>6.2f}   {counts}",
            flush=True,
        )
    print("aim: ratio at most 4, better 3; GB at most 4\n")


# ---- Next to pandas --------------------------------------------------------------------------------------------------


def table_pandas(
    files: dict[str, tuple[Callable[..., dict[str, Any]], Path]], folder: Path, repeats: int
) -> list[Figure]:
    """Medians. The marts are those that both make; `rest` are the other relations of ours."""
    print(
        f"{'':<18}{'pandas':>16}{'ours':>26}{'times as fast':>22}\n{'file':<18}"
        f"{'load':>8}{'marts':>8}{'load':>10}{'marts':>8}{'rest':>8}{'load':>8}{'marts':>7}{'both':>7}"
    )
    figures = []
    for name, (compare, path) in files.items():
        runs = [alone(compare, path, folder) for _ in range(repeats)]
        theirs = [statistics.median(run["theirs"][step] for run in runs) for step in (0, 1)]
        ours_s = [statistics.median(run["ours"][step] for run in runs) for step in (0, 1, 2)]
        both = tuple(sum(run["ours"][:2]) for run in runs)
        figures.append(Figure(f"{name}: loaded and summed up", "s", both, "pandas", sum(theirs)))
        times = [theirs[0] / ours_s[0], theirs[1] / ours_s[1], sum(theirs) / sum(ours_s[:2])]
        verdict = "are equal" if not runs[0]["differences"] else f"DIFFER: {'; '.join(runs[0]['differences'])}"
        widths = (8, 8, 10, 8, 8)
        shown = "".join(f"{s:>{w}.2f}" for s, w in zip([*theirs, *ours_s], widths, strict=True))
        shown += "".join(f"{t:>{w}.1f}" for t, w in zip(times, (8, 7, 7), strict=True))
        print(f"{name:<18}{shown}   results {verdict}", flush=True)
    print("aim: both at least 8 times as fast, results equal; both store what they make\n")
    return figures


# ---- Growth, and a few new rows --------------------------------------------------------------------------------------


def table_growth(name: str, sizes: list[int], make: Callable[[Path, int], Path], folder: Path) -> None:
    """Seconds at several sizes, and the exponent of the line through their logarithms: 1 is linear."""
    print(f"{name:<12}{'load':>8}{'build':>8}{'publish':>9}{'GB':>6}")
    totals = []
    for rows in sizes:
        path = make(folder / f"growth-{rows}.csv", rows)
        run = alone(ours, path, folder)
        path.unlink()
        totals.append(run["load"] + run["build"] + run["publish"])
        print(f"{rows:<12,}{run['load']:>8.2f}{run['build']:>8.2f}{run['publish']:>9.2f}{run['gb']:>6.2f}", flush=True)
    slope = np.polyfit([math.log(n) for n in sizes], [math.log(s) for s in totals], 1)[0]
    print(f"seconds grow with rows to the power of {slope:.2f}; aim: at most 1.1\n")


def new_rows(big: list[Path], few: Path, folder: Path) -> dict[str, Any]:
    """Seconds of a few rows into a home that holds the big files."""
    with tempfile.TemporaryDirectory(dir=folder) as home, Workbench(Home(home)) as workbench:
        workbench.con.execute("set enable_progress_bar = false")
        for path in big:
            assert load(workbench, [path]).files[0].error is None
        build(workbench)
        publish(workbench)
        again, _ = took(lambda: build(workbench))
        return {**_through(workbench, few), "again": again}


def table_new(homes: dict[str, list[Path]], few: Path, folder: Path) -> None:
    print(
        f"{f'{NEW_ROWS:,} tracks into':<36}{'load':>8}{'build':>8}{'publish':>9}{'all':>8}{'GB':>6}   build of nothing new"
    )
    for name, big in homes.items():
        run = alone(new_rows, big, few, folder)
        steps = [run[step] for step in ("load", "build", "publish")]
        shown = "".join(f"{s:>{w}.2f}" for s, w in zip([*steps, sum(steps)], (8, 8, 9, 8), strict=True))
        print(f"{name:<36}{shown}{run['gb']:>6.2f}   {run['again']:.2f}", flush=True)
    print("aim: all at most 60\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the file of tracks")
    parser.add_argument("--plays", type=int, default=4_000_000, help="rows of the file of plays; 0 for none")
    parser.add_argument("--repeats", type=int, default=3, help="how often the measurements next to peers run")
    parser.add_argument(
        "--only", choices=("load", "pandas", "growth", "new"), action="append", help="not all four tables"
    )
    parser.add_argument("--size", default="full", help="name under which figures next to peers are kept")
    asked = parser.parse_args()
    wanted = asked.only or ["load", "pandas", "growth", "new"]
    print(f"seconds, median of {asked.repeats} next to peers, else of 1; {os.cpu_count()} cores\n")
    with tempfile.TemporaryDirectory(prefix="repertoire-bench-") as text:
        tables(wanted, asked, Path(text))


def tables(wanted: list[str], asked: argparse.Namespace, folder: Path) -> None:
    rows, plays, repeats = asked.rows, asked.plays, asked.repeats
    tracks_file = etl_files.tracks(folder / "tracks.csv", rows)
    plays_file = etl_files.plays(folder / "plays.csv", plays) if plays else None
    if "load" in wanted:
        real = Path(os.environ.get("REPERTOIRE_TEST_DATA", "")) / "spotify_tracks_114k" / "dataset.csv"
        files = {"114k (real)": real} if real.is_file() else {}
        files[f"{rows:,} tracks"] = tracks_file
        table_load(files | ({f"{plays:,} plays": plays_file} if plays_file else {}), folder, repeats)
    if "pandas" in wanted:
        few, some = min(rows, PANDAS_ROWS), min(plays, PANDAS_PLAYS)
        peers = {f"{few:,} tracks": (etl_compare.tracks, etl_files.tracks(folder / "pandas-tracks.csv", few))}
        if some:
            peers[f"{some:,} plays"] = (etl_compare.plays, etl_files.plays(folder / "pandas-plays.csv", some))
        keep("etl", asked.size, table_pandas(peers, folder, repeats))
    if "growth" in wanted:
        table_growth("tracks", [int(rows * share) for share in SHARES], etl_files.tracks, folder)
        if plays:
            table_growth("plays", [int(plays * share) for share in SHARES], etl_files.plays, folder)
    if "new" in wanted:
        homes = {f"{rows:,} rows of tracks": [tracks_file]}
        if plays_file:
            homes[f"the same and {plays:,} plays"] = [tracks_file, plays_file]
        table_new(homes, etl_files.tracks(folder / "new.csv", NEW_ROWS, first=rows), folder)


if __name__ == "__main__":
    main()
