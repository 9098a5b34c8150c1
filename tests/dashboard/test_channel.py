"""Who drips a request or does not take an answer is cut off; who is only slow is not."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import waitress
from waitress import wasyncore

from dashboard import channel
from dashboard.channel import Channel

HEAD = b"GET /%d HTTP/1.1\r\nHost: x\r\n\r\n"
BIG = 30_000_000


class Served:
    """A server that answers /N with N bytes, in pieces, and tells for whom its thread stopped before the end."""

    def __init__(self) -> None:
        self.ended: list[str] = []
        known: dict[int, object] = {}
        self.server = waitress.create_server(
            self.answer, map=known, host="127.0.0.1", port=0, threads=1, outbuf_high_watermark=100_000
        )
        for one in (one for one in known.values() if hasattr(one, "channel_class")):
            one.channel_class = Channel  # type: ignore[attr-defined]
        self.port = int(self.server.effective_port)
        self.known, self.stop = known, threading.Event()
        self.thread = threading.Thread(target=self.run)

    def run(self) -> None:
        while not self.stop.is_set():
            wasyncore.loop(timeout=0.1, map=self.known, count=1, use_poll=True)
        self.server.close()

    def answer(self, environ: dict, start: object) -> Iterator[bytes]:
        size = int(environ["PATH_INFO"][1:])
        start("200 OK", [("Content-Length", str(size))])  # type: ignore[operator]
        try:
            for at in range(0, size, 50_000):
                yield b"x" * min(50_000, size - at)
        except GeneratorExit:
            self.ended.append(environ["PATH_INFO"])
            raise

    def ask(self, size: int) -> int:
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as con:
            con.sendall(HEAD % size)
            return taken(con, size)


def taken(con: socket.socket, most: int) -> int:
    """Bytes of an answer: as many as are asked for, fewer when it ends."""
    count = 0
    while count < most and (piece := con.recv(65_536)):
        count += piece.count(b"x")
    return count


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    monkeypatch.setattr(channel, "WINDOW", 0.3)
    made = Served()
    made.thread.start()
    yield made
    made.stop.set()
    made.thread.join(10)


def test_a_request_that_drips_is_cut_off(served: Served) -> None:
    with socket.create_connection(("127.0.0.1", served.port), timeout=30) as con:
        began, cut = time.monotonic(), False
        con.sendall(b"GET /5 HTTP/1.1\r\n")
        while not cut and time.monotonic() - began < 30:
            time.sleep(0.05)
            try:
                con.sendall(b"a")  # always something new: no timeout of silence would end it
                con.setblocking(False)
                cut = con.recv(1) == b""
            except BlockingIOError:
                con.setblocking(True)
            except ConnectionError:
                cut = True
    assert cut
    assert served.ask(5) == 5


def test_who_takes_no_answer_frees_the_thread_and_who_does_gets_all(served: Served) -> None:
    with socket.create_connection(("127.0.0.1", served.port), timeout=30) as con:
        con.sendall(HEAD % BIG)
        assert served.ask(3_000_000) == 3_000_000  # by the only thread, once it waits for nobody any more
        assert served.ended == [f"/{BIG}"]


def test_what_moves_on_is_not_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr(channel.time, "monotonic", lambda: clock[0])
    pace, least = channel.Pace(0), round(channel.WINDOW * channel.SLOWEST)
    said = []
    for seconds, moved in [(0.9, 0), (1.1, least), (1.9, least), (2.2, 2 * least), (3.3, 3 * least - 1)]:
        clock[0] = seconds * channel.WINDOW
        said.append(pace.is_slow(moved))
    assert said == [False, False, False, False, True]
