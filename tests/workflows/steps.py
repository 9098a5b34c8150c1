"""Progress that is kept, and progress that does something at a step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Told:
    """Collects what is told; `at` is done once, when a step that begins with its name comes."""

    def __init__(self, at: tuple[str, Callable[[], None]] | None = None) -> None:
        self.steps: list[str] = []
        self._at = at

    def __call__(self, step: str, done: int, total: int) -> None:
        self.steps.append(step)
        if self._at and step.startswith(self._at[0]):
            act, self._at = self._at[1], None
            act()

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        self.steps.append(f"[{name}]")
        yield

    @property
    def phases(self) -> list[str]:
        return [step for step in self.steps if step.startswith("[")]
