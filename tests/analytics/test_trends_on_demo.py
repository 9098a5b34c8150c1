"""The planted truths of the demo (rising, fading, revival, season) are found on every seed, and not in their twins."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.multitest import multipletests

from analytics import trends
from analytics.live import trends as live
from analytics.trends import Regular
from etl.demo import genres
from etl.demo.config import DemoConfig
from etl.demo.releases import Releases, make_releases
from etl.demo.sound import make_sound
from tests.etl.demo.conftest import SEEDS

PLANTED = frozenset({"rising", "fading", "revival", "season"})


def config(seed: int, planted: bool) -> DemoConfig:
    return DemoConfig(tracks=40_000, artists=500, seed=seed, without=frozenset() if planted else PLANTED)


@cache
def releases(seed: int, planted: bool) -> Releases:
    return make_releases(config(seed, planted))


@cache
def shares(seed: int, planted: bool, step: str) -> dict[str, Regular]:
    """Share of each genre among releases of a period, of whole periods with 30 releases."""
    made = releases(seed, planted)
    period = pd.PeriodIndex(pd.to_datetime(made.released), freq={"year": "Y", "month": "M"}[step])
    counted = pd.crosstab(period, made.genre).sort_index().iloc[:-1]
    frame = counted.div(counted.sum(axis=1), axis=0)[counted.sum(axis=1) >= 30]
    marks = {"period": frame.index.start_time, "step": step, "thin": False, "partial": False}
    found = {genres.NAMES[g]: trends.regular(pd.DataFrame({"value": frame[g].to_numpy(), **marks})) for g in frame}
    return {name: one for name, one in found.items() if isinstance(one, Regular)}


def told(p: dict[str, float], level: float) -> set[str]:
    """What is beyond chance at a level, held together."""
    sure = multipletests(list(p.values()), alpha=level, method="fdr_bh")[0]
    return {name for name, is_sure in zip(p, sure, strict=True) if is_sure}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("planted", [True, False])
def test_rising_and_fading(seed: int, planted: bool) -> None:
    found = {name: trends.slope(one, 96) for name, one in shares(seed, planted, "month").items()}
    moving = told({name: one.p for name, one in found.items() if one}, live.LEVEL)
    if not planted:
        assert moving == set()
        return
    assert {genres.RISING, genres.FADING} <= moving
    rising, fading = found[genres.RISING], found[genres.FADING]
    assert rising is not None
    assert fading is not None
    assert rising.a_year > 0 > fading.a_year


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("planted", [True, False])
def test_the_revival_and_its_period(seed: int, planted: bool) -> None:
    found = {name: trends.cycle(one) for name, one in shares(seed, planted, "month").items()}
    back = told({name: one.p for name, one in found.items() if one}, live.BACK)
    assert back == ({genres.REVIVED} if planted else set())
    if planted:
        one = found[genres.REVIVED]
        assert one is not None
        assert one.period == pytest.approx(genres.REVIVAL_PERIOD, abs=1.6)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("planted", [True, False])
def test_the_summer_in_valence_and_tempo(seed: int, planted: bool) -> None:
    made = releases(seed, planted)
    columns = make_sound(config(seed, planted), made).columns
    months = pd.PeriodIndex(pd.to_datetime(made.released), freq="M")
    kept = np.asarray(months.year >= 2006)
    for feature in ("valence", "tempo"):
        mean = pd.Series(columns[feature])[kept].groupby(months[kept]).mean().iloc[:-1]
        season = trends.season(Regular(mean.to_numpy(), pd.DatetimeIndex(mean.index.start_time), "month"))
        assert season is not None
        assert season.told == planted
        if planted:
            assert season.effects.loc[season.effects["effect"].idxmax(), "part"] in (6, 7, 8)
