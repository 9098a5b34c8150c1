"""What is played follows the seasons and the age of tracks."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from tests.etl.demo.conftest import SEEDS, Written

WrittenOf = Callable[..., Written]


def summer_of_plays(demo: Written) -> float:
    """z score of a peak in July in how happy and fast the older tracks are that are played in a month.

    Within genre, between the months of one calendar year; months are the units, because plays of a hit are not
    independent.
    """
    tracks = demo.tracks[demo.tracks.year < 2020]
    bright = sum((tracks[name] - tracks[name].mean()) / tracks[name].std() for name in ("valence", "tempo"))
    bright -= bright.groupby(tracks.genre).transform("mean")
    plays = demo.plays[demo.plays.track_id.isin(tracks.index)]
    monthly = plays.track_id.map(bright).groupby(plays.played_at.dt.to_period("M")).mean()
    month, year = monthly.index.month, pd.Series(monthly.index.year)
    both = pd.DataFrame({"x": np.cos(2 * np.pi * (month - 7) / 12), "y": monthly.to_numpy()})
    both -= both.groupby(year).transform("mean")
    slope = (both.x * both.y).sum() / (both.x**2).sum()
    freedom = len(both) - year.nunique() - 1
    return float(slope / np.sqrt(((both.y - slope * both.x) ** 2).sum() / freedom / (both.x**2).sum()))


@pytest.mark.parametrize("seed", SEEDS)
def test_happier_and_faster_tracks_are_played_in_summer(written: WrittenOf, seed: int) -> None:
    assert summer_of_plays(written(seed)) > 5
    assert abs(summer_of_plays(written(seed, "season"))) < 3.5


def test_most_plays_of_a_new_track_come_in_its_first_months(written: WrittenOf) -> None:
    demo = written(1)
    new = demo.tracks[demo.tracks.release_date.between("2023-01-01", "2023-06-30")]
    plays = demo.plays[demo.plays.track_id.isin(new.index)]
    days = (plays.played_at - pd.to_datetime(plays.track_id.map(new.release_date))).dt.days
    assert (days < 120).mean() > 2 * days.between(120, 479).mean() / 3
    assert days.between(0, 119).sum() > 3 * days.between(600, 719).sum()
