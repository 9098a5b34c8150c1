"""Robust distances worked by hand, false alarms on series of chance alone, breakouts before their peak, and bad input."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.movers.rates import Rarity, Rates, most_alarms
from tests.analytics.movers.panel import FIRST, of_chart, of_plays, plays_frame
from warehouse.connect import Workbench
from warehouse.queries import movers

PLANTED, SERIES = (3, 71, 139), 200
WEEKS, START, RISE = 130, 90, 10
ALLOWED = 200 * (130 - 12) / 4.348 / 1000  # false alarms of a kind that the promise allows: five


def made_up(seed: int, rising: bool) -> np.ndarray:
    """(SERIES, WEEKS) plays: overdispersed counts; the planted items rise by a fifth a week for RISE weeks, then fall back."""
    rng = np.random.default_rng(seed)
    level = np.full((SERIES, WEEKS), 30.0) * rng.gamma(25, 1 / 25, (SERIES, WEEKS))
    since = np.arange(WEEKS) - START
    shape = np.where(
        since < 0, 1, np.where(since <= RISE, 1.2 ** np.clip(since, 0, RISE), 1.2**RISE * 0.8 ** (since - RISE))
    )
    if rising:
        level[list(PLANTED)] *= np.maximum(shape, 1)
    return rng.poisson(level)


def alarms(workbench: Workbench) -> pd.DataFrame:
    return movers.alarms(workbench, Rates(movers.rates(workbench)).defaults())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_breakouts_are_found_before_their_peak(tmp_path: Path, seed: int) -> None:
    with of_plays(tmp_path, plays_frame(made_up(seed, True))) as workbench:
        found = alarms(workbench)
    broke = found[(found["kind"] == "breakout") & (found["what"] == "track")]
    planted = {f"track:t{i:04d}" for i in PLANTED}
    own = broke[broke["item"].isin(planted)]
    assert set(own["item"]) == planted
    # The least of nine rises is told at its height: that is what a threshold that keeps its promise costs.
    assert (own["week"] <= own["peak"]).all()
    assert own.loc[own["week"] < own["peak"], "item"].nunique() >= 2
    assert (pd.to_datetime(own["week"]) <= FIRST + pd.Timedelta(weeks=START + RISE)).all()
    assert len(set(broke["item"]) - planted) <= ALLOWED
    assert own["z"].min() > broke.loc[~broke["item"].isin(planted), "z"].max() or len(broke) == len(own)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_breakout_is_found_in_the_twin(tmp_path: Path, seed: int) -> None:
    with of_plays(tmp_path, plays_frame(made_up(seed, False))) as workbench:
        found = alarms(workbench)
    assert not set(found["item"]) & {f"track:t{i:04d}" for i in PLANTED}
    for kind in movers.KINDS:
        assert (found["kind"] == kind).sum() <= ALLOWED, f"{kind}: more than is promised"


def test_a_distance_is_what_it_is_by_hand(tmp_path: Path) -> None:
    values = np.array([[100, 121, 100, 144] * 5 + [400]])
    with of_plays(tmp_path, plays_frame(values)) as workbench:
        row = workbench.frame(
            """select mover_scores.* from mover_scores join mover_runs using (no, i)
            where what = 'track' and copy = 0 order by i desc limit 1"""
        ).iloc[0]
    y = 2 * np.sqrt(values[0] + 0.375)
    before = y[:-1]
    spread = 1.4826 * np.median(np.abs(before - np.median(before)))
    assert row["spike"] == pytest.approx((y[-1] - np.median(before)) / max(spread, 1))
    change = y[4:] - y[:-4]
    earlier = change[:-4]
    assert len(earlier) == 13
    assert row["velocity"] == pytest.approx((change[-1] - np.median(earlier)) / np.sqrt(2))
    assert np.isnan(row["acceleration"]), "twelve earlier accelerations are the least"


def test_shuffled_copies_keep_the_changes_and_where_they_start(tmp_path: Path) -> None:
    with of_plays(tmp_path, plays_frame(made_up(1, False)[:3])) as workbench:
        rows = workbench.frame(
            """select item, copy, i, shuffled.y from mover_shuffles as shuffled join mover_runs using (no, i)
            where what = 'track' order by no, copy, i"""
        )
    changes = rows.groupby(["item", "copy"])["y"].apply(lambda y: np.sort(np.diff(y)))
    starts = rows[rows["i"] == 1].groupby("item")["y"]
    for item in changes.index.unique("item"):
        assert all(np.allclose(changes[item, 0], changes[item, copy]) for copy in changes[item].index)
    assert (starts.max() - starts.min() < 1e-8).all(), "copies are rounded to the ninth place"
    assert rows["copy"].nunique() > 1


def chart(days: pd.DatetimeIndex, streams: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame({"day": days, "rank": 1, "title": "One", "artists": "A", "streams": streams})


def test_missing_weeks_part_a_series_and_negative_streams_are_no_value(tmp_path: Path) -> None:
    days = pd.date_range("2023-01-06", periods=40, freq="7D")
    other = chart(days, np.full(40, 500)).assign(title="Two", rank=2)
    streams = np.full(40, 1000)
    streams[30] = -5
    own = chart(days, streams).drop(index=[19])
    with of_chart(tmp_path, pd.concat([own, other])) as workbench:
        runs = workbench.rows(
            "select item, weeks from mover_runs where source = 'streams' and what = 'track' group by all order by all"
        )
        least = workbench.value("select min(value) from mover_points where source = 'streams'")
    assert runs == [("title:one / a", 19), ("title:two / a", 40)], "19 weeks, then 10 and 9, which are too few"
    assert least == 500


def test_a_chart_of_one_week_says_nothing(tmp_path: Path) -> None:
    one = chart(pd.DatetimeIndex(["2023-01-06"]), np.array([1000]))
    with of_chart(tmp_path, one) as workbench:
        assert movers.rates(workbench).empty
        assert alarms(workbench).empty
        assert Rates(movers.rates(workbench)).threshold("streams", "track", "made up, here", "spike") is None


def rates_frame(counts: dict[float, tuple[int, int]], months: float = 2000.0, kind: str = "spike") -> pd.DataFrame:
    """Rates of one kind: counts are alarms and their squares by threshold."""
    rows = [
        ("plays", "track", "", kind, threshold, alarms, squares, 0, months, 100.0, 5)
        for threshold, (alarms, squares) in counts.items()
    ]
    names = "source what place kind threshold shuffled_alarms shuffled_squares alarms shuffled_months months series"
    return pd.DataFrame(rows, columns=names.split())


def test_the_default_threshold_holds_from_there_on() -> None:
    rates = Rates(rates_frame({4.0: (9, 9), 5.0: (1, 1), 6.0: (12, 12), 7.0: (0, 0)}, 5000.0))
    assert rates.threshold("plays", "track", "", "spike") == 7.0, "5 would do by itself, but 6 does not"
    # Of 12 counted, 19.44 may be expected at 95% (Garwood's table of Poisson limits, one-sided).
    assert rates.per_month("plays", "track", "", "spike", 6.5) == pytest.approx(19.44 / 5000, abs=1e-6)
    assert rates.rarity("plays", "track", "", "spike", -5.5) == Rarity(5000 * 365.25 / 12 / 7)
    assert rates.rarity("plays", "track", "", "spike", 3.9) is None
    assert Rarity(432.1).words == "1 week in 430"
    assert Rarity(8696.4, at_most=True).words == "rarer than 1 week in 8,700"


def test_a_promise_over_more_kinds_and_over_clusters_asks_for_more() -> None:
    one = rates_frame({8.0: (0, 0)})
    assert most_alarms(one["shuffled_alarms"], one["shuffled_squares"], 0.05) == pytest.approx([-np.log(0.05)])
    both = pd.concat([one, rates_frame({8.0: (0, 0)}, kind="velocity")])
    assert Rates(both).frame["per_1000"].to_numpy() == pytest.approx(-np.log(0.025) / 2)
    # Eight alarms of two series, four each, say what two alarms say of fours.
    clustered, alone = rates_frame({8.0: (8, 32)}), rates_frame({8.0: (2, 2)})
    assert Rates(clustered).frame["per_1000"].iloc[0] == pytest.approx(4 * Rates(alone).frame["per_1000"].iloc[0])


def test_the_promise_is_kept_as_often_as_it_says() -> None:
    rng = np.random.default_rng(5)
    thresholds = np.array([4.0, 5, 6, 7, 8])
    expected = np.array([80.0, 20, 9, 4, 1])  # in 8,000 series-months: the promise allows eight
    broken = 0
    for _ in range(100):
        counts = {t: (int(n), int(n)) for t, n in zip(thresholds, rng.poisson(expected), strict=True)}
        chosen = Rates(rates_frame(counts, 8000.0)).threshold("plays", "track", "", "spike")
        broken += chosen is not None and chosen < 7
    assert broken <= 11, (
        "5 in 100 and three standard deviations; the lowest threshold of no more than 8 is wrong 32 times"
    )
