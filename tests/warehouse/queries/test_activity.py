"""What happens by the week, on a chart of eight weeks whose sums are worked by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.warehouse.homes import QUICK, TINY, like, load_text
from warehouse.build import build
from warehouse.connect import Reader, View, Workbench
from warehouse.filters import TrackFilter, parse
from warehouse.home import Home
from warehouse.publish import publish
from warehouse.queries import activity

FIRST = date(2022, 10, 6)
# Title -> (streams in each of the first four weeks, in each of the last four); "X" is in no catalogue.
STREAMS = {"One": (10, 20), "Two": (40, 10), "X": (50, 50)}
ARTISTS = {"One": "A", "Two": "B", "X": "Z"}
ALL = TrackFilter.all()


def chart() -> str:
    rows = ["chart,region,date,rank,title,artist,streams"]
    for week in range(8):
        ranked = sorted(STREAMS, key=lambda title: -STREAMS[title][week // 4])
        for rank, title in enumerate(ranked, 1):
            streams = STREAMS[title][week // 4]
            rows.append(f"hot,us,{FIRST + timedelta(weeks=week)},{rank},{title},{ARTISTS[title]},{streams}")
    return "\n".join(rows) + "\n"


@pytest.fixture
def view(tmp_path: Path) -> Iterator[View]:
    def make(home: Home) -> None:
        with Workbench(home, QUICK) as workbench:
            load_text(workbench, TINY)
            load_text(workbench, chart(), "charts.csv")
            build(workbench)
            publish(workbench)

    with Reader(like(tmp_path / "home", "activity", make), QUICK).view() as view:
        yield view


def source(view: View, kind: str) -> activity.Source:
    return next(one for one in activity.sources(view) if one.kind == kind)


def test_a_chart_with_streams_counts_streams_and_places(view: View) -> None:
    found = activity.sources(view)
    assert [one.key for one in found] == ["streams@hot@us", "places@hot@us"]
    assert (found[0].weeks, found[0].entries, found[0].places) == (8, 24, 3)
    assert found[0].last_week == date(2022, 11, 21)


def test_spans_are_summed_over_the_kept_tracks(view: View) -> None:
    found = activity.periods(view, source(view, "streams"), ALL, 4)
    now, before = found["now"], found["before"]
    assert (now["amount"], now["total"], now["items"], now["top_ten"]) == (120, 320, 2, 120)
    assert (before["amount"], before["total"], before["entries"]) == (200, 400, 8)
    assert "year" not in found
    pop = activity.periods(view, source(view, "streams"), parse("genre = pop"), 4)
    assert (pop["now"]["amount"], pop["now"]["items"]) == (80, 1)
    every = activity.periods(view, source(view, "streams"), None, 4)
    assert (every["now"]["amount"], every["now"]["items"]) == (320, 3)


def test_weeks_are_those_of_the_source(view: View) -> None:
    found = activity.weeks(view, source(view, "streams"), ALL)
    assert found["amount"].tolist() == [50] * 4 + [30] * 4
    assert found["items"].tolist() == [2] * 8
    assert len(activity.weeks(view, source(view, "streams"), ALL, most=3)) == 3


def test_titles_move_by_their_sums_or_by_their_best_place(view: View) -> None:
    streams, places = source(view, "streams"), source(view, "places")
    rose = activity.moved(view, streams, ALL, 4)
    assert list(zip(rose["title"], rose["change"], strict=True)) == [("One", 1.0), ("Two", -0.75)]
    assert rose["series"].iloc[0].tolist() == [10] * 4 + [20] * 4
    assert rose.loc[0, ["compared", "rose", "fell"]].tolist() == [2, 1, 1]
    fell = activity.moved(view, places, None, 4, falling=True)
    assert list(zip(fell["title"], fell["change"], strict=True)) == [("Two", -1), ("X", 0), ("One", 1)]


def test_who_was_not_in_both_spans_has_not_moved(view: View) -> None:
    assert activity.moved(view, source(view, "streams"), ALL, 4, against="year").empty
