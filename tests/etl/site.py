"""A web server on 127.0.0.1 that does what a test tells it, mostly wrong things: one answer a request, the last repeats."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TAG = '"one"'
Answer = Callable[["Request"], None]


class Request(BaseHTTPRequestHandler):
    """A request under way; answers call `send` on it."""

    protocol_version = "HTTP/1.1"
    site: Site

    def do_GET(self) -> None:
        self.close_connection = True
        self.site.next_answer(self)(self)

    def send(self, status: int, body: bytes = b"", **headers: object) -> None:
        """Status, headers (with _ for -, None leaves one out) and body. The length is told unless it is given."""
        self.send_response(status)
        for name, value in {"Content_Length": len(body), "Connection": "close", **headers}.items():
            if value is not None:
                self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


class Site(ThreadingHTTPServer):
    """The server; `requests` are the headers of those that came, `over` is set when the test is."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), type("Bound", (Request,), {"site": self}))
        self.requests: list[dict[str, str]] = []
        self.over = threading.Event()
        self._answers: list[Answer] = []
        self._lock = threading.Lock()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/file.csv"

    def serve(self, *answers: Answer) -> None:
        """Answer so from now on."""
        self._answers, self.requests = list(answers), []

    def next_answer(self, request: Request) -> Answer:
        with self._lock:
            self.requests.append({name.lower(): value for name, value in request.headers.items()})
            return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """The other side hung up: that is what many tests want."""


@contextmanager
def running() -> Iterator[Site]:
    """A site that answers until the block is left."""
    with Site() as site:
        thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield site
        finally:
            site.over.set()
            site.shutdown()
            thread.join()


def closed_address() -> str:
    """An address at which nobody listens any more."""
    with Site() as site:
        return site.address


def whole(body: bytes, **headers: object) -> Answer:
    """The file, whatever part was asked for."""
    return lambda request: request.send(200, body, **{"ETag": TAG, **headers})


def ranged(body: bytes, **headers: object) -> Answer:
    """The part that was asked for, as a good server does."""

    def answer(request: Request) -> None:
        start = int(request.headers.get("Range", "bytes=0-")[6:-1])
        if start and request.headers.get("If-Range") == TAG:
            about = f"bytes {start}-{len(body) - 1}/{len(body)}"
            request.send(206, body[start:], **{"ETag": TAG, "Content_Range": about, **headers})
        else:
            request.send(200, body, **{"ETag": TAG, **headers})

    return answer


def cut(body: bytes, at: int, **headers: object) -> Answer:
    """Announces the whole file and hangs up after `at` bytes."""
    return lambda request: request.send(200, body[:at], **{"Content_Length": len(body), "ETag": TAG, **headers})


def stalling(body: bytes, at: int) -> Answer:
    """Announces the whole file and says no more after `at` bytes."""

    def answer(request: Request) -> None:
        request.send(200, body[:at], Content_Length=len(body), ETag=TAG)
        request.site.over.wait(30)

    return answer


def dripping(body: bytes) -> Answer:
    """A byte now and then."""

    def answer(request: Request) -> None:
        request.send(200, b"", Content_Length=len(body), ETag=TAG)
        for byte in body:
            request.wfile.write(bytes([byte]))
            time.sleep(0.02)

    return answer


def endless(block: bytes, chunked: bool) -> Answer:
    """Bytes for ever, with no word of how many."""

    def answer(request: Request) -> None:
        request.send(200, Content_Length=None, Transfer_Encoding="chunked" if chunked else None)
        piece = b"%x\r\n%s\r\n" % (len(block), block) if chunked else block
        while not request.site.over.is_set():
            request.wfile.write(piece)

    return answer


def status(code: int, **headers: object) -> Answer:
    """No file, only a status."""
    return lambda request: request.send(code, b"no", **headers)
