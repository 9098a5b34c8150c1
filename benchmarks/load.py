"""What do 50 people see who use one server at once, and what do hostile clients do to them?

    python benchmarks/load.py --home DIR [--seconds 600] [--users 50] [--think 3] [--hostile]

A browser walks through the pages once while its callbacks are recorded; then each user sends one of them, a live score with
other features, a verdict on a track, or asks for a file of all tracks, and thinks for a while. One more user uploads a
small file every minute, which is loaded and published while the others go on. Everything on loopback, against a copy of the home.
With --hostile the second half has hostile clients beside them (benchmarks/hostile.py); the ratio of p95 is what others pay.
"""

from __future__ import annotations

import argparse
import http.client
import json
import math
import random
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path[:] = [entry for entry in sys.path if Path(entry).resolve() != Path(__file__).resolve().parent]
sys.path.append(str(Path(__file__).resolve().parent.parent))

from playwright.sync_api import Page
from scipy.stats import quantile_test
from scipy.stats import t as student

from benchmarks.dashboard import record
from benchmarks.figures import Figure, keep
from benchmarks.hostile import Hostile
from dashboard.pages.recommend import ids
from dashboard.pages.screening.ids import SHOWN
from dashboard.wsgi import make_app
from tests.storm.readers import Server
from warehouse.connect import Reader
from warehouse.home import Home
from warehouse.settings import load as settings_of
from warehouse.userdata import UserData

UPLOAD_EVERY, SMALL_FILE = 60.0, 200
MIX = {"callback": 80, "score": 10, "feedback": 8, "export": 2}
"""How often a user does what, in percent."""
NAME, UPLOADER = "X-Benchmark-User", "uploader"
"""The header in which the server, that takes this machine for its proxy, reads who asks: what one person may hold is by name."""
WARMING = "while caches fill"
FEWEST = 4  # means of 20 s that a slope is drawn through
WALK = ("/", "/discover", "/discover?where=popularity%20%3E%3D%2030&sort=-energy", "/genres", "/data")
SCORING = "/screening"


@dataclass
class Seen:
    """Milliseconds of every answer by (part, kind), what went wrong, and the server's memory: part -> (second, MB)."""

    times: dict[tuple[str, str], list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)
    memory: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))
    told_to_wait: Counter[str] = field(default_factory=Counter)


def walk(page: Page, address: str) -> None:
    """The pages whose callbacks are replayed."""
    for step in WALK:
        page.goto(address + step)
        page.wait_for_load_state("networkidle", timeout=180_000)
        page.wait_for_timeout(1000)
    with page.expect_request(lambda r: bool(r.post_data) and is_score(json.loads(r.post_data)), timeout=180_000):
        page.goto(address + SCORING)
    page.wait_for_load_state("networkidle", timeout=180_000)


def is_score(body: Any) -> bool:
    """Whether a callback asks what the models say of the candidate on screen."""
    return isinstance(body, dict) and any(SHOWN in json.dumps(one) for one in body.get("inputs", ()))


class Load:
    """The users, the uploader and who watches the memory, until `until`."""

    def __init__(self, server: Server, home: Path, bodies: list[dict[str, Any]], think: float) -> None:
        self.server, self.think, self.seen, self.part = server, think, Seen(), WARMING
        # The page's route is left out: its answer is a layout, which the other callbacks fill.
        self.scores = [body for body in bodies if is_score(body)]
        self.bodies = [body for body in bodies if body not in self.scores]
        with Reader(Home(home)).view() as view:
            self.rows = int(view.value("select count(*) from tracks"))
            self.tracks = [str(row[0]) for row in view.rows("select track_id from tracks order by track_id limit 500")]
        self.over = threading.Event()

    def ask(self, who: str, kind: str, path: str, body: Any = None) -> None:
        """One request of a person, read to its end, timed, judged. Who is told to come again does so, on the same clock."""
        part, began = self.part, time.perf_counter()
        while (again := self._asked(who, kind, path, body)) and not self.over.is_set():
            self.seen.told_to_wait[part] += 1
            self.over.wait(again)
        self.seen.times[part, kind].append((time.perf_counter() - began) * 1000)

    def _asked(self, who: str, kind: str, path: str, body: Any) -> float:
        """Seconds after which to ask again, 0 for an answer."""
        con = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=120)
        try:
            data = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else None
            origin = {"Origin": f"http://127.0.0.1:{self.server.port}", "Content-Type": "application/json", NAME: who}
            con.request("POST" if data is not None else "GET", path, data, origin)
            answer = con.getresponse()
            text = answer.read()
            if answer.status == 503 and kind == "export":
                return float(answer.headers["Retry-After"])
            if answer.status not in (200, 204) or (kind == "export" and text.count(b"\n") < self.rows):
                self.seen.wrong.append(f"{kind}: {answer.status} {text[:200]!r}")
        except OSError as error:
            self.seen.wrong.append(f"{kind}: {error!r}")
        finally:
            con.close()
        return 0

    def user(self, number: int) -> None:
        """One person; what they do is drawn from their number."""
        chance, who = random.Random(number), f"user {number}"
        self.over.wait(chance.uniform(0, self.think))
        while not self.over.is_set():
            kind = chance.choices(list(MIX), list(MIX.values()))[0]
            if kind == "export":
                self.ask(who, kind, "/export/tracks.csv")
            elif kind == "feedback":
                self.ask(who, kind, "/_dash-update-component", verdict(chance.choice(self.tracks), who))
            elif kind == "score" and self.scores:
                self.ask(who, kind, "/_dash-update-component", other_features(chance.choice(self.scores), chance))
            else:
                self.ask(who, "callback", "/_dash-update-component", chance.choice(self.bodies))
            self.over.wait(chance.expovariate(1 / self.think))

    def uploader(self) -> None:
        """A small file every minute; what it loads is another track each time."""
        number = 0
        while not self.over.wait(UPLOAD_EVERY / 2 if number == 0 else UPLOAD_EVERY):
            number += 1
            rows = "".join(f"up{number}-{n},Song {n},Artist {n % 9},{n % 100},pop\n" for n in range(SMALL_FILE))
            self.ask(
                UPLOADER,
                "upload",
                f"/upload?name=upload-{number}.csv&kind=tracks",
                f"track_id,title,artists,popularity,genre\n{rows}".encode(),
            )

    def memory(self) -> None:
        """The server's resident memory, once a second."""
        began, status = time.monotonic(), Path(f"/proc/{self.server.child.pid}/status")
        while not self.over.wait(1.0):
            kb = next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmRSS"))
            self.seen.memory[self.part].append((time.monotonic() - began, kb / 1024))

    def run(self, users: int, seconds: float, hostile: bool) -> None:
        """Everybody at once for `seconds`, after a sixth of it in which caches fill; with hostile clients in the second half."""
        workers = [threading.Thread(target=self.user, args=(n,)) for n in range(users)]
        workers += [threading.Thread(target=self.uploader), threading.Thread(target=self.memory)]
        for worker in workers:
            worker.start()
        time.sleep(min(seconds / 6, 60))
        self.part = "alone"
        time.sleep(seconds / 2 if hostile else seconds)
        if hostile:
            self.part = "beside hostile clients"
            with Hostile(self.server.port, {NAME: "mallory"}):
                time.sleep(seconds / 2)
        self.over.set()
        for worker in workers:
            worker.join()


def verdict(track: str, profile: str) -> dict[str, Any]:
    """What the browser sends when somebody likes a track."""
    button = {"item": track, "type": ids.SAY, "verdict": "like"}
    wanted = [(ids.BATCH, "data"), (ids.SAID, "children"), (ids.UNDO, "style")]
    return {
        "output": f"..{'...'.join('.'.join(one) for one in wanted)}..",
        "outputs": [{"id": id, "property": name} for id, name in wanted],
        "inputs": [[{"id": button, "property": "n_clicks", "value": 1}]],
        "state": [{"id": ids.STORE, "property": "data", "value": {"profile": profile}}],
        "changedPropIds": [f"{json.dumps(button, separators=(',', ':'))}.n_clicks"],
    }


def other_features(body: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """The same question about another candidate: no cache has the answer."""
    made = json.loads(json.dumps(body))
    for one in made["inputs"]:
        if one.get("id") == SHOWN:
            one["value"] = {
                **(one["value"] or {}),
                "energy": str(round(chance.random(), 3)),
                "tempo": str(chance.randint(60, 200)),
            }
    return dict(made)


def p(times: list[float], share: int) -> float:
    """A percentile, of at least two values."""
    return statistics.quantiles(times, n=100)[share - 1] if len(times) > 1 else times[0]


def levels(memory: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """(minute, MB): the means of 20 seconds, so that seconds do not count as news."""
    means: dict[int, list[float]] = defaultdict(list)
    for second, mb in memory:
        means[int(second // 20)].append(mb)
    return [(at / 3, statistics.fmean(mb)) for at, mb in sorted(means.items())]


def slope(memory: list[tuple[float, float]]) -> tuple[float, float, int]:
    """(MB a minute, half of its 95% interval, points) of the levels; the first third, in which what is kept and reused fills, is
    left out.
    """
    points = levels(memory[len(memory) // 3 :])
    if len(points) < FEWEST:
        return float("nan"), float("nan"), len(points)
    line = statistics.linear_regression(*zip(*points, strict=True))
    rest = [mb - line.intercept - line.slope * at for at, mb in points]
    middle = statistics.fmean(at for at, _ in points)
    error = (sum(r * r for r in rest) / (len(points) - 2) / sum((at - middle) ** 2 for at, _ in points)) ** 0.5
    return line.slope, float(student.ppf(0.975, len(points) - 2)) * error, len(points)


def figure_of(what: str, times: list[float]) -> Figure:
    """Their 95th percentile, with its 95% interval where there are enough (72) to have one: a twentieth lies beyond it."""
    found = quantile_test(times, p=0.95).confidence_interval(0.95)
    interval = {} if math.isnan(found.low + found.high) else {"low": float(found.low), "high": float(found.high)}
    return Figure(what, "ms", (p(times, 95),), more={"n": len(times), "p50": p(times, 50)} | interval)


def told(seen: Seen, size: str, who: str) -> None:
    """Print the tables and keep the figures."""
    figures = []
    print("| | kind | n | p50 ms | p95 ms | p99 ms |\n|---|---|---|---|---|---|")
    for (part, kind), times in sorted(seen.times.items()):
        print(f"| {part} | {kind} | {len(times):,} | {p(times, 50):,.0f} | {p(times, 95):,.0f} | {p(times, 99):,.0f} |")
        if part != WARMING and len(times) > 1:
            figures.append(figure_of(f"{who}, {kind}, {part}: p95", times))
    for kind in sorted({kind for _, kind in seen.times}):
        alone, beside = seen.times.get(("alone", kind)), seen.times.get(("beside hostile clients", kind))
        if alone and beside:
            print(f"{kind}: p95 beside hostile clients / alone = {p(beside, 95) / p(alone, 95):.2f}")
    n = sum(map(len, seen.times.values()))
    print(f"{n:,} requests, {len(seen.wrong)} wrong ({len(seen.wrong) / n:.3%})")
    print(*seen.wrong[:5], sep="\n")
    print(f"exports told to come again: {dict(seen.told_to_wait) or 'none'}")
    for part, memory in seen.memory.items():
        (rise, half, points), (first, last) = slope(memory), (memory[0][1], memory[-1][1])
        words = f"{rise:+.1f} ± {half:.1f} MB a minute" if points >= FEWEST else "too short for a slope"
        words += f" (n = {points} means of 20 s)"
        print(f"memory {part}: {first:.0f} to {last:.0f} MB" + (f", {words}" if part != WARMING else ""))
    held = [mb for memory in seen.memory.values() for _, mb in memory]
    series = {part: levels(memory) for part, memory in seen.memory.items()}
    figures += [
        Figure(f"{who}: wrong answers", "%", (100 * len(seen.wrong) / n,), more={"n": n}),
        Figure(f"{who}: most memory of the server", "MB", (max(held),), more=series),
    ]
    print(keep("load", size, figures))


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument(
        "--home", type=Path, required=True, help="A published home, such as one of the 114k file; it is copied."
    )
    options.add_argument("--seconds", type=float, default=600)
    options.add_argument("--users", type=int, default=50)
    options.add_argument("--think", type=float, default=3.0)
    options.add_argument("--hostile", action="store_true")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(shutil.copytree(given.home, Path(folder) / "home", symlinks=True))
        bodies = record(make_app(settings_of({}, home=home)), walk)
        users = UserData(Home(home)).users
        for who in (UPLOADER, *(f"user {number}" for number in range(given.users))):
            users.add(who, "editor")
        with Server(Home(home), REPERTOIRE_PROXY_HEADER=NAME, REPERTOIRE_TRUSTED_PROXIES="127.0.0.1") as server:
            load = Load(server, home, bodies, given.think)
            print(f"{len(load.bodies)} callbacks and {len(load.scores)} scores recorded", flush=True)
            load.run(given.users, given.seconds, given.hostile)
        told(load.seen, "small" if given.seconds <= 120 else "full", f"{given.users} people")


if __name__ == "__main__":
    main()
