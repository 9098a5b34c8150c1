"""Numbers of groups that stay: a group that is mostly one of the run before has that one's number, and so its name."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from scipy.optimize import linear_sum_assignment

from analytics.clusters.choose import crossed
from analytics.ragged import Ints

#: Two groups are the same when they have this share of their tracks together in common.
SAME = 0.5


def numbered(labels: Ints, groups: int, before: Ints, used: Iterable[int] = ()) -> list[int]:
    """The number of each group. before (n,): the number of each track's earlier group, -1 without; used: numbers ever
    given. New groups go on after the highest.
    """
    taken = {int(number) for number in before[before >= 0]} | set(used)
    found = _matched(labels, groups, before)
    highest = max(taken, default=0)
    numbers = []
    for group in range(groups):
        if group not in found:
            highest += 1
        numbers.append(found.get(group, highest))
    return numbers


def _matched(labels: Ints, groups: int, before: Ints) -> dict[int, int]:
    """Group -> the earlier number of a group that is the same; tracks that are new do not count."""
    both = (labels >= 0) & (before >= 0)
    if not both.any() or not groups:
        return {}
    old, codes = np.unique(before, return_inverse=True)
    shift = int(old[0] < 0)
    codes = codes - shift
    table = crossed(labels, codes, groups)
    sizes = np.bincount(labels[both], minlength=groups)[:, None]
    theirs = np.bincount(codes[both], minlength=table.shape[1])[None, :]
    overlap = table / np.maximum(sizes + theirs - table, 1)
    pairs = zip(*linear_sum_assignment(-overlap), strict=True)
    return {int(new): int(old[shift + there]) for new, there in pairs if overlap[new, there] >= SAME}
