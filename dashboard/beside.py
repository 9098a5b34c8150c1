"""Work that goes on beside the server, for as long as it serves."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from warehouse.limits import HAS_LEFT


@contextmanager
def beside(name: str, follow: Callable[[threading.Event], None]) -> Iterator[None]:
    """`follow` in a thread of its own, which is over when this is: `follow` looks at the event, and its queries are stopped."""
    over = threading.Event()

    def run() -> None:
        HAS_LEFT.set(over.is_set)
        follow(over)

    # No daemon: the end of the process would break it off in the middle of DuckDB, which aborts.
    thread = threading.Thread(target=run, name=name)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
