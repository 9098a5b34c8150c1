"""Every word of a prompt and what it was taken for."""

from __future__ import annotations

import pytest

from analytics.prompts.reading import read
from analytics.prompts.said import Part, Wish
from tests.analytics.prompts_file import made_up

WORDS = made_up()


def taken(text: str) -> list[tuple[str, str]]:
    return [(part.text, part.taken) for part in read(text, WORDS).parts]


def test_the_parts_of_a_prompt() -> None:
    parts = read("Play calm jazz, no blorp", WORDS).parts
    assert parts[:3] == [
        Part(0, 4, "Play", "stop"),
        Part(5, 9, "calm", "understood", 'mood "calm" at least 0.50'),
        Part(10, 14, "jazz", "understood", 'genre is "jazz"'),
    ]
    assert taken("Play calm jazz, no blorp")[3:] == [(",", "stop"), ("no", "unknown"), ("blorp", "unknown")]


@pytest.mark.parametrize(
    ("text", "wishes"),
    [
        ("like Halo", [Wish("Halo")]),
        ("LIKE  Halo   by  Beyoncé ", [Wish("Halo by Beyoncé")]),
        ('like "Slow, Fast and Happy" but slower', [Wish("Slow, Fast and Happy")]),
        ("like “Halo”", [Wish("Halo")]),
        ("like Halo, jazz", [Wish("Halo")]),
        ("like Halo slower and happier", [Wish("Halo")]),
        ("not like Halo", [Wish("Halo", unlike=True)]),
        ("nothing that sounds like Halo", [Wish("Halo", unlike=True)]),
        ("like Happy but slower", [Wish("Happy")]),  # what is compared with is a track
        ("like happy jazz", []),  # words of ours
        ("like", []),
        ("like ,", []),
        (f"like {'x' * 300}", []),
    ],
)
def test_names_of_tracks(text: str, wishes: list[Wish]) -> None:
    assert read(text, WORDS).wishes == wishes


def test_words_of_ours_after_like_are_told() -> None:
    assert read("like jazz", WORDS).remarks == ['jazz is read as words of ours; for a track of that name: like "jazz".']


def test_a_name_that_is_no_name_is_told() -> None:
    assert taken(f"like {'x' * 300}") == [("like", "unknown"), ("x" * 300, "unknown")]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("by Nick Drake", 'artist is "Nick Drake"'),
        ("by Simon & Garfunkel from the 60s", 'artist is "Simon & Garfunkel"'),
        ('by "Tyler, the Creator"', 'artist is "Tyler, the Creator"'),
        ("no songs by Drake", 'artist is not "Drake"'),
    ],
)
def test_names_of_artists(text: str, rule: str) -> None:
    assert rule in [part.meaning for part in read(text, WORDS).parts]


def test_negation_goes_on_after_or_and_over_lists_of_genres() -> None:
    found = [(c.text, c.negated) for c in read("no jazz, folk or slow, happy", WORDS).clauses]
    assert found == [("jazz", True), ("folk", True), ("slow", True), ("happy", False)]


def test_negation_ends_with_but() -> None:
    found = [(c.text, c.negated) for c in read("no jazz but folk", WORDS).clauses]
    assert found == [("jazz", True), ("folk", False)]
