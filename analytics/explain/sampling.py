"""Which tracks are explained: an even share of every genre for the whole, and some of each genre beside its siblings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.ragged import Ints, Ragged

#: Most tracks of one scope, of all genre scopes together, and fewest of a genre that is a scope of its own.
MOST, MOST_TOGETHER, LEAST = 2_000, 12_000, 30


@dataclass(frozen=True)
class Contrast:
    """Tracks of a genre (own), and as many of its sibling genres (others), none of which has the genre itself.

    siblings: names of the genres that the others are of; of the same family, or all when the family has no other.
    """

    genre: int
    own: Ints
    others: Ints
    siblings: tuple[int, ...]


def evenly(genres: Ragged, most: int = MOST, seed: int = 0) -> Ints:
    """At most `most` tracks in which every genre has its share (systematic sampling in the order of the first genre);
    sorted. A track without genre counts as one more genre."""
    n = len(genres)
    first = np.full(n, -1, dtype=np.int64)
    has = genres.counts > 0
    first[has] = genres.values[genres.starts[:-1][has]]
    shuffled = np.random.default_rng(seed).permutation(n)
    ordered = shuffled[np.argsort(first[shuffled], kind="stable")]
    if n <= most:
        return np.sort(ordered)
    places = np.floor(np.arange(most) * (n / most)).astype(np.int64)
    return np.sort(ordered[places])


def share_of_each(genres: Ragged, labels: int) -> int:
    """Tracks that each of `labels` genres may have, so that together they stay within MOST_TOGETHER."""
    return int(np.clip(MOST_TOGETHER // max(labels, 1), LEAST, MOST))


def members(genres: Ragged, label: int) -> Ints:
    """Tracks that have a genre."""
    return np.unique(genres.rows[genres.values == label])


def contrasts(genres: Ragged, families: Sequence[str], most: int, seed: int = 0) -> list[Contrast]:
    """A contrast for each genre with at least LEAST tracks and as many others, `most` tracks on either side.

    families: the family of each genre, in the order of the codes.
    """
    random = np.random.default_rng(seed)
    of_label = [members(genres, label) for label in range(len(families))]
    found = []
    for label, own in enumerate(of_label):
        kin = [i for i, family in enumerate(families) if family == families[label] and i != label]
        kin = kin or [i for i in range(len(families)) if i != label]
        drawn = random.permutation(own)[: most // 2]
        others = _drawn([np.setdiff1d(of_label[i], own) for i in kin], len(drawn), random)
        if len(drawn) >= LEAST // 2 and len(others) >= LEAST // 2 and len(drawn) + len(others) >= LEAST:
            found.append(Contrast(label, np.sort(drawn), np.sort(others), tuple(kin)))
    return found


def _drawn(groups: Sequence[Ints], most: int, random: np.random.Generator) -> Ints:
    """At most `most` tracks of several groups, evenly from each as far as it has them, no track twice."""
    share = -(-most // max(len(groups), 1))
    taken = [random.permutation(group)[:share] for group in groups]
    together = np.unique(np.concatenate(taken)) if taken else np.empty(0, np.int64)
    return random.permutation(together)[:most]
