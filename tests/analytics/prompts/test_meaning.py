"""What any text comes to: an answer without an error, every word accounted for, contradictions in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.prompts import meaning, reading
from analytics.prompts.meaning import understand
from tests.analytics.prompts_file import document, made_up
from warehouse.filters import parse

WORDS = made_up()
PHRASES = sorted(" ".join(key) for key in WORDS.phrases)
OTHERS = [
    "12", "-5", "3:30", "1999", "0", "99999999999999999999", "80s", "xyz", "Ünknown", "東京", ",", ";", '"', "“", "(", "5%",
    "²", "\ud800", "\x00", "'; drop table tracks; --", "<b>",
]  # fmt: skip
ANY = st.text(max_size=60) | st.lists(st.sampled_from(PHRASES) | st.sampled_from(OTHERS), max_size=14).map(" ".join)


@given(ANY)
def test_every_word_is_understood_a_stop_word_or_told(text: str) -> None:
    found = understand(text, WORDS)
    held = [place for part in found.parts for place in range(part.start, part.end)]
    assert len(held) == len(set(held)), "a word is in two parts"
    assert {i for i, c in enumerate(found.text) if c.isalnum()} <= set(held)
    assert [found.text[part.start : part.end] for part in found.parts] == [part.text for part in found.parts]
    for part in found.parts:
        known = any(part.text in word for word in found.not_understood)
        assert known or part.taken != "unknown"
        assert part.meaning or part.taken != "understood"


@given(ANY)
def test_what_is_understood_is_a_filter_that_reads_back(text: str) -> None:
    found = understand(text, WORDS)
    assert parse(found.filter.text) == found.filter
    assert all("\n" not in words for words in found.words)
    assert found.is_nothing == (found.words == []) or found.contradictions or found.changes


@pytest.mark.parametrize("text", ["0:TRACK", "0 tracks", "top 0", "0, songs"])
def test_a_list_of_no_tracks_is_not_a_wish(text: str) -> None:
    found = understand(text, WORDS)
    assert (found.is_nothing, found.count, found.words) == (True, None, [])
    assert found.remarks == ("A list needs at least one track.",)


@given(st.sampled_from([p["text"] for p in document()["prompt"] if p["text"]]), st.integers(0, 3))
def test_case_and_white_space_do_not_count(text: str, spaces: int) -> None:
    loud = f"{' ' * spaces}{text.upper()}\n"
    assert understand(loud, WORDS).filter.text.lower() == understand(text, WORDS).filter.text.lower()


def test_long_texts_are_read_to_a_limit() -> None:
    found = understand("happy " + "word " * 3000 + "calm", WORDS)
    assert found.filter.text == "mood[happy] >= 0.5"
    assert len(found.not_understood) == 3001
    assert found.not_understood[-1] == "calm"
    assert "5,000 characters" in " ".join(found.remarks)


def test_many_conditions_are_read_to_a_limit() -> None:
    found = understand(" ".join(f"over {n} bpm" for n in range(100, 200)), WORDS)
    assert len(found.filter.parts) == reading.MOST_CLAUSES
    assert "60 conditions" in " ".join(found.remarks)
    assert found.not_understood[:2] == ["over", "160"]


def test_lists_have_a_limit() -> None:
    found = understand("happy, 5000 tracks, 100 hours", WORDS)
    assert (found.count, found.minutes) == (meaning.MOST_TRACKS, meaning.MOST_MINUTES)
    assert len(found.remarks) == 3  # happy is a genre too


CONTRADICTIONS = [
    ("slow and fast", "No track is both: tempo at most 90 BPM; tempo at least 130 BPM."),
    (
        "calm and energetic",
        'Hardly any track is both: mood "calm" at least 0.50; mood "energetic" at least 0.50.',
    ),
    ("sleep music over 160 bpm", 'Hardly any track is both: mood "sleep" at least 0.50; tempo above 160 BPM.'),
    ("happy, not happy", 'No track is both: mood "happy" at least 0.50; mood "happy" below 0.50.'),
    ("explicit, clean", "No track is both: explicit; not explicit."),
    ("jazz but no jazz", 'No track is both: genre is "jazz"; genre is not "jazz".'),
    ("10 tracks, 20 tracks", "The list cannot have both 10 and 20 tracks; the last one counts."),
    ("an hour, 30 minutes of jazz", "The list cannot have both 60 and 30 minutes; the last one counts."),
    ("like Halo but not like Halo", "Halo is both liked and not."),
    ("over 100 bpm and at most 100 bpm", "No track is both: tempo above 100 BPM; tempo at most 100 BPM."),
    (
        "80s or 90s, newer than 2010",
        "No track is both: release year between 1980 and 1989 or release year between 1990 and 1999; release year above 2010.",
    ),
]


@pytest.mark.parametrize(("text", "sentence"), CONTRADICTIONS)
def test_contradictions_are_told(text: str, sentence: str) -> None:
    assert sentence in understand(text, WORDS).contradictions


@pytest.mark.parametrize(
    "text",
    [
        "calm and romantic", "at least 100 bpm and at most 100 bpm", "80s or 90s, after 1985", "jazz or rock, no metal",
        "happy but not calm", "like Halo, unlike Umbrella",
    ],
)  # fmt: skip
def test_what_can_be_had_is_no_contradiction(text: str) -> None:
    assert understand(text, WORDS).contradictions == ()


def test_comparatives_need_a_track() -> None:
    found = understand("something slower", WORDS)
    assert found.not_understood == ["slower"]
    assert found.remarks == ("slower than what? Name a track: like TRACK but slower.",)


def test_words_say_what_was_understood() -> None:
    found = understand("like Halo but slower, no rap, 20 tracks, 1 hour, newest first", WORDS)
    assert found.words == [
        'genre is not "hip-hop"',
        "like Halo",
        "slower than that",
        "20 tracks",
        "60 minutes in all",
        "in the order of released, newest first",
    ]
