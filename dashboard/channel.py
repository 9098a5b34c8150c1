"""A connection to a client, which must keep up a least speed: who drips a request or an answer holds no place of others."""

from __future__ import annotations

import time
from typing import Any

from waitress.channel import HTTPChannel

WINDOW, SLOWEST = 20.0, 5_000
"""Seconds within which a request or an answer must be over, or move on by as many bytes a second."""


class Pace:
    """How something moves on: slow when a whole window brought too few bytes."""

    def __init__(self, moved: int) -> None:
        self.began, self.moved = time.monotonic(), moved

    def is_slow(self, moved: int) -> bool:
        """Whether it is, now that `moved` bytes have moved since the beginning. Begins a new window where one is over."""
        if time.monotonic() - self.began < WINDOW:
            return False
        brought, (self.began, self.moved) = moved - self.moved, (time.monotonic(), moved)
        return brought < WINDOW * SLOWEST


class Channel(HTTPChannel):
    """waitress's channel; it closes what is too slow. The server asks `readable` and `writable` at every turn of its loop."""

    _asking: Pace | None = None
    _answering: Pace | None = None
    _taken = 0  # bytes of answers that were taken

    def readable(self) -> bool:
        """Whether the loop reads from it."""
        asked = self.request
        if asked is None:
            self._asking = None
        else:
            self._asking = self._asking or Pace(0)
            self.will_close |= self._asking.is_slow(asked.header_bytes_received + asked.body_bytes_received)
        return bool(super().readable())

    def writable(self) -> Any:
        """Whether the loop writes to it."""
        if not self.total_outbufs_len:
            self._answering = None
            return super().writable()
        self._answering = self._answering or Pace(self._taken)
        if self._answering.is_slow(self._taken):
            # At once: the loop writes, and closes, only where the client takes something. Wakes a thread that waits for it.
            self.handle_close()
            return False
        return True

    def send(self, data: bytes, do_close: bool = True) -> int:
        """Hand bytes to the system; how many it took."""
        taken = int(super().send(data, do_close=do_close))
        self._taken += taken
        return taken
