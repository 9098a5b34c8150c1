"""How many downloads are made at once: never so many that nobody is left to answer pages."""

from __future__ import annotations

import threading
from collections.abc import Callable

from warehouse.errors import TooBusy
from warehouse.settings import Settings


class Places:
    """Half of the threads of a server, at least one. Safe to use from several threads."""

    def __init__(self, settings: Settings) -> None:
        self.number = max(settings.server_threads // 2, 1)
        self._free = threading.BoundedSemaphore(self.number)

    def take(self) -> Callable[[], None]:
        """Take a place; what is returned gives it back, once, however often it is called. Raises TooBusy: to wait here would
        hold the thread that is to be kept free.
        """
        if not self._free.acquire(blocking=False):
            raise TooBusy(
                f"{self.number} downloads are being made already.",
                "Try again in a moment, or allow more: REPERTOIRE_SERVER_THREADS.",
            )
        given_back = threading.Lock()

        def give_back() -> None:
            if given_back.acquire(blocking=False):
                self._free.release()

        return give_back
