"""Who is credited: one rule a layout, and a comma never inside a name that is known whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl import credits
from tests.etl.conftest import Loader


def artists(loader: Loader, text: str, name: str = "tracks.csv") -> list[list[str]]:
    loader.good(text, name)
    return [names for (names,) in loader.column("artist_names")]


LISTS = "id,name,artists,year,release_date,popularity\n"


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("['A']", ["A"]),
        ("['A', 'B']", ["A", "B"]),
        ("['Tyler, The Creator', 'B']", ["Tyler, The Creator", "B"]),
        ('[""Guns N\' Roses"", \'B\']', ["Guns N' Roses", "B"]),
        (r"['It\'s', 'B']", ["It's", "B"]),
        ("['[Bracket]', 'A']", ["[Bracket]", "A"]),
        ("[:SITD:]", ["[:SITD:]"]),  # a name in brackets is no list
        ("A", ["A"]),
        ("['Mamadou', '坂本']", ["Mamadou", "坂本"]),
    ],
)
def test_a_list_as_python_writes_it(loader: Loader, cell: str, names: list[str]) -> None:
    assert artists(loader, f'{LISTS}1,T,"{cell}",2000,2000,5\n') == [names]


def test_a_layout_of_unknown_source_splits_at_semicolons_and_lists_but_never_at_commas(loader: Loader) -> None:
    text = "title,artists\nS,A; B\nT,\"['A', 'B']\"\nU,\"A, B\"\n"
    assert artists(loader, text) == [["A", "B"], ["A", "B"], ["A, B"]]


EXPORT = "Track URI,Track Name,Artist Name(s),Album Name,Added At,Popularity\n"


def test_a_comma_splits_where_the_layout_is_known_to_use_it(loader: Loader) -> None:
    text = EXPORT + 'spotify:track:1,S,"A, B",X,,1\nspotify:track:2,T,"Tyler, The Creator, Kali Uchis",X,,1\n'
    assert artists(loader, text) == [["A", "B"], ["Tyler, The Creator", "Kali Uchis"]]
    assert loader.workbench.rows("select track_id from raw.tracks order by line") == [("1",), ("2",)]


def test_a_comma_never_splits_a_name_that_stands_whole_elsewhere(loader: Loader) -> None:
    loader.good('title,artists\nOther,"Iron, Wine & Cheese;X"\n', "elsewhere.csv")
    text = EXPORT + 'spotify:track:1,S,"A, Iron, Wine & Cheese",X,,1\n'
    assert artists(loader, text)[1:] == [["A", "Iron, Wine & Cheese"]]


def test_the_separator_that_the_file_uses_counts(loader: Loader) -> None:
    text = EXPORT + 'spotify:track:1,S,A;B,X,,1\nspotify:track:2,T,"Sun, Moon",X,,1\n'
    assert artists(loader, text) == [["A", "B"], ["Sun, Moon"]]


def test_the_longest_known_name_wins() -> None:
    known = {"crosby, stills & nash", "stills & nash, young", "crosby, stills & nash, young"}
    assert credits.split("Crosby, Stills & Nash, Young, B", known) == ["Crosby, Stills & Nash, Young", "B"]
    assert credits.split("A", known) == ["A"]


@given(st.lists(st.text(st.characters(exclude_characters=",", exclude_categories=["Cs"]), min_size=1), min_size=1))
def test_names_without_a_comma_come_back(names: list[str]) -> None:
    assert credits.split(", ".join(names), credits.comma_names()) == names


def test_the_table_of_names_is_in_order() -> None:
    assert credits.comma_names()
    assert all(", " in name for name in credits.comma_names())
