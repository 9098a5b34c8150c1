from __future__ import annotations

import pytest

from analytics.live.explain import Duel, Explanation
from analytics.reasons import Explained, Reason
from dashboard.pages.drivers import falls
from tests.dashboard.pages.answers import links, words
from tests.dashboard.pages.drivers.test_data import facts

PIECES = [Reason(name, value, part) for name, value, part in (
    ("artist's other tracks", float("nan"), 6.0), ("energy", 0.92, -4.0), ("explicit", 1.0, 3.0),
    ("tempo", float("nan"), 2.0), *((f"part {i}", 0.0, 0.5) for i in range(7)),
)]  # fmt: skip
FALL = Explained(30.0, PIECES, 30.0 + sum(piece.contribution for piece in PIECES))


def found(popularity: Explained | None = FALL, genre: Duel | None = None) -> Explanation:
    return Explanation("id 1", "Song", "Band", 55.0, popularity, genre)


def test_the_smallest_parts_are_one_bar() -> None:
    rows = falls.rows(PIECES)
    assert len(rows) == falls.SHOWN + 1
    assert rows["label"].iloc[-1] == "3 others"
    assert rows["contribution"].sum() == pytest.approx(FALL.total - FALL.base)


def test_parts_are_named_with_their_value() -> None:
    assert [falls.named(piece) for piece in PIECES[:4]] == [
        "Artist's other tracks",
        "Energy 0.92",
        "Explicit yes",
        "Tempo not measured",
    ]


def test_the_title_says_what_is_expected_and_the_largest_part() -> None:
    card = falls.popularity(facts(), found(), "light")
    assert "Expected 40; artist's other tracks goes with 6.0 points more" in words(card)
    assert "It is 55 now." in words(card)
    assert "/track/id%201" in links(card)


def test_the_duel_names_both_genres_with_their_chances() -> None:
    duel = Duel(
        "dance", "house", (0.62, 0.2), Explained(0.0, [Reason("tempo", 124.0, 0.9), Reason("energy", 0.5, -0.2)], 0.7)
    )
    text = words(falls.genre(facts(), found(genre=duel), "dark"))
    assert "Tempo speaks most for dance over house" in text
    assert "Right speaks for dance (62%), left for house (20%)" in text
    other = Duel("dance", "house", (0.4, 0.4), Explained(0.0, [Reason("tempo", 124.0, -0.9)], -0.9))
    assert "Nothing speaks for dance over house" in words(falls.genre(facts(), found(genre=other), "dark"))


def test_without_a_model_the_card_says_what_to_run() -> None:
    assert "repertoire train" in words(falls.popularity(facts(), found(None), "light"))
    assert "repertoire train" in words(falls.genre(facts(), found(), "light"))
    assert "No track in these data has the id 'x'" in words(falls.missing("x")[2])
