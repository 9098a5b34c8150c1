"""How long work tells where it stands and learns that it should stop."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]


class Cancelled(Exception):
    """Raised by a progress callback when the person who started the work asked to stop; nothing is written then."""


def silent(step: str, done: int, total: int) -> None:
    """A progress callback that tells nobody."""


def scaled(progress: Progress, step: str) -> Progress:
    """`progress` under the fixed name `step`, whatever the inner work calls itself."""
    return lambda _step, done, total: progress(step, done, total)
