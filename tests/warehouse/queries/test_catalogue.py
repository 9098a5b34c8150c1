"""Questions about the catalogue, each answered on a few rows whose answers are worked out by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from tests.warehouse.catalogue import Track, published
from warehouse.connect import View
from warehouse.filters import TrackFilter, parse
from warehouse.queries import catalogue

ALL = TrackFilter.all()
# Two recordings were released twice: r1 (80 and 40) and r2 (0 and 0); one track has no popularity.
TRACKS = [
    Track("t1", "Halo", ("A", "B"), popularity=80, recording="r1", values={"energy": 0.1}),
    Track("t2", "Halo again", ("A",), popularity=40, recording="r1", values={"energy": 0.3}),
    Track("t3", "Other", ("B",), popularity=30, values={"energy": 0.9}),
    Track("t4", "Silence", ("C",), popularity=0, recording="r2", values={"energy": 0.5}),
    Track("t5", "Silence", ("C",), popularity=0, recording="r2"),
    Track("t6", "Unmeasured", ("C",), popularity=None),
]


@pytest.fixture
def view() -> View:
    return published(TRACKS)


def test_a_recording_counts_once_at_its_highest_popularity(view: View) -> None:
    levels = catalogue.popularity_levels(view, ALL)
    assert len(levels) == 101
    assert {level: n for level, n in enumerate(levels) if n} == {0: 1, 30: 1, 80: 1}


def test_levels_are_those_of_the_filtered_tracks(view: View) -> None:
    levels = catalogue.popularity_levels(view, parse("energy > 0.2"))
    assert {level: n for level, n in enumerate(levels) if n} == {0: 1, 30: 1, 40: 1}


def test_repeats_are_named_by_their_most_popular_track(view: View) -> None:
    found = catalogue.repeats(view).to_dict("records")
    assert [(r["track_id"], r["title"], r["tracks"], r["lowest"], r["highest"]) for r in found] == [
        ("t1", "Halo", 2, 40, 80),
        ("t4", "Silence", 2, 0, 0),
    ]
    assert len(catalogue.repeats(view, limit=1)) == 1


def snapshot(number: int, version: str, tracks: int = 1) -> dict[str, Any]:
    about = {
        "number": number,
        "published_at": dt.datetime(2026, 1, number),
        "as_of": dt.date(2026, 1, 1),
        "tracks": tracks,
    }
    counts = {"recordings": 1, "artists": 1, "genres": 1, "popularity_counts": [tracks, 2]}
    return {**about, **counts, "data_version": version}


def history(served: dict[str, Any], *before: dict[str, Any]) -> View:
    con = duckdb.connect()
    for name, rows in (("catalogue", [served]), ("snapshots", [*before, served])):
        con.register("given", pa.Table.from_pylist(rows))
        con.execute(f"create table {name} as from given")
        con.unregister("given")
    return View(con)


def test_the_earlier_snapshot_is_the_newest_with_other_data() -> None:
    view = history(snapshot(4, "b", 9), snapshot(1, "a", 5), snapshot(2, "a", 6), snapshot(3, "b", 9))
    earlier = catalogue.earlier(view)
    assert earlier is not None
    assert (earlier["number"], earlier["tracks"], earlier["popularity_counts"]) == (2, 6, [6, 2])
    assert catalogue.figures(view)["tracks"] == 9


def test_a_snapshot_of_the_same_data_is_nothing_to_compare_with() -> None:
    assert catalogue.earlier(history(snapshot(2, "a"), snapshot(1, "a"))) is None


def test_a_later_snapshot_is_not_earlier() -> None:
    """After a rollback."""
    assert catalogue.earlier(history(snapshot(1, "a"), snapshot(2, "b"))) is None


def test_snapshots_are_listed_once_newest_first() -> None:
    assert list(catalogue.snapshots(history(snapshot(3, "b"), snapshot(1, "a")))["number"]) == [3, 1]


def test_each_kind_says_how_fresh_it_is() -> None:
    con = duckdb.connect()
    con.execute(
        "create table loads as select * from (values "
        "(1, 'old.csv', 'tracks', 10, date '2024-01-01', false, timestamp '2024-02-01'),"
        "(2, 'new.csv', 'tracks', 5, date '2023-01-01', true, timestamp '2024-03-01'),"
        "(3, 'top.csv', 'charts', 100, date '2024-06-01', true, timestamp '2024-06-02'))"
        " as t (load_id, file, kind, rows_loaded, as_of, as_of_assumed, loaded_at)"
    )
    charts, tracks = catalogue.freshness(View(con)).to_dict("records")
    assert (charts["kind"], charts["rows"], charts["loads"], charts["as_of_assumed"]) == ("charts", 100, 1, True)
    assert (tracks["rows"], tracks["loads"], tracks["newest_file"]) == (15, 2, "new.csv")
    assert (str(tracks["as_of"])[:10], tracks["as_of_assumed"]) == ("2024-01-01", False), (
        "the newest data, not the newest load"
    )
    assert str(tracks["loaded_at"])[:10] == "2024-03-01"


def test_the_dictionary_reads_tables_and_their_comments() -> None:
    con = duckdb.connect()
    con.execute("create table b (z date, y varchar[])")
    con.execute("create table a (x bigint)")
    con.execute("comment on table a is 'One row an a.'")
    con.execute("create view not_a_table as select * from a")
    assert catalogue.dictionary(View(con)).to_numpy().tolist() == [
        ["a", "One row an a.", "x", "bigint"], ["b", "", "z", "date"], ["b", "", "y", "varchar[]"],
    ]  # fmt: skip


def test_counts_of_a_snapshot_that_lacks_tables_are_zero() -> None:
    con = duckdb.connect()
    con.execute("create table tracks as select unnest([1, 2, 3]) as track_no")
    con.execute("create table vocabularies as select * from (values (5, true), (9, false)) as t (genres, is_default)")
    con.execute("create table item_plays as select unnest([10, 20]) as plays")
    con.execute("create table playlists as select unnest(['a', 'b']) as playlist_id")
    expected = {"tracks": 3, "artists": 0, "genres": 5, "plays": 30, "chart_entries": 0, "playlists": 2}
    assert catalogue.counts(View(con)) == expected
    con.execute("delete from item_plays")
    assert catalogue.counts(View(con)) == {**expected, "plays": 0}
