"""Every check finds what it is there for, planted into the marts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.warehouse.every_table import add_run, load_every_table
from tests.warehouse.homes import QUICK, TINY, like, load_text
from warehouse import checks, features, store
from warehouse.build import build
from warehouse.connect import Workbench
from warehouse.home import Home

AUDIO = "track_id,title,artists,popularity,energy,genre\na,One,A,10,0.1,pop\nb,Two,B,20,0.2,rock\n,Bad,,1,1,x\n"


@pytest.fixture
def workbench(tmp_path: Path) -> Iterator[Workbench]:
    def make(home: Home) -> None:
        with Workbench(home, QUICK) as workbench:
            load_text(workbench, TINY)
            load_text(workbench, AUDIO, "audio.csv")
            build(workbench)

    with Workbench(like(tmp_path / "home", (AUDIO, "built"), make), QUICK) as workbench:
        yield workbench


def failed(workbench: Workbench) -> list[tuple[str, str, int]]:
    return workbench.rows("select relation, column_name, failed from checks where not passed order by all")


def test_clean_marts_pass(workbench: Workbench) -> None:
    assert checks.run(workbench) == []
    assert failed(workbench) == []
    assert workbench.value("select count(*) from checks") == len(checks.all_checks())
    ranges = [f.name for f in features.numeric() if f.low is not None and f.high is not None]
    assert set(ranges) <= {name for (name,) in workbench.rows("select column_name from checks")}


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    """Something in every table that has a key. What a test changes, it changes in a transaction that is undone."""
    with Workbench(Home(tmp_path_factory.mktemp("full") / "home"), QUICK) as workbench:
        store.prepare(workbench)
        for load_id in (1, 2):
            load_every_table(workbench, load_id)
        add_run(workbench, "one", promoted=True)
        build(workbench)
        yield workbench


@pytest.fixture
def changed(full: Workbench) -> Iterator[Workbench]:
    full.con.execute("begin")
    yield full
    full.con.execute("rollback")


@pytest.mark.parametrize("table", sorted(checks.KEYS))
def test_a_row_twice_is_fatal(changed: Workbench, table: str) -> None:
    workbench = changed
    assert workbench.value(f"select count(*) from {table}") > 0
    workbench.con.execute(f"create or replace table {table} as from {table} union all (from {table} limit 1)")
    assert any(text.startswith(f"{table}: 1 rows fail 'key is unique'") for text in checks.run(workbench))


def test_a_key_that_is_missing_is_fatal(workbench: Workbench) -> None:
    workbench.con.execute("update tracks set track_id = null where track_id = 'a'")
    assert any(text.startswith("tracks: 1 rows fail 'key is unique'") for text in checks.run(workbench))


@pytest.mark.parametrize(("relation", "column", "target"), checks.REFERENCES)
def test_a_reference_that_leads_nowhere_is_told(changed: Workbench, relation: str, column: str, target: str) -> None:
    workbench = changed
    value = workbench.value(f"select {column} from {relation} limit 1")
    assert value is not None
    lost = workbench.value(f"select count(*) from {relation} where {column} = $v", {"v": value})
    workbench.con.execute(f"delete from {target} where {column} = $v", {"v": value})
    checks.run(workbench)
    assert (relation, column, lost) in failed(workbench)


@pytest.mark.parametrize("value", [-0.1, 1.1, float("nan")])
def test_a_value_out_of_range_is_told_and_not_fatal(workbench: Workbench, value: float) -> None:
    workbench.con.execute("update tracks set energy = $v where track_id = 'a'", {"v": value})
    assert checks.run(workbench) == []
    assert failed(workbench) == [("tracks", "energy", 1)]


def test_a_load_that_does_not_add_up_is_fatal(workbench: Workbench) -> None:
    workbench.con.execute("update loads set rows_merged = rows_merged + 1 where load_id = 2")
    assert checks.run(workbench) == ["loads: 1 rows fail 'rows read = loaded + merged + rejected'"]


def test_of_what_has_not_changed_the_last_result_stands(workbench: Workbench) -> None:
    workbench.con.execute("update tracks set energy = 7 where track_id = 'a'")
    workbench.con.execute("delete from artists where name = 'B'")
    assert checks.run(workbench, set()) == []
    assert failed(workbench) == []
    checks.run(workbench, {"artists"})
    assert failed(workbench) == [("track_artists", "artist_id", 2)]
    checks.run(workbench, {"tracks"})
    assert failed(workbench) == [("track_artists", "artist_id", 2), ("tracks", "energy", 1)]
    checks.run(workbench, set())
    assert failed(workbench) == [("track_artists", "artist_id", 2), ("tracks", "energy", 1)]
