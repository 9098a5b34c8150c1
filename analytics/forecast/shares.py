"""Shares of one whole, forecast one by one, brought to the sum they must have."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from analytics.forecast.choose import NEVER, Field

Floats = NDArray[np.float64]
#: A group is a whole when its sum moved less than this over its last periods.
STEADY, LOOKED_AT = 0.02, 12


def factors(field: Field, middle: Floats) -> Floats:
    """(series, origins, horizon): what to multiply `middle`, of that shape and in values, by; 1 outside of groups.

    At every origin from what was known then: the members' sum stays what it last was, which is 1 where they are all of
    the whole. A group whose sum wanders, or with a member that has no forecast at that origin, is left alone.
    """
    found = np.ones(middle.shape)
    for members in _groups(field):
        for now in np.unique(field.origin[members]):
            places = np.array([(s, o) for s in members for o in np.flatnonzero(field.origin[s] == now)])
            if now == NEVER or len(places) < len(members) or not (whole := _whole(field, places)):
                continue
            total = middle[places[:, 0], places[:, 1]].sum(axis=0)
            found[places[:, 0], places[:, 1]] = whole / np.maximum(total, 1e-12)
    return found


def _groups(field: Field) -> Iterator[list[int]]:
    names = [past.series.group for past in field.pasts]
    for group in sorted(set(names) - {""}):
        members = [s for s, name in enumerate(names) if name == group]
        if len(members) > 1:
            yield members


def _whole(field: Field, places: NDArray[np.int64]) -> float:
    """The last sum of the members at these (series, origin), 0 when it is not steady."""
    longest = field.origin.shape[1]
    sums = np.zeros(LOOKED_AT)
    for s, o in places:
        past = field.pasts[s]
        known = int(past.origins[o - (longest - len(past.origins))])
        if known < LOOKED_AT:
            return 0.0
        sums += past.series.values[known - LOOKED_AT : known]
    return float(sums[-1]) if np.ptp(sums) < STEADY else 0.0
