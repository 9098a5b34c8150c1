"""Rejected rows by load, column and reason: counts, pages and order, on rows worked by hand."""

from __future__ import annotations

import duckdb
import pytest

from warehouse.connect import View
from warehouse.errors import FilterError
from warehouse.queries import rejects
from warehouse.queries.rejects import RejectFilter, parse

ROWS = [
    (1, "a.csv", 2, "title", "no title", ""),
    (1, "a.csv", 10, "tempo", "outside 0 to 300", "900"),
    (1, "a.csv", 3, "title", "no title", ""),
    (2, "b.csv", 7, "tempo", "outside 0 to 300", "=1+1"),
    (2, "b.csv", 5, "", "too few columns", "it's; drop table rejects"),
]


@pytest.fixture
def view() -> View:
    con = duckdb.connect()
    con.execute(
        "create table rejects (load_id integer, file varchar, line bigint, column_name varchar, reason varchar, value varchar)"
    )
    con.executemany("insert into rejects values (?, ?, ?, ?, ?, ?)", ROWS)
    return View(con)


def lines(view: View, flt: RejectFilter, offset: int = 0, limit: int = 100) -> list[tuple[int, int]]:
    frame = rejects.page(view, flt, offset, limit)
    assert list(frame.columns) == list(rejects.COLUMNS)
    return list(zip(frame["load_id"], frame["line"], strict=True))


def test_pages_are_parts_of_one_order(view: View) -> None:
    whole = lines(view, RejectFilter())
    assert whole == [(2, 5), (2, 7), (1, 2), (1, 3), (1, 10)], "newest load first, in the order of the file"
    assert (
        lines(view, RejectFilter(), 0, 2) + lines(view, RejectFilter(), 2, 2) + lines(view, RejectFilter(), 4, 2)
        == whole
    )


FILTERS = {
    "all": (RejectFilter(), 5),
    "load": (RejectFilter(1), 3),
    "column": (RejectFilter(column="title"), 2),
    "reason": (RejectFilter(reason="outside 0 to 300"), 2),
    "load and reason": (RejectFilter(2, reason="outside 0 to 300"), 1),
    "nothing": (RejectFilter(9), 0),
    "quotes": (RejectFilter(reason="' or true --"), 0),
}


@pytest.mark.parametrize(("flt", "n"), FILTERS.values(), ids=FILTERS)
def test_filters(view: View, flt: RejectFilter, n: int) -> None:
    assert rejects.count(view, flt) == len(lines(view, flt)) == n
    assert rejects.reasons(view, flt)["n"].sum() == n


def test_reasons_and_choices_are_counted(view: View) -> None:
    assert rejects.reasons(view, RejectFilter()).to_numpy().tolist() == [
        ["tempo", "outside 0 to 300", 2, 2], ["title", "no title", 2, 1], ["", "too few columns", 1, 1],
    ]  # fmt: skip
    found = rejects.choices(view)
    by = {field: part[["value", "n"]].to_numpy().tolist() for field, part in found.groupby("field")}
    assert by["load"] == [["1", 3], ["2", 2]]
    assert by["column"] == [["tempo", 2], ["title", 2], ["", 1]]
    assert found.loc[found["field"] == "load", "words"].tolist() == ["a.csv", "b.csv"]


def test_the_filter_of_an_address() -> None:
    assert parse("3", "title", "no title") == RejectFilter(3, "title", "no title")
    assert parse() == RejectFilter()
    for load in ("x", "-1", "1.5", "²", "1" * 30):
        with pytest.raises(FilterError, match="not the number of a load"):
            parse(load)


def test_words() -> None:
    assert RejectFilter().words == "all rejected rows"
    assert RejectFilter(3, "title", "no title").words == "rejected rows of load 3, column title, reason: no title"
