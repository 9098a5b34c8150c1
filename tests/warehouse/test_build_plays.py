"""Marks and rollups of plays: cases worked by hand, and any events against the same rules in plain Python."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.warehouse.plays_by_hand import DAY_MS, MONDAY, Layer, Play, Rules, by_artist, marks, rollup

MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)


def later(**given: int) -> dt.datetime:
    """So much after Monday 2024-03-04, midnight."""
    return MONDAY + dt.timedelta(**given)


# ---- Marks ---------------------------------------------------------------------------------------------------------


def test_a_play_under_thirty_seconds_is_short() -> None:
    lengths = [0, 29_999, 30_000, None]
    assert Layer([Play("l", f"i{n}", MONDAY, ms) for n, ms in enumerate(lengths)]).marks() == ["s", "s", "", ""]


def test_a_count_is_never_short() -> None:
    assert Layer([Play("l", "i", None, 5, 3)]).marks() == [""]


def test_the_same_play_told_twice_is_a_duplicate() -> None:
    plays = [
        Play("l", "i", MONDAY, 40_000),  # the longest is kept ...
        Play("l", "i", MONDAY, 50_000),
        Play("l", "i", MONDAY, None),  # ... and a known length goes before none
        Play("l", "i", MONDAY, 50_000),  # of two alike, the first
        Play("l", "i", later(seconds=1)),
        Play("m", "i", MONDAY),
        Play("l", "j", MONDAY),
    ]
    assert Layer(plays).marks() == ["d", "", "d", "d", "", "", ""]


def test_counts_are_no_duplicates() -> None:
    assert Layer([Play("l", "i", None), Play("l", "i", None)]).marks() == ["", ""]


def test_plays_beyond_the_fiftieth_of_a_day_are_over_the_cap() -> None:
    plays = [Play("l", "i", MONDAY + n * MINUTE) for n in range(52)]
    assert Layer(plays).marks() == [""] * 50 + ["c", "c"]
    assert Layer(plays[::-1]).marks() == ["c", "c"] + [""] * 50, "in order of time, not of the file"


def test_another_day_item_or_listener_has_a_cap_of_its_own() -> None:
    plays = [Play("l", "i", MONDAY + n * MINUTE) for n in range(50)]
    plays += [Play("l", "i", MONDAY + DAY), Play("l", "j", later(hours=20)), Play("m", "i", later(hours=20))]
    assert set(Layer(plays).marks()) == {""}


def test_a_duplicate_takes_no_place_under_the_cap() -> None:
    plays = [Play("l", "i", MONDAY + n * MINUTE) for n in range(50)]
    assert Layer([*plays, *plays]).marks() == [""] * 50 + ["d"] * 50


@pytest.mark.parametrize(("n", "mark"), [(1000, ""), (1001, "o")])
def test_more_than_a_thousand_plays_a_day_are_no_persons(n: int, mark: str) -> None:
    plays = [Play("bot", f"i{k}", MONDAY + k * MINUTE, None) for k in range(n)]
    assert set(Layer([*plays[:1440], Play("person", "i", MONDAY)]).marks()) == {mark, ""}


def test_a_thousand_plays_of_two_days_are_a_persons() -> None:
    plays = [Play("l", f"i{k}", later(hours=20) + k * MINUTE, None) for k in range(1001)]
    assert set(Layer(plays).marks()) == {""}


@pytest.mark.parametrize(("extra", "mark"), [(0, ""), (1, "o")])
def test_a_day_has_no_more_than_a_day(extra: int, mark: str) -> None:
    plays = [Play("l", "i", MONDAY, DAY_MS // 2), Play("l", "j", later(hours=12), DAY_MS // 2 + extra)]
    assert Layer(plays).marks() == [mark, mark]


def test_an_export_loaded_twice_makes_nobody_an_outlier() -> None:
    day = [Play("l", "i", MONDAY, DAY_MS // 2 + 1)]
    assert Layer(day * 2).marks() == ["", "d"]
    many = [Play("l", f"i{k}", MONDAY + k * MINUTE, None) for k in range(600)]
    assert Layer(many * 2).marks() == [""] * 600 + ["d"] * 600


# Quartiles of 22 listeners are the 6th and the 17th.
USUAL = [90, 100, 120, 150, 180, 200, 300] * 3


def counts(*totals: int) -> list[Play]:
    """As many listeners with so many plays."""
    return [Play(f"l{n}", "i", None, None, total) for n, total in enumerate(totals)]


@pytest.mark.parametrize(("total", "mark"), [(2000, ""), (2001, "o")])
def test_a_total_far_above_the_others_is_no_persons(total: int, mark: str) -> None:
    """The quartiles are 100 and 200: far above is more than ten times 200, which is more than 200 x 2 x 2 x 2."""
    assert Layer(counts(*USUAL, total)).marks() == [""] * 21 + [mark]


@pytest.mark.parametrize(("total", "mark"), [(8100, ""), (8101, "o")])
def test_where_totals_differ_much_far_is_farther(total: int, mark: str) -> None:
    """The quartiles are 100 and 300: 300 x 3 x 3 x 3 is more than ten times 300."""
    wide = [90, 100, 120, 150, 180, 300, 400] * 3
    assert Layer(counts(*wide, total)).marks() == [""] * 21 + [mark]


@pytest.mark.parametrize(("total", "mark"), [(1000, ""), (1001, "o")])
def test_a_few_plays_are_never_far_above(total: int, mark: str) -> None:
    assert Layer(counts(*[1] * 19, total)).marks()[-1] == mark


def test_among_a_few_listeners_nobody_is_far_above() -> None:
    assert Layer(counts(*[1] * 18, 50_000)).marks()[-1] == ""


def test_marks_add_up() -> None:
    """One play can have several marks, and the thresholds stand in one place."""
    plays = [Play("l", "i", MONDAY, 1000), Play("l", "i", MONDAY, 500), Play("l", "i", later(hours=1), 2000)]
    small = Rules(most_of_an_item_a_day=1, most_a_day=1)
    assert Layer(plays, rules=small).marks() == ["so", "sdo", "sco"]


# ---- Rollups -------------------------------------------------------------------------------------------------------

PLAYS = [
    Play("ann", "x", later(hours=1), 100_000),
    Play("ann", "x", later(hours=1), 90_000),  # duplicate
    Play("ann", "x", later(days=6, hours=23), 50_000),  # Sunday of the same week
    Play("ann", "y", later(days=7), 20_000),  # short; Monday of the next week
    Play("bob", "x", later(days=7, hours=1), None),
    Play("bob", "z", None, None, 7),  # a count
    Play("cy", "y", later(hours=2), 10_000),  # short: cy has no play that counts
]
ARTISTS = {"x": "a1", "y": "a1", "z": None}


def test_rollups_by_hand() -> None:
    layer = Layer(PLAYS, ARTISTS)
    assert layer.marks() == ["", "d", "", "s", "", "", "s"]
    d0, d6, d7 = (MONDAY.date() + n * DAY for n in (0, 6, 7))
    assert layer.rows("from listener_items_named order by all") == [
        ("ann", "x", 3, 2, 240_000, 150_000, d0, d6),
        ("ann", "y", 1, 0, 20_000, 0, d7, d7),
        ("bob", "x", 1, 1, None, None, d7, d7),
        ("bob", "z", 7, 7, None, None, None, None),
        ("cy", "y", 1, 0, 10_000, 0, d0, d0),
    ]
    assert layer.rows("from item_plays") == [
        ("z", "track", "z", "Z", None, None, 7, 7, 1, 1, None, None, None, None),
        ("x", "track", "x", "X", "a1", "A1", 4, 3, 2, 2, 240_000, 150_000, d0, d7),
        ("y", "track", "y", "Y", "a1", "A1", 2, 0, 2, 0, 30_000, 0, d0, d7),
    ]
    assert layer.rows("from artist_plays") == [("a1", "a1", "A1", 6, 3, 3, 2, 270_000, 150_000)]
    assert layer.rows("from listener_totals") == [
        ("ann", 4, 2, 2, 1, 260_000, 150_000, d0, d7, False),
        ("bob", 8, 8, 2, 2, None, None, d7, d7, False),
        ("cy", 1, 0, 1, 0, 10_000, 0, d0, d0, False),
    ]
    assert layer.rows("from plays_by_day") == [
        (d0, 3, 1, 2, 1, 2, 200_000, 100_000),
        (d6, 1, 1, 1, 1, 1, 50_000, 50_000),
        (d7, 2, 1, 2, 1, 2, 20_000, 0),
    ]
    assert layer.rows("from item_plays_weekly") == [
        ("x", "x", d0, 3, 2, 1, 1, 240_000, 150_000),
        ("x", "x", d7, 1, 1, 1, 1, None, None),
        ("y", "y", d0, 1, 0, 1, 0, 10_000, 0),
        ("y", "y", d7, 1, 0, 1, 0, 20_000, 0),
    ]
    assert layer.rows("from artist_plays_weekly") == [
        ("a1", "a1", d0, 4, 2, 2, 1, 250_000, 150_000),
        ("a1", "a1", d7, 2, 1, 2, 1, 20_000, 0),
    ]


moments = st.builds(
    lambda day, second: MONDAY + day * DAY + dt.timedelta(seconds=second), st.integers(0, 8), st.integers(0, 3)
)
events = st.builds(
    Play,
    st.sampled_from(["ann", "bob", "cy", "Дан", "e"]),
    st.sampled_from(["x", "y", "z"]),
    st.none() | moments,
    st.none() | st.sampled_from([0, 29_999, 30_000, 60_000]),
    st.integers(1, 3),
)


@given(st.lists(events, max_size=40))
def test_any_events_as_in_plain_python(plays: list[Play]) -> None:
    small = Rules(30_000, 2, 6, 150_000, 6, 2, 3)
    layer = Layer(plays, ARTISTS, small)
    found = layer.marks()
    assert found == marks(plays, small)
    for relation, keys, rows in (
        ("listener_items_named", ("listener", "item"), plays),
        ("item_plays", ("item",), plays),
        ("listener_totals", ("listener",), plays),
        ("plays_by_day", ("day",), plays),
        ("item_plays_weekly", ("item", "week"), plays),
        ("artist_plays", ("item",), by_artist(plays, ARTISTS)),
        ("artist_plays_weekly", ("item", "week"), by_artist(plays, ARTISTS)),
    ):
        table = layer.con.sql(f"from {relation}").to_arrow_table().to_pylist()
        names = ["artist_key" if key == "item" and relation.startswith("artist") else key for key in keys]
        expected = rollup(rows, found, *keys)
        assert len(table) == len(expected), relation
        for row in table:
            told = expected[tuple(row[n] for n in names)]
            assert {m: row[m] for m in told if m in row} == {m: v for m, v in told.items() if m in row}, relation
