from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shap

from analytics import popularity
from analytics.popularity import FEATURE_SETS, parts, rated
from analytics.popularity.model import PopularityModel
from analytics.popularity.rated import Rated
from analytics.popularity.reasons import decomposed, shap_values
from analytics.ragged import Ragged
from analytics.trackset import Inputs
from tests.analytics.popularity.hits import CONFIG, FEATURES, hits, with_popularity


@pytest.fixture(scope="module")
def data() -> Rated:
    return hits()


@pytest.fixture(scope="module")
def model(data: Rated) -> PopularityModel:
    return popularity.fit(data.data, rated.everyone(data), CONFIG, "T")


@pytest.mark.parametrize("features", FEATURE_SETS)
def test_the_parts_add_up_to_the_expected_popularity_exactly(data: Rated, features: str) -> None:
    model = popularity.fit(data.data, rated.everyone(data), replace(CONFIG, features=features), "T")
    inputs = data.data.inputs()
    own = np.arange(len(data))
    for known in (None, own):
        base, found, names = decomposed(model, inputs, known)
        assert found.shape == (len(data), len(names))
        assert base + found.sum(axis=1) == pytest.approx(popularity.predict(model, inputs, known).expected, abs=1e-8)
    for place in range(10):
        one = popularity.reasons(model, inputs.take(np.array([place])))
        assert one.base + sum(part.contribution for part in one.parts) == pytest.approx(one.total, abs=1e-8)
        assert [part.feature for part in one.parts if np.isnan(part.contribution)] == []


def test_every_track_has_reasons_by_the_inputs_that_are_named(data: Rated, model: PopularityModel) -> None:
    expected = [*FEATURES, "genre", "artist's other tracks", "album's other tracks"]
    for inputs in (data.data.inputs(np.array([3])), Inputs.of_sound(np.full((1, 3), np.nan))):
        one = popularity.reasons(model, inputs)
        assert sorted(part.feature for part in one.parts) == sorted(expected)
        sizes = [abs(part.contribution) for part in one.parts]
        assert sizes == sorted(sizes, reverse=True)
    values = {part.feature: part.value for part in popularity.reasons(model, data.data.inputs(np.array([3]))).parts}
    assert [values[name] for name in FEATURES] == data.data.X[3].tolist()


def test_what_was_planted_has_the_largest_parts(data: Rated) -> None:
    """Genre makes up to 40 points and energy 20; tempo and valence make none."""
    model = popularity.fit(data.data, rated.everyone(data), replace(CONFIG, features=FEATURE_SETS[1]), "T")
    found, names = popularity.contributions(model, data.data.inputs())
    size = dict(zip(names, np.abs(found).mean(axis=0).tolist(), strict=True))
    assert size["genre"] > size["energy"] > 2 * max(size["tempo"], size["valence"])
    energy = found[:, names.index("energy")]
    assert np.corrcoef(energy, data.data.X[:, 0])[0, 1] > 0.8


def test_a_track_at_0_is_explained_by_its_album(data: Rated, model: PopularityModel) -> None:
    dead = np.flatnonzero(data.y == 0)[:30]
    found, names = popularity.contributions(model, data.data.inputs(dead))
    assert (np.argmin(found, axis=1) == names.index("album's other tracks")).mean() > 0.8


def test_history_says_nothing_of_an_unknown_artist(data: Rated, model: PopularityModel) -> None:
    nobody, nowhere = Ragged.of([[] for _ in range(20)]), np.full(20, "", dtype=object)
    found, names = popularity.contributions(
        model, replace(data.data.inputs(np.arange(20)), artists=nobody, albums=nowhere)
    )
    for name in ("artist's other tracks", "album's other tracks"):
        assert (found[:, names.index(name)] == 0).all()


def test_one_answer_for_all_has_no_reasons(data: Rated) -> None:
    """Without an input that tells tracks apart the base is all there is."""
    bare = replace(data, data=replace(data.data, X=np.empty((len(data), 0)), features=()))
    model = popularity.fit(bare.data, rated.everyone(bare), replace(CONFIG, features=FEATURE_SETS[0]), "T")
    one = popularity.reasons(model, bare.data.inputs(np.array([0])))
    assert one.parts == []
    assert one.base == pytest.approx(one.total)


def test_without_zeros_the_parts_are_those_of_the_level(data: Rated) -> None:
    lively = with_popularity(data, np.maximum(data.y, 1))
    model = popularity.fit(lively.data, rated.everyone(lively), replace(CONFIG, features=FEATURE_SETS[0]), "T")
    X = parts.matrix(model.alone.part, lively.data.inputs())
    usual, each = shap_values(model.alone.part.level, model.alone.part.weights, X, 1)
    base, found, _ = decomposed(model, lively.data.inputs())
    assert base == pytest.approx(usual)
    assert found == pytest.approx(each)


def test_contributions_of_the_boosters_are_those_of_shap(data: Rated, model: PopularityModel) -> None:
    X = parts.matrix(model.alone.part, data.data.inputs(np.arange(100)))
    _, found = shap_values(model.alone.part.level, model.alone.part.weights, X, 1)
    peers = [shap.TreeExplainer(booster).shap_values(X) for booster in model.alone.part.level]
    assert found == pytest.approx(np.average(peers, axis=0, weights=model.alone.part.weights), abs=1e-6)
