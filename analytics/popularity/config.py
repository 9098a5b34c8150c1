"""Settings of the popularity model."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

#: From so many tracks on trees are grown as Trees says; fewer are learned by heart with that many.
MANY = 5_000
FEATURE_SETS = ("audio", "audio + genres", "audio + genres + history")


@dataclass(frozen=True)
class Trees:
    """How the boosters of the chance of 0 and of the level are grown: `bags` of each, `rounds` trees a booster."""

    bags: int = 4
    rounds: int = 75
    num_leaves: int = 127
    learning_rate: float = 0.12
    min_data_in_leaf: int = 10
    lambda_l2: float = 5.0
    feature_fraction: float = 0.3


@dataclass(frozen=True)
class Config:
    """Settings of one model.

    features: one of FEATURE_SETS ; alone: trees for tracks by unknown artists ; context: trees that see history ;
    inner_folds: deals in which genre means and history are made for training tracks ; calibration_share: part of the
    training side set aside to calibrate chances and intervals ; coverage of the intervals ; masked: for each training
    track, how many copies with inputs missing at random are learned as well ; threads: 0 means one a core.
    """

    seed: int = 0
    features: str = FEATURE_SETS[-1]
    alone: Trees = field(default_factory=Trees)
    context: Trees = field(default_factory=lambda: Trees(bags=2))
    inner_folds: int = 5
    calibration_share: float = 0.1
    coverage: float = 0.8
    masked: float = 0.15
    threads: int = 0

    @property
    def with_genres(self) -> bool:
        """Whether genres are inputs."""
        return self.features != FEATURE_SETS[0]

    @property
    def with_history(self) -> bool:
        """Whether other tracks of artist and album are inputs."""
        return self.features == FEATURE_SETS[2]


def suited(config: Config, tracks: int) -> Config:
    """The same settings with fewer and smaller trees for a small catalogue."""
    if tracks >= MANY:
        return config
    small = [replace(trees, rounds=trees.rounds // 3, num_leaves=15) for trees in (config.alone, config.context)]
    return replace(config, alone=small[0], context=small[1])


def restored(about: dict[str, Any]) -> Config:
    """A Config from what dataclasses.asdict made of it. Raises TypeError and KeyError."""
    plain = {name: value for name, value in about.items() if name not in ("alone", "context")}
    return Config(**plain, alone=Trees(**about["alone"]), context=Trees(**about["context"]))
