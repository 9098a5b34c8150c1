"""Settings of listener segments."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Config:
    """least_plays, least_listeners: a listener, and all of them, need as many to be counted ; shrink: plays of the common mix
    that are added to each listener's own ; most: segments tried ; draws: bootstrap samples ; nulls: shuffled tables ; stable:
    adjusted Rand from which segments come back ; margin: how much more so than any shuffled table ; least_segment: share of the
    listeners that a segment needs ; suppressed: listeners below which nothing is told of a group.
    """

    least_plays: int = 20
    least_listeners: int = 100
    shrink: float = 10.0
    most: int = 9
    components: int = 12
    draws: int = 6
    nulls: int = 3
    stable: float = 0.75
    margin: float = 0.1
    least_segment: float = 0.03
    suppressed: int = 20
    seed: int = 0
