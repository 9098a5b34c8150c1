"""Listener groups and a spike; what listening logs carry besides."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score

from tests.etl.demo.conftest import SEEDS, Written

WrittenOf = Callable[..., Written]


def tastes(plays: pd.DataFrame) -> pd.DataFrame:
    """Square roots of the shares of genres, one row a listener with at least 30 events."""
    counts = plays.groupby(["listener", "genre"]).size().unstack(fill_value=0)
    counts = counts[counts.sum(axis=1) >= 30]
    return np.sqrt(counts.div(counts.sum(axis=1), axis=0))


def clusters(table: pd.DataFrame) -> pd.Series:
    """Six clusters of listeners."""
    found = KMeans(6, n_init=3, random_state=0).fit_predict(table)
    return pd.Series(found, index=table.index)


def stability(demo: Written) -> float:
    """Adjusted Rand index of the clusters of the same listeners in odd and in even weeks."""
    week = (demo.plays.played_at - demo.plays.played_at.min()).dt.days // 7
    halves = [clusters(tastes(demo.plays[week % 2 == rest])) for rest in (0, 1)]
    both = pd.concat(halves, axis=1).dropna()
    return float(adjusted_rand_score(both[0], both[1]))


@pytest.mark.parametrize("seed", SEEDS)
def test_groups_of_listeners_are_found(written: WrittenOf, seed: int) -> None:
    demo, twin = written(seed), written(seed, "groups")
    found = clusters(tastes(demo.plays))
    planted = found.index.map(demo.truth.groups)
    assert set(planted) == set(demo.truth.groups.values())
    assert adjusted_rand_score(planted, found) >= 0.8
    assert stability(demo) >= 0.6
    assert not twin.truth.groups
    assert stability(twin) < 0.35


def bursts(demo: Written) -> pd.Series:
    """Weeks of 8 robust deviations and more: listeners of a track in a week against its median week.

    Of every track the weeks from the second new year after its release on; before it, everything new is a burst.
    """
    plays = demo.plays[demo.plays.track_id.isin(demo.tracks.index)]
    monday = plays.played_at.dt.to_period("W-SUN").dt.start_time
    counts = plays.groupby([plays.track_id, monday]).listener.nunique().unstack(fill_value=0).astype(float)
    settled = pd.to_datetime((demo.tracks.year + 2).astype(str) + "-01-01").reindex(counts.index).to_numpy()
    counts = counts.where(counts.columns.to_numpy()[None, :] >= settled[:, None]).dropna(how="all")
    middle = counts.median(axis=1)
    spread = np.maximum(1.4826 * counts.sub(middle, axis=0).abs().median(axis=1), np.sqrt(np.maximum(middle, 1)))
    scores = counts.sub(middle, axis=0).div(spread, axis=0).stack()
    return scores[scores >= 8]


def jumps(demo: Written) -> pd.Series:
    """Robust z of the change of popularity from December to March, of tracks above 0 at both dates."""
    first = demo.read("tracks-2025").drop_duplicates("track_id").set_index("track_id").popularity.astype(float)
    then = demo.read("popularity-2026-03").set_index("track_id").popularity.astype(float)
    change = (then - first)[(first > 0) & (then > 0)]
    z = (change - change.median()) / (1.4826 * (change - change.median()).abs().median())
    return z[z >= 8]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_spike_is_found_in_plays_chart_and_popularity(written: WrittenOf, seed: int) -> None:
    demo, twin = written(seed), written(seed, "spike")
    spike = demo.truth.spike
    assert spike is not None
    found = bursts(demo)
    assert {track for track, _ in found.index} == {spike.track_id}
    assert found.index[0][1].date() == spike.week
    assert list(jumps(demo).index) == [spike.track_id]
    places = demo.charts[demo.charts.track_id == spike.track_id].set_index("day")["rank"]
    assert places[places.index > pd.Timestamp(spike.week)].iloc[:2].min() <= 3
    assert places[places.index < pd.Timestamp(spike.week)].empty
    assert twin.truth.spike is None
    assert bursts(twin).empty
    assert jumps(twin).empty


def test_nothing_is_played_before_it_is_out(written: WrittenOf) -> None:
    plays = written(1).read("plays").merge(written(1).tracks[["release_date"]], left_on="track_id", right_index=True)
    dated = plays[plays.release_date.str.len() == 10]
    assert len(dated) > 50_000
    assert (dated.played_at >= pd.to_datetime(dated.release_date)).all()
    assert (plays.played_at.dt.year >= plays.release_date.str[:4].astype(int)).all()


def test_plays_are_heavy_tailed_and_some_are_short_repeated_or_unknown(written: WrittenOf) -> None:
    demo = written(1)
    everything = demo.read("plays")
    count = demo.plays.track_id.value_counts()
    assert count.iloc[: len(count) // 100].sum() > 0.1 * count.sum()
    assert demo.plays.groupby("listener").size().quantile(0.95) > 3 * demo.plays.groupby("listener").size().median()
    assert 0.05 < (everything.ms_played.between(0, 29_999)).mean() < 0.3
    assert everything.duplicated().sum() >= 100
    assert 0.001 < (~everything.track_id.isin(demo.tracks.index)).mean() < 0.01
    assert everything.listener.isna().sum() == (everything.ms_played < 0).sum() == 3
    assert everything.played_at.max() < pd.Timestamp("2026-06-29")
    assert everything.played_at.min() >= pd.Timestamp("2021-06-28")


def test_two_listeners_are_automatic(written: WrittenOf) -> None:
    demo = written(1)
    per_track = demo.read("plays").groupby(["listener", "track_id"]).size().sort_values(ascending=False)
    assert set(per_track.index.get_level_values(0)[:2]) == set(demo.truth.bots)
    assert per_track.iloc[1] > 2 * per_track.iloc[2]
