"""Publishing: a new file, one swap, numbers that rise, a way back, nothing left behind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from etl.load import LoadOptions
from tests.warehouse.homes import QUICK, TINY, load_text, tiny
from warehouse import publish as publishing
from warehouse.build import RELATIONS, build
from warehouse.connect import Reader, Workbench
from warehouse.errors import HomeError, NoSnapshot
from warehouse.home import Home
from warehouse.publish import current_number, publish, rollback, snapshots
from warehouse.queries import catalogue


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return tiny(tmp_path)


@pytest.fixture
def workbench(home: Home) -> Iterator[Workbench]:
    with Workbench(home, QUICK) as workbench:
        yield workbench


def kept(home: Home) -> list[int]:
    return [number for number, _ in snapshots(home)]


def test_a_snapshot_holds_every_served_relation_and_says_what_it_is(home: Home) -> None:
    assert home.current.is_symlink()
    with Workbench(home, QUICK) as workbench:
        publish(workbench)
    with Reader(home, QUICK).view() as view:
        names = {name for (name,) in view.rows("select table_name from duckdb_tables()")}
        about = view.snapshot
    served = {relation.name for relation in RELATIONS if relation.served}
    assert names == served | {"checks", "genre_families", "meta", "snapshot", "catalogue"}
    assert abs((datetime.now(UTC).replace(tzinfo=None) - about.published_at).total_seconds()) < 60
    assert (about.number, about.as_of_assumed, about.demo) == (2, True, False)
    assert about.version


def test_every_published_table_says_what_one_row_is(tmp_path: Path) -> None:
    with Reader(tiny(tmp_path), QUICK).view() as view:
        grains = dict(view.rows("select table_name, comment from duckdb_tables()"))
    assert grains["tracks"] == "One row a track, in the order of popularity; what every page reads."
    assert all(str(grain).lower().startswith("one row") for grain in grains.values()), grains


def test_what_is_published_is_what_was_built(workbench: Workbench) -> None:
    with Reader(workbench.home, QUICK).view() as view:
        for relation in RELATIONS:
            if relation.served:
                query = f"select * from {relation.name} order by all"
                assert view.rows(query) == workbench.rows(query), relation.name
        assert view.rows("select track_id from tracks") == [("c",), ("b",), ("a",)]


def test_numbers_rise_and_the_oldest_files_go(workbench: Workbench) -> None:
    home = workbench.home
    assert [publish(workbench) for _ in range(4)] == [2, 3, 4, 5]
    assert kept(home) == [3, 4, 5]
    workbench.settings = replace(QUICK, keep_snapshots=1)
    assert publish(workbench) == 6
    assert kept(home) == [6]


def test_back_and_forth(workbench: Workbench) -> None:
    home = workbench.home
    publish(workbench)
    publish(workbench)
    assert rollback(home) == 2
    assert rollback(home) == 1
    with pytest.raises(NoSnapshot, match="no earlier snapshot") as caught:
        rollback(home)
    assert "1, 2, 3" in caught.value.hint
    assert current_number(home) == 1
    assert rollback(home, 3) == 3
    with pytest.raises(NoSnapshot, match="no snapshot 77"):
        rollback(home, 77)
    assert Reader(home, QUICK).snapshot.number == 3
    rollback(home, 1)
    assert publish(workbench) == 4, "a number is never used twice"
    assert kept(home) == [2, 3, 4]


def test_a_home_without_snapshots(tmp_path: Path) -> None:
    home = Home(tmp_path / "nothing")
    assert (snapshots(home), current_number(home)) == ([], None)
    with pytest.raises(NoSnapshot, match="no earlier") as caught:
        rollback(home)
    assert "none" in caught.value.hint


def test_nothing_built_is_nothing_to_publish(tmp_path: Path) -> None:
    with Workbench(Home(tmp_path), QUICK) as workbench, pytest.raises(NoSnapshot, match="nothing to publish") as caught:
        publish(workbench)
    assert "build" in caught.value.hint
    assert not (tmp_path / "current").exists()


def test_what_a_killed_process_left_is_removed(workbench: Workbench) -> None:
    home = workbench.home
    left = [home.snapshots / name for name in (".building-000002.duckdb", ".building-000002.duckdb.wal")]
    left.append(home.path / ".current-12345")
    for path in left[:2]:
        path.write_bytes(b"half")
    left[2].symlink_to("snapshots/snapshot-000099.duckdb")
    assert publish(workbench) == 2
    assert not any(path.is_symlink() or path.exists() for path in left)
    assert sorted(path.name for path in home.snapshots.iterdir()) == [
        "snapshot-000001.duckdb",
        "snapshot-000002.duckdb",
    ]


def test_leftovers_that_cannot_be_removed_are_named(workbench: Workbench) -> None:
    (workbench.home.snapshots / ".building-000002.duckdb").mkdir()
    with pytest.raises(HomeError, match=r"\.building-000002"):
        publish(workbench)
    assert current_number(workbench.home) == 1


class Died(BaseException):
    """Stands for the end of the process."""


@pytest.mark.parametrize("step", ["_copy", "_sync", "record_snapshot", "link", "_keep_last"])
def test_whatever_step_dies_a_whole_snapshot_is_served(
    workbench: Workbench, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """And the next publish works, is compared with what was served before, and cleans up."""
    home = workbench.home
    load_text(workbench, "title,artists\nFour,D\n", "four.csv")
    build(workbench)

    def die(*_: object, **__: object) -> None:
        raise Died

    where = publishing.store if step == "record_snapshot" else publishing
    with monkeypatch.context() as patch:
        patch.setattr(where, step, die)
        with pytest.raises(Died):
            publish(workbench)
    with Reader(home, QUICK).view() as view:
        expected = (2, 4) if step == "_keep_last" else (1, 3)
        assert (view.snapshot.number, view.value("select count(*) from tracks")) == expected
    load_text(workbench, "title,artists\nFive,E\n", "five.csv")
    build(workbench)
    number = publish(workbench)
    assert number > view.snapshot.number
    with Reader(home, QUICK).view() as view:
        assert (view.snapshot.number, view.value("select count(*) from tracks")) == (number, 5)
        assert catalogue.earlier(view)["tracks"] == (4 if step in ("link", "_keep_last") else 3)
    assert list(home.snapshots.glob(".*")) == []


def test_a_published_file_is_never_written_again(workbench: Workbench) -> None:
    path = workbench.home.current.resolve()
    before = (path.read_bytes(), path.stat().st_ino, path.stat().st_mtime_ns)
    load_text(workbench, "title,artists\nFour,D\n", "more.csv")
    build(workbench)
    publish(workbench)
    rollback(workbench.home)
    assert workbench.home.current.resolve() == path
    assert (path.read_bytes(), path.stat().st_ino, path.stat().st_mtime_ns) == before


def test_figures_and_what_they_are_compared_with(workbench: Workbench) -> None:
    head = "track_id,title,artists,popularity,genre\n"
    with Reader(workbench.home, QUICK).view() as view:
        first = catalogue.figures(view)
        assert catalogue.earlier(view) is None
    counts = Counter({10: 1, 20: 1, 30: 1})
    assert first["popularity_counts"] == [counts[level] for level in range(101)]
    assert {name: first[name] for name in ("number", "tracks", "recordings", "artists", "genres")} == {
        "number": 1, "tracks": 3, "recordings": 3, "artists": 2, "genres": 2,
    }  # fmt: skip

    publish(workbench)  # the same data again: nothing to compare
    with Reader(workbench.home, QUICK).view() as view:
        assert catalogue.earlier(view) is None

    load_text(workbench, head + "d,Three,A,100,jazz\ne,Zero,C,0,pop\nf,None,C,,pop\n", "more.csv")  # d re-releases c
    build(workbench)
    publish(workbench)
    with Reader(workbench.home, QUICK).view() as view:
        now, before = catalogue.figures(view), catalogue.earlier(view)
        assert before is not None
        assert before["number"] == 2
        assert before["popularity_counts"] == first["popularity_counts"]
        assert (before["tracks"], now["tracks"], now["recordings"], now["artists"]) == (3, 6, 5, 3)
        counts = Counter({0: 1, 10: 1, 20: 1, 100: 1})
        assert now["popularity_counts"] == [counts[level] for level in range(101)]
        assert catalogue.snapshots(view)["number"].tolist() == [3, 2, 1]


def test_the_date_of_the_data(tmp_path: Path) -> None:
    with Workbench(Home(tmp_path / "home"), QUICK) as workbench:
        load_text(workbench, TINY, "old.csv", LoadOptions(as_of=date(2020, 1, 2)))
        build(workbench)
        publish(workbench)
        about = Reader(workbench.home, QUICK).snapshot
        assert (about.as_of, about.as_of_assumed, about.demo) == (date(2020, 1, 2), False, False)
        load_text(workbench, "title,artists\nFour,D\n", "new.csv", LoadOptions(demo=True))
        build(workbench)
        publish(workbench)
        about = Reader(workbench.home, QUICK).snapshot
        assert (about.as_of, about.as_of_assumed, about.demo) == (datetime.now(UTC).date(), True, True)


def test_a_home_with_quotes_and_spaces_in_its_name(tmp_path: Path) -> None:
    home = tiny(tmp_path / 'it\'s a "home" 100% #1 [x]')
    assert Reader(home, QUICK).snapshot.number == 1
