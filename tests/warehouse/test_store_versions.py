"""A workbench that version 1 of the storage made keeps its rows, gains what it lacks, and works."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.homes import QUICK, TINY, load_text
from warehouse import features, store
from warehouse.build import RELATIONS, build
from warehouse.connect import SCHEMA_VERSION, Reader, Workbench
from warehouse.home import Home
from warehouse.publish import publish

# As version 1 wrote them: raw.loads with `sample`, raw.tracks with the features of that time, relations of that time.
VERSION_1 = """
create table meta (schema_version integer);
insert into meta values (1);
create schema raw;
create table raw.loads (
    load_id integer primary key, file varchar, kind varchar, schema varchar, collection varchar, vocabulary varchar,
    as_of date, as_of_assumed boolean, demo boolean, sample boolean, rows_read bigint, rows_loaded bigint,
    rows_merged bigint, rows_rejected bigint, disagreeing bigint, missing_values bigint, seconds double,
    loaded_at timestamp, sha256 varchar, bytes bigint, notes varchar
);
create table raw.labels (
    load_id integer not null, track_id varchar not null, vocabulary varchar not null, genre varchar not null
);
create table raw.rejects (
    load_id integer not null, file varchar, line bigint, column_name varchar, reason varchar, value varchar
);
create table raw.tracks (
    load_id integer not null, line bigint, artist_names varchar[], "track_id" varchar, "title" varchar,
    "artists" varchar, "album" varchar, "label" varchar, "release_date" date, "release_year" integer,
    "popularity" integer, "danceability" double, "energy" double, "valence" double, "tempo" double,
    "acousticness" double, "instrumentalness" double, "speechiness" double, "liveness" double, "loudness" double,
    "key" integer, "mode" integer, "time_signature" integer, "duration_ms" integer, "explicit" boolean
);
insert into raw.loads by name
    select 1 as load_id, 'old.csv' as file, 'tracks' as kind, 'old' as collection, date '2020-02-03' as as_of,
        false as as_of_assumed, false as demo, false as sample, 3 as rows_read, 2 as rows_loaded, 0 as rows_merged,
        1 as rows_rejected, 'x' as sha256;
insert into raw.tracks by name
    select 1 as load_id, 2 as line, ['Ann'] as artist_names, 'Ann' as artists, 'a' as track_id, 'Old' as title,
        50 as popularity, 0.25 as energy, date '1999-05-06' as release_date, 1999 as release_year
    union all by name
    select 1 as load_id, 3 as line, ['Bob'] as artist_names, 'Bob' as artists, 'o' as track_id, 'Only old' as title;
insert into raw.labels values (1, 'a', 'old', 'folk');
insert into raw.rejects values (1, 'old.csv', 4, 'title', 'no title', '');
create table newest_loads as select 1 as load_id, 'a' as track_id;
create view named_tracks as select * from raw.tracks;
create table track_sets as select 1 as one;
create view current_tracks as select * from raw.tracks;
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.create()
    with duckdb.connect(str(home.workbench)) as con:
        con.execute(VERSION_1)
    return home


def version(workbench: Workbench) -> int:
    return int(workbench.value("select max(schema_version) from meta"))


def columns(workbench: Workbench, table: str) -> dict[str, str]:
    return dict(workbench.rows(f"select column_name, column_type from (describe {table})"))


def test_it_gains_tables_and_columns_and_keeps_rows(home: Home, tmp_path: Path) -> None:
    with Workbench(Home(tmp_path / "new"), QUICK) as fresh:
        store.prepare(fresh)
        expected = {table: columns(fresh, f"raw.{table}") for table in (*store.LOAD_TABLES, *store.MODEL_TABLES)}
    with Workbench(home, QUICK) as workbench:
        rows = workbench.rows("select track_id, title, popularity, energy, release_date from raw.tracks order by line")
        store.prepare(workbench)
        assert version(workbench) == SCHEMA_VERSION
        for table, wanted in expected.items():
            assert wanted.items() <= columns(workbench, f"raw.{table}").items()
        assert rows == [("a", "Old", 50, 0.25, date(1999, 5, 6)), ("o", "Only old", None, None, None)]
        assert (
            workbench.rows("select track_id, title, popularity, energy, release_date from raw.tracks order by line")
            == rows
        )
        assert "sample" in columns(workbench, "raw.loads"), "what an earlier version stored is not thrown away"
        assert workbench.rows("select schema_name from duckdb_schemas() where schema_name = 'expected'") == []
        names = {name for (name,) in workbench.rows("select table_name from duckdb_tables()")}
        assert "newest_loads" not in names


def test_it_builds_publishes_and_takes_new_files(home: Home) -> None:
    with Workbench(home, QUICK) as workbench:
        build(workbench)
        assert workbench.rows("select track_id, title, genres, collection from tracks order by track_no") == [
            ("a", "Old", "folk", "old"), ("o", "Only old", None, "old"),
        ]  # fmt: skip
        load_text(workbench, TINY)
        build(workbench)
        publish(workbench)
    with Reader(home, QUICK).view() as view:
        assert view.rows("select track_id, title, energy, genres from tracks where track_id = 'a'") == [
            ("a", "One", 0.25, "folk; pop")
        ]
        assert view.value("select count(*) from rejects") == 1
        assert {r.name for r in RELATIONS if r.served} <= {
            n for (n,) in view.rows("select table_name from duckdb_tables()")
        }


def test_its_sample_is_a_demo_now(home: Home) -> None:
    with duckdb.connect(str(home.workbench)) as con:
        con.execute("update raw.loads set sample = true")
    with Workbench(home, QUICK) as workbench:
        build(workbench)
        publish(workbench)
        assert Reader(home, QUICK).snapshot.demo
        store.unload_demo(workbench)
        build(workbench)
        assert workbench.value("select count(*) from tracks") == 0


def test_an_upgrade_that_fails_changes_nothing(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_from_version_1", lambda workbench: workbench.con.execute("select * from nowhere"))
    with Workbench(home, QUICK) as workbench:
        before = columns(workbench, "raw.tracks")
        with pytest.raises(duckdb.CatalogException):
            store.prepare(workbench)
        assert (version(workbench), columns(workbench, "raw.tracks")) == (1, before)


def test_a_workbench_of_this_version_is_not_compared(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    with Workbench(home, QUICK) as workbench:
        store.prepare(workbench)
        monkeypatch.setattr(store, "_upgrade", lambda workbench: pytest.fail("compared"))
        store.prepare(workbench)
        added = {f.name for f in features.stored()} - set(columns(workbench, "raw.tracks"))
        assert added == set()
