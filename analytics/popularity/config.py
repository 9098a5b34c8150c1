"""Settings of the popularity model."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

#: From so many tracks on trees are grown as Trees says; fewer are learned by heart with that many.
MANY = 5_000
KINDS = ("alone", "context", "deep")
FEATURE_SETS = ("audio", "audio + genres", "audio + genres + history")


@dataclass(frozen=True)
class Trees:
    """How the boosters of the chance of 0 and of the level are grown: `bags` of each, `rounds` trees a booster.

    best: of the bags, how many look for the best split; the others split at random places (Geurts et al. 2006), which
    errs less on new artists.
    """

    bags: int = 2
    best: int = 0
    rounds: int = 200
    num_leaves: int = 63
    learning_rate: float = 0.05
    min_data_in_leaf: int = 30
    lambda_l2: float = 10.0
    feature_fraction: float = 0.5


CONTEXT = Trees(2, 1, 75, 255, 0.1, 5, 5.0, 0.6)
DEEP = Trees(1, 0, 150, 1023, 0.1, 2, 1.0, 0.5)


@dataclass(frozen=True)
class Config:
    """Settings of one model.

    features: one of FEATURE_SETS ; alone: trees for tracks by unknown artists ; context: trees that see history ; deep:
    trees beside `alone` where tracks nearly like the tested ones may be known (no history, and not protocol A) ;
    inner_folds: deals in which genre means and history are made for training tracks ; calibration_share: part of the
    training side set aside to calibrate chances and intervals ; coverage of the intervals ; masked: for each training
    track, how many copies with inputs missing at random are learned as well ; threads: 0 means one a core.
    """

    seed: int = 0
    features: str = FEATURE_SETS[-1]
    alone: Trees = field(default_factory=Trees)
    context: Trees = CONTEXT
    deep: Trees = DEEP
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
    small = {name: getattr(config, name) for name in KINDS}
    fewer = {name: replace(trees, rounds=trees.rounds // 3, num_leaves=15) for name, trees in small.items()}
    return replace(config, **fewer)


def restored(about: dict[str, Any]) -> Config:
    """A Config from what dataclasses.asdict made of it. Raises TypeError and KeyError."""
    return Config(**{**about, **{name: Trees(**about[name]) for name in KINDS}})
