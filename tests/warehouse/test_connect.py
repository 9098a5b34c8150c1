"""One writer, many readers: each sees one snapshot, nobody sees half of one, and a reader cannot do harm."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from tests.conftest import ROOT
from tests.warehouse.homes import QUICK, copy, load_text, tiny
from warehouse import connect
from warehouse.build import build
from warehouse.connect import Reader, Workbench
from warehouse.errors import HomeBusy, HomeError, NewerWarehouse, NoSnapshot, SettingError
from warehouse.home import Home
from warehouse.publish import publish, rollback


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return tiny(tmp_path_factory.mktemp("connect"))


@pytest.fixture
def reader(published: Home) -> Reader:
    return Reader(published, QUICK)


# ---- Reading ---------------------------------------------------------------------------------------------------------


def test_a_view_answers_in_every_form(reader: Reader) -> None:
    with reader.view() as view:
        assert view.value("select title from tracks where track_id = $id", {"id": "b"}) == "Two"
        assert view.value("select title from tracks where track_id = ?", ["nobody"]) is None
        assert view.rows("select track_id, popularity from tracks order by track_no") == [
            ("c", 30),
            ("b", 20),
            ("a", 10),
        ]
        assert view.frame("select popularity from tracks order by 1")["popularity"].tolist() == [10, 20, 30]
        batches = list(view.batches("select * from range(25) t(n)", size=10))
        assert sum(batch.num_rows for batch in batches) == 25
        assert isinstance(view.arrow("select 1 as one"), pa.Table)
        assert (view.snapshot.number, view.snapshot.demo) == (1, False)


def test_a_view_stays_free_while_its_batches_are_read(reader: Reader) -> None:
    with reader.view() as view:
        numbers = []
        for batch in view.batches("select n from range(100000) t(n) order by n", size=1000):
            numbers.append((batch.num_rows, view.value("select count(*) from tracks")))
        assert sum(n for n, _ in numbers) == 100_000
        assert {tracks for _, tracks in numbers} == {3}


def test_threads_see_their_own_rows(reader: Reader) -> None:
    def ask(number: int) -> bool:
        with reader.view() as view:
            rows = view.rows("select $n::integer, n from range(2000) t(n) order by n", {"n": number})
            return rows == [(number, n) for n in range(2000)]

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, range(64)))


@pytest.mark.parametrize(
    "statement",
    [
        "create table mine as select 1",
        "insert into tracks select * from tracks",
        "update tracks set title = 'x'",
        "delete from tracks",
        "drop table tracks",
        "select * from read_csv('{file}')",
        "select * from read_text('{file}')",
        "select * from '{file}'",
        "select * from glob('{folder}/*')",
        "copy tracks to '{folder}/out.csv'",
        "export database '{folder}/out'",
        "attach '{folder}/other.duckdb'",
        "attach ':memory:' as other",
        "install httpfs",
        "load httpfs",
        "set threads = 8",
        "set memory_limit = '100GB'",
        "set enable_external_access = true",
        "reset lock_configuration",
        "pragma enable_profiling",
    ],
)
def test_what_is_served_is_locked_down(reader: Reader, tmp_path: Path, statement: str) -> None:
    (tmp_path / "secret.csv").write_text("a\n1\n")
    before = sorted(tmp_path.iterdir())
    with reader.view() as view, pytest.raises(duckdb.Error):
        view.rows(statement.format(file=tmp_path / "secret.csv", folder=tmp_path))
    assert sorted(tmp_path.iterdir()) == before
    with reader.view() as view:
        assert view.value("select count(*) from tracks") == 3


def test_two_readers_in_one_process(published: Home) -> None:
    one, two = Reader(published, QUICK), Reader(published.path, QUICK)
    with one.view() as first, two.view() as second:
        assert first.value("select count(*) from tracks") == second.value("select count(*) from tracks") == 3


def test_cached_is_keyed_by_snapshot_and_question(tmp_path: Path) -> None:
    home = tiny(tmp_path)
    reader = Reader(home, QUICK)
    asked = []

    def count(view: connect.View) -> int:
        asked.append(view.snapshot.number)
        return int(view.value("select count(*) from tracks"))

    assert [reader.cached("tracks", count) for _ in range(3)] == [3, 3, 3]
    assert reader.cached(("tracks", 2), count) == 3
    assert asked == [1, 1]
    with Workbench(home, QUICK) as workbench:
        load_text(workbench, "title,artists\nFour,D\n", "more.csv")
        build(workbench)
        publish(workbench)
    assert reader.cached("tracks", count) == 4
    rollback(home)
    assert reader.cached("tracks", count) == 3
    assert asked == [1, 1, 2, 1]  # a snapshot that is served again is asked again


def test_what_an_older_snapshot_answered_is_not_kept(tmp_path: Path) -> None:
    home = tiny(tmp_path)
    reader = Reader(home, QUICK)
    kept = weakref.ref(reader.cached("frame", lambda view: view.frame("select * from tracks")))
    assert kept() is not None
    with Workbench(home, QUICK) as workbench:
        publish(workbench)
    with reader.view():
        gc.collect()
        assert kept() is None


def test_a_result_larger_than_the_cache_is_not_kept_and_not_lost(published: Home) -> None:
    reader = Reader(published, replace(QUICK, cache_mb=0))
    asked = []
    for _ in range(2):
        assert reader.cached("frame", lambda view: asked.append(1) or view.frame("select * from tracks")).shape[0] == 3
    assert len(asked) == 2


# ---- Following what is published -------------------------------------------------------------------------------------


def test_open_views_keep_the_old_data_and_new_ones_see_the_new(tmp_path: Path) -> None:
    home = tiny(tmp_path)
    reader = Reader(home, QUICK)
    with reader.view() as old:
        with Workbench(home, QUICK) as workbench:
            load_text(workbench, "title,artists\nFour,D\n", "more.csv")
            build(workbench)
            publish(workbench)
        with reader.view() as new:
            assert (new.snapshot.number, new.value("select count(*) from tracks")) == (2, 4)
        assert (old.snapshot.number, old.value("select count(*) from tracks")) == (1, 3)


def test_no_reader_notices_fifteen_publishes(tmp_path: Path) -> None:
    """With one snapshot kept, so that the file a reader is about to open may vanish under its hands."""
    settings = replace(QUICK, keep_snapshots=1)
    home = tiny(tmp_path, settings=settings)
    shared = Reader(home, settings)
    errors: list[str] = []
    seen: set[int] = set()
    done = threading.Event()

    def read(reader: Reader) -> None:
        while not done.is_set():
            try:
                with reader.view() as view:
                    numbers = {view.snapshot.number, view.value("select number from snapshot")}
                    assert view.value("select count(*) from tracks join track_genres using (track_no)") == 3
                    assert len(numbers) == 1
                    seen.update(numbers)
            except Exception as error:  # noqa: BLE001 - every one is a failure, told below
                errors.append(repr(error))

    threads = [threading.Thread(target=read, args=(shared,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        with Workbench(home, settings) as workbench:
            for _ in range(15):
                publish(workbench)
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert errors == []
    with shared.view() as view:
        assert view.snapshot.number == 16
    assert len(seen) >= 3  # they did read meanwhile
    assert [path.name for path in home.snapshots.iterdir()] == ["snapshot-000016.duckdb"]


def test_a_file_that_vanishes_between_looking_and_opening(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tiny(tmp_path)
    opened = []
    real = connect._open_published

    def late(path: Path, settings: object) -> object:
        opened.append(path.name)
        if len(opened) == 1:
            with Workbench(home, replace(QUICK, keep_snapshots=1)) as workbench:
                publish(workbench)
        return real(path, settings)

    monkeypatch.setattr(connect, "_open_published", late)
    assert Reader(home, QUICK).snapshot.number == 2
    assert opened == ["snapshot-000001.duckdb", "snapshot-000002.duckdb"]


# ---- Homes in a bad way ----------------------------------------------------------------------------------------------


def test_nothing_published(tmp_path: Path) -> None:
    for home in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(NoSnapshot, match="Nothing has been published") as caught:
            Reader(home, QUICK).snapshot  # noqa: B018
        assert "repertoire run" in caught.value.hint
    with Workbench(Home(tmp_path), QUICK) as workbench, pytest.raises(NoSnapshot):
        workbench.snapshot  # noqa: B018


def _flip(path: Path, *offsets: int) -> None:
    data = bytearray(path.read_bytes())
    for offset in offsets:
        data[offset : offset + 64] = b"\xab" * 64
    path.write_bytes(bytes(data))


DAMAGES = {
    "other bytes": lambda path: path.write_bytes(b"not a database" * 1000),
    "a few bytes": lambda path: path.write_bytes(b"xx"),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:20_000]),
    "headers": lambda path: _flip(path, 16, 4112, 8208),
    "every block": lambda path: _flip(path, *range(12_388, path.stat().st_size, 65_536)),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_damaged_files_are_told_apart_from_busy_and_newer_ones(published: Home, tmp_path: Path, damage: object) -> None:
    folder = tmp_path / "version lock"  # words that a message with the path in it would also contain
    folder.mkdir()
    home = copy(published, folder)
    damage(home.workbench)
    with pytest.raises(HomeError, match="cannot be opened") as caught, Workbench(home, QUICK):
        pass
    assert type(caught.value) is HomeError
    assert "what is published stays" in caught.value.hint
    with Reader(home, QUICK).view() as view:
        assert view.value("select count(*) from tracks") == 3
    damage(home.current.resolve())
    with pytest.raises(HomeError, match="cannot be opened") as caught:
        Reader(home, QUICK).snapshot  # noqa: B018
    assert type(caught.value) is HomeError
    assert "rollback" in caught.value.hint


@pytest.mark.parametrize("link", ["snapshots/snapshot-000099.duckdb", "current"])
def test_a_link_that_leads_nowhere(published: Home, tmp_path: Path, link: str) -> None:
    home = copy(published, tmp_path)
    home.current.unlink()
    home.current.symlink_to(link)
    with pytest.raises(HomeError) as caught:
        Reader(home, QUICK).snapshot  # noqa: B018
    assert "rollback" in caught.value.hint


def test_a_warehouse_of_a_newer_version(published: Home, tmp_path: Path) -> None:
    home = copy(published, tmp_path)
    for path in (home.workbench, home.current.resolve()):
        con = duckdb.connect(str(path))
        con.execute("update meta set schema_version = 999")
        con.close()
    with pytest.raises(NewerWarehouse, match="999") as caught, Workbench(home, QUICK):
        pass
    assert "Upgrade" in caught.value.hint
    with pytest.raises(NewerWarehouse, match="999"):
        Reader(home, QUICK).snapshot  # noqa: B018
    with home.writing(0):  # the lock was given back
        pass


def test_a_file_of_a_newer_database_engine(published: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    words = "Trying to read a database file with version number 999, but we can only read versions between 64 and 70."

    def refuse(*_: object, **__: object) -> None:
        raise duckdb.IOException(words)

    monkeypatch.setattr(duckdb, "connect", refuse)
    with pytest.raises(NewerWarehouse), Workbench(published, QUICK):
        pass
    with pytest.raises(NewerWarehouse):
        Reader(published, QUICK).snapshot  # noqa: B018


def test_settings_the_database_does_not_take(published: Home) -> None:
    with pytest.raises(SettingError) as caught, Workbench(published, replace(QUICK, memory_limit="lots")):
        pass
    assert "REPERTOIRE_MEMORY_LIMIT" in caught.value.hint
    with pytest.raises(SettingError):
        Reader(published, replace(QUICK, memory_limit="lots")).snapshot  # noqa: B018


def test_a_workbench_that_another_program_has_open(published: Home) -> None:
    code = "import duckdb, sys, time; con = duckdb.connect(sys.argv[1]); print('open', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code, published.workbench], cwd=ROOT, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"open\n"
        try:
            with pytest.raises(HomeBusy), Workbench(published, QUICK):
                pass
        finally:
            other.kill()


def test_a_second_writer_waits_and_then_gives_up(published: Home) -> None:
    with Workbench(published, QUICK), pytest.raises(HomeBusy), Workbench(published, replace(QUICK, wait_seconds=0)):
        pass


def test_a_transaction_is_all_or_nothing(tmp_path: Path) -> None:
    with Workbench(Home(tmp_path), QUICK) as workbench:
        workbench.con.execute("create table t (a integer)")

        def die_inside() -> None:
            with workbench.transaction():
                workbench.con.execute("insert into t values (1)")
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            die_inside()
        with workbench.transaction():
            workbench.con.execute("insert into t values (2)")
    with Workbench(Home(tmp_path), QUICK) as workbench:
        assert workbench.rows("select * from t") == [(2,)]


def test_a_transaction_inside_another_is_a_part_of_it(tmp_path: Path) -> None:
    with Workbench(Home(tmp_path), QUICK) as workbench:
        workbench.con.execute("create table t (x integer)")

        def broken_after_the_inner_one() -> None:
            with workbench.transaction():
                with workbench.transaction():
                    workbench.con.execute("insert into t values (1)")
                raise KeyError

        with pytest.raises(KeyError):
            broken_after_the_inner_one()
        assert workbench.value("select count(*) from t") == 0
        with workbench.transaction(), workbench.transaction():
            workbench.con.execute("insert into t values (1)")
        assert workbench.value("select count(*) from t") == 1
