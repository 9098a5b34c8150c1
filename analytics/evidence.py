"""What a model that has not seen a track says of its tags: how likely each is, what it would say instead, how sure that is.

The evidence against a tag is how many times likelier the likeliest genre is that the track is not tagged with. Where
that genre is of another family it is set against the whole family of the tag, so that doubt about siblings is no doubt
about the family; where it is a sibling, against the tag alone. The two kinds are counted apart: siblings are confused
for good reason. (Ratios of out-of-fold probabilities as in confident learning, Northcutt et al. 2021; the family was
found to tell planted errors from odd tracks twice as well as the tag's own probability.)

Three figures say what a list of doubtful tags is worth (`curve`), none of which needs to know the truth. What it finds
is measured on tags made wrong on purpose: every track is judged once more as if it wore a random genre of another
family, and once a random sibling. How much of it is wrong is estimated twice. At most as much as if every tag that is
doubted most were wrong (the bound of Scott 2015 on mixed labels), where real errors are as random as the planted ones.
At least as much as it is longer than it would be if tags were drawn from the probabilities themselves, where these are
calibrated down to the smallest. Where errors are not random the two can change places.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from analytics.artefacts import Arrays
from analytics.ragged import Bools, Floats, Ints, Ragged

#: How many times likelier a suggestion is, at which a list of doubtful tags is described.
TIMES = (2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0)
#: A probability below this counts as this: the models do not tell smaller ones apart.
FLOOR = 1e-3
#: A list is described from so many tags on.
LEAST = 30
#: A tag is doubtful from where on so large a share of such tags may be wrong.
WORTH = 0.5
FIRST = 5


@dataclass(frozen=True)
class Families:
    """of (labels,): the family of each label as an index into names."""

    of: Ints
    names: tuple[str, ...]

    @classmethod
    def among(cls, families: Iterable[str]) -> Families:
        """From the family of each label."""
        names, of = np.unique(np.array(list(families), dtype=object).astype(str), return_inverse=True)
        return cls(of.astype(np.int64), tuple(str(name) for name in names))


def against(chances: Floats, labels: Ragged, families: Families, random: np.random.Generator) -> Arrays:
    """Evidence on n tracks from their probabilities (n, L), L at least 2; numbers only, ready to be stored.

    own, own_family (m,): of each tag and its family, in the order of labels.values ; suggested, second (n,): the
    likeliest genres that the track is not tagged with, -1 where there is none, and their chances ; ranked (n, 5)
    labels, best first ; confidence (n,) of the first ; far, near (n,): the evidence against a random tag of another
    family and against a random sibling, NaN where there is none, 0 where the suggestion is not of that kind ;
    chance_far, chance_near (1, TIMES): tags that would be listed from each of TIMES on, were they drawn from `chances`.
    """
    rows = np.arange(len(chances))
    others = chances.copy()
    others[labels.rows, labels.values] = -1.0
    best = np.argsort(-others, axis=1, kind="stable")[:, :2]
    found = np.take_along_axis(others, best, axis=1)
    best = np.where(found >= 0, best, -1)
    ranked = np.argsort(-chances, axis=1, kind="stable")[:, :FIRST]
    shares = _by_family(chances, families)
    far, near = planted(chances, shares, labels, families, random)
    return {
        "own": chances[labels.rows, labels.values],
        "own_family": shares[labels.rows, families.of[labels.values]],
        "suggested": best[:, 0],
        "suggested_chance": np.maximum(found[:, 0], 0),
        "second": best[:, 1],
        "second_chance": np.maximum(found[:, 1], 0),
        "ranked": ranked,
        "confidence": chances[rows, ranked[:, 0]],
        "far": far,
        "near": near,
        **by_chance(chances, shares, labels, families),
    }


def _by_family(chances: Floats, families: Families) -> Floats:
    """Probabilities (n, families)."""
    member = np.zeros((len(families.of), len(families.names)))
    member[np.arange(len(families.of)), families.of] = 1.0
    return chances @ member


def times(suggested: Floats, own: Floats, family: Floats, sibling: Bools) -> Floats:
    """(n,) how many times likelier a suggestion is than what it is set against: the tag, or its family."""
    return suggested / np.maximum(np.where(sibling, own, family), FLOOR)


def planted(
    chances: Floats, shares: Floats, labels: Ragged, families: Families, random: np.random.Generator
) -> tuple[Floats, Floats]:
    """Evidence against a wrong tag of another family and against a wrong sibling, as `against` gives it."""
    n, width = chances.shape
    has = np.zeros((n, width), dtype=bool)
    has[labels.rows, labels.values] = True
    own_families = np.zeros((n, len(families.names)), dtype=bool)
    own_families[labels.rows, families.of[labels.values]] = True
    inside = own_families[:, families.of]
    far = _evidence(chances, shares, _drawn(~inside, random), families, sibling=False)
    near = _evidence(chances, shares, _drawn(inside & ~has, random), families, sibling=True)
    return far, near


def by_chance(chances: Floats, shares: Floats, labels: Ragged, families: Families) -> Arrays:
    """chance_far and chance_near of `against`."""
    first = chances.argmax(axis=1)
    top = chances.max(axis=1)[:, None]
    sibling = families.of[None, :] == families.of[first][:, None]
    weight = chances * labels.counts[:, None]
    against_family = np.where(sibling, 0.0, top / np.maximum(shares[:, families.of], FLOOR))
    against_tag = np.where(sibling, top / np.maximum(chances, FLOOR), 0.0)
    return {
        name: np.array([[weight[found >= t].sum() for t in TIMES]])
        for name, found in (("chance_far", against_family), ("chance_near", against_tag))
    }


def _drawn(allowed: Bools, random: np.random.Generator) -> Ints:
    """One allowed column of each row, all alike likely; -1 where none is allowed."""
    counts = allowed.sum(axis=1)
    wanted = np.floor(random.random(len(allowed)) * counts).astype(np.int64) + 1
    column = (np.cumsum(allowed, axis=1) >= wanted[:, None]).argmax(axis=1)
    return np.where(counts > 0, column, -1)


def _evidence(chances: Floats, shares: Floats, tag: Ints, families: Families, sibling: bool) -> Floats:
    rows = np.arange(len(chances))
    others = chances.copy()
    others[rows, tag] = -1.0
    best = others.argmax(axis=1)
    kind = (families.of[best] == families.of[tag]) == sibling
    found = times(chances[rows, best], chances[rows, tag], shares[rows, families.of[tag]], np.full(len(rows), sibling))
    return np.where(tag >= 0, np.where(kind, found, 0.0), np.nan)


def curve(real: Floats, made_wrong: Floats, chance: Floats) -> list[dict[str, Any]]:
    """A list of doubtful tags from each of TIMES on: times, listed, found, least, most.

    real (tags,): evidence against the real tags, 0 where the suggestion is of the other kind ; made_wrong (n,):
    against wrong ones, NaN where there was none ; chance (TIMES,): length of the list by chance. found: share of the
    wrong ones that are listed ; least, most: between which shares of the list are wrong, None below LEAST tags or where
    nothing wrong would be found.
    """
    wrong = made_wrong[~np.isnan(made_wrong)]
    if not len(wrong) or not len(real):
        return []
    listed = np.array([(real >= t).sum() for t in TIMES])
    found = np.array([(wrong >= t).mean() for t in TIMES])
    enough = (listed >= LEAST) & (found > 0)
    # If all that is listed is wrong, so many tags are wrong in all; the smallest of these bounds holds.
    all_wrong = np.min(listed[enough] / found[enough]) if enough.any() else np.nan
    rows = zip(TIMES, listed.tolist(), found.tolist(), chance.tolist(), enough.tolist(), strict=True)
    return [
        {
            "times": t,
            "listed": k,
            "found": f,
            "least": max(0.0, 1 - c / k) if known else None,
            "most": min(1.0, float(all_wrong) * f / k) if known else None,
        }
        for t, k, f, c, known in rows
    ]


def doubtful_from(found: Sequence[Mapping[str, Any]]) -> float:
    """The first of TIMES from which at least WORTH of a list may be wrong; the last where none is known to be so."""
    worth = [row["times"] for row in found if row["most"] is not None and row["most"] >= WORTH]
    return float(min(worth, default=TIMES[-1]))
