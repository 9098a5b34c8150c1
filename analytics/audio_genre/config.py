"""Settings of a model that tells a genre from sound."""

from __future__ import annotations

from dataclasses import dataclass

#: What the answer is made of, in the order of the blend's weights. What each one is: analytics/audio_genre/parts.py.
PARTS = ("kernel", "linear", "trees")


@dataclass(frozen=True)
class Config:
    """Settings of one model. Same clips and settings: same scores.

    Kernel: alpha and width (of the Gaussian, in units of the number of columns), kernel_rows (clips it keeps at most).
    Linear: strength, the inverse of the penalty. Trees: rounds to min_rows, LightGBM's names. folds: how often the
    training side is split by group to learn the blend. far: standard deviations beyond which a descriptor counts as
    that far. sure_above: chance from which an answer counts as one. least_clips: a genre with fewer is left out.
    copies, copies_weigh: worse copies of every row that is learned from, where there is sound to learn worsening from (worse.py),
    and what they weigh together beside the row. threads: of LightGBM.
    """

    seed: int = 0
    alpha: float = 0.1
    width: float = 0.3
    kernel_rows: int = 4_000
    strength: float = 0.1
    rounds: int = 60
    num_leaves: int = 6
    learning_rate: float = 0.1
    feature_fraction: float = 0.3
    min_rows: int = 10
    folds: int = 5
    far: float = 5.0
    sure_above: float = 0.5
    odd_share: float = 0.99
    least_clips: int = 5
    copies: int = 4
    copies_weigh: float = 2.0
    threads: int = 1
