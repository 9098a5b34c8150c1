"""The words of a catalogue: which meaning counts first, the longest phrase, nothing lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.prompts.lexicon import Lexicon, key_of, lexemes, lexicon, plain, tokens
from warehouse import moods
from warehouse.prompt_words import Word

WORDS = (
    Word("no", "not", ""),
    Word("no more than", "compare", "<="),
    Word("loud", "filter", "loudness >= -6"),
    Word("acoustic", "filter", "acousticness >= 0.7"),
    Word("rap", "genre", "rap;hip-hop"),
    Word("r&b", "genre", "soul"),
    Word("<=", "compare", "<="),
)
SOME = lexicon(WORDS, moods.load(), ["hip-hop", "acoustic", "sleep", "rock"], ["Rock"], 2022)


def first(phrase: str, words: Lexicon = SOME) -> tuple[str, str] | None:
    """Role and value of the first meaning."""
    entries = words.phrases.get(key_of(phrase))
    return (entries[0].role, entries[0].value) if entries else None


@pytest.mark.parametrize(
    ("phrase", "meaning"),
    [
        ("sleep", ("mood", "sleep")),  # before the genre
        ("rock", ("family", "Rock")),  # before the genre
        ("acoustic", ("genre", "acoustic")),  # before the filter
        ("loud", ("filter", "loudness >= -6")),
        ("hip hop", ("genre", "hip-hop")),
        ("Rap", ("genre", "hip-hop")),  # the first of its genres that the catalogue has
        ("r&b", None),  # none of its genres is in the catalogue
        ("chill focus", ("mood", "chill_focus")),
        ("Tempo", ("feature", "tempo")),
        ("release year", ("feature", "release_year")),
        ("unheard of", None),
    ],
)
def test_which_meaning_counts(phrase: str, meaning: tuple[str, str] | None) -> None:
    assert first(phrase) == meaning


def test_without_the_genre_the_filter_counts() -> None:
    assert first("acoustic", lexicon(WORDS)) == ("filter", "acousticness >= 0.7")


def test_the_longest_phrase_is_taken() -> None:
    found = lexemes("No more than HIP-HOP, no rap <= 5", SOME)
    assert [x.text for x in found] == ["No more than", "HIP-HOP", ",", "no", "rap", "<=", "5"]
    assert [x.kind for x in found] == ["phrase", "phrase", "symbol", "phrase", "phrase", "phrase", "number"]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("120bpm", ["number", "word"]),
        ("1980s '80s 80's", ["decade", "symbol", "decade", "decade"]),
        ("3:30 1,000.5", ["time", "number"]),
        ("don’t", ["word"]),
        ("r&b", ["word", "symbol", "word"]),
        ("", []),
    ],
)
def test_tokens(text: str, kinds: list[str]) -> None:
    assert [t.kind for t in tokens(text)] == kinds


def test_plain_is_without_case_accents_and_apostrophes() -> None:
    assert plain("Don’t Öffne É") == "dont offne e"


@given(st.text(max_size=40))
def test_no_letter_or_digit_is_lost(text: str) -> None:
    held = {place for x in lexemes(text, SOME) for place in range(x.start, x.end)}
    assert {i for i, c in enumerate(text) if c.isalnum()} <= held
