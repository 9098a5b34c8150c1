"""Numbers of groups stay with their tracks, by hand."""

from __future__ import annotations

import numpy as np

from analytics.clusters import numbering


def test_a_group_that_is_mostly_the_same_keeps_its_number() -> None:
    before = np.array([4, 4, 4, 7, 7, 7, -1])
    labels = np.array([1, 1, 1, 0, 0, 2, 2])
    # Group 1 is old 4. Group 0 shares 2 of 3 with old 7. Group 2 is new: after the highest number ever given.
    assert numbering.numbered(labels, 3, before, used=[9]) == [7, 4, 10]
    assert numbering.numbered(labels, 3, np.full(7, -1)) == [1, 2, 3]
