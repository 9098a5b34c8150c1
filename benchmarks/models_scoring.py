"""How fast are candidates scored, and in how much memory? Popularity of 1,000,000 rows, genres of some thousand.

The rows are those of the 114k file over and over, every other copy by artists that are not known. Models as they are
served are learned from the file once; what is measured is a process of its own that reads, checks and scores a file.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb

from analytics import dataset, genre, popularity, splits
from analytics.live import score
from analytics.popularity import rated
from analytics.training.common import finish
from etl import candidates
from etl.load import load
from warehouse.build import build
from warehouse.connect import Reader, Workbench
from warehouse.home import Home
from warehouse.publish import publish
from warehouse.settings import Settings
from workflows import scoring

ROWS, GENRE_ROWS = 1_000_000, 20_000


def prepared(folder: Path, source: Path, threads: int) -> Home:
    """A published home that holds `source`, with models of genre and popularity learned from all of it."""
    home, settings = Home(folder / "home"), Settings(home=folder / "home", threads=threads)
    with Workbench(home, settings) as workbench:
        assert not load(workbench, [source]).failed
        build(workbench)
        labelled, (heard, _) = dataset.read(workbench), rated.read(workbench)
    config = genre.Config(threads=threads, refit=False)
    _store(home, settings, "genre", genre.pack(genre.fit(labelled, splits.everything(labelled), config)))
    known = popularity.fit(heard.data, rated.everyone(heard), popularity.Config(threads=threads))
    _store(home, settings, "popularity", popularity.pack(known))
    with Workbench(home, settings) as workbench:
        build(workbench)
        publish(workbench)
    return home


def _store(home: Home, settings: Settings, name: str, packed: tuple[str, Any, Any]) -> None:
    text, arrays, about = packed
    card = {"model": about, "metrics": []}
    finish(home, settings, name, text, arrays, card, [], lambda _run: {}, time.monotonic())


def repeated(source: Path, to: Path, rows: int) -> Path:
    """A CSV file of `rows` rows made of those of the 114k file; path."""
    query = """copy (
        select
            md5(track_id || copy) as track_id,
            artists || case when copy % 2 = 0 then '' else ' ' || copy end as artists,
            track_name || ' ' || copy as track_name,
            source.* exclude (track_id, artists, track_name, popularity)
        from read_csv($source, all_varchar = true) as source, range(1000) as copies (copy)
        limit $rows
    ) to '{}' (header)"""
    duckdb.connect().execute(query.format(str(to).replace("'", "''")), {"source": str(source), "rows": rows})
    return to


def scored(home: str, path: str, task: str, threads: int) -> dict[str, float]:
    """rows, seconds, cpu (seconds), peak (MB), base (MB before the file): a file read, checked and scored by one model."""
    settings = Settings(home=Path(home), threads=threads)
    judges = score.need_models(Reader(Home(home), settings))
    judge = score.genres if task == "genre" else score.popularity
    model: Any = judges.genre if task == "genre" else judges.popularity
    model = replace(model, config=replace(model.config, threads=threads))
    base, started, cpu, rows = _peak(), time.perf_counter(), time.process_time(), 0
    with Workbench(Home(Path(path).parent / f"bench-{task}"), settings) as workbench:
        found = candidates.read(workbench, Path(path))
        for table in found.batches():
            rows += len(judge(model, scoring.as_frame(table)))
    seconds, used = time.perf_counter() - started, time.process_time() - cpu
    return {"rows": rows, "seconds": seconds, "cpu": used, "peak": _peak(), "base": base}


def document(home: str, path: str, task: str, threads: int) -> dict[str, float]:
    """The same for `repertoire score --json` with the models that serve, the document thrown away."""
    settings = Settings(home=Path(home), threads=threads)
    base, started, cpu = _peak(), time.perf_counter(), time.process_time()
    with Path(os.devnull).open("w") as out:
        scoring.write_scores(settings, [Path(path)], out)
    seconds, used = time.perf_counter() - started, time.process_time() - cpu
    rows = duckdb.connect().read_csv(path, header=True, all_varchar=True).shape[0]
    return {"rows": rows, "seconds": seconds, "cpu": used, "peak": _peak(), "base": base}


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def table(source: Path, folder: Path, threads: int) -> None:
    """Learn, measure, print."""
    home = prepared(folder, source, threads)
    million = repeated(source, folder / "million.csv", ROWS)
    some = repeated(source, folder / "some.csv", GENRE_ROWS)
    work: list[tuple[str, Callable[..., dict[str, float]], Path, str, int]] = [
        (f"popularity, {count} thread{'s' if count > 1 else ''}", scored, million, "popularity", count)
        for count in sorted({1, threads})
    ]
    work.append((f"genres, {threads} threads", scored, some, "genre", threads))
    work.append(("score --json, both", document, some, "", threads))
    print(f"\n{'scoring':<26}{'rows':>11}{'seconds':>9}{'CPU s':>8}{'rows/s':>9}{'peak MB':>9}{'of it before':>14}")
    for name, run, path, task, count in work:
        row = apart(run, str(home.path), str(path), task, count)
        rate = row["rows"] / row["seconds"]
        figures = f"{row['rows']:>11,.0f}{row['seconds']:>9.1f}{row['cpu']:>8.1f}{rate:>9,.0f}"
        print(f"{name:<26}{figures}{row['peak']:>9,.0f}{row['base']:>14,.0f}", flush=True)


def apart(work: Callable[..., dict[str, float]], *given: Any) -> dict[str, float]:
    """What `work` answers in a fresh process, whose memory is its own."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *given).result()
