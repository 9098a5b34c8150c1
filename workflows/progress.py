"""How long work tells where it stands: step by step to a terminal, as a share of the whole to a job."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

Progress = Callable[[str, int, int], None]
Plan = Sequence[tuple[str, float]]
"""What a job is going to do: (how the names of its steps begin, weight), in order."""


class Phases(Protocol):
    """Progress whose steps can be grouped."""

    def __call__(self, step: str, done: int, total: int) -> None:
        """Say what is being done and how far it is."""

    def phase(self, name: str) -> AbstractContextManager[None]:
        """Steps that belong together."""


class Quiet:
    """Tells nobody."""

    def __call__(self, step: str, done: int, total: int) -> None:
        """Say nothing."""

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Steps that belong together."""
        yield


class Share:
    """Turns the steps of a plan into the share of the whole, 0 to 1, which never falls.

    Steps that the plan does not know, or that come again (tables built twice), leave the share where it is.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._total = sum(weight for _, weight in plan) or 1.0
        self._reached = 0.0

    def __call__(self, step: str, done: int, total: int) -> float:
        """The share of the whole when a step is at `done` of `total`."""
        before = 0.0
        for begins, weight in self._plan:
            if step.startswith(begins):
                here = before + weight * min(1.0, done / total if total else 0.0)
                self._reached = max(self._reached, here / self._total)
                break
            before += weight
        return self._reached
