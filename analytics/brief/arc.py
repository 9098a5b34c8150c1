"""An arc of energy over the tracks of a brief: which of them stands at which place of the cue."""

from __future__ import annotations

from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from analytics.playlists.wishes import Shape, wished
from analytics.ragged import Floats


def arranged(energy: Floats, shape: str) -> NDArray[np.float64]:
    """(n,): the place of each track, from 1, that brings its energy nearest to the arc in all; NaN without arc or energy.

    The assignment with the least sum of distances (scipy's linear_sum_assignment). Tracks without an energy get no place.
    """
    places = np.full(len(energy), np.nan)
    known = np.flatnonzero(np.isfinite(energy))
    if shape == "any" or not len(known):
        return places
    target = wished(energy, cast(Shape, shape), len(known))
    rows, columns = linear_sum_assignment(np.abs(energy[known][:, None] - target[None, :]))
    places[known[rows]] = columns + 1
    return places
