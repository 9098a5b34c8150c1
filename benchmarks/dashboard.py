"""How long do the pages' callbacks take, and what does Dash add to the query?

A real browser walks through the pages once while every callback request is recorded; then each request is repeated up to
RUNS times (for SECONDS, at least LEAST times) against the same application in this process, with the result cache off.
Peers, in the same run: the bare DuckDB query of one page of the table, on a cursor of the same connection; a Dash callback that
asks the same of a pandas table in memory. Then pages are opened OPENED times by a browser that knows the scripts: when the title
stands, when the last card does, and the longest task of the browser meanwhile.

    python benchmarks/dashboard.py                 114k rows: the real file where REPERTOIRE_TEST_DATA is set, else made up
    python benchmarks/dashboard.py --rows 5000000
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# Run as a script, the folder of this file comes first, and `etl` would be the benchmark of that name.
sys.path[:] = [entry for entry in sys.path if Path(entry).resolve() != Path(__file__).resolve().parent]
sys.path.append(str(Path(__file__).resolve().parent.parent))

import waitress
from dash import Dash, Input, Output, dcc, html
from playwright.sync_api import Page, sync_playwright

from benchmarks.etl_files import tracks as made
from benchmarks.figures import Figure, keep
from dashboard.wsgi import make_app
from etl.load import load
from warehouse.build import build
from warehouse.connect import Reader, Workbench
from warehouse.home import Home
from warehouse.publish import publish
from warehouse.settings import Settings

RUNS, LEAST, SECONDS = 40, 5, 4.0
SHOWN = 12
OPENED, PAGES = 5, ("/", "/discover", "/genres", "/trends", "/data")
USABLE = "document.querySelector('#main h1') && !document.querySelector('#main .rp-skeleton')"
LONG = """window.rpLong = [0]; new PerformanceObserver((list) => list.getEntries().forEach((e) => window.rpLong.push(e.duration)))
  .observe({ type: "longtask", buffered: true }); localStorage.setItem("rp-tour", "seen");"""
BARE = "select title, artists, genres, popularity, energy from tracks where popularity >= 30 order by energy desc limit 100"


def prepare(home: Path, rows: int | None) -> int:
    """Load, build and publish; the number of tracks."""
    real = Path(os.environ.get("REPERTOIRE_TEST_DATA", "")) / "spotify_tracks_114k" / "dataset.csv"
    path = real if rows is None and real.is_file() else made(home / "made.csv", rows or 114_000)
    with Workbench(Home(home)) as workbench:
        assert not load(workbench, [path]).failed
        build(workbench)
        publish(workbench)
        return int(workbench.value("select count(*) from tracks"))


def published(home: Path) -> int:
    """The number of tracks of a home's snapshot."""
    with Reader(home).view() as view:
        return int(view.value("select count(*) from tracks"))


def walk(page: Page, address: str) -> None:
    """What a person does in a minute: every page, a filter, two sorts, a scroll, a track, a search."""
    steps = (
        "/",
        "/?hit=60",
        "/discover",
        "/discover?where=popularity%20%3E%3D%2030%20and%20energy%20%3E%200.5",
        "/discover?where=artist%20contains%20%22love%22&sort=title",
        "/discover?where=popularity%20%3E%3D%2030&sort=-energy",
        "/genres",
        "/data",
    )
    for step in steps:
        page.goto(address + step)
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(1500)
    page.goto(address + "/discover")
    page.wait_for_load_state("networkidle")
    page.fill("#search-text", "love")
    page.wait_for_timeout(1500)


@contextmanager
def browsed(app: Any) -> Iterator[tuple[Page, str]]:
    """A browser's page, and the address of the application."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    server = waitress.create_server(app.server, host="127.0.0.1", port=0, threads=4)
    threading.Thread(target=server.run, daemon=True).start()
    browser = next(b for name in ("chromium", "chromium-browser", "google-chrome") if (b := shutil.which(name)))
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu"])
        yield chromium.new_page(viewport={"width": 1440, "height": 900}), f"http://127.0.0.1:{server.effective_port}"
        chromium.close()
    server.close()


def record(app: Any, walk: Callable[[Page, str], None] = walk) -> list[dict[str, Any]]:
    """Every callback request of one walk: {"output": ..., "body": ...}."""
    found: list[dict[str, Any]] = []
    with browsed(app) as (page, address):
        page.on(
            "request", lambda r: found.append(json.loads(r.post_data)) if "_dash-update-component" in r.url else None
        )
        walk(page, address)
    return found


def opened(app: Any) -> Iterator[str]:
    """A line a page: medians of seconds until its title and until its last card stand, and of its longest task in ms."""
    with browsed(app) as (page, address):
        page.add_init_script(LONG)
        for path in PAGES:
            seen = []
            for _ in range(OPENED + 1):
                began = time.perf_counter()
                page.goto(address + path)
                page.wait_for_selector("#main h1")
                title = time.perf_counter() - began
                page.wait_for_function(USABLE)
                usable = time.perf_counter() - began
                page.wait_for_timeout(500)
                seen.append((title, usable, page.evaluate("Math.max(...window.rpLong)")))
            first, *later = seen
            medians = [statistics.median(column) for column in zip(*later, strict=True)]
            yield (
                f"{path:12} title {medians[0]:5.2f} s, all {medians[1]:5.2f} s, longest task {medians[2]:4.0f} ms; "
                f"the first time {first[1]:5.2f} s"
            )


def timed(app: Any, body: dict[str, Any]) -> tuple[list[float], int]:
    """(milliseconds of each repetition, bytes of the answer)."""
    client, times, size = app.server.test_client(), [], 0
    while len(times) < LEAST or (len(times) < RUNS and sum(times) < SECONDS * 1000):
        started = time.perf_counter()
        answer = client.post("/_dash-update-component", json=body)
        times.append((time.perf_counter() - started) * 1000)
        assert answer.status_code in (200, 204), answer.get_data(as_text=True)[:500]
        size = len(answer.get_data())
    return times, size


def bare(home: Path, settings: Settings) -> list[float]:
    """Milliseconds of the bare query."""
    times = []
    with Reader(home, settings).view() as view:
        for _ in range(RUNS):
            started = time.perf_counter()
            view.rows(BARE)
            times.append((time.perf_counter() - started) * 1000)
    return times


def plain(home: Path, settings: Settings) -> tuple[Dash, dict[str, Any]]:
    """An application with one callback over a pandas table in memory that asks what BARE asks, and its request."""
    with Reader(home, settings).view() as view:
        table = view.frame("select title, artists, genres, popularity, energy from tracks")
    app = Dash("plain")
    app.layout = html.Div([dcc.Input(id="least", value=30), html.Div(id="rows")])

    @app.callback(Output("rows", "children"), Input("least", "value"))
    def page(least: int) -> str:
        kept = table[table["popularity"] >= least].sort_values("energy", ascending=False, kind="stable").head(100)
        return str(kept.to_json(orient="records"))

    given = {"id": "least", "property": "value", "value": 30}
    out = {"id": "rows", "property": "children"}
    return app, {"output": "rows.children", "outputs": out, "inputs": [given], "changedPropIds": ["least.value"]}


def row(name: str, times: list[float], size: int | None = None) -> str:
    """One line of the table."""
    p95 = statistics.quantiles(times, n=20)[-1]
    return f"{name[:86]:<88}{statistics.median(times):>9.1f}{p95:>9.1f}{'' if size is None else f'{size / 1024:>9.0f}'}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=None, help="rows of a generated file")
    parser.add_argument("--home", type=Path, default=None, help="a home that is published already; nothing is written")
    parser.add_argument("--size", default="full", help="name under which the slowest is kept")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="repertoire-bench-") as text:
        home = asked.home or Path(text)
        tracks = published(home) if asked.home else prepare(home, asked.rows)
        settings = Settings(home=home, cache_mb=0)
        app = make_app(settings)
        bodies = {json.dumps(b, sort_keys=True): b for b in record(app)}
        found = [
            (b["output"] + " <- " + ", ".join(b.get("changedPropIds", [])), *timed(app, b)) for b in bodies.values()
        ]
        found.sort(key=lambda item: -statistics.median(item[1]))
        print(
            f"{tracks:,} tracks; {len(found)} different requests, up to {RUNS} times each, cache off; {os.cpu_count()} cores"
        )
        print(f"{'callback':<88}{'p50, ms':>9}{'p95, ms':>9}{'KB':>9}")
        for name, times, size in found[:SHOWN]:
            print(row(name, times, size))
        name, _, size = max(found, key=lambda item: item[2])
        print(f"the largest answer: {size / 1024:.0f} KB, {name[:80]}")
        query = bare(home, settings)
        print(row("(peer) bare DuckDB query of one page of the table", query))
        print(row("(peer) the same of a pandas table in memory, as a callback", *timed(*plain(home, settings))))
        for line in opened(make_app(Settings(home=home))):
            print(line)
        keep("dashboard", asked.size, [slowest(f"slowest callback at {tracks:,} tracks: p50", found[0], query)])


def slowest(what: str, found: tuple[str, list[float], int], query: list[float]) -> Figure:
    """The slowest callback beside the bare query; the medians of its two halves are its repetitions."""
    name, times, _ = found
    halves = tuple(statistics.median(half) for half in (times[::2], times[1::2]))
    return Figure(what, "ms", halves, "a bare query", statistics.median(query), more={"callback": name[:80]})


if __name__ == "__main__":
    main()
