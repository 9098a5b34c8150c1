"""Weights as text and back, in words; what is no weight is said."""

from __future__ import annotations

import pytest

from warehouse.errors import FilterError
from warehouse.scores import PARTS, known_parts, parse_weights, weights_words, write_weights


def test_a_text_is_read_and_written_back() -> None:
    weights = parse_weights(" popularity:2, rarity , -loudness:0.50")
    assert [(one.part.key, one.weight, one.turned) for one in weights] == [
        ("popularity", 2.0, False), ("rarity", 1.0, False), ("loudness", 0.5, True),
    ]  # fmt: skip
    assert write_weights(weights) == "popularity:2,rarity:1,-loudness:0.5"
    assert weights_words(weights) == "popularity 57%, rarity 29%, low loudness 14%"
    assert write_weights(parse_weights("")) == "popularity:1,rarity:1"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("fame", "no part 'fame'"),
        ("title:1", "no part 'title'"),
        ("popularity:0", "no weight"),
        ("popularity:-1", "no weight"),
        ("popularity:11", "no weight"),
        ("popularity:nan", "no weight"),
        ("popularity:1e1", "no weight"),
        ("popularity:²", "no weight"),
        ("popularity:.", "no weight"),
        ("popularity,-popularity", "named twice"),
        (",", "1 to 8 parts"),
        ("popularity); drop table tracks; --:1", "no part"),
        (",".join(list(known_parts())[:9]), "1 to 8 parts, this one 9"),
    ],
)
def test_what_is_no_weight(text: str, words: str) -> None:
    with pytest.raises(FilterError, match=words):
        parse_weights(text)


def test_every_number_of_a_track_can_be_a_part() -> None:
    parts = known_parts()
    assert list(parts)[: len(PARTS)] == list(PARTS)
    assert {"danceability", "tempo", "artist_followers"} <= set(parts)
    assert {"title", "track_id", "expected_popularity"}.isdisjoint(parts)
