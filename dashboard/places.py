"""How many downloads are made at once: never so many that nobody is left to answer pages, and no person has all of them."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable

from warehouse.errors import TooBusy
from warehouse.settings import Settings

PATIENCE = 20.0  # seconds that a download waits for its turn


class Places:
    """Places for downloads: half of the threads of a server, and half of these for one person; at least one. Of the other threads
    all but one may wait for a place. Safe to use from several threads.
    """

    def __init__(self, settings: Settings, patience: float = PATIENCE) -> None:
        self.number = max(settings.server_threads // 2, 1)
        self.each = max(self.number // 2, 1)
        self.queue = max(settings.server_threads - self.number - 1, 0)
        self._patience = patience
        self._taken: Counter[str] = Counter()
        self.waiting = 0
        self._changed = threading.Condition()

    def take(self, who: str = "") -> Callable[[], None]:
        """Take a place, or wait for one; what is returned gives it back, once, however often it is called.

        `who`: the name of the person, empty where nobody has one: then only the whole is bounded. Raises TooBusy.
        """
        with self._changed:
            if not self._is_free(who):
                self._wait(who)
            self._taken[who] += 1
        held = threading.Lock()

        def give_back() -> None:
            if held.acquire(blocking=False):
                with self._changed:
                    self._taken[who] -= 1
                    self._changed.notify_all()

        return give_back

    def _is_free(self, who: str) -> bool:
        return self._taken.total() < self.number and (not who or self._taken[who] < self.each)

    def _wait(self, who: str) -> None:
        may_wait = self.waiting < self.queue
        self.waiting += may_wait
        try:
            if may_wait and self._changed.wait_for(lambda: self._is_free(who), self._patience):
                return
        finally:
            self.waiting -= may_wait
        raise TooBusy(
            f"As many downloads are being made as may be at once ({self._taken.total()}).",
            "Try again in a moment, or allow more: REPERTOIRE_SERVER_THREADS.",
        )
