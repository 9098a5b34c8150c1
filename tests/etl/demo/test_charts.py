"""Weekly charts in two regions that agree with the plays."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from tests.etl.demo.conftest import Written

WrittenOf = Callable[..., Written]


def test_every_week_has_a_hundred_places_in_two_regions(written: WrittenOf) -> None:
    charts = written(1).read("charts")
    weeks = charts.groupby(["region", "day"])["rank"].agg(["size", "nunique"])
    assert len(weeks) == 2 * 261
    assert (weeks == 100).all(axis=None)
    assert not charts.duplicated(["region", "day", "title", "artists"]).any()
    assert charts.day.max() == "2026-06-28"
    assert (pd.to_datetime(charts.day).dt.day_of_week == 6).all()
    streams = charts.astype({"rank": int, "streams": int}).sort_values(["region", "day", "rank"])
    assert (streams.groupby(["region", "day"]).streams.diff().dropna() <= 0).all()


def test_one_region_has_ids_and_the_other_can_be_matched_by_name(written: WrittenOf) -> None:
    charts, tracks = written(1).read("charts"), written(1).tracks
    assert charts[charts.region == "north"].track_id.isin(tracks.index).all()
    south = charts[charts.region == "south"]
    assert south.track_id.isna().all()
    assert set(zip(south.title, south.artists, strict=True)) <= set(zip(tracks.title, tracks.artists, strict=True))


def test_nothing_is_charted_before_it_is_out(written: WrittenOf) -> None:
    charts, tracks = written(1).charts, written(1).tracks
    released = charts.track_id.map(tracks.release_date)
    known = released.str.len() == 10
    assert (charts.day[known] > pd.to_datetime(released[known])).all()


def test_higher_places_are_played_more_in_their_week(written: WrittenOf) -> None:
    demo = written(1)
    sunday = demo.plays.played_at.dt.to_period("W-SUN").dt.end_time.dt.normalize()
    weekly = demo.plays.groupby([sunday, demo.plays.track_id]).size()
    keys = pd.MultiIndex.from_frame(demo.charts[["day", "track_id"]])
    plays = weekly.reindex(keys).fillna(0).to_numpy()
    rank = demo.charts["rank"].to_numpy()
    assert plays[rank <= 10].mean() > 3 * plays[rank > 90].mean() > 0


def test_the_chart_moves(written: WrittenOf) -> None:
    weeks = written(1).charts.track_id.value_counts()
    assert weeks.median() <= 12
    assert len(weeks) > 300
