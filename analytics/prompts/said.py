"""What a prompt says, in the order in which it says it: clauses, tracks to be near to, changes, lengths, orders."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from warehouse.filters import Node

Taken = Literal["understood", "stop", "unknown"]


@dataclass(frozen=True)
class Part:
    """Some words of the prompt: where they stand, and what they were taken for."""

    start: int
    end: int
    text: str
    taken: Taken
    meaning: str = ""


@dataclass(frozen=True)
class Clause:
    """A condition. group: genre, decade and artist are alternatives to each other; negated ones never; joined: by `or`."""

    node: Node
    group: str
    negated: bool
    joined: bool
    text: str


@dataclass(frozen=True)
class Wish:
    """A track to be near to, or away from, as the prompt names it."""

    text: str
    unlike: bool = False


@dataclass(frozen=True)
class Change:
    """How a track should differ from the one it is near to: a feature, and by how much, of the value where `share`."""

    text: str
    feature: str
    amount: float
    share: bool


@dataclass
class Reading:
    """Everything that a prompt says, in the order in which it says it."""

    clauses: list[Clause] = field(default_factory=list)
    wishes: list[Wish] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    minutes: list[float] = field(default_factory=list)
    sorts: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
