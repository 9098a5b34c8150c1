"""How much slower is loading a file of tracks than merely reading it?

Peer, in the same process: a bare `create table as select * from read_csv(file)` into a database file of its own. Ours
recognises, types, checks, rejects, merges, splits artists, labels genres and stores. Both run three times in turn (--repeats).

    python benchmarks/etl.py                     the 114k file (where REPERTOIRE_TEST_DATA is set) and 1 million rows
    python benchmarks/etl.py --rows 5000000      a generated file of that size as well
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

# Run as a script, the folder of this file comes first and this file would hide the package of the same name.
sys.path[:] = [entry for entry in sys.path if Path(entry).resolve() != Path(__file__).resolve().parent]

import duckdb

from etl.load import load
from warehouse.build import build
from warehouse.connect import Workbench
from warehouse.home import Home
from warehouse.publish import publish

REPEATS = 3
GENERATE = """
copy (
    with numbered as (select i, hash(i) as h, hash(i, 7) as k from range({rows}) as numbers(i))
    select
        i as row_number,
        -- about one row in five repeats the track before it under another genre
        'track' || lpad((if(h % 5 = 0 and i > 0, i - 1, i))::varchar, 17, '0') as track_id,
        'Artist ' || (k % ({rows} // 4 + 1)) || if(h % 7 = 0, ';Guest ' || (k % 5000), '') as artists,
        'Album ' || (h % ({rows} // 10 + 1)) as album_name,
        'Title ' || (if(h % 5 = 0 and i > 0, i - 1, i)) || if(k % 50 = 0, ' "Live", Part ' || (k % 3), '') as track_name,
        (k % 101)::int as popularity,
        60000 + (h % 300000)::int as duration_ms,
        if(h % 9 = 0, 'True', 'False') as explicit,
        round((h % 1000) / 1000.0, 3) as danceability,
        round((k % 1000) / 1000.0, 3) as energy,
        (h % 12)::int as key,
        round(-30 + (k % 30000) / 1000.0, 3) as loudness,
        (h % 2)::int as mode,
        round((k % 970) / 1000.0, 4) as speechiness,
        round((h % 996) / 1000.0, 4) as acousticness,
        (k % 100000) / 100000.0 as instrumentalness,
        round((h % 990) / 1000.0, 4) as liveness,
        round((k % 995) / 1000.0, 3) as valence,
        round(50 + (h % 170000) / 1000.0, 3) as tempo,
        4 as time_signature,
        'genre-' || ((h >> 8) % 114) as track_genre
    from numbered
) to '{path}' (header, delimiter ',')
"""


def generate(path: Path, rows: int) -> Path:
    """A file in the layout of the 114k file; the same number of rows gives the same content."""
    with duckdb.connect() as con:
        con.execute(GENERATE.format(rows=rows, path=path))
    return path


def bare(path: Path, folder: Path) -> float:
    """Seconds of a bare read into a table of a new database file."""
    target = folder / "bare.duckdb"
    target.unlink(missing_ok=True)
    started = time.perf_counter()
    with duckdb.connect(str(target), config={"threads": os.cpu_count() or 1}) as con:
        con.execute("create table t as select * from read_csv($path)", {"path": str(path)})
    return time.perf_counter() - started


def ours(path: Path, folder: Path) -> tuple[float, float, float, str]:
    """(seconds to load, to build, to publish, the report in words) into a new home."""
    with tempfile.TemporaryDirectory(dir=folder) as home, Workbench(Home(home)) as workbench:
        started = time.perf_counter()
        file = load(workbench, [path]).files[0]
        loaded = time.perf_counter()
        build(workbench)
        built = time.perf_counter()
        publish(workbench)
        published = time.perf_counter()
    assert file.error is None, file.error
    words = f"{file.rows_loaded:,} loaded, {file.rows_merged:,} merged, {file.rows_rejected:,} rejected"
    return loaded - started, built - loaded, published - built, words


def measure(name: str, path: Path, folder: Path, limit: str, repeats: int) -> None:
    """Print one row of the table: medians, and the ratio."""
    pairs = [(bare(path, folder), ours(path, folder)) for _ in range(repeats)]
    read = statistics.median(b for b, _ in pairs)
    load_s, build_s, publish_s = (statistics.median(o[i] for _, o in pairs) for i in range(3))
    ratio = statistics.median(o[0] / b for b, o in pairs)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        f"{name:<22}{path.stat().st_size / 2**20:>8.0f}{read:>10.2f}{load_s:>10.2f}{ratio:>8.2f}"
        f"{build_s:>10.2f}{publish_s:>10.2f}{memory:>9.1f}   {limit}; {pairs[0][1][3]}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the generated file")
    parser.add_argument("--repeats", type=int, default=REPEATS, help="how often both run")
    asked = parser.parse_args()
    rows, repeats = asked.rows, asked.repeats
    print(f"median of {repeats}; {os.cpu_count()} cores; memory is the peak of the whole process so far")
    print(
        f"{'file':<22}{'MB':>8}{'bare, s':>10}{'load, s':>10}{'ratio':>8}{'build, s':>10}{'publish, s':>10}{'GB':>9}   aim; rows"
    )
    with tempfile.TemporaryDirectory(prefix="repertoire-bench-") as text:
        folder = Path(text)
        real = Path(os.environ.get("REPERTOIRE_TEST_DATA", "")) / "spotify_tracks_114k" / "dataset.csv"
        if real.is_file():
            measure("114k (real)", real, folder, "load <= 2.5 x bare + 1 s", repeats)
        measure(f"{rows:,} (made)", generate(folder / "made.csv", rows), folder, "load <= 4 x bare", repeats)


if __name__ == "__main__":
    main()
