"""Numbers in prompts, by hand."""

from __future__ import annotations

import pytest

from analytics.prompts import numbers
from analytics.prompts.lexicon import lexemes
from tests.analytics.prompts_file import made_up
from warehouse.filters import Group, Rule, TrackFilter, parse

WORDS = made_up()


def said(text: str) -> str:
    """The filter that a text about a number says; '' where it says none."""
    found = numbers.read(lexemes(text, WORDS), 0)
    return TrackFilter(Group("all", (found.node,))).text if found and found.node else ""


@pytest.mark.parametrize(
    ("text", "flt"),
    [
        ("under 100 bpm", "tempo < 100"),
        ("100+ bpm", "tempo >= 100"),
        ("100 bpm or slower", "tempo <= 100"),
        ("between 90 bpm and 110 bpm", "tempo between 90 and 110"),
        ("at most 3:30", "duration_ms <= 210000"),
        ("3 to 4 minutes", "duration_ms between 180000 and 240000"),
        ("45 to 90 seconds", "duration_ms between 45000 and 90000"),
        ("energy 0.8", "energy = 0.8"),
        ("valence under 0,3", "valence < 0.3"),
        ("valence under 30 percent", "valence < 0.3"),
        ("valence over 30", "valence > 0.3"),
        ("around 0.5 danceability", "danceability between 0.4 and 0.6"),
        ("loudness between -12 and -6 db", "loudness between -12 and -6"),
        ("over 1,000,000 followers", "artist_followers > 1000000"),
        ("popularity 90-100", "popularity between 90 and 100"),
        ("after 1999", "release_year > 1999"),
        ("around 1999", "release_year between 1997 and 2001"),
        ("1999", "release_year = 1999"),
        ("1999 to 1995", "release_year between 1995 and 1999"),
        ("older than 1970", "release_year < 1970"),
        ("before the 80s", "release_year < 1980"),
        ("after the 80s", "release_year > 1989"),
        ("since the late 60s", "release_year >= 1967"),
        ("early seventies", "release_year between 1970 and 1973"),
        ("00s", "release_year between 2000 and 2009"),
        ("1890s", "release_year between 1890 and 1899"),
        ("120", ""),
        ("between 90", ""),
        ("under bpm", ""),
        ("over 900 bpm", ""),
    ],
)
def test_rules(text: str, flt: str) -> None:
    assert said(text) == flt


@pytest.mark.parametrize(
    ("text", "kind", "amount"),
    [
        ("20 tracks", "count", 20),
        ("twenty songs", "count", 20),
        ("up to 15 songs", "count", 15),
        ("2 hours", "minutes", 120),
        ("an hour", "minutes", 60),
        ("at most 2 hours", "minutes", 120),
        ("1.5 hours", "minutes", 90),
        ("1 hour 20 minutes", "minutes", 80),
        ("90-minute", "minutes", 90),
    ],
)
def test_lengths_of_the_list(text: str, kind: str, amount: float) -> None:
    found = numbers.read(lexemes(text, WORDS), 0)
    assert found is not None
    assert (found.kind, found.amount, found.node) == (kind, amount, None)


def test_what_is_out_of_range_is_told() -> None:
    found = numbers.read(lexemes("energy above 900 percent", WORDS), 0)
    assert found is not None
    assert (found.kind, found.remark) == ("impossible", "Energy goes from 0 to 1.")


@pytest.mark.parametrize(
    ("text", "opposite"),
    [
        ("tempo < 90", "tempo >= 90"),
        ("explicit is true", "explicit is false"),
        ('genre = "rock"', 'genre != "rock"'),
        ("mood[calm] >= 0.5", "mood[calm] < 0.5"),
        ("tempo between 90 and 110", "not (tempo between 90 and 110)"),
    ],
)
def test_the_opposite_of_a_rule(text: str, opposite: str) -> None:
    (rule,) = parse(text).parts
    assert isinstance(rule, Rule)
    assert TrackFilter(Group("all", (numbers.negated(rule),))).text == parse(opposite).text
