"""Several loads: the newest value that is not missing, and the history of popularity, against figures worked by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from etl.load import LoadOptions
from tests.warehouse.homes import QUICK, load_text
from warehouse import store
from warehouse.build import build
from warehouse.connect import Workbench
from warehouse.home import Home


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Workbench]:
    with Workbench(Home(tmp_path / "home"), QUICK) as workbench:
        yield workbench


def later(name: str, day: int) -> LoadOptions:
    return LoadOptions(as_of=date(2024, 1, day), collection=name)


def test_the_newest_data_win_and_history_is_kept(own: Workbench) -> None:
    head = "track_id,title,artists,popularity,genre\n"
    load_text(own, head + "x,Late,A,50,pop\ny,Only late,A,7,pop\n", "late.csv", later("ours", 20))
    load_text(own, head + "x,Early,A,30,rock\n", "early.csv", later("market", 10))
    load_text(own, head + "x,Same day,A,40,pop\nz,No number,A,,pop\n", "same.csv", later("ours", 20))
    build(own)
    assert own.rows("select track_id, title, popularity, genres, collection from tracks order by track_id") == [
        ("x", "Same day", 40, "pop; rock", "market; ours"),
        ("y", "Only late", 7, "pop", "ours"),
        ("z", "No number", None, "pop", "ours"),
    ]
    early, late = date(2024, 1, 10), date(2024, 1, 20)
    assert own.rows("select track_id, as_of, popularity from popularity_history order by all") == [
        ("x", early, 30), ("x", late, 50), ("y", late, 7),
    ]  # fmt: skip
    assert own.rows("select track_id, load_id, collection, line from track_loads order by all") == [
        ("x", 1, "ours", 2), ("x", 2, "market", 2), ("x", 3, "ours", 2), ("y", 1, "ours", 3), ("z", 3, "ours", 3),
    ]  # fmt: skip
    assert own.rows("select track_id, is_canonical from tracks where not is_canonical") == []


def test_of_every_column_the_newest_value_that_is_not_missing(own: Workbench) -> None:
    """Three files of track a, the newest of which says least; b and c are each in one and stay as they are."""
    first = "track_id,title,artists,popularity,energy,tempo,album\n"
    load_text(own, first + "a,Old,Ann,10,0.1,100,First\nb,Bee,Bob,20,0.2,,\n", "first.csv", later("one", 1))
    second = "track_id,title,artists,popularity,energy,explicit\n"
    load_text(own, second + "a,Mid,Ann;Guest,,0.3,true\n", "second.csv", later("two", 2))
    load_text(own, "track_id,title,artists,popularity\na,New,Anne,40\nc,Sea,Cid,5\n", "third.csv", later("one", 3))
    build(own)
    rows = own.rows(
        """select track_id, title, artists, main_artist, popularity, energy, tempo, album, explicit, collection
        from tracks order by track_id"""
    )
    assert rows == [
        ("a", "New", "Anne", "Anne", 40, 0.3, 100, "First", True, "one; two"),
        ("b", "Bee", "Bob", "Bob", 20, 0.2, None, None, None, "one"),
        ("c", "Sea", "Cid", "Cid", 5, None, None, None, None, "one"),
    ]
    assert own.rows("select track_id, name, position from track_artists order by all") == [
        ("a", "Anne", 1), ("b", "Bob", 1), ("c", "Cid", 1),
    ]  # fmt: skip


def test_of_two_loads_of_one_date_the_later_is_newer(own: Workbench) -> None:
    head = "track_id,title,artists,energy,tempo\n"
    load_text(own, head + "a,T,A,0.1,100\n", "x.csv", later("one", 5))
    load_text(own, head + "a,T,A,0.2,\n", "y.csv", later("one", 5))
    build(own)
    assert own.rows("select energy, tempo, collection from tracks") == [(0.2, 100, "one")]


def test_what_is_known_of_a_release_comes_from_one_load(own: Workbench) -> None:
    """A date goes before a year alone; of dates the newest counts, with its own precision and year."""
    head = "track_id,title,artists,release_date\n"
    load_text(own, head + "a,T,A,2001-02-03\nb,T,B,1990-04\nc,T,C,\n", "dates.csv", later("one", 1))
    load_text(own, head + "a,T,A,1999\nb,T,B,\nc,T,C,\n", "later.csv", later("one", 2))
    years = "track_id,title,artists,release_year\na,T,A,1980\nb,T,B,1981\nc,T,C,1982\n"
    load_text(own, years, "years.csv", later("one", 3))
    build(own)
    assert own.rows("select track_id, release_date, release_precision, release_year from tracks order by 1") == [
        ("a", date(1999, 1, 1), "year", 1999),
        ("b", date(1990, 4, 1), "month", 1990),
        ("c", None, "year", 1982),
    ]


def test_the_history_has_the_dates_of_rows_where_a_file_has_them(own: Workbench) -> None:
    load_text(own, "track_id,title,artists,popularity\na,T,A,10\nb,T,B,20\n", "x.csv", later("one", 1))
    load_text(own, "track_id,title,artists,popularity\na,T,A,30\n", "y.csv", later("one", 31))
    # Load 2 is one whose rows carry dates: its own date says nothing of the popularity any more.
    dated = """select 2 as load_id, track_id, as_of::date as as_of, popularity
        from (values ('a', '2024-01-11', 12), ('a', '2024-01-16', 22), ('c', '2024-01-16', 1), ('a', '2024-01-01', 9))
        as rows (track_id, as_of, popularity)"""
    store.insert(own, "popularity", dated, {})
    build(own)
    assert own.rows("select track_id, as_of, popularity, load_id from popularity_history") == [
        ("a", date(2024, 1, 1), 10, 1),
        ("a", date(2024, 1, 11), 12, 2),
        ("a", date(2024, 1, 16), 22, 2),
        ("b", date(2024, 1, 1), 20, 1),
        ("c", date(2024, 1, 16), 1, 2),
    ]
    # a: from 10 to 22 in 15 days, in the last 5 of them by 10. b has one date, c is no track.
    assert own.rows("select * exclude (track_no) from popularity_velocity") == [
        ("a", 3, date(2024, 1, 1), date(2024, 1, 11), date(2024, 1, 16), 10, 12, 22, False, 12, 24.0, 10, 60.0)
    ]


def test_velocity_says_whether_a_date_is_assumed(own: Workbench) -> None:
    text = "track_id,title,artists,popularity\na,T,A,10\nb,T,B,\n"
    load_text(own, text, "x.csv", later("one", 1))
    load_text(own, text.replace("10", "7").replace(",B,", ",B,3"), "y.csv")
    build(own)
    days = (datetime.now(UTC).date() - date(2024, 1, 1)).days
    rows = own.rows("select track_id, dates, change, change_per_30_days, any_date_assumed from popularity_velocity")
    assert own.rows("select track_id, collection from tracks order by 1") == [("a", "one; y"), ("b", "one; y")]
    assert rows == [("a", 2, -3, pytest.approx(-90 / days), True)]
    assert own.rows("select track_id, as_of_assumed from popularity_history order by all") == [
        ("a", False), ("a", True), ("b", True),
    ]  # fmt: skip
