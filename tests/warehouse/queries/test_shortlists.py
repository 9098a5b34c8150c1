"""The rows of a shortlist: in each order, with what has left the catalogue, as a table and as a file."""

from __future__ import annotations

import csv
import io
from datetime import datetime

import pytest

from tests.warehouse.catalogue import Track, published
from warehouse import export_shortlists
from warehouse.connect import View
from warehouse.errors import FilterError
from warehouse.queries import shortlists
from warehouse.userdata import Entry

POP = ("big", "pop", "Pop")
ENTRIES = [
    Entry("b", "second", datetime(2026, 11, 2)),
    Entry("gone", "it was here", datetime(2026, 11, 4)),
    Entry("c", "", datetime(2026, 11, 3)),
    Entry("a", "=SUM(1)", datetime(2026, 11, 1)),
]


@pytest.fixture(scope="module")
def view() -> View:
    return published(
        [
            Track("a", "apple", genres=(POP,), popularity=10),
            Track("b", "Zebra", genres=(POP,), popularity=30),
            Track("c", "Mango", genres=(POP,), popularity=20),
            Track("d", "Not on it", genres=(POP,), popularity=90),
        ]
    )


@pytest.mark.parametrize(
    ("order", "ids"),
    [
        ("", ["b", "gone", "c", "a"]),
        ("added", ["gone", "c", "b", "a"]),
        ("popularity", ["b", "c", "a", "gone"]),
        ("title", ["a", "c", "b", "gone"]),
    ],
)
def test_every_order(view: View, order: str, ids: list[str]) -> None:
    found = shortlists.listed(view, ENTRIES, order)
    assert list(found["track_id"]) == ids
    assert list(found.columns) == [*shortlists.COLUMNS, "there"]


def test_a_track_that_left_the_catalogue_keeps_its_note(view: View) -> None:
    rows = shortlists.listed(view, ENTRIES).set_index("track_id")
    assert dict(rows["there"]) == {"b": True, "gone": False, "c": True, "a": True}
    assert rows.loc["gone", "note"] == "it was here"
    assert rows.loc["b", "title"] == "Zebra"
    assert rows["popularity"].isna().sum() == 1


def test_an_empty_list_has_no_rows_in_any_order(view: View) -> None:
    assert [len(shortlists.listed(view, [], order)) for order in shortlists.ORDERS] == [0] * len(shortlists.ORDERS)


def test_an_order_that_is_none_is_refused(view: View) -> None:
    with pytest.raises(FilterError, match="no order 'loud'"):
        shortlists.listed(view, ENTRIES, "loud")


def test_the_file_is_what_is_on_screen_with_where_it_comes_from(view: View) -> None:
    text = b"".join(export_shortlists.stream_shortlist(view, "Scouting", ENTRIES, "popularity")).decode()
    rows = list(csv.DictReader(line for line in io.StringIO(text) if not line.startswith("# ")))
    assert [row["track_id"] for row in rows] == ["b", "c", "a", "gone"]
    assert list(rows[0]) == list(shortlists.COLUMNS)
    assert (rows[2]["note"], rows[0]["added_at"]) == ("'=SUM(1)", "2026-11-02 00:00:00")
    assert rows[3]["title"] == ""
    for line in (
        "shortlist: Scouting",
        "tracks: 4, 1 of them no longer in the catalogue",
        "sort: popularity",
        "rows: 4",
    ):
        assert f"# {line}\n" in text
