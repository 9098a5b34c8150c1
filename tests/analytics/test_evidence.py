"""Evidence against tags: worked by hand on three tracks, then what a list is worth on made-up evidence."""

from __future__ import annotations

import numpy as np
import pytest

from analytics import evidence
from analytics.evidence import Families
from analytics.ragged import Ragged
from warehouse.queries import genre_work

# Labels: rock, metal (family Rock), pop (family Pop).
FAMILIES = Families.among(("Rock", "Rock", "Pop"))
CHANCES = np.array([[0.7, 0.2, 0.1], [0.05, 0.05, 0.9], [0.3, 0.3, 0.4]])
TAGS = Ragged.of([[0], [0, 1], [2]])


@pytest.fixture
def found() -> dict[str, np.ndarray]:
    return evidence.against(CHANCES, TAGS, FAMILIES, np.random.default_rng(0))


def test_each_tag_has_its_chance_and_that_of_its_family(found: dict[str, np.ndarray]) -> None:
    assert found["own"] == pytest.approx([0.7, 0.05, 0.05, 0.4])
    assert found["own_family"] == pytest.approx([0.9, 0.1, 0.1, 0.4])


def test_suggestions_are_the_likeliest_genres_that_are_no_tags(found: dict[str, np.ndarray]) -> None:
    assert found["suggested"].tolist() == [1, 2, 0]
    assert found["suggested_chance"] == pytest.approx([0.2, 0.9, 0.3])
    assert found["second"].tolist() == [2, -1, 1], "the second track has one genre left"
    assert found["second_chance"] == pytest.approx([0.1, 0.0, 0.3])
    assert found["ranked"][:, 0].tolist() == [0, 2, 2]
    assert found["confidence"] == pytest.approx([0.7, 0.9, 0.4])


def test_against_a_sibling_the_tag_is_weighed_against_another_family_the_family() -> None:
    ratio = evidence.times(np.array([0.6, 0.6]), np.array([0.1, 0.1]), np.array([0.3, 0.3]), np.array([True, False]))
    assert ratio == pytest.approx([6.0, 2.0])
    assert evidence.times(np.array([0.5]), np.zeros(1), np.zeros(1), np.array([False])) == pytest.approx([500.0])


def test_tags_made_wrong_are_of_the_kind_they_stand_for(found: dict[str, np.ndarray]) -> None:
    """Track 0 as if it were pop: rock is 0.7 / 0.1 times likelier. Track 1 has both Rock genres: no sibling is left."""
    assert found["far"][0] == pytest.approx(7.0)
    assert found["near"][0] == pytest.approx(0.7 / 0.2), "as if it were metal: rock is a sibling"
    assert found["far"][1] == pytest.approx(0.05 / 0.9), "as if it were pop: what is left is of Rock, and unlikely"
    assert np.isnan(found["near"][1])


def test_how_long_a_list_would_be_by_chance(found: dict[str, np.ndarray]) -> None:
    """From 5 times on, against a family: track 0 listed as pop (0.1), track 1 as rock or metal (2 tags times 0.1)."""
    assert evidence.TIMES[1] == 5.0
    assert found["chance_far"][0, 1] == pytest.approx(0.1 + 2 * 0.1)
    assert found["chance_near"][0, 0] == pytest.approx(0.2), "from 2 times on a sibling: track 0 as metal"


def test_a_list_says_what_it_finds_and_between_which_shares_are_wrong() -> None:
    real = np.concatenate([np.full(40, 300.0), np.full(60, 3.0), np.zeros(900)])
    made_wrong = np.array([300.0] * 8 + [3.0, 0.0])
    chance = np.array([70.0, *[10.0] * (len(evidence.TIMES) - 1)])
    rows = {row["times"]: row for row in evidence.curve(real, made_wrong, chance)}
    assert (rows[2.0]["listed"], rows[200.0]["listed"], rows[500.0]["listed"]) == (100, 40, 0)
    assert (rows[2.0]["found"], rows[200.0]["found"]) == (0.9, 0.8)
    # All 40 at 200 times are wrong at most; they are 0.8 of what is wrong: 50 in all, of which 45 are in the list of 100.
    assert rows[2.0]["most"] == pytest.approx(0.45)
    assert rows[2.0]["least"] == pytest.approx(0.30)
    assert (rows[200.0]["least"], rows[200.0]["most"]) == (pytest.approx(0.75), 1.0)
    assert (rows[500.0]["least"], rows[500.0]["most"]) == (None, None)
    assert evidence.doubtful_from(list(rows.values())) == 5.0


def test_too_short_a_list_is_not_judged_and_the_strictest_counts() -> None:
    rows = evidence.curve(np.full(29, 1000.0), np.full(10, 1000.0), np.zeros(len(evidence.TIMES)))
    assert {row["most"] for row in rows} == {None}
    assert evidence.doubtful_from(rows) == evidence.TIMES[-1]
    assert evidence.curve(np.zeros(0), np.ones(3), np.zeros(8)) == []


def test_one_family_has_no_other() -> None:
    families = Families.among(("Rock", "Rock"))
    found = evidence.against(np.array([[0.9, 0.1]]), Ragged.of([[1]]), families, np.random.default_rng(0))
    assert np.isnan(found["far"]).all()
    assert found["near"] == pytest.approx([0.1 / 0.9]), "as if it were the first: the other is a sibling, and unlikely"


def test_the_same_floor_in_the_warehouse() -> None:
    assert genre_work.FLOOR == evidence.FLOOR
