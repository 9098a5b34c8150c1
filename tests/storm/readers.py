"""Many clients of one server while another process publishes: every answer is whole, and of one snapshot."""

from __future__ import annotations

import http.client
import re
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.conftest import ROOT, command_line, environment, free_port
from tests.warehouse.homes import QUICK
from warehouse.connect import Workbench
from warehouse.home import Home
from warehouse.publish import publish

ASKED = "/export/tracks.csv?columns=track_id,popularity"
TRACKS = 200


def catalogue(mark: int, tracks: int = TRACKS) -> str:
    """Tracks that all have the popularity `mark`: a row of another snapshot would show."""
    rows = "".join(f"t{n},Song {n},Artist {n % 90},{mark},genre {n % 5}\n" for n in range(tracks))
    return f"track_id,title,artists,popularity,genre\n{rows}"


@dataclass
class Seen:
    """What the clients saw: answers a snapshot, and in words whatever was wrong."""

    answers: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def judge(self, status: int, text: str) -> None:
        """One answer: complete, all rows of one popularity, and that of the snapshot that it names (number = popularity)."""
        named = re.search(r"^# data version: snapshot (\d+),", text, re.MULTILINE)
        rows = [line for line in text.splitlines() if not line.startswith(("#", "track_id"))]
        marks = {line.rpartition(",")[2] for line in rows}
        if status != 200 or named is None or len(rows) != TRACKS or marks != {named[1]}:
            self.wrong.append(f"{status}, {named and named[0]}, {len(rows)} rows, popularities {sorted(marks)[:5]}")
        else:
            self.answers[int(named[1])] += 1


class Server:
    """`repertoire serve` in a process of its own."""

    def __init__(self, home: Home, **more: str) -> None:
        self.port = free_port()
        self.child = subprocess.Popen(
            command_line("serve", "--port", str(self.port)), cwd=ROOT, env=environment(home.path, **more)
        )

    def __enter__(self) -> Server:
        """Waits until it is ready."""
        limit = time.monotonic() + 120
        while self.ask("/readyz")[0] != 200:
            assert self.child.poll() is None, "the server ended"
            assert time.monotonic() < limit, "the server is not ready after two minutes"
            time.sleep(0.1)
        return self

    def __exit__(self, *exc: object) -> None:
        self.child.terminate()
        self.child.wait(30)

    def ask(self, path: str, timeout: float = 60) -> tuple[int, str]:
        """(status, body); 0 while nobody listens."""
        con = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            con.request("GET", path)
            answer = con.getresponse()
            return answer.status, answer.read().decode()
        except ConnectionRefusedError:
            return 0, ""
        finally:
            con.close()


def ask_while(server: Server, clients: int, work: Callable[[], None]) -> Seen:
    """What `clients` threads see, asking without a pause, until `work` is done and each has asked once more."""
    seen, lock, done = Seen(), threading.Lock(), threading.Event()

    def client() -> None:
        last = False
        while not last:
            last = done.is_set()
            try:
                status, text = server.ask(ASKED)
            except Exception as error:  # noqa: BLE001 - every one is a failure, told below
                status, text = 0, repr(error)
            with lock:
                seen.judge(status, text)

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    try:
        work()
    finally:
        done.set()
        for thread in threads:
            thread.join()
    return seen


def publish_marked(home: Home, first: int, last: int) -> None:
    """Publish snapshots `first` to `last`, in each of which all tracks have its number as popularity."""
    with Workbench(home, QUICK) as workbench:
        for number in range(first, last + 1):
            workbench.con.execute(f"update tracks set popularity = {number}")
            assert publish(workbench) == number
