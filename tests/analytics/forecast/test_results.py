"""The choice and the intervals: from the past alone, right where the truth is known, and measured on what came after."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from analytics.forecast import evaluate, many
from analytics.forecast.backtest import Past, past
from analytics.forecast.choose import COLUMNS, OURS
from analytics.forecast.config import Config
from analytics.forecast.many import pasts
from analytics.forecast.models import MODELS, NAIVE
from analytics.forecast.results import Result, results
from analytics.forecast.series import Series
from analytics.progress import Cancelled
from tests.analytics.forecast.made import rising, seasonal, wander

CHEAP = Config(processes=1, seconds=0.0)  # no seconds: naive ones alone
FEW = Config(processes=1, origins=12, stride=2, refit=12)


def of(series: list[Series], config: Config, horizon: int | None = None) -> list[Result]:
    return results(pasts(series, config, horizon), config)


def test_each_kind_of_series_gets_what_is_right_for_it() -> None:
    walk, line, season = of([wander(1), rising(1), seasonal(1)], CHEAP)
    assert line.picks[-1] == "drift"
    assert season.picks[-1] == "seasonal naive"
    assert walk.mase() < 1.6 * walk.mase("naive")
    assert line.mase() < 0.4 * line.mase("naive")
    assert season.mase() < 0.4 * season.mase("naive")


def test_mase_is_the_error_over_the_mean_step_of_what_was_known() -> None:
    series = Series("s", date(1990, 1, 1), np.array([0.0, 1, 3, 2, 4, 3, 5, 4, 6, 5, 7, 6, 8, 7, 9, 8, 10, 9]), "year")
    one = past(series, 2, Config(stride=1, origins=2), 0.0)
    assert list(one.origins) == [16, 17, 18]
    found = results([one], CHEAP, apart=1, most=1)[0]
    known = series.values[:16]
    expected = np.mean([abs(10 - known[-1]), abs(9 - known[-1])]) / np.abs(np.diff(known)).mean()
    assert found.judged.tolist() == [True, False, False]
    assert found.mase("naive") == pytest.approx(expected)


def test_nothing_is_known_of_what_comes_after_an_origin() -> None:
    series = [wander(seed) for seed in range(3)]
    every = replace(CHEAP, origins=60)
    whole = of(series, every)
    # The same series told to end 10 years earlier says the same at every origin that both have.
    short = of([replace(one, values=one.values[:-10]) for one in series], every)
    for long, cut in zip(whole, short, strict=True):
        there, here = (np.isin(a.past.origins, b.past.origins) for a, b in ((long, cut), (cut, long)))
        assert there.sum() > 20
        assert np.array(long.picks)[there].tolist() == np.array(cut.picks)[here].tolist()
        np.testing.assert_allclose(long.ends[there], cut.ends[here])


def judged_with(spread: float) -> list[Result]:
    """Random walks whose models believe so many times the spread that there is."""
    some = (past(wander(seed, 90), 4, Config(stride=1, origins=80), 0.0) for seed in range(16))
    return results([replace(one, spread=spread * one.spread) for one in some], CHEAP)


def test_intervals_that_are_too_narrow_are_widened_to_what_they_say() -> None:
    found = judged_with(0.4)
    assert np.mean([one.coverage(0, OURS) for one in found]) < 0.5
    assert np.mean([one.coverage(0) for one in found]) == pytest.approx(0.80, abs=0.05)
    assert np.mean([one.coverage(1) for one in found]) == pytest.approx(0.95, abs=0.03)
    # What had come by the first origin is nothing: there the interval is the model's own, of naive and drift the middle.
    one = found[0]
    assert one.picks[0] == "median of all"
    own = 1.2816 * np.nanmedian(one.past.spread[0], axis=0)
    assert one.ends[0, 0, 1] - one.middle[0] == pytest.approx(own, rel=1e-3)


def test_intervals_that_are_too_wide_become_narrower_by_a_part() -> None:
    found = judged_with(3.0)
    own, corrected = (np.mean([one.coverage(0, column) for one in found]) for column in (OURS, ""))
    assert own > 0.97
    assert 0.80 < corrected < own
    now = [(one.ends[-1, 0, 1] - one.middle[-1]) / one.past.spread[-1, COLUMNS.index(one.picks[-1])] for one in found]
    assert 1.2816 * np.exp(-1.0) < np.mean(now) < 1.2816 * 0.9


def test_shares_stay_inside_and_sum_to_one() -> None:
    rng = np.random.default_rng(5)
    raw = np.exp(np.cumsum(rng.normal(0, 0.15, (4, 40)), axis=1))
    share = raw / raw.sum(axis=0)
    series = [Series(f"g{i}", date(1980, 1, 1), row, "year", 0.0, 1.0, "genres") for i, row in enumerate(share)]
    found = of(series, FEW)
    total = sum(one.middle for one in found)
    assert np.allclose(total[-1], 1)
    ends = np.stack([one.ends for one in found])
    assert ends.min() >= 0
    assert ends.max() <= 1
    assert all(one.shared for one in found)
    # A group that is not a whole is left alone.
    half = of([replace(one, values=one.values * rng.uniform(0.4, 1, 40)) for one in series], CHEAP)
    assert not any(one.shared for one in half)


def test_an_interval_that_reaches_what_zero_was_moved_in_to_holds_zero() -> None:
    # A share that is mostly nothing: 0 has no log odds, so it is moved in; where the interval holds that, it holds 0.
    values = np.array([0.0, 0.1] * 12 + [0.0] * 8)
    one = of([Series("s", date(1990, 1, 1), values, "year", 0.0, 1.0, "g")], CHEAP)[0]
    came = ~np.isnan(one.actual) & one.judged[:, None] & (one.actual == 0)
    assert came.sum() > 20
    assert (one.ends[:, 1, 0][came] == 0).all()
    assert 0 < one.middle[-1].max() <= 0.05 + 1e-9
    assert one.coverage(1) >= one.coverage(1, OURS)


def test_every_model_says_numbers_and_the_same_ones_again() -> None:
    series = [seasonal(2)]
    first, second = (of(series, replace(FEW, origins=4), 6)[0] for _ in range(2))
    np.testing.assert_array_equal(first.past.middle, second.past.middle)
    said = ~np.isnan(first.past.middle[-1, :, 0])
    assert [model.name for model, there in zip(MODELS, said, strict=True) if not there] == []
    assert (first.ends[-1, :, 0] <= first.middle[-1]).all()
    assert (first.ends[-1, 1, 0] <= first.ends[-1, 0, 0] + 1e-9).all()


def test_too_little_time_leaves_cheap_models() -> None:
    one = past(wander(3), 5, Config(), 0.0)
    there = ~np.isnan(one.middle).all(axis=(0, 2))
    assert {model.name for model, on in zip(MODELS, there, strict=True) if on} == set(NAIVE) - {"seasonal naive"}


def test_it_stops_when_asked() -> None:
    def stop(_step: str, done: int, _total: int) -> None:
        if done == 1:
            raise Cancelled

    with pytest.raises(Cancelled):
        pasts([wander(1), wander(2)], CHEAP, None, stop)


def test_processes_change_nothing() -> None:
    series = [wander(seed, 30) for seed in range(6)]
    alone, together = (pasts(series, replace(CHEAP, processes=count)) for count in (1, 2))
    for one, other in zip(alone, together, strict=True):
        np.testing.assert_array_equal(one.middle, other.middle)


def test_evaluation_names_every_competitor_with_its_coverage() -> None:
    rows = evaluate.evaluate_forecast([wander(seed, 60) for seed in range(4)], CHEAP)
    told = {(row["model"], row["metric"]) for row in rows}
    assert {
        (name, metric) for name in ("naive", "drift", OURS) for metric in ("mase", "coverage_80", "coverage_95")
    } <= told
    (ours,) = [row for row in rows if row["model"] == OURS and row["metric"] == "mase"]
    assert ours["protocol"] == "O"
    assert ours["features"] == "year, 5 ahead, 4 series"
    assert ours["n"] == 4 * 8 * 5


def test_seconds_are_dealt_out_over_all_steps_and_progress_counts_all_series(monkeypatch: pytest.MonkeyPatch) -> None:
    dealt, told = list[float](), list[tuple[int, int]]()

    def watched(series: Series, horizon: int, config: Config, seconds: float, end: float) -> Past:
        dealt.append(seconds)
        return past(series, horizon, config, 0.0)

    monkeypatch.setattr(many, "past", watched)
    series = [*(wander(seed) for seed in range(3)), seasonal(1)]
    config = Config(processes=1, seconds=20.0 + 4 * many.AROUND)
    evaluate.judged(series, config, progress=lambda _step, done, total: told.append((done, total)))
    assert dealt == pytest.approx([5.0] * 4)
    assert told == sorted(told)
    assert told[-1] == (4, 4)
