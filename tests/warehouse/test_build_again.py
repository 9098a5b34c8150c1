"""A second build makes only what has changed, and what it leaves is what a build from nothing would make."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.source import bare_sql
from tests.warehouse.every_table import ROWS, add_load, add_rows, add_run, add_tracks, load_every_table
from tests.warehouse.homes import QUICK
from warehouse import build as building
from warehouse import store
from warehouse.build import RELATIONS, Relation, build
from warehouse.connect import Workbench
from warehouse.fingerprints import Fingerprints
from warehouse.home import Home

Contents = dict[str, tuple[list[str], list[str]]]
TABLES = tuple(relation for relation in RELATIONS if relation.kind == "table")
RAW = (*store.LOAD_TABLES, *store.MODEL_TABLES, "model_runs", "snapshots")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with a load and a run that is promoted, built."""
    home = Home(tmp_path_factory.mktemp("built") / "home")
    with Workbench(home, QUICK) as workbench:
        store.prepare(workbench)
        load_every_table(workbench)
        add_run(workbench, "r1", promoted=True)
        workbench.con.execute("insert into raw.snapshots (number, tracks) values (1, 3)")
        build(workbench)
    return home


@pytest.fixture
def workbench(built: Home, tmp_path: Path) -> Iterator[Workbench]:
    with Workbench(Home(shutil.copytree(built.path, tmp_path / "home", symlinks=True)), QUICK) as workbench:
        yield workbench


def contents(workbench: Workbench, relations: Sequence[Relation] = TABLES) -> Contents:
    """Columns and rows of relations, the rows in no order. A view holds nothing: what it shows is made when it is read."""
    found = {}
    for relation in relations:
        read = workbench.con.execute(f"from {relation.name}")
        columns = [str(column[:2]) for column in read.description or ()]
        found[relation.name] = (columns, sorted(map(str, read.fetchall())))
    return found


def made(workbench: Workbench) -> list[str]:
    """Build, and tell what was made."""
    steps: list[str] = []
    build(workbench, lambda step, done, total: steps.append(step))
    return [step.removeprefix("Building ") for step in steps if step.startswith("Building ")]


def made_from_nothing(workbench: Workbench, relations: Sequence[Relation] = TABLES) -> Contents:
    with workbench.transaction():
        for relation in reversed(RELATIONS):
            workbench.con.execute(f"drop {relation.kind} {relation.name}")
        workbench.con.execute("drop table built")
        workbench.con.execute("drop table checks")
    assert made(workbench) == [relation.name for relation in RELATIONS]
    return contents(workbench, relations)


def differing(one: Contents, other: Contents) -> set[str]:
    return {name for name in one if one[name] != other[name]}


def check(workbench: Workbench, before: Contents, relations: Sequence[Relation] = TABLES) -> set[str]:
    """Build after a change; returns the tables whose rows it changed, all of which the build must have made."""
    changed, after = step(workbench, before, relations)
    same_from_nothing(workbench, after, relations)
    return changed


def step(workbench: Workbench, before: Contents, relations: Sequence[Relation] = TABLES) -> tuple[set[str], Contents]:
    """Build after a change; the tables whose rows it changed, all of which the build must have made, and what there is."""
    told, after = set(made(workbench)), contents(workbench, relations)
    changed = {relation.name for relation in TABLES if before[relation.name] != after[relation.name]}
    assert changed <= told
    return changed, after


def same_from_nothing(workbench: Workbench, after: Contents, relations: Sequence[Relation] = TABLES) -> None:
    """What builds have left is what one from nothing makes, and the checks find the same."""
    checked = workbench.rows("from checks order by all")
    assert differing(after, made_from_nothing(workbench, relations)) == set()
    assert workbench.rows("from checks order by all") == checked


def in_groups(tables: Sequence[str], alone: Sequence[str] = ()) -> list[list[str]]:
    """Six at a time, those alone on which the rows of others depend: a build from nothing is what takes the time."""
    others = [table for table in tables if table not in alone]
    return [others[i : i + 6] for i in range(0, len(others), 6)] + [[table] for table in tables if table in alone]


def test_the_raw_tables_are_all_tried(workbench: Workbench) -> None:
    found = {name for (name,) in workbench.rows("select table_name from duckdb_tables() where schema_name = 'raw'")}
    # Whom the home has forgotten: rows are refused by it, and no relation is made of it.
    assert found - {"forgotten"} == set(RAW)


@pytest.mark.parametrize("tables", in_groups(RAW, ("tracks", "loads", "model_runs", "snapshots")), ids=" ".join)
def test_a_row_that_goes(workbench: Workbench, tables: list[str]) -> None:
    now = contents(workbench)
    for table in tables:
        workbench.con.execute(f"delete from raw.{table} where rowid = (select min(rowid) from raw.{table})")
        changed, now = step(workbench, now)
        assert changed, f"nothing is made of {table}"
    same_from_nothing(workbench, now)


@pytest.mark.parametrize("tables", in_groups(sorted(ROWS), ("listeners",)), ids=" ".join)
def test_rows_of_another_load(workbench: Workbench, tables: list[str]) -> None:
    now = contents(workbench)
    for number, table in enumerate(tables, start=2):
        add_load(workbench, number)
        add_rows(workbench, table, number)
        changed, now = step(workbench, now)
        assert changed > {"loads"}, table
    same_from_nothing(workbench, now)


def retold(column: str, value: str, table: str = "tracks") -> Callable[[Workbench], object]:
    return lambda workbench: workbench.con.execute(f"update raw.{table} set {column} = {value}")


CHANGES: dict[str, Callable[[Workbench], object]] = {
    "tracks of another load": lambda w: (add_load(w, 2), add_tracks(w, 2)),
    "everything of another load": lambda w: load_every_table(w, 2),
    "a load goes": lambda w: store.unload(w, 1),
    "another run": lambda w: add_run(w, "r2", promoted=False),
    "another run is promoted": lambda w: (add_run(w, "r2", promoted=False), store.promote(w, "genre", "r2")),
    "a run goes": lambda w: store.clear_run(w, "r1"),
    "a title": retold("title", "'Other'"),
    "two columns swapped": retold("(title, artists)", "(artists, title)"),
    "missing everywhere": retold("energy", "null"),
    "a date": retold("as_of", "as_of - 40", "loads"),
    "a collection": retold("collection", "'renamed'", "loads"),
    "a count of rows": retold("bytes", "7", "loads"),
    "a type": lambda w: w.con.execute("alter table raw.tracks alter popularity type bigint"),
    "a new column": lambda w: w.con.execute("alter table raw.tracks add column grit double default 0.5"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_other_changes(workbench: Workbench, change: str) -> None:
    before = contents(workbench)
    CHANGES[change](workbench)
    assert check(workbench, before, RELATIONS)


def test_one_change_after_the_other(workbench: Workbench) -> None:
    """What a build keeps of the one before holds for the one after."""
    steps: list[Callable[[Workbench], object]] = [
        lambda w: load_every_table(w, 2),
        lambda w: store.unload(w, 1),
        lambda w: load_every_table(w, 1),
        lambda w: store.unload(w, 2),
    ]
    first = contents(workbench)
    for step in steps:
        step(workbench)
        made(workbench)
    last = contents(workbench)
    assert differing(last, made_from_nothing(workbench)) == set()
    places = {"play_events", "play_marks", "plays_marked"}  # they tell where in the table a play stands
    assert differing(first, last) <= places


def test_families_of_ones_own(workbench: Workbench) -> None:
    before = contents(workbench)
    (workbench.home.path / "reference").mkdir()
    (workbench.home.path / "reference" / "genre_families.csv").write_text("genre,family\npop,Chewing gum\n")
    building.families.cache_clear()
    assert check(workbench, before) >= {"track_genres", "families", "genre_report"}
    building.families.cache_clear()


# ---- What is left alone ----------------------------------------------------------------------------------------------


def test_nothing_new_nothing_made(workbench: Workbench) -> None:
    assert made(workbench) == []


CATALOGUE = {"track_order", "tracks", "track_genres", "track_artists", "artists", "genres", "popularity_history"}


@pytest.mark.parametrize("table", sorted(set(ROWS) - {"labels", "popularity"}))
def test_other_kinds_leave_the_catalogue_alone(workbench: Workbench, table: str) -> None:
    add_load(workbench, 2)
    add_rows(workbench, table, 2)
    assert CATALOGUE & set(made(workbench)) == set()


def test_tracks_that_change_no_link_leave_the_plays_alone(workbench: Workbench) -> None:
    add_load(workbench, 2)
    select = (
        "select 2 as load_id, 1 as line, 'z' as track_id, 'Zzz' as title, ['Zed'] as artist_names, 'Zed' as artists"
    )
    store.insert(workbench, "tracks", select, {})
    told = set(made(workbench))
    assert told > CATALOGUE - {"genres", "track_genres"}
    play = {name for name in told if "play" in name and "playlist" not in name}
    assert play <= {"play_loads", "linked_play_sources", "play_items"}


def test_a_run_that_does_not_serve_changes_no_track(workbench: Workbench) -> None:
    store.record_run(workbench, "other", "o1", True, datetime(2024, 4, 1), 1.0, {})
    results = {name for name in store.MODEL_TABLES if name not in ("model_metrics", "genre_confusion", "genre_report")}
    shown = {"map_points", "map_estimates", "cluster_genres"}  # served under names of their own
    assert (
        set(made(workbench))
        == {"promoted_genres", "promoted_popularity", "model_runs"}
        | results - {"track_map", "track_map_estimates"}
        | shown
    )


# ---- When the SQL or the workbench changes -------------------------------------------------------------------------


def test_another_text_is_another_relation(workbench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    given = building._text
    other = "-- One row a reject.\nwith final as (select load_id, 1 as one from raw.rejects) select * from final"
    monkeypatch.setattr(building, "_text", lambda name: other if name.endswith("/rejects.sql") else given(name))
    assert made(workbench) == ["rejects"]
    assert workbench.rows("from rejects") == [(1, 1)]


def test_other_macros_make_everything_anew(workbench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    given = building._create_macros
    monkeypatch.setattr(building, "_create_macros", lambda workbench: given(workbench) + "-- more")
    assert made(workbench) == [relation.name for relation in RELATIONS]


@pytest.mark.parametrize("name", ["tracks", "current_tracks", "followed_tracks"])
def test_what_is_lost_is_made_again(workbench: Workbench, name: str) -> None:
    before = contents(workbench)
    kind = next(relation.kind for relation in RELATIONS if relation.name == name)
    workbench.con.execute(f"drop {kind} {name}")
    assert made(workbench) == [name]
    assert contents(workbench) == before


def test_what_no_build_makes_any_more_goes(workbench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = {"track_loads", "followed_tracks", "popularity_history", "popularity_velocity", "track_sets", "tracks"}
    kept = tuple(relation for relation in RELATIONS if relation.name in ("loads", "rejects"))
    monkeypatch.setattr(building, "RELATIONS", kept)
    monkeypatch.setattr(building.checks, "all_checks", list)
    build(workbench)
    tables = {
        name
        for (name,) in workbench.rows("select table_name from information_schema.tables where table_schema = 'main'")
    }
    assert tables & gone == set()
    assert {"loads", "rejects", "checks", "genre_families"} <= tables


def named(workbench: Workbench, relation: Relation) -> set[str]:
    return Fingerprints(workbench).inputs(relation.sql)


def test_relations_read_what_stands_before_them(workbench: Workbench) -> None:
    known = {f"raw.{table}" for table in RAW} | {"genre_families", "moods_given"}
    for relation in RELATIONS:
        assert named(workbench, relation) <= known, relation.name
        known.add(relation.name)


def test_inputs_are_found_wherever_a_query_names_them(workbench: Workbench) -> None:
    sql = """with own as (select * from raw.tracks as t anti join tracks using (track_id)), unread as (select 1 from loads)
    select (select max(n) from artists) from own, genres where exists (from raw.loads) union all (select 1 from range(3))"""
    expected = {"raw.tracks", "tracks", "loads", "artists", "genres", "raw.loads"}
    assert Fingerprints(workbench).inputs(sql) == expected
    with pytest.raises(ValueError, match="syntax"):
        Fingerprints(workbench).inputs("select from where")


def test_a_part_named_like_a_relation_counts_as_the_relation(workbench: Workbench) -> None:
    prints = Fingerprints(workbench)
    sql = "with loads as (select * from loads) select * from loads"
    assert prints.inputs(sql) == set()
    prints.stands("loads", "table", "select * from raw.loads")
    prints.was_made("loads", settles=False)
    assert prints.inputs(sql) == {"loads"}


def test_no_relation_depends_on_the_time_or_on_chance() -> None:
    """A fingerprint cannot see those."""
    changing = re.compile(
        r"\b(now|today|random|uuid|gen_random_uuid|current_\w+date|current_timestamp|nextval|setseed)\b"
    )
    texts: dict[str, Any] = {relation.name: bare_sql(relation.sql) for relation in RELATIONS}
    assert {name: changing.findall(text) for name, text in texts.items() if changing.search(text)} == {}
