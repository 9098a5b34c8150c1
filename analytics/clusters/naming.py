"""Names of groups: the words for what sets a group most apart from everything else. People can give it another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from analytics.ragged import Floats

#: Traits in a name, and how far from the middle, in standard deviations, a trait has to be to be named.
TRAITS, LEAST = 3, 0.4
MIDDLE = "Middle of the road"

Words = Mapping[str, tuple[str, str]]


def names(differences: Floats, features: Sequence[str], words: Words, most: int = TRAITS) -> list[str]:
    """A name of each group, no two the same. differences (k, p): mean of a group in standard deviations of all tracks."""
    found = [_name(row, features, words, most) for row in differences]
    repeated = {name for name in found if found.count(name) > 1}
    if not repeated:
        return found
    if most < len(features):
        longer = names(differences, features, words, most + 1)
        return [long if name in repeated else name for name, long in zip(found, longer, strict=True)]
    return [f"{name} {place + 1}" if name in repeated else name for place, name in enumerate(found)]


def _name(row: Floats, features: Sequence[str], words: Words, most: int) -> str:
    order = [i for i in np.argsort(-np.abs(row), kind="stable")[:most] if abs(row[i]) >= LEAST]
    traits = [words[features[i]][0 if row[i] > 0 else 1] for i in order]
    return ", ".join(traits).capitalize() if traits else MIDDLE
