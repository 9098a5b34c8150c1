"""The hybrid: standard scores of its parts, added with weights that were learned on held-out items."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from analytics.progress import Progress, silent
from analytics.ragged import Ints
from analytics.recommend import blend, collaborative, content, holdout
from analytics.recommend import taste as tastes
from analytics.recommend.collaborative import Als, Ease, Popular
from analytics.recommend.config import Config
from analytics.recommend.content import Content
from analytics.recommend.taste import Numbers, Sparse, Taste

Fit = Callable[[Taste, Config, Progress], Any]
#: Every model but the hybrid.
FITS: Mapping[str, Fit] = {
    "popular": collaborative.fit_popular,
    "itemknn": collaborative.fit_itemknn,
    "als": collaborative.fit_als,
    "bpr": collaborative.fit_bpr,
    "ease": collaborative.fit_ease,
    "content": content.fit,
}
PARTS = ("ease", "als", "content")
#: With fewer listeners to learn weights from, the parts count the same.
LEAST = 20


@dataclass(frozen=True)
class Hybrid:
    """ease, als, content: its parts ; weights (3,) in that order, summing to 1 ; learned_from: listeners whose held-out items
    decided them (0: equal weights) ; popular: what a listener without a profile is given ; usual: the strength of a usual
    play, which a like counts as."""

    NAME: ClassVar[str] = "hybrid"
    ease: Ease
    als: Als
    content: Content
    weights: Numbers
    learned_from: int
    popular: Popular
    usual: float
    config: Config

    @property
    def parts(self) -> tuple[Ease, Als, Content]:
        """The parts in the order of the weights."""
        return self.ease, self.als, self.content

    def scores(self, profiles: Sparse, own: Ints | None = None) -> Numbers:
        """(n, I) float32: the blend, or popularity for profiles that hold nothing; in standard deviations."""
        return sum_of(self.weights, self.shares(profiles), self.popular, profiles)

    def shares(self, profiles: Sparse) -> list[Numbers]:
        """What each part says, (n, I) each, in standard deviations."""
        return [blend.standard(part.scores(profiles)) for part in self.parts]


def sum_of(weights: Numbers, shares: list[Numbers], popular: Popular, profiles: Sparse) -> Numbers:
    """Standard scores of the parts added; popularity where a profile holds nothing that counts for."""
    found = np.zeros(shares[0].shape, dtype=np.float32)
    for weight, share in zip(weights, shares, strict=True):
        found += np.float32(weight) * share
    empty = np.flatnonzero(np.asarray((profiles > 0).sum(axis=1)).ravel() == 0)
    if len(empty):
        found[empty] += blend.standard(popular.scores(profiles[empty]))
    return found


def fit(
    taste: Taste,
    config: Config | None = None,
    progress: Progress = silent,
    made: Mapping[str, Any] | None = None,
) -> Hybrid:
    """Learn the weights on a fifth of each listener's items, held out of the training side; then all parts from all.

    made: parts by name that were fitted on the same taste with the same settings already.
    """
    config, made = config or Config(), made or {}
    weights, learned_from = learn_weights(taste, config, progress)
    parts = {name: made.get(name) or FITS[name](taste, config, progress) for name in PARTS}
    popular = collaborative.fit_popular(taste, config)
    usual = tastes.usual(tastes.weighted(taste.plays))
    return Hybrid(parts["ease"], parts["als"], parts["content"], weights, learned_from, popular, usual, config)


def learn_weights(taste: Taste, config: Config, progress: Progress = silent) -> tuple[Numbers, int]:
    """(weights, listeners they were learned from): the parts are fitted without an inner held-out fifth."""
    inner = holdout.items_of_listeners(taste, config.seed + 1)
    people = int(np.count_nonzero(np.diff(inner.held.indptr)))
    if people < LEAST:
        return np.full(len(PARTS), 1 / len(PARTS)), 0
    parts = [FITS[name](inner.train, config, progress) for name in PARTS]
    given = blend.lesson(parts, tastes.weighted(inner.train.plays), inner.held, config.depth)
    return blend.learn(given), people
