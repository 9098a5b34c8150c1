"""Which tracks a rule watches: fields and the text of a filter say the same."""

from __future__ import annotations

import pytest

from dashboard.pages.alerts import which
from warehouse.errors import FilterError


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("", ([], "", None)),
        ('genre = "pop"', (["pop"], "", None)),
        ('genre in ("pop", "rock") and artist = "A, \\"B\\"" and popularity >= 30', (["pop", "rock"], 'A, "B"', 30.0)),
        ("energy > 0.5", ([], "", None)),
        ('genre = "pop" or artist = "A"', ([], "", None)),
    ],
)
def test_fields_say_what_the_text_says_and_the_way_back(text: str, chosen: which.Chosen) -> None:
    assert which.chosen(text) == chosen
    assert which.written(text, *chosen) == which.parse(text).text


def test_a_field_replaces_what_it_said_and_leaves_the_rest() -> None:
    text = 'energy > 0.5 and genre = "pop" and artist != "A"'
    assert (
        which.written(text, ["rock"], "B", None) == 'energy > 0.5 and artist != "A" and genre = "rock" and artist = "B"'
    )
    assert which.written(text, [], "", None) == 'energy > 0.5 and artist != "A"'


def test_what_cannot_be_read_is_not_thrown_away() -> None:
    with pytest.raises(FilterError):
        which.written("energy >", ["pop"], "", None)
