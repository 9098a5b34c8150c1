"""Clients that mean no good, for benchmarks/load.py: each does one thing over and over until told to stop."""

from __future__ import annotations

import http.client
import select
import socket
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from types import TracebackType
from urllib.parse import quote

DRIPS, EXPORTS, UPLOAD_BYTES, TERMS, DEPTH = 100, 8, 100 * 2**20, 10_000, 3_000
EVERYTHING = "/export/tracks.csv?sort=-energy"


class Hostile:
    """All of them at once, while the block runs; what the server answers them is of no interest here."""

    def __init__(self, port: int, headers: dict[str, str]) -> None:
        self.port, self.headers, self.over = port, headers, threading.Event()
        jobs = (self.drip, self.export_and_take_nothing, self.export, self.upload, self.many_terms, self.deep_tree)
        self.threads = [threading.Thread(target=self._again, args=(job,)) for job in jobs]

    def __enter__(self) -> Hostile:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join()

    def _again(self, job: Callable[[], None]) -> None:
        while not self.over.is_set():
            with suppress(OSError, http.client.HTTPException):
                job()
            self.over.wait(0.5)

    def _connected(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)

    def _get(self, path: str) -> bytes:
        headers = {"Host": "127.0.0.1", "Connection": "close", **self.headers}
        return "\r\n".join([f"GET {path} HTTP/1.1", *map(": ".join, headers.items()), "", ""]).encode()

    def drip(self) -> None:
        """Slow-loris: many connections that each send a byte of a request every second."""
        connections = [self._connected() for _ in range(DRIPS)]
        try:
            for con in connections:
                con.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ")
            while connections and not self.over.wait(1.0):
                for con in list(connections):
                    try:
                        con.sendall(b"x")
                    except OSError:
                        con.close()
                        connections.remove(con)
        finally:
            for con in connections:
                con.close()

    def export_and_take_nothing(self) -> None:
        """Ask for everything, and read none of it for half a minute."""
        with self._connected() as con:
            con.sendall(self._get(EVERYTHING))
            self.over.wait(30)

    def export(self) -> None:
        """Everything as a workbook, eight times at once: more than a server has threads."""
        with ExitStack() as stack:
            connections = [stack.enter_context(self._connected()) for _ in range(EXPORTS)]
            for con in connections:
                con.sendall(self._get(f"{EVERYTHING}&format=xlsx"))
            while connections and not self.over.is_set():
                for con in list(select.select(connections, [], [], 1.0)[0]):
                    if not con.recv(2**16):
                        connections.remove(con)

    def upload(self) -> None:
        """100 MB that are no file of any kind."""
        con = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        origin = {"Origin": f"http://127.0.0.1:{self.port}"}
        con.request("POST", "/upload?name=large.csv", b"\0" * UPLOAD_BYTES, {**self.headers, **origin})
        con.getresponse().read()
        con.close()
        self.over.wait(10)

    def many_terms(self) -> None:
        """A filter of ten thousand terms."""
        self._filter(" or ".join(f"tempo = {n}" for n in range(TERMS)))

    def deep_tree(self) -> None:
        """A filter in three thousand brackets."""
        self._filter("(" * DEPTH + "tempo > 1" + ")" * DEPTH)

    def _filter(self, words: str) -> None:
        con = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        con.request("GET", f"/export/tracks.csv?where={quote(words)}", headers=self.headers)
        con.getresponse().read()
        con.close()
