"""Questions about the catalogue as a whole, on a home loaded from three hand-made files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from etl.load import LoadOptions
from tests.warehouse.homes import QUICK, TINY, load_text
from warehouse.build import build
from warehouse.connect import Reader, View, Workbench
from warehouse.errors import FilterError
from warehouse.filters import parse
from warehouse.home import Home
from warehouse.publish import publish
from warehouse.queries import catalogue

MORE = (
    "track_id,title,artists,popularity,energy,genre\n"
    "d,Three,A,100,0.1,jazz\ne,Zero,C,0,0.3,pop\nf,Quiet,C,,0.9,\n,,C,1,0.1,pop\ng,,C,1,0.1,pop\nh,Loud,C,1,7,pop\n"
)


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> Iterator[View]:
    home = Home(tmp_path_factory.mktemp("catalogue") / "home")
    with Workbench(home, QUICK) as workbench:
        load_text(workbench, TINY, "tiny.csv", LoadOptions(as_of=date(2020, 1, 1), collection="ours"))
        build(workbench)
        publish(workbench)
        load_text(workbench, MORE, "more.csv", LoadOptions(as_of=date(2021, 1, 1), collection="market"))
        load_text(workbench, "title,artists\nOther,D\n,D\n", "other.csv", LoadOptions(collection="a third"))
        build(workbench)
        publish(workbench)
    with Reader(home, QUICK).view() as view:
        yield view


def test_counts(view: View) -> None:
    """7 tracks: a to f and one without an id; A, B, C, D; 2 genres in either vocabulary."""
    assert catalogue.counts(view) == {
        "tracks": 7, "artists": 4, "genres": 2, "plays": 0, "chart_entries": 0, "playlists": 0,
    }  # fmt: skip


def test_the_snapshot_before(view: View) -> None:
    before = catalogue.earlier(view)
    assert before is not None
    assert (before["number"], before["tracks"], before["recordings"], before["as_of"]) == (1, 3, 3, date(2020, 1, 1))
    now = catalogue.figures(view)
    assert (now["number"], now["tracks"], now["recordings"]) == (2, 7, 6)
    assert catalogue.snapshots(view)["tracks"].tolist() == [7, 3]


def test_popularity_levels_count_a_recording_once(view: View) -> None:
    """Recordings: One 10, Two 20, Three 100 (30 on c), Zero 0; Quiet and Other have none."""
    levels = catalogue.popularity_levels(view, parse(""))
    assert {level: n for level, n in enumerate(levels) if n} == {0: 1, 10: 1, 20: 1, 100: 1}
    assert len(levels) == 101
    assert sum(catalogue.popularity_levels(view, parse("popularity >= 20"))) == 2


def test_quartiles_are_of_those_with_a_value(view: View) -> None:
    found = catalogue.quartiles(view, parse(""), "energy")
    assert (found["n"], found["tracks"]) == (3, 7)
    assert (found["q1"], found["median"], found["q3"]) == pytest.approx((0.2, 0.3, 0.6))
    with pytest.raises(FilterError, match="title"):
        catalogue.quartiles(view, parse(""), "title")


def test_recordings_under_several_ids(view: View) -> None:
    found = catalogue.repeats(view).to_dict("records")
    assert len(found) == 1
    assert (found[0]["title"], found[0]["tracks"], found[0]["lowest"], found[0]["highest"]) == ("Three", 2, 30, 100)


def test_loads_rejects_and_reasons(view: View) -> None:
    loads = catalogue.loads(view)
    assert loads["file"].tolist() == ["other.csv", "more.csv", "tiny.csv"]
    assert loads["rows_rejected"].tolist() == [1, 3, 0]
    rejects = catalogue.rejects(view)[["file", "line", "column_name", "reason", "value"]].values.tolist()
    assert rejects == [
        ["other.csv", 3, "title", "no title", ""],
        ["more.csv", 5, "title", "no title", ""],
        ["more.csv", 6, "title", "no title", ""],
        ["more.csv", 7, "energy", "outside 0 to 1", "7"],
    ]
    assert len(catalogue.rejects(view, limit=2)) == 2
    reasons = catalogue.reject_reasons(view)[["file", "column_name", "reason", "n"]].values.tolist()
    assert reasons[0] == ["more.csv", "title", "no title", 2]
    assert sorted(map(tuple, reasons[1:])) == [
        ("more.csv", "energy", "outside 0 to 1", 1), ("other.csv", "title", "no title", 1),
    ]  # fmt: skip


def test_checks_and_collections(view: View) -> None:
    checks = catalogue.checks(view)
    assert checks["passed"].all()
    assert set(checks["relation"]) >= {"tracks", "artists", "loads"}
    assert catalogue.collections(view) == ["a third", "market", "ours"]
