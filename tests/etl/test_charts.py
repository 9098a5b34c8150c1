"""Tables of chart places in the layouts people have them in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from etl.load import LoadOptions, load
from tests.etl.conftest import Loader

HOT_100 = "chart_date,this_week,song,artist,last_week,peak_position,weeks_on_chart\n"
TOP_200 = "rank,uri,artist_names,track_name,source,peak_rank,previous_rank,weeks_on_chart,streams\n"
TOP_50 = (
    "spotify_id,name,artists,daily_rank,daily_movement,weekly_movement,country,snapshot_date,popularity,is_explicit,"
    "duration_ms,album_name,album_release_date,danceability\n"
)
PLAIN = "chart,region,day,rank,track_id,title,artists,streams\n"


def entries(loader: Loader, *columns: str) -> list[tuple]:
    """Columns of the stored places, in the order of the files."""
    return loader.workbench.rows(f"select {', '.join(columns)} from raw.chart_entries order by load_id, line")


def test_hot_100(loader: Loader) -> None:
    report = loader.good(
        HOT_100 + "1958-08-04,1,Poor Little Fool,Ricky Nelson,,1,1\n"
        '1976-12-04,99,"Hello, It\'s Me","Earth, Wind & Fire",98.0,20,7\n',
        "hot100.csv",
    )
    assert (report.kind, report.schema, report.rows_loaded) == ("charts", "hot_100", 2)
    assert (report.as_of, report.as_of_assumed) == ("1976-12-04", False)
    assert entries(loader, "chart", "region", "day", "rank", "track_id", "title", "artists", "artist_names") == [
        ("hot_100", "us", date(1958, 8, 4), 1, None, "Poor Little Fool", "Ricky Nelson", ["Ricky Nelson"]),
        ("hot_100", "us", date(1976, 12, 4), 99, None, "Hello, It's Me", "Earth, Wind & Fire",
         ["Earth, Wind & Fire"]),
    ]  # fmt: skip
    assert entries(loader, "previous_rank", "peak_rank", "periods_on_chart") == [(None, 1, 1), (98, 20, 7)]


def test_top_200_says_region_rhythm_and_day_in_its_name(loader: Loader) -> None:
    rows = (
        '1,"spotify:track:5Z9KJZvQzH6PFmb8SNkxuk","Tyler, The Creator, Jack Harlow","SONG","Columbia",1,-1,11,"10346423"\n'
        '2,spotify:track:x2,B,"T",L,2,0,1,"5"\n'
    )
    report = loader.good("\ufeff" + TOP_200 + rows, "regional-se-weekly-2021-10-07.csv")
    assert (report.schema, report.as_of, report.as_of_assumed) == ("spotify_top_200", "2021-10-07", False)
    assert report.notes == ["the day of the chart is 2021-10-07, the date of the file"]
    loader.good(TOP_200 + rows, "regional-global-daily-2021-10-07.csv")
    day = date(2021, 10, 7)
    assert entries(loader, "chart", "region", "day", "rank", "track_id", "streams", "previous_rank")[:3] == [
        ("spotify_top_200_weekly", "se", day, 1, "5Z9KJZvQzH6PFmb8SNkxuk", 10346423, None),
        ("spotify_top_200_weekly", "se", day, 2, "x2", 5, None),
        ("spotify_top_200_daily", "global", day, 1, "5Z9KJZvQzH6PFmb8SNkxuk", 10346423, None),
    ]
    assert entries(loader, "artist_names", "label")[0] == (["Tyler, The Creator", "Jack Harlow"], "Columbia")


def test_a_chart_without_any_date_is_of_the_day_that_is_stated(loader: Loader) -> None:
    text = TOP_200 + "1,spotify:track:a,A,T,L,1,1,1,1\n"
    stated = loader.good(text, "top.csv", LoadOptions(as_of=date(2020, 1, 2)))
    assert stated.notes == ["the day of the chart is 2020-01-02, the date of the file"]
    assumed = loader.good(text + "2,spotify:track:b,B,T,L,1,1,1,1\n", "other.csv")
    assert "say which with --as-of" in assumed.notes[0]
    assert entries(loader, "chart", "region", "day")[0] == ("spotify_top_200", None, date(2020, 1, 2))


def test_daily_top_50_is_also_tracks(loader: Loader) -> None:
    rows = (
        'id1,Song,"A, B",1,0,0,,2024-05-01,90,False,200000,Album,2024-04-01,0.5\n'
        'id1,Song,"A, B",7,1,0,SE,2024-05-01,91,False,200000,Album,2024-04-01,0.5\n'
    )
    report = loader.good(TOP_50 + rows, "universal_top_spotify_songs.csv")
    assert (report.kind, report.also) == ("charts", {"tracks": 1})
    assert entries(loader, "chart", "region", "rank", "track_id", "artists") == [
        ("spotify_top_50_daily", "global", 1, "id1", "A; B"),
        ("spotify_top_50_daily", "se", 7, "id1", "A; B"),
    ]
    assert loader.column("track_id", "artist_names", "danceability") == [("id1", ["A", "B"], 0.5)]


def test_repeats_are_merged_and_ties_are_kept(loader: Loader) -> None:
    rows = ["c,us,2024-01-01,1,a,One,A,5", "c,us,2024-01-01,1,a,One,A,5", "c,us,2024-01-01,1,b,Two,B,5"]
    report = loader.good(PLAIN + "\n".join([*rows, "c,us,2024-01-01,2,a,One,A,4"]) + "\n", "own.csv")
    assert (report.schema, report.rows_read, report.rows_loaded, report.rows_merged) == ("generic_charts", 4, 3, 1)
    assert entries(loader, "line", "rank", "track_id") == [(2, 1, "a"), (4, 1, "b"), (5, 2, "a")]


def test_what_a_previous_rank_may_be(loader: Loader) -> None:
    given = ["5", "5.0", "-1", "0", "NEW", "RE", "--", "nan", "inf", "1e30", ""]
    rows = [f"2024-01-01,{n},T{n},A,{previous},1,1" for n, previous in enumerate(given, start=1)]
    report = loader.good(HOT_100 + "\n".join(rows) + "\n")
    assert report.rows_loaded == len(given)
    assert entries(loader, "previous_rank") == [(5,), (5,), *[(None,)] * 9]


@pytest.mark.parametrize(
    ("row", "column", "reason", "value"),
    [
        ("c,us,2024-01-01,0,a,One,A,5", "rank", "outside 1 to 100000", "0"),
        ("c,us,2024-01-01,1.5,a,One,A,5", "rank", "not a whole number", "1.5"),
        ("c,us,2024-01-01,first,a,One,A,5", "rank", "not a number", "first"),
        ("c,us,2024-01-01,,a,One,A,5", "rank", "no rank", ""),
        ("c,us,,1,a,One,A,5", "day", "no date", ""),
        ("c,us,soon,1,a,One,A,5", "day", "not a date", "soon"),
        ("c,us,2099-01-01,1,a,One,A,5", "day", "in the future", "2099-01-01"),
        ("c,us,2024-01-01,1,,,A,5", "title", "no title", ""),
        ("c,us,2024-01-01,1,a,One,A,-5", "streams", "outside 0 to 1e+12", "-5"),
    ],
)
def test_rows_that_are_no_place(loader: Loader, row: str, column: str, reason: str, value: str) -> None:
    report = loader.good(f"{PLAIN}c,us,2024-01-01,1,a,One,A,5\n{row}\n", "own.csv")
    assert (report.rows_loaded, report.rows_rejected) == (1, 1)
    assert loader.rejects() == [(3, column, reason, value)]


def test_the_real_charts(loader: Loader, real_data: Path) -> None:
    folders = [real_data / "hot100_weekly", real_data / "top200_weekly_us"]
    report = load(loader.workbench, folders)
    assert report.failed == []
    assert sum(f.rows_loaded for f in report.files) == 354_887 + 60 * 200
    assert {f.rows_rejected + f.rows_merged for f in report.files} == {0}
    assert loader.workbench.rows(
        "select chart, region, count(distinct day) from raw.chart_entries group by all order by 1"
    ) == [
        ("hot_100", "us", 3549),
        ("spotify_top_200_weekly", "us", 60),
    ]
