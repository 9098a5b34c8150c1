"""LightGBM's contributions are shap's, the trees of one class are that class's, and an interaction is found where it is."""

from __future__ import annotations

import lightgbm as lgb
import numpy as np
import pytest
import shap

from analytics.explain import trees

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(600, 5))
X[RANDOM.random(X.shape) < 0.05] = np.nan
X[:, 4] = RANDOM.integers(0, 12, 600)
FILLED = np.nan_to_num(X)
SETTINGS = {"verbosity": -1, "num_threads": 1, "seed": 0, "deterministic": True, "num_leaves": 7}


def grown(y: np.ndarray, **settings: object) -> lgb.Booster:
    data = lgb.Dataset(X, y, categorical_feature=[4], params={"verbosity": -1})
    return lgb.train({**SETTINGS, **settings}, data, 15)


@pytest.fixture(scope="module")
def classes() -> lgb.Booster:
    y = (FILLED[:, 0] > 0).astype(int) + 2 * np.isin(X[:, 4], [1, 5, 8])
    return grown(y, objective="multiclass", num_class=4)


@pytest.fixture(scope="module")
def level() -> lgb.Booster:
    return grown(FILLED[:, 0] + 2 * (FILLED[:, 1] > 0) * (FILLED[:, 2] > 0), objective="regression")


def test_contributions_equal_shaps(level: lgb.Booster) -> None:
    found, base = trees.contributions(level, X[:50])
    explainer = shap.TreeExplainer(level)
    assert np.abs(found - explainer.shap_values(X[:50])).max() == pytest.approx(0, abs=1e-12)
    assert found.sum(axis=1) + base == pytest.approx(level.predict(X[:50], raw_score=True))


def test_contributions_of_one_class_equal_shaps_and_the_whole_boosters(classes: lgb.Booster) -> None:
    apart = trees.Apart(classes)
    whole = np.asarray(classes.predict(X[:50], pred_contrib=True)).reshape(50, 4, 6)
    theirs = np.asarray(shap.TreeExplainer(classes).shap_values(X[:50]))
    for place in range(4):
        found, base = trees.contributions(apart.of_class(place), X[:50])
        assert np.abs(found - whole[:, place, :-1]).max() == 0
        assert np.abs(found - theirs[:, :, place]).max() == pytest.approx(0, abs=1e-12)
        assert base == whole[0, place, -1]


def test_a_class_that_is_not_there_is_refused(classes: lgb.Booster) -> None:
    with pytest.raises(IndexError, match="4 classes"):
        trees.Apart(classes).of_class(4)


def test_the_planted_interaction_is_the_strongest(level: lgb.Booster) -> None:
    strength = trees.interactions(level, X[:80])
    assert strength.shape == (5, 5)
    assert np.allclose(strength, strength.T)
    assert np.diag(strength).max() == 0
    assert np.unravel_index(strength.argmax(), strength.shape) == (1, 2)


def test_columns_of_one_part_are_taken_together(level: lgb.Booster) -> None:
    together = trees.interactions(level, X[:80], [0, 1, 1, 2, 3])
    assert together.shape == (4, 4)
    assert together.max() < trees.interactions(level, X[:80]).max() / 2  # the strong pair is inside one part now
