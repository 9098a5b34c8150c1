"""Planted playlists: what holds them together, who stands apart and what fits are found again; where nothing is, nothing is."""

from __future__ import annotations

import numpy as np
import pytest

from analytics.playlists import fit, judge


def _catalogue(m: int = 3000, p: int = 4, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((m, p))


def _tight(n: int, seed: int = 1) -> np.ndarray:
    """n members that agree on the first feature, at 1, and on nothing else."""
    X = np.random.default_rng(seed).standard_normal((n, 4))
    X[:, 0] = 1 + 0.2 * X[:, 0]
    return X


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_planted_feature_holds_and_no_other(seed: int) -> None:
    found = fit.cohesion(_tight(30, seed), _catalogue(), ("a", "b", "c", "d"))
    assert found["feature"][found["holds"]].tolist() == ["a"]
    first = found.iloc[0]
    assert first["low"] < 0.2 < first["high"] or first["ratio"] == pytest.approx(0.2, abs=0.08)
    assert first["high"] < first["random_low"]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_holds_a_random_playlist_together(seed: int) -> None:
    found = fit.cohesion(_catalogue(30, seed=seed), _catalogue(), ("a", "b", "c", "d"))
    assert not found["holds"].any()


def test_too_few_members_say_nothing() -> None:
    assert fit.cohesion(_tight(4), _catalogue(), ("a", "b", "c", "d")).empty


def test_a_stranger_among_members_is_the_outlier() -> None:
    X = _tight(25)
    X[7, 0] = -2.5
    far, told = fit.left_out(X, np.arange(25), 0.01)
    apart = fit.outlying(far)
    assert np.argmax(apart) == 7
    assert apart[7] > fit.OUTLYING
    assert np.argmin(told[7]) == 0
    assert far == pytest.approx(-told.sum(axis=1))


def test_a_feature_that_is_wide_inside_does_not_speak_for_what_is_far_out() -> None:
    X = _tight(40)
    X[:, 1] *= 3
    found = fit.profile(X, np.arange(40), 0.01)
    near, out = np.array([[1.0, 0, 0, 0]]), np.array([[1.0, 5, 0, 0]])
    gain = fit.parts(found, out, np.array([99]))[0, 1] - fit.parts(found, near, np.array([99]))[0, 1]
    assert gain <= 5 * abs(found.mean[1]) + 1e-9


def test_an_artist_of_a_member_counts_where_members_share_artists() -> None:
    shared, alone = np.repeat(np.arange(5), 4), np.arange(20)
    X = _tight(20)
    assert fit.profile(X, shared, 0.01).known > 3
    assert fit.profile(X, alone, 0.01).known < 1
    parts = fit.parts(fit.profile(X, shared, 0.01), X[:2], np.array([0, 99]))
    assert parts[0, -1] > 0 > parts[1, -1]


def test_missing_values_count_for_nothing() -> None:
    found = fit.profile(_tight(20), np.arange(20), 0.01)
    assert fit.parts(found, np.full((1, 4), np.nan), np.array([99]))[0, :4].tolist() == [0, 0, 0, 0]


def test_percentile_by_hand() -> None:
    assert fit.percentile(np.array([1.0, 2, 3, 4]), 0.5) == 100
    assert fit.percentile(np.array([1.0, 2, 3, 4]), 2.5) == 50
    assert fit.percentile(np.array([1.0, 2, 3, 4]), 4) == 12.5
    assert fit.percentile(np.array([1.0, 2, 3, 4]), 9) == 0


def test_labels_are_told_when_they_are_clearly_more_common_inside() -> None:
    found = fit.shared({"jazz": 10, "pop": 6, "odd": 1}, 20, {"jazz": 0.05, "pop": 0.3})
    assert found["name"].tolist() == ["jazz"]
    assert found.iloc[0][["share", "usual", "times"]].tolist() == pytest.approx([0.5, 0.05, 10])


def test_judging_finds_the_planted_and_scores_random_lists_at_chance() -> None:
    X = np.vstack([_catalogue(), *[_tight(30, seed) for seed in range(5)]])
    artists = np.arange(len(X))
    planted = {str(i): np.arange(3000 + 30 * i, 3030 + 30 * i) for i in range(5)}
    r = np.random.default_rng(5)
    random = {str(i): r.choice(3000, 30, replace=False) for i in range(20)}
    assert judge.judge(X, artists, planted)["fit"].min() > 0.8
    found = judge.summary(judge.judge(X, artists, random)).set_index("model").loc["fit"]
    assert found["low"] < 0.5 < found["high"] or abs(found["auc"] - 0.5) < 0.03


def test_area_by_hand() -> None:
    assert judge.auc(np.array([1.0, 3, 2, 4]), 2) == 0.75
    assert judge.auc(np.array([1.0, 1.0]), 1) == 0.5
