"""Cells of text become typed values, and what cannot be read is told in the words of the file."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from etl import formats, judge
from etl.intake import Intake
from etl.judge import Cell, Fault, Judge
from etl.recognise import Recognition, Schema
from tests.etl.conftest import Loader

EMPTY: frozenset[str] = frozenset()


def schema(**known: Any) -> Schema:
    plain = dict.fromkeys(
        ("artist_separator", "genre_separator", "vocabulary", "subvocabulary", "namespace", "missing"), ""
    )
    sets = dict.fromkeys(("columns", "ignored", "private"), EMPTY)
    return Schema(**{
        "name": "made", "kind": "tracks", "also": (), "encoding": "", "has_quotes": True, "constants": {},
        **plain, **sets, **known,
    })  # fmt: skip


def judged(loader: Loader, text: str, *cells: Cell, faults: tuple[Fault, ...] = (), **known: Any) -> Judge:
    """What a judge makes of a text whose columns have our names."""
    path = loader.folder / "made up.1.csv"
    path.write_text(text, encoding="utf-8")
    layout = formats.inspect(path)
    relation = formats.read(loader.workbench, layout)
    columns = {name: name for name in layout.columns}
    found = Judge(
        Intake(
            loader.workbench, relation, Recognition(schema(**known), "tracks", columns, ()), 1, "c", date(2026, 1, 1)
        ),
        cells,
        faults,
    )
    found.judge()
    return found


def values(found: Judge, name: str) -> list[Any]:
    return [value for (value,) in found.workbench.rows(f'select "{name}" from judged order by row_no')]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2021-01-31 13:45:10", datetime(2021, 1, 31, 13, 45, 10)),
        ("2021-01-31T13:45:10Z", datetime(2021, 1, 31, 13, 45, 10)),
        ("2021-01-31T13:45:10+02:00", datetime(2021, 1, 31, 11, 45, 10)),
        ("2021-01-31 13:45", datetime(2021, 1, 31, 13, 45)),
        ("31 Jan 2021, 13:45", datetime(2021, 1, 31, 13, 45)),
        ("1612100710", datetime(2021, 1, 31, 13, 45, 10)),
        ("1612100710000", datetime(2021, 1, 31, 13, 45, 10)),
        ("2021-01-31", datetime(2021, 1, 31)),
        ("", None),
        ("0000-00-00", None),
    ],
)
def test_times(loader: Loader, written: str, read: datetime | None) -> None:
    found = judged(loader, f'at,x\n"{written}",1\n', Cell("at", "moment"))
    assert (values(found, "at"), values(found, "fault")) == ([read], [None])


@pytest.mark.parametrize("written", ["yesterday", "2021-02-30 10:00", "infinity", "12:30", "-5"])
def test_what_is_no_time(loader: Loader, written: str) -> None:
    found = judged(loader, f'at,x\n"{written}",1\n', Cell("at", "moment"))
    assert found.rejects() == [{"line": 2, "column_name": "at", "reason": "not a time", "value": written}]


def test_the_first_fault_of_a_row_is_told(loader: Loader) -> None:
    cells = (
        Cell("title", required="no title"),
        Cell("n", "integer", low=0, high=9),
        Cell("d", "date", low=1900, high=2100),
    )
    found = judged(loader, "title,n,d\n,99,x\nA,99,x\nA,nine,x\nA,NaN,x\nA,-,2000\nA,inf,2000\nA,1,1850\n", *cells)
    assert [(r["line"], r["column_name"], r["reason"]) for r in found.rejects()] == [
        (2, "title", "no title"),
        (3, "n", "outside 0 to 9"),
        (4, "n", "not a number"),
        (5, "d", "not a date"),
        (7, "n", "not a number"),
        (8, "d", "outside 1900 to 2100"),
    ]
    assert (found.usable, found.rejected) == (1, 6)


def test_required_numbers_and_times_may_not_be_empty(loader: Loader) -> None:
    cells = (Cell("rank", "integer", "no rank"), Cell("at", "moment", "no time"), Cell("id", "key", "no id"))
    found = judged(loader, "rank,at,id\n,2000,a\n1,,a\n1,2000,\n1,2000-01-01,a\n", *cells)
    assert [r["reason"] for r in found.rejects()] == ["no rank", "no time", "no id"]


def test_a_kind_can_add_its_own_faults(loader: Loader) -> None:
    fault = Fault('"a" is null and "b" is null', "a", "no track or artist")
    found = judged(loader, "a,b\nx,\n,\n,y\n", Cell("a", "key"), Cell("b"), faults=(fault,))
    assert [(r["line"], r["reason"]) for r in found.rejects()] == [(3, "no track or artist")]


def test_constants_stand_in_for_columns_that_are_not_there(loader: Loader) -> None:
    found = judged(loader, "a\nx\n", Cell("a"), Cell("b"), Cell("c"), Cell("d"), constants={"b": "it's", "c": "{file}"})
    assert found.workbench.rows("select a, b, c, d from judged") == [("x", "it's", "made up", None)]
    assert (found.has("b"), found.has("d")) == (True, False)
    there = judged(loader, "b\ny\n", Cell("b"), constants={"b": "it's"})
    assert values(there, "b") == ["y"]


def test_ids_get_the_namespace_of_their_source(loader: Loader) -> None:
    cells = (Cell("listener", "key", spaced=True), Cell("track_id", "key"))
    found = judged(loader, "listener,track_id\n7,9\n,\n", *cells, namespace="hetrec")
    assert found.workbench.rows("select listener, track_id from judged order by row_no") == [
        ("hetrec:7", "9"), (None, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "written",
    [
        "4cOdK2wGLETKBW3PvgPWqT",
        "spotify:track:4cOdK2wGLETKBW3PvgPWqT",
        "https://open.spotify.com/track/4cOdK2wGLETKBW3PvgPWqT?si=1",
        "https://open.spotify.com/intl-de/track/4cOdK2wGLETKBW3PvgPWqT",
    ],
)
def test_a_track_has_one_id_however_it_is_written(loader: Loader, written: str) -> None:
    assert values(judged(loader, f"track_id\n{written}\n", Cell("track_id", "key")), "track_id") == [
        "4cOdK2wGLETKBW3PvgPWqT"
    ]


def test_computed_columns(loader: Loader) -> None:
    path = loader.folder / "a.csv"
    path.write_text("a\nlonger\n", encoding="utf-8")
    relation = formats.read(loader.workbench, formats.inspect(path))
    intake = Intake(
        loader.workbench, relation, Recognition(schema(), "tracks", {"a": "a"}, ()), 1, "c", date(2026, 1, 1)
    )
    found = Judge(intake, [Cell("a")])
    found.judge({"size": f"length({found.text(Cell('a'))})"})
    assert values(found, "size") == [6]


def test_names_of_columns_are_quoted() -> None:
    assert judge.quoted('a"b') == '"a""b"'


def test_a_text_that_means_no_value(loader: Loader) -> None:
    found = judged(loader, "a,b\nNA,NA\n", Cell("a"), Cell("b", required="no b"), missing="NA")
    assert found.workbench.rows("select a, b, fault from judged") == [(None, "NA", None)]
