"""Tracks behind a cell of the confusion, worked by hand on the tiny judged catalogue."""

from __future__ import annotations

import pytest

from tests.warehouse.judged import judged
from warehouse.connect import View
from warehouse.errors import FilterError
from warehouse.queries import confused
from warehouse.queries.confused import Cell

HELD = [
    # track, genre, answered, p, weight: d misses with two genres
    ("a", "rock", "pop", 0.7, 1.0),
    ("b", "rock", "rock", 0.6, 1.0),
    ("d", "pop", "metal", 0.4, 0.5),
    ("d", "rock", "metal", 0.4, 0.5),
    ("gone", "rock", "metal", 0.9, 1.0),
]


@pytest.fixture
def view() -> View:
    found = judged()
    found.con.execute(
        "create table genre_held_out (track_id varchar, genre varchar, answered varchar, probability double, weight double)"
    )
    found.con.executemany("insert into genre_held_out values (?, ?, ?, ?, ?)", HELD)
    return found


def listed(view: View, source: str, cell: Cell) -> list[tuple[str, str, float, float]]:
    found = confused.tracks(view, source, cell)
    assert tuple(found.columns) == confused.COLUMNS
    return list(found[["track_id", "answered", "probability", "weight"]].itertuples(index=False, name=None))


def test_held_out_tracks_of_a_cell_are_those_that_are_loaded(view: View) -> None:
    assert listed(view, "held", Cell("rock", "metal")) == [("d", "metal", 0.4, 0.5)]
    assert listed(view, "held", Cell("rock", "rock")) == [("b", "rock", 0.6, 1.0)]
    assert listed(view, "held", Cell("metal", "rock")) == []


def test_every_other_family_is_one_answer(view: View) -> None:
    assert listed(view, "held", Cell("rock", "", ("rock", "metal"))) == [("a", "pop", 0.7, 1.0)]
    assert listed(view, "oof", Cell("rock", "", ("rock", "metal"))) == [("a", "pop", 0.9, 1.0)]


def test_out_of_fold_the_likeliest_of_tags_and_suggestion_is_the_answer(view: View) -> None:
    # b: metal .8 before its tag rock .05; c keeps pop .6; d, tagged pop .5 and rock .4, is a hit for pop alone; e is lost
    assert listed(view, "oof", Cell("rock", "metal")) == [("b", "metal", 0.8, 1.0)]
    assert listed(view, "oof", Cell("pop", "pop")) == [("c", "pop", 0.6, 1.0), ("d", "pop", 0.5, 1.0)]
    assert listed(view, "oof", Cell("rock", "rock")) == []
    assert listed(view, "oof", Cell("pop", "rock")) == [("e", "rock", 1.0, 1.0)]


def test_a_miss_out_of_fold_is_shared_among_its_genres(view: View) -> None:
    view.con.execute("update genre_oof set suggested_probability = 0.9 where track_id = 'd'")
    assert listed(view, "oof", Cell("rock", "metal")) == [("d", "metal", 0.9, 0.5), ("b", "metal", 0.8, 1.0)]
    assert listed(view, "oof", Cell("pop", "metal")) == [("d", "metal", 0.9, 0.5)]


def test_how_many_tracks_each_source_has_judged(view: View) -> None:
    assert confused.extents(view) == {"held": 4, "oof": 5}


def test_another_source_is_refused(view: View) -> None:
    with pytest.raises(FilterError, match="no source 'served'"):
        confused.tracks(view, "served", Cell("rock", "pop"))
