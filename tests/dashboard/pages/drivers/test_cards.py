from __future__ import annotations

import pandas as pd

from dashboard.pages.drivers import cards
from dashboard.pages.drivers.data import State
from tests.dashboard.pages.answers import words
from tests.dashboard.pages.drivers.test_data import facts

FRAME = pd.DataFrame(
    {
        "feature": ["energy", "tempo"],
        "importance": [2.0, 0.5],
        "low": [1.5, 0.4],
        "high": [2.5, 0.6],
        "direction": [0.9, None],
        "n": [100, 100],
        "feature_group": [0, 1],
    }
)
GENRE, DANCE, POPULARITY = State("genre"), State("genre", "dance"), State("popularity")


def test_the_heading_states_what_goes_furthest() -> None:
    f = facts()
    assert cards.heading(f, POPULARITY, FRAME) == "Energy and tempo are most associated with popularity"
    assert cards.heading(f, GENRE, FRAME) == "Energy and tempo tell genres apart most"
    assert cards.heading(f, DANCE, FRAME) == "Energy and tempo set dance apart from its siblings most"
    assert cards.heading(f, GENRE, FRAME.head(0)) == "What goes with genre has not been explained yet"
    assert "n = 100 tracks of dance and all other genres" in cards.scope_line(f, DANCE, FRAME)
    old = facts(drivers={"explains": {"genre": "g1"}})
    assert "train drivers again" in cards.scope_line(old, GENRE, FRAME)


def test_the_ranked_card_says_whether_the_order_is_stable() -> None:
    assert "Energy leads in every fit" in words(cards.importance(facts(), GENRE, FRAME, "tempo", "light"))
    near = FRAME.assign(low=[0.3, 0.4])
    assert "Energy and tempo change places between fits" in words(
        cards.importance(facts(), GENRE, near, "energy", "light")
    )


def test_the_swarm_says_which_way_values_go() -> None:
    points = pd.DataFrame(
        {"feature": ["energy"] * 2, "track_id": ["a", "b"], "value": [0.1, 0.9], "contribution": [-1.0, 1.0]}
    )
    assert "More energy goes with a higher answer" in words(cards.swarm(facts(), POPULARITY, FRAME, points, "light"))


def test_dependence_names_the_range_and_where_it_is_highest() -> None:
    points = pd.DataFrame(
        {"track_id": [f"t{i}" for i in range(200)], "value": [i / 199 for i in range(200)], "contribution": range(200)}
    )
    card = cards.dependence(facts(), POPULARITY, "energy", points, "", points, "light")
    assert "Energy: +10.5 to +188.5 points, most near 0.94" in words(card)
    assert "200 tracks with a value, 200 drawn" in words(card)


def test_interactions_are_named_and_their_absence_too() -> None:
    pairs = pd.DataFrame({"feature": ["energy"], "other": ["tempo"], "strength": [1.234], "n": [100]})
    text = words(cards.interactions(facts(), POPULARITY, pairs))
    assert "Energy with tempo interact most" in text
    assert "1.23" in text
    assert "for genre there are none" in words(cards.interactions(facts(), GENRE, pairs.head(0)))
