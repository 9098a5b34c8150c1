"""One address -> one file, over HTTP: bounded in size and time, resumed after a fault, never past a redirect in clear.

The file is whole when this returns, as far as the server told what whole is. Whether it is the right one is for the
caller to judge. What is written to is the caller's too, and so is removing it after an error.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import urljoin, urlsplit

import requests
import urllib3

from warehouse.errors import NotReached, WrongContent

_BLOCK = 1 << 16
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+)")
_TRY_AGAIN = frozenset({408, 425, 429})
HINT = "Try again later, or get the file another way and place it by hand."


@dataclass(frozen=True)
class Limits:
    """What a download may take.

    connect_seconds : until the server accepts the connection.
    stall_seconds : without a byte; in this time at least `slowest_bytes` must come, so that drops do not count.
    attempts : how often the server is asked in all, with `pause_seconds` between two, longer each time.
    most_bytes : of a file whose size the registry does not know.
    """

    connect_seconds: float = 10.0
    stall_seconds: float = 30.0
    slowest_bytes: int = 1024
    attempts: int = 5
    pause_seconds: float = 1.0
    redirects: int = 5
    most_bytes: int = 1 << 30


class _Broken(Exception):
    """This attempt is over; the next may go on where it stopped."""


def download(
    address: str,
    path: Path,
    most: int,
    exact: int | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
    limits: Limits | None = None,
) -> int:
    """Write what an http or https address holds to `path`; returns the bytes written.

    most : bytes after which the server is cut off. exact : bytes the file must have, where that is known.
    `progress(done, total)` is told after every block, total being `most` where the server does not say; what it raises
    ends the download. Raises NotReached, WrongContent, and OSError when the file cannot be written.
    """
    limits = limits or Limits()
    reason = ""
    with requests.Session() as session, path.open("wb") as out:
        session.auth = _nobody
        transfer = _Transfer(session, _allowed(address), out, most, exact, progress, limits)
        for attempt in range(limits.attempts):
            if attempt:
                time.sleep(limits.pause_seconds * attempt)
            try:
                transfer.attempt()
            except _Broken as broken:
                reason = str(broken)
            else:
                return transfer.got
    times = "once" if limits.attempts == 1 else f"{limits.attempts} times"
    raise NotReached(f"The download from {address} failed {times}, last because {reason}.", HINT)


class _Transfer:
    """A download under way: what is there so far, and which version of the file on the server it belongs to.

    got : bytes written. total : bytes of the whole, as the server says. mark : the server's name for this version.
    """

    def __init__(
        self,
        session: requests.Session,
        address: str,
        out: IO[bytes],
        most: int,
        exact: int | None,
        progress: Callable[[int, int], None],
        limits: Limits,
    ) -> None:
        self.session, self.address, self.out = session, address, out
        self.most, self.exact, self.progress, self.limits = most, exact, progress, limits
        self.got, self.mark, self.answered = 0, "", False
        self.total: int | None = None

    def attempt(self) -> None:
        """Ask for the file, or for the rest of it, and write what comes. Raises _Broken when it is worth another try."""
        if not self.mark:
            self._start_anew()  # without a name for the version, two halves may be of two files
        with closing(self._ask()) as response:
            self._accept(response)
            for block in self._blocks(response.raw):
                self.out.write(block)
                self.got += len(block)
                if self.got > self.most:
                    raise _too_much(f"{self.address} sends more than {self.most:,} bytes")
                self.progress(self.got, self.total or self.most)
        if self.total is not None and self.got != self.total:
            raise _Broken(f"it ended after {self.got:,} of {self.total:,} bytes")

    def _ask(self) -> requests.Response:
        """The answer, after redirects: each to http or https, and none from https to http."""
        address = self.address
        for _ in range(self.limits.redirects + 1):
            response = self._get(address)
            if not response.is_redirect:
                return response
            response.close()
            address = _allowed(urljoin(address, response.headers["location"]), address)
        raise NotReached(f"{self.address} redirects more than {self.limits.redirects} times.", HINT)

    def _get(self, address: str) -> requests.Response:
        headers = {"Accept-Encoding": "identity", "User-Agent": "Repertoire (fetches public data sets)"}
        if self.got:
            headers |= {"Range": f"bytes={self.got}-", "If-Range": self.mark}
        times = (self.limits.connect_seconds, self.limits.stall_seconds)
        try:
            response = self.session.get(address, headers=headers, stream=True, timeout=times, allow_redirects=False)
        except requests.RequestException as error:
            if self.answered:
                raise _Broken(f"the connection was lost ({_short(error)})") from error
            raise NotReached(f"{address} cannot be reached: {_short(error)}.", HINT) from error
        self.answered = True
        return response

    def _accept(self, response: requests.Response) -> None:
        """Decide whether the answer goes on where the file ends, begins anew, or is none."""
        status, packed = response.status_code, response.headers.get("content-encoding", "identity")
        if status in _TRY_AGAIN or status >= 500:
            raise _Broken(f"the server answers {status}")
        if status == 416 or (status == 206 and not self._continues(response)):
            self._start_anew()
            raise _Broken("the file on the server is not the one of before")
        if status not in (200, 206):
            raise NotReached(f"{self.address} answers {status} {response.reason or ''}".rstrip() + ".", HINT)
        if packed.lower() != "identity":
            raise NotReached(f"{self.address} sends the file packed as {packed!r}, which was not asked for.", HINT)
        if status == 200:
            self._start_anew()
            self.total, self.mark = _length(response), _mark(response)
            self._check_announced()

    def _check_announced(self) -> None:
        if self.total is None:
            return
        if self.total > self.most:
            raise _too_much(f"{self.address} announces {self.total:,} bytes where at most {self.most:,} are expected")
        if self.exact not in (None, self.total):
            raise _too_much(f"{self.address} announces {self.total:,} bytes, and the registry knows {self.exact:,}")

    def _continues(self, response: requests.Response) -> bool:
        found = _RANGE.fullmatch(response.headers.get("content-range", ""))
        if found is None or _mark(response) not in ("", self.mark):
            return False
        return (int(found[1]), int(found[2])) == (self.got, self.total)

    def _start_anew(self) -> None:
        self.out.seek(0)
        self.out.truncate()
        self.got, self.total, self.mark = 0, None, ""

    def _blocks(self, raw: Any) -> Iterator[bytes]:
        """Bytes as they arrive, so that a slow server does not keep a person from stopping the download."""
        began, few = time.monotonic(), 0
        while True:
            try:
                block = raw.read1(_BLOCK)
            except (urllib3.exceptions.HTTPError, OSError) as error:
                raise _Broken(f"no more came after {self.got:,} bytes ({_short(error)})") from error
            if not block:
                return
            yield block
            few += len(block)
            if time.monotonic() - began >= self.limits.stall_seconds:
                if few < self.limits.slowest_bytes:
                    raise _Broken(f"it came to {few:,} bytes in {self.limits.stall_seconds:g} seconds")
                began, few = time.monotonic(), 0


def _allowed(address: str, before: str = "") -> str:
    """The address, if it is one to ask. Raises NotReached."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise NotReached(f"{address} is no http or https address.", HINT)
    if parts.scheme == "http" and before.startswith("https:"):
        raise NotReached(f"{before} redirects to {address}, which is not encrypted.", HINT)
    return address


def _nobody(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """No credentials: without this, requests would send those that ~/.netrc has for the host."""
    return request


def _length(response: requests.Response) -> int | None:
    text = response.headers.get("content-length", "")
    return int(text) if text.isdecimal() else None


def _mark(response: requests.Response) -> str:
    """What If-Range can name: a strong ETag, or the time of the last change."""
    tag = response.headers.get("etag", "")
    return tag if tag.startswith('"') else response.headers.get("last-modified", "")


def _too_much(what: str) -> WrongContent:
    return WrongContent(f"{what}; nothing was kept.", "The data set may have changed; the registry needs a look then.")


def _short(error: BaseException) -> str:
    """The innermost cause in a few words: libraries wrap it several times over."""
    cause: Any = error
    while (inner := getattr(cause, "reason", None) or (cause.args[0] if cause.args else None)) and isinstance(
        inner, BaseException
    ):
        cause = inner
    text = getattr(cause, "strerror", None) or str(cause).rpartition(": ")[2] or type(cause).__name__
    return text.rstrip(".")
