"""A rollup of Parquet events says what a build says of the same events loaded one by one, and lands in its place."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq
import pytest

from etl.load import LoadOptions, load
from tests.warehouse.homes import QUICK, TINY, copy, load_text, tiny
from tests.warehouse.rollup import ugly
from warehouse import forget, landed, store
from warehouse.build import build
from warehouse.connect import Reader, Workbench
from warehouse.errors import HomeError, InputError, MissingInput, SettingError, UnreadableInput
from warehouse.home import Home
from warehouse.publish import publish
from warehouse.rollup import LANDED, MANIFEST
from workflows import forgetting, rolling

NAMED = {
    "play_items": "select * exclude (item_no, artist_no) from play_items",
    "play_listeners": "select listener from play_listeners",
    "outlier_listeners": "select * exclude (listener_no) from outlier_listeners",
    "listener_items": "select listener, item, listener_items.* exclude (listener_no, item_no) from listener_items"
    " join play_listeners using (listener_no) join play_items using (item_no)",
}
"""Numbers are those of one build; names are what two of them share."""


def plain(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that the loader takes as they are: it trims and cleans cells, which a rollup leaves to whoever writes Parquet."""
    clean = [
        r for r in rows if r["listener"] and r["listener"] == r["listener"].strip() and "\u0308" not in r["listener"]
    ]
    return [r for r in clean if r["title"] != ""]


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ugly.write(tmp_path_factory.mktemp("events") / "events", plain(ugly.events()))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return tiny(tmp_path_factory.mktemp("rollup"))


@pytest.fixture(scope="module")
def rolled(events: Path, home: Home) -> Path:
    """The folder that a rollup leaves."""
    out = events.parent / "out"
    made = rolling.rollup(replace(QUICK, home=home.path), events, out, "duckdb")
    assert made.rejected == ugly.REFUSED - 1  # the row without a listener is not among the plain ones
    return out


@pytest.fixture(scope="module")
def taken(rolled: Path, home: Home) -> Home:
    """A home that took the rollup in and published it."""
    own = copy(home, rolled.parent / "taken")
    with Workbench(own, QUICK) as workbench:
        (report,) = load(workbench, [rolled]).files
        assert report.error is None
        build(workbench)
        publish(workbench)
    return own


@pytest.fixture
def workbench(tmp_path: Path, home: Home) -> Iterator[Workbench]:
    with Workbench(copy(home, tmp_path / "copy"), QUICK) as workbench:
        yield workbench


def test_a_rollup_says_what_a_build_says(
    events: Path, rolled: Path, taken: Home, workbench: Workbench, tmp_path: Path
) -> None:
    table = pa.concat_tables([pq.ParquetFile(path).read() for path in sorted(events.rglob("*.parquet"))])
    pc.write_csv(table, tmp_path / "events.csv")
    (report,) = load(workbench, [tmp_path / "events.csv"], LoadOptions(kind="plays")).files
    assert report.error is None
    assert report.rows_loaded == json.loads((rolled / MANIFEST).read_text())["events"] - ugly.REFUSED + 1
    build(workbench)
    with Workbench(taken, QUICK) as other:
        for name in LANDED:
            ask = f"select * from ({NAMED.get(name, f'from {name}')}) order by all"
            assert workbench.value(f"select count(*) from {name}") == other.value(f"select count(*) from {name}"), name
            assert workbench.rows(ask) == other.rows(ask), name
        assert workbench.rows("select listener from outlier_listeners where has_impossible_day") == [("bot",)]
        counted, plays = workbench.rows("select sum(plays_counted), sum(plays) from item_plays")[0]
        assert 0 < counted < plays
        types = "select column_name, column_type from (describe {})"
        for name in LANDED:
            assert workbench.rows(types.format(name)) == other.rows(types.format(name)), name


def test_what_was_taken_in_is_published(taken: Home, rolled: Path) -> None:
    said = json.loads((rolled / MANIFEST).read_text())
    with Reader(taken, QUICK).view() as view:
        plays = view.value("select sum(plays) from item_plays")
        assert plays == pq.ParquetFile(next((rolled / "item_plays").glob("*"))).read()["plays"].to_numpy().sum()
        assert view.rows(
            "select kind, schema, rows_read, rows_rejected, as_of::varchar from loads where schema = 'rollup'"
        ) == [("plays", "rollup", said["events"], said["rejected"], said["as_of"])]
        assert view.value("select count(*) from checks where not passed and check_name like '%add up'") == 0
        assert view.value("select count(*) from item_plays join tracks using (track_id)") >= 2


def test_a_newer_rollup_takes_its_place_and_an_undone_one_leaves_nothing(workbench: Workbench, rolled: Path) -> None:
    load(workbench, [rolled])
    load(workbench, [rolled])
    (number,) = landed.loads(workbench)
    build(workbench)
    assert workbench.value("select count(*) from item_plays") > 0
    store.unload(workbench, number)
    build(workbench)
    assert landed.relations(workbench) == set()
    assert workbench.value("select count(*) from item_plays") == 0


def test_plays_and_a_rollup_do_not_go_together(workbench: Workbench, rolled: Path) -> None:
    load(workbench, [rolled])
    load_text(
        workbench, "listener,track_id,played_at\nx,a,2024-01-01 10:00:00\n", "plays.csv", LoadOptions(kind="plays")
    )
    with pytest.raises(HomeError, match="stands for all plays"):
        build(workbench)
    store.unload(workbench, landed.loads(workbench)[0])
    (report,) = load(workbench, [rolled]).files
    assert "one by one" in str(report.error)
    assert landed.relations(workbench) == set()


def test_who_was_erased_does_not_come_back_in_a_rollup(workbench: Workbench, rolled: Path) -> None:
    name = pq.ParquetFile(next((rolled / "play_listeners").glob("*"))).read()["listener"][0].as_py()
    forget.erase(workbench, name)
    (report,) = load(workbench, [rolled]).files
    assert "was erased" in str(report.error)
    assert landed.relations(workbench) == set()


def test_a_listener_of_a_rollup_cannot_be_erased_by_halves(taken: Home) -> None:
    with pytest.raises(HomeError, match="part of a rollup"):
        forgetting.forget(replace(QUICK, home=taken.path), "bot")


@pytest.mark.parametrize("damage", ["no table", "no number", "no json"])
def test_a_damaged_rollup_is_refused(workbench: Workbench, rolled: Path, tmp_path: Path, damage: str) -> None:
    folder = Path(shutil.copytree(rolled, tmp_path / "damaged"))
    if damage == "no table":
        shutil.rmtree(folder / "item_plays")
    else:
        (folder / MANIFEST).write_text('{"events": "many"}' if damage == "no number" else "{")
    (report,) = load(workbench, [folder]).files
    assert "rollup" in str(report.hint)
    assert report.error


def test_what_cannot_be_rolled_up(home: Home, events: Path, rolled: Path, tmp_path: Path) -> None:
    settings = replace(QUICK, home=home.path)
    wrong = tmp_path / "wrong.parquet"
    text = tmp_path / "text.parquet"
    text.write_text("no parquet")
    out = tmp_path / "out"

    def refused(
        kind: type[Exception], events: Path, out: Path = out, engine: str = "duckdb", master: str | None = None
    ) -> str:
        with pytest.raises(kind) as error:
            rolling.rollup(settings, events, out, engine, master)
        assert not out.exists() or out == rolled
        return str(error.value)

    assert "does not exist" in refused(MissingInput, tmp_path / "nothing")
    assert "not Parquet" in refused(UnreadableInput, text)
    pq.write_table(pa.table({"listener": ["a"], "song": ["b"]}), wrong)
    assert "no track or artist" in refused(InputError, wrong)
    pq.write_table(pa.table({"listener": ["a"], "title": ["b"], "played_at": ["yesterday"]}), wrong)
    assert "played_at" in refused(InputError, wrong)
    pq.write_table(pa.table({"listener": ["a"], "title": ["b"]}), wrong)
    assert "None of the 1 events" in refused(InputError, wrong)
    assert "exists" in refused(HomeError, events, rolled)
    assert "no engine" in refused(SettingError, events, engine="abacus")
    assert "master" in refused(SettingError, events, master="local[2]")
    assert list(tmp_path.glob(".*.unfinished")) == []


def test_linking_leaves_the_workbench_as_it_was(home: Home, rolled: Path) -> None:
    with Workbench(home, QUICK) as workbench:
        assert workbench.value("select count(*) from play_items") == 0
        assert workbench.value("select count(*) from tracks") == TINY.count("\n") - 1
