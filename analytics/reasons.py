"""An answer taken apart: what each thing that is known of a track adds to it. All is association in a model."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """One thing's part: its value (NaN where missing or where it has no single one) and what it adds to the answer."""

    feature: str
    value: float
    contribution: float


@dataclass(frozen=True)
class Explained:
    """base + the contributions of all parts = total. parts: the strongest first. base: what is said of the usual track."""

    base: float
    parts: list[Reason]
    total: float


def strongest(parts: list[Reason]) -> list[Reason]:
    """Parts in the order of their size."""
    return sorted(parts, key=lambda reason: -abs(reason.contribution))
