"""Series over time, worked by hand on a few tracks, chart weeks, plays and figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from etl.load import LoadOptions
from tests.warehouse.homes import QUICK, load_text
from warehouse.build import build
from warehouse.connect import View, Workbench
from warehouse.errors import FilterError
from warehouse.home import Home
from warehouse.queries import series

# Two of a recording (b is the later release of a), one of the future, one dated by its year alone, one without a date.
TRACKS = """track_id,title,artists,duration_ms,popularity,tempo,explicit,release_date,genre
a,One,A,200000,10,100,true,2019-03-04,rock
b,One,A,200000,60,100,true,2020-05-05,rock
c,Two,B,210000,20,120,false,2019-03-20,pop
d,Three,C,220000,30,140,false,2019,rock
e,Four,D,230000,30,90,false,2030-01-01,pop
f,Five,E,240000,30,80,false,,pop
c,Two,B,210000,20,120,false,2019-03-20,dance
"""
CHART = "chart,region,day,rank,title,artists,streams\n" + "".join(
    f"Top,us,{day},{rank},{title},{artist},{streams}\n"
    for day, rank, title, artist, streams in (
        ("2020-01-03", 1, "Two", "B", 100), ("2020-01-03", 2, "Three", "C", 50), ("2020-01-03", 3, "Unknown", "Z", 10),
        ("2020-01-10", 1, "Three", "C", 80),
        ("2020-01-24", 1, "Two", "B", 40), ("2020-01-24", 2, "Five", "E", 60),
        ("2020-01-31", 1, "Unknown", "Z", 5),
    )
)  # fmt: skip
PLAYS = "listener,track_id,played_at,ms_played\n" + "".join(
    f"l{n},{track},2020-02-0{3 + n % 2} 10:0{n}:00,200000\n" for n, track in enumerate("ccdf")
)
FIGURES = "year,tempo,energy\n2000,118,0.5\n2001,119,0.6\n2003,121,0.7\n"


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> Iterator[View]:
    home = Home(tmp_path_factory.mktemp("trends") / "home")
    with Workbench(home, QUICK) as workbench:
        load_text(workbench, TRACKS, "mine.csv", LoadOptions(as_of=date(2021, 1, 1)))
        load_text(workbench, CHART, "chart.csv", LoadOptions(kind="charts"))
        load_text(workbench, PLAYS, "plays.csv", LoadOptions(kind="plays"))
        load_text(workbench, FIGURES, "by_year.csv", LoadOptions(kind="series"))
        build(workbench)
        yield workbench


def told(view: View, series_id: str) -> list[tuple[Any, ...]]:
    """(start, value, n) of a series."""
    found = series.points(view, [series_id])
    return [(str(start)[:10], round(v, 6), n) for start, v, n in found[["start", "value", "n"]].itertuples(index=False)]


def test_a_recording_counts_once_at_its_first_release_and_the_future_not_at_all(view: View) -> None:
    assert told(view, "feature/tempo/year") == [("2019-01-01", 120.0, 3)]
    assert told(view, "feature/explicit/year") == [("2019-01-01", round(1 / 3, 6), 3)]
    # What is dated by its year alone was not released in January.
    assert told(view, "feature/tempo/month") == [("2019-03-01", 110.0, 2)]
    assert told(view, "feature/tempo/week") == [("2019-03-04", 100.0, 1), ("2019-03-18", 120.0, 1)]


def test_names_of_keys_have_no_mean(view: View) -> None:
    assert {"tempo", "explicit", "duration_ms"} <= set(series.listed(view, "feature")["what"])
    assert not {"key", "time_signature", "release_year", "popularity"} & set(series.listed(view, "feature")["what"])


def test_shares_sum_to_one_and_a_label_that_is_missing_has_none(view: View) -> None:
    assert told(view, "genre-share/rock/year") == [("2019-01-01", round(2 / 3, 6), 3)]
    assert told(view, "genre-share/pop/year") == [("2019-01-01", round(1 / 6, 6), 3)]
    assert told(view, "genre-share/rock/week") == [("2019-03-04", 1.0, 1), ("2019-03-18", 0.0, 1)]
    wholes = view.rows(
        "select sum(value) from trend_points where subject like '%-share' group by subject, scope, step, start"
    )
    assert wholes
    assert all(whole == pytest.approx(1) for (whole,) in wholes)


def test_a_chart_is_told_by_its_places(view: View) -> None:
    # The unknown song has no tempo and no genre.
    assert told(view, "chart-feature/tempo/week") == [
        ("2019-12-30", 130.0, 2), ("2020-01-06", 140.0, 1), ("2020-01-20", 100.0, 2),
    ]  # fmt: skip
    assert told(view, "chart-genre-share/rock/month") == [("2020-01-01", 2 / 5, 5)]
    row = series.about(view, "chart-feature/tempo/week")
    assert (row["points"], row["missing"], row["partial"], row["thin"]) == (3, 1, 0, 3)
    assert series.about(view, "chart-feature/tempo/month")["partial"] == 1, "January began before the chart"


def test_streams_and_plays_are_sums(view: View) -> None:
    assert told(view, "streams/all/week") == [
        ("2019-12-30", 160.0, 3),
        ("2020-01-06", 80.0, 1),
        ("2020-01-20", 100.0, 2),
    ]
    assert told(view, "streams/rock/week") == [("2019-12-30", 50.0, 1), ("2020-01-06", 80.0, 1), ("2020-01-20", 0.0, 0)]
    assert told(view, "plays/all/day") == [("2020-02-03", 2.0, 2), ("2020-02-04", 2.0, 2)]
    assert told(view, "plays/pop/week") == [("2020-02-03", 2.0, 2)]
    assert told(view, "plays/rock/week") == [("2020-02-03", 1.0, 1)]


def test_a_loaded_series_keeps_its_figures_and_its_gap(view: View) -> None:
    assert [(start, value) for start, value, _ in told(view, "loaded/by_year/tempo/year")] == [
        ("2000-01-01", 118.0), ("2001-01-01", 119.0), ("2003-01-01", 121.0),
    ]  # fmt: skip
    row = series.about(view, "loaded/by_year/tempo/year")
    assert (row["missing"], row["thin"], row["survives"], row["label"]) == (1, 0, False, "by_year: tempo")


def test_what_is_set_aside_is_counted(view: View) -> None:
    row = view.rows("select count(*) filter (where release_date is null) from tracks")
    assert row == [(1,)]
    assert series.about(view, "feature/tempo/year")["survives"]


def test_words_and_units(view: View) -> None:
    found = series.listed(view).set_index("series_id")
    assert found.loc["feature/tempo/year", ["label", "unit"]].tolist() == ["Tempo of releases", "BPM"]
    assert found.loc["genre-share/rock/year", ["label", "unit"]].tolist() == ["Share of rock in releases", "share"]
    assert found.loc["streams/all/week", ["label", "unit"]].tolist() == ["Streams of all tracks", "streams"]
    assert found.loc["feature/explicit/year", "unit"] == "share"
    assert set(series.listed(view, "feature", "week")["step"]) == {"week"}


def test_a_series_that_is_not_there_is_refused(view: View) -> None:
    with pytest.raises(FilterError, match="no series 'feature/loudness/century'"):
        series.points(view, ["feature/loudness/century"])
    with pytest.raises(FilterError, match="no series"):
        series.about(view, "x")


def test_snapshots_of_popularity_compare_the_same_tracks(tmp_path: Path) -> None:
    head = "track_id,title,artists,popularity,genre\n"
    with Workbench(Home(tmp_path / "home"), QUICK) as workbench:
        first, second = LoadOptions(as_of=date(2020, 1, 1)), LoadOptions(as_of=date(2020, 2, 1))
        load_text(workbench, f"{head}a,One,A,10,rock\nb,Two,B,20,pop\nz,Gone,Z,90,pop\n", "first.csv", first)
        load_text(workbench, f"{head}a,One,A,30,rock\nb,Two,B,30,pop\nn,New,N,1,pop\n", "second.csv", second)
        build(workbench)
        assert told(workbench, "popularity/all/date") == [("2020-01-01", 15.0, 2), ("2020-02-01", 30.0, 2)]
        assert told(workbench, "popularity/rock/date") == [("2020-01-01", 10.0, 1), ("2020-02-01", 30.0, 1)]


def test_a_catalogue_without_dates_has_no_series(tmp_path: Path) -> None:
    with Workbench(Home(tmp_path / "home"), QUICK) as workbench:
        load_text(workbench, "track_id,title,artists,tempo,genre\na,One,A,100,rock\n")
        build(workbench)
        assert len(series.listed(workbench)) == 0
