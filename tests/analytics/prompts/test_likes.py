"""Changes asked of a track as rules, by hand; the middle of several."""

from __future__ import annotations

import pytest

from analytics.prompts import likes
from analytics.prompts.likes import Liked
from analytics.prompts.said import Change

HALO = Liked("Halo", False, values={"tempo": 120.0, "valence": 0.95, "popularity": 70, "duration_ms": 200_000})
SLOWER, HAPPIER = Change("slower", "tempo", -0.05, True), Change("happier", "valence", 0.1, False)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (SLOWER, ("tempo", "<=", 114)),
        (Change("faster", "tempo", 0.05, True), ("tempo", ">=", 126)),
        (Change("sadder", "valence", -0.1, False), ("valence", "<=", 0.85)),
        (Change("less popular", "popularity", -10, False), ("popularity", "<=", 60)),
        (Change("longer", "duration_ms", 0.1, True), ("duration_ms", ">=", 220_000)),
    ],
)
def test_a_change_is_a_rule(change: Change, rule: tuple[str, str, float]) -> None:
    (made,), remarks = likes.changed([change], HALO)
    assert (made.field, made.op, made.value) == rule
    assert remarks == []


def test_what_cannot_be_had_is_told() -> None:
    quiet = Change("calmer", "energy", -0.1, False)
    rules, remarks = likes.changed([HAPPIER, quiet], HALO)
    assert rules == []
    assert remarks == [
        "Halo is at the end of valence already: nothing is happier.",
        "The energy of Halo is not known, so calmer says nothing.",
    ]


def test_the_middle_of_what_is_liked() -> None:
    other = Liked("Other", False, values={"tempo": 100.0, "energy": 0.5})
    found = likes.point([HALO, other])
    assert found == {"duration_ms": 200_000, "energy": 0.5, "tempo": 110.0, "valence": 0.95}
