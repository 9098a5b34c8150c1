"""Series over time, worked by hand on a few tracks, a chart and plays."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from etl.load import LoadOptions
from tests.warehouse.homes import QUICK, like, load_text
from warehouse.build import build
from warehouse.connect import Workbench
from warehouse.home import Home
from warehouse.queries import series

TRACKS = """track_id,title,artists,popularity,genre,release_date,tempo,energy,duration_ms
a,One,A,10,pop,1999-03-05,100,0.2,200000
b,Two,B,20,rock,1999-03-20,120,0.4,200000
c,Three,A;B,30,pop,1999,140,0.6,200000
d,Four,C,40,rock,2001-01,90,0.8,200000
e,Four,C,35,rock,1999-07-01,90,0.8,200000
f,Five,D,50,jazz,2031-01-01,60,0.1,200000
g,Six,D,50,jazz,2001-06-30,,0.3,200000
h,Six,D,45,pop,2001-06-30,,0.3,200000
"""
#: Two regions; in the first a week is missing, and a place is given twice.
CHART = """chart,region,date,position,track_id,title,artist,streams
top,us,2001-01-01,1,a,One,A,100
top,us,2001-01-01,2,b,Two,B,50
top,us,2001-01-08,1,b,Two,B,80
top,us,2001-01-08,2,zz,Nobody,Z,70
top,us,2001-01-22,1,b,Two,B,60
top,us,2001-01-22,1,a,One,A,60
top,us,2001-01-29,1,b,Two,B,60
top,de,2001-01-01,1,a,One,A,10
top,de,2001-01-08,1,a,One,A,20
"""
PLAYS = """listener,track_id,played_at,ms_played
x,a,2001-01-01T10:00:00+02:00,60000
x,b,2001-01-08T00:30:00+02:00,60000
y,b,2001-01-08T12:00:00,60000
"""
FIGURES = "year,tempo,energy\n1999,110,0.5\n2000,111,0.5\n2002,112,0.6\n"
AS_OF = LoadOptions(as_of=dt.date(2026, 1, 1))


def made(home: Home) -> None:
    with Workbench(home, QUICK) as workbench:
        for name, text in {"t": TRACKS, "c": CHART, "p": PLAYS, "data_by_year": FIGURES}.items():
            load_text(workbench, text, f"{name}.csv", AS_OF)
        build(workbench)


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    home = like(tmp_path_factory.mktemp("trends") / "home", "trends", made)
    with Workbench(home, QUICK) as workbench:
        yield workbench


def values(view: Workbench, name: str, column: str = "value") -> dict[str, object]:
    rows = series.points(view, [name])
    return {str(day): value for day, value in zip(rows["period"], rows[column].round(4), strict=True)}


def test_a_mean_by_year_counts_a_recording_once_at_its_first_date(view: Workbench) -> None:
    # The second "Four" of 1999 is the recording's first release; g and h are one recording without a tempo.
    assert values(view, "feature/tempo/year") == {"1999-01-01": (100 + 120 + 140 + 90) / 4}
    assert values(view, "feature/energy/year", "n") == {"1999-01-01": 4, "2001-01-01": 1}


def test_a_date_by_year_is_no_january(view: Workbench) -> None:
    assert values(view, "feature/tempo/month") == {"1999-03-01": 110.0, "1999-07-01": 90.0}
    facts = series.sources(view).query("source == 'releases'").set_index("fact")["n"].to_dict()
    assert facts == {"recordings": 6, "dated": 5, "by_year": 1, "future": 1}


def test_shares_of_a_group_sum_to_one(view: Workbench) -> None:
    assert values(view, "genre-share/pop/year") == {"1999-01-01": 0.5, "2001-01-01": 0.0}
    listed = series.listed(view).query("group != ''")
    whole = series.points(view, list(listed["series"])).groupby(["group", "period"])["value"].sum()
    assert len(whole) > 10
    assert (whole - 1).abs().max() < 1e-9


def test_the_tempo_of_a_chart_is_weighed_by_weeks_and_counts_tracks(view: Workbench) -> None:
    month = series.points(view, ["chart-feature/top@us/tempo/month"]).iloc[0]
    assert month["value"] == pytest.approx((2 * 100 + 4 * 120) / 6)
    assert (month["n"], bool(month["thin"])) == (2, True)
    assert values(view, "chart-feature/top@de/tempo/week") == {"2001-01-01": 100.0, "2001-01-08": 100.0}


def test_missing_weeks_and_ties_of_a_chart_are_counted(view: Workbench) -> None:
    facts = series.sources(view).query("scope == 'top@us'").set_index("fact")["n"].to_dict()
    assert facts == {"entries": 7, "linked": 6, "missing": 1, "ties": 1, "future": 0}
    assert series.one(view, "chart-feature/top@us/tempo/week")["missing"] == 1  # type: ignore[index]


def test_streams_are_of_the_chart_that_has_most(view: Workbench) -> None:
    weeks = {"2001-01-01": 150, "2001-01-08": 150, "2001-01-22": 120, "2001-01-29": 60}
    assert values(view, "streams/all/week") == weeks
    assert values(view, "streams/rock/week") == {"2001-01-01": 50, "2001-01-08": 80, "2001-01-22": 60, "2001-01-29": 60}
    assert values(view, "streams/all/month") == {"2001-01-01": 480 / 4}, "a mean of its appearances"
    assert values(view, "streams/top@de/all/week") == {"2001-01-01": 10, "2001-01-08": 20}


def test_plays_count_by_the_day_of_utc(view: Workbench) -> None:
    assert values(view, "plays/all/day") == {"2001-01-01": 1, "2001-01-07": 1, "2001-01-08": 1}
    assert values(view, "plays/rock/week") == {"2001-01-01": 1, "2001-01-08": 1}


def test_loaded_figures_have_no_n_and_keep_the_words_of_their_feature(view: Workbench) -> None:
    assert values(view, "loaded/data_by_year/tempo/year") == {"1999-01-01": 110, "2000-01-01": 111, "2002-01-01": 112}
    row = series.one(view, "loaded/data_by_year/tempo/year")
    assert row is not None
    assert (row["missing"], row["unit"], pd.isna(row["n"])) == (1, "BPM", True)


def test_what_is_of_releases_says_so_and_what_is_not_does_not(view: Workbench) -> None:
    listed = series.listed(view).set_index("series")
    assert listed.loc["feature/tempo/year", "survives"]
    assert not listed.loc["streams/all/week", "survives"]
    assert series.one(view, "feature/nothing/year") is None


def test_the_last_period_is_partial(view: Workbench) -> None:
    assert values(view, "feature/energy/year", "partial") == {"1999-01-01": False, "2001-01-01": True}
    assert list(series.points(view, ["feature/energy/year"], whole=True)["value"]) == [pytest.approx(0.5)]


def test_no_dates_no_series(tmp_path: Path) -> None:
    with Workbench(Home(tmp_path / "home"), QUICK) as workbench:
        load_text(workbench, "track_id,title,artists,genre,tempo\na,One,A,pop,100\n", "undated.csv")
        build(workbench)
        assert series.listed(workbench).empty
        assert list(series.points(workbench, ["feature/tempo/year"]).columns)[:3] == ["series", "period", "value"]
