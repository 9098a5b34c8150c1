"""Effects against what scipy and hand calculation give, and intervals that know that an artist's tracks are alike."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from analytics.explain import effects


def test_the_correlation_is_spearmans() -> None:
    random = np.random.default_rng(0)
    x = random.normal(size=300)
    y = x + random.normal(size=300)
    found = effects.correlation(x, y, np.arange(300))
    assert found.value == pytest.approx(stats.spearmanr(x, y).statistic)
    assert found.low < found.value < found.high
    assert (found.n, found.artists) == (300, 300)


def test_within_groups_only_what_holds_inside_counts() -> None:
    # Simpson: in each group y falls with x, and the group that is higher in x is higher in y.
    x = np.concatenate([np.arange(50.0), 100 + np.arange(50.0)])
    y = np.concatenate([-np.arange(50.0), 200 - np.arange(50.0)])
    groups = np.repeat([0, 1], 50)
    artists = np.arange(100)
    assert effects.correlation(x, y, artists).value > 0.3
    assert effects.correlation(x, y, artists, groups).value == pytest.approx(-1)


def test_a_constant_has_no_correlation() -> None:
    found = effects.correlation(np.ones(50), np.arange(50.0), np.arange(50))
    assert np.isnan(found.value)
    assert np.isnan(found.low)


def test_the_interval_is_wider_when_artists_repeat_themselves() -> None:
    random = np.random.default_rng(1)
    x, y = np.repeat(random.normal(size=40), 10), np.repeat(random.normal(size=40), 10)
    alone = effects.correlation(x, y, np.arange(400))
    clustered = effects.correlation(x, y, np.repeat(np.arange(40), 10))
    assert clustered.high - clustered.low > 2.5 * (alone.high - alone.low)


def test_intervals_hold_nothing_where_there_is_nothing() -> None:
    """Of 60 samples without an effect, about 57 intervals should hold 0; fewer than 51 would be a fault."""
    held = 0
    for seed in range(60):
        random = np.random.default_rng(seed)
        artists = random.integers(0, 80, 400)
        x, y = random.normal(size=80)[artists] + random.normal(size=400), random.normal(size=80)[artists]
        found = effects.correlation(x, y, artists, seed=seed)
        held += found.low <= 0 <= found.high
    assert held >= 51


def test_the_difference_is_in_standard_deviations() -> None:
    x = np.array([0.0, 2.0, 0.0, 2.0, 3.0, 5.0, 3.0, 5.0])
    later = np.array([0.0] * 4 + [1.0] * 4)
    # Means 1 and 4, standard deviation 1 on either side.
    assert effects.difference(x, later, np.arange(8)).value == pytest.approx(3)


def test_the_difference_within_groups_forgets_their_levels() -> None:
    x = np.array([0.0, 2.0, 0.0, 2.0, 100.0, 102.0, 100.0, 102.0])
    later = np.array([0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0])
    groups = np.array([0, 0, 0, 0, 1, 1, 1, 1])
    assert effects.difference(x, later, np.arange(8), groups).value == pytest.approx(0)


def test_the_share_between_groups_is_that_of_kruskal_and_wallis() -> None:
    random = np.random.default_rng(2)
    groups = random.integers(0, 3, 200)
    x = groups + random.normal(size=200)
    h = stats.kruskal(*(x[groups == g] for g in range(3))).statistic
    share = h / 199
    expected = 1 - (1 - share) * 199 / (200 - 3)
    assert effects.between(x, groups, np.arange(200)).value == pytest.approx(expected)


def test_chance_alone_tells_no_genre() -> None:
    """Artists keep to a sound and to a genre: taken as so many observations, any feature would tell any genre."""
    random = np.random.default_rng(3)
    artists = np.repeat(np.arange(60), 20)
    x, groups = random.normal(size=60)[artists], random.integers(0, 10, 60)[artists]
    naive = effects.between(x, groups, np.arange(1200)).value
    assert naive > 0.05
    assert abs(effects.between(x, groups, artists).value) < naive / 2


def test_codes_are_crossed_with_groups() -> None:
    codes = np.tile([0.0, 1.0], 100)
    same = effects.between(codes, codes.astype(np.int64), np.arange(200), as_codes=True)
    assert same.value == pytest.approx(1, abs=0.02)
    other = effects.between(codes, np.repeat([0, 1], 100), np.arange(200), as_codes=True)
    assert other.value == pytest.approx(0, abs=0.02)


def test_paired_compares_inside_a_stratum_only() -> None:
    y = np.array([10.0, 20.0, 60.0, 70.0, 99.0])
    marked = np.array([0.0, 1.0, 0.0, 1.0, 1.0])
    strata = np.array([0, 0, 1, 1, 2])
    found = effects.paired(y, marked, strata, strata)
    assert found.value == pytest.approx(10)
    assert found.n == 4  # the last stratum has nothing to compare


def test_nothing_to_pair_is_not_a_number() -> None:
    found = effects.paired(np.arange(4.0), np.ones(4), np.arange(4), np.arange(4))
    assert np.isnan(found.value)
    assert found.n == 0
