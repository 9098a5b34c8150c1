"""What people said about recommendations, as plays of theirs: how a training picks feedback up (docs/decisions/0022)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import scipy.sparse as sp

from analytics.recommend.taste import Taste
from warehouse.userdata import Said

#: What is left of the plays of an item that was passed over; a dislike leaves none.
SKIPPED = 0.5


def with_feedback(taste: Taste, said: Sequence[Said]) -> tuple[Taste, int]:
    """(the taste with feedback as plays, verdicts that changed it).

    A like adds the median number of plays, times its weight; a skip halves the plays of the pair; a dislike takes them out.
    A profile that never listened becomes a listener when it likes something. Items that the taste does not know, and
    the other kind of items, are left out.
    """
    places = {str(name): place for place, name in enumerate(taste.ids)}
    known = [one for one in said if one.kind == taste.kind and one.item in places]
    people = {str(name): row for row, name in enumerate(taste.listeners)}
    new = sorted({one.profile for one in known if one.verdict == "like"} - people.keys())
    people |= {name: len(people) + place for place, name in enumerate(new)}
    usual = float(np.median(taste.plays.data)) if taste.plays.nnz else 1.0
    pairs = sp.dok_matrix((len(people), taste.shape[1]), dtype=np.float64)
    factor = sp.dok_matrix((len(people), taste.shape[1]), dtype=np.float64)  # what is taken off, as a share
    counted = [one for one in known if one.profile in people]
    for one in counted:
        place = (people[one.profile], places[one.item])
        if one.verdict == "like":
            pairs[place] = usual * one.weight
        else:
            factor[place] = 1.0 if one.verdict == "dislike" else 1 - SKIPPED
    plays = sp.vstack([taste.plays, sp.csr_matrix((len(new), taste.shape[1]))]).tocsr().astype(np.float64)
    plays = (plays - plays.multiply(factor.tocsr()) + pairs.tocsr()).tocsr()
    plays.eliminate_zeros()
    plays.sort_indices()
    listeners = np.concatenate([taste.listeners, np.array(new, dtype=object)])
    return replace(taste, plays=plays, listeners=listeners), len(counted)
