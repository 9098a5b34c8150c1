from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analytics import splits
from analytics.genre import coding, columns, network
from analytics.genre.lesson import Lesson, centred, softmax
from analytics.genre.network import Network
from analytics.trackset import TrackSet
from tests.analytics.catalogue import trackset
from tests.analytics.genre.songs import QUICK


@pytest.fixture(scope="module")
def data() -> TrackSet:
    return trackset(tracks=800)


@pytest.fixture(scope="module")
def fitted(data: TrackSet) -> Network:
    lesson = Lesson.of(data, splits.fold(data, "T").train)
    return network.fit(data.features, data.categorical, lesson, replace(QUICK, epochs=15, masked=0.3))


def test_the_gradient_is_the_slope_of_the_loss() -> None:
    """Against differences, for every weight of a small network without dropout."""
    random = np.random.default_rng(0)
    layers = [random.normal(size=a.shape) for a in network._start(random, (3, 4, 4, 2))]
    batch, targets = random.normal(size=(6, 3)), softmax(random.normal(size=(6, 2)))

    def loss() -> float:
        seen = batch
        for place in range(0, 4, 2):
            seen = np.maximum(seen @ layers[place] + layers[place + 1], 0)
        logs = np.log(softmax(seen @ layers[-2] + layers[-1]))
        decay = sum((w**2).sum() for w in layers[::2]) * network.DECAY / 2
        return float(-(targets * logs).sum() / 6 + decay)

    found = network._gradient(layers, batch, targets, random, 0.0)
    for layer, slope in zip(layers, found, strict=True):
        for place in np.ndindex(layer.shape):
            layer[place] += 1e-5
            above = loss()
            layer[place] -= 2e-5
            below = loss()
            layer[place] += 1e-5
            assert slope[place] == pytest.approx((above - below) / 2e-5, abs=1e-4)


def test_it_learns_what_the_sound_tells(fitted: Network, data: TrackSet) -> None:
    test = splits.fold(data, "T").test
    found = network.logs(fitted, data.features, data.X[test.tracks]).argmax(axis=1)
    assert np.mean([f in test.truth[i] for i, f in enumerate(found)]) > 0.6


def test_contributions_and_base_add_up_to_the_scores(fitted: Network, data: TrackSet) -> None:
    row = data.X[[3]]
    each, base = network.contributions(fitted, data.features, row, seed=0)
    assert each.shape == (4, 5)
    assert base + each.sum(axis=1) == pytest.approx(centred(network.logs(fitted, data.features, row))[0], abs=1e-4)


def test_a_feature_the_network_cannot_see_contributes_nothing(fitted: Network, data: TrackSet) -> None:
    layers = [layer.copy() for layer in fitted.layers]
    key = data.features.index("key")
    layers[0][fitted.rule.owner == key] = 0
    blind = Network(fitted.rule, tuple(layers), fitted.background)
    each, _ = network.contributions(blind, data.features, data.X[[3]], seed=0)
    assert each[:, key] == pytest.approx(np.zeros(4), abs=1e-6)
    assert abs(each).max() > 0.1


def test_missing_is_the_middle_of_every_code(data: TrackSet) -> None:
    X = columns.expand(data.features, data.X)
    rule = coding.fit(X, data.categorical)
    codes = coding.encode(rule, X)
    assert codes.mean(axis=0) == pytest.approx(np.zeros(codes.shape[1]), abs=1e-5)
    assert (coding.encode(rule, np.full((1, X.shape[1]), np.nan)) == 0).all()
    assert len(rule.owner) == codes.shape[1]


def test_codes_are_piecewise_linear_between_quantiles() -> None:
    column = np.arange(1.0, 33.0)[:, None]
    rule = coding.fit(column, [])
    found = coding.encode(rule, np.array([[1.0], [32.0], [1000.0]])) + rule.centre
    pieces = found[:, 2:]
    assert pieces.shape == (3, coding.PIECES)
    assert pieces[0] == pytest.approx(np.zeros(coding.PIECES), abs=1e-6)
    assert pieces[1] == pytest.approx(np.ones(coding.PIECES), abs=1e-6)
    assert pieces[2] == pytest.approx(np.ones(coding.PIECES), abs=1e-6)
    assert found[2, 1] == pytest.approx(coding.FAR)


def test_a_column_without_values_is_survived() -> None:
    X = np.column_stack([np.full(10, np.nan), np.full(10, 3.0), np.arange(10)])
    assert np.isfinite(coding.encode(coding.fit(X, []), X)).all()


def test_derived_columns_are_distances_from_whole_numbers() -> None:
    features = ("tempo", "energy", "duration_ms")
    found = columns.expand(features, np.array([[120.25, 0.5, 2000.0], [99.9, 0.5, 1013.333]]))
    assert found[0, 3:] == pytest.approx([0.25, 0, 0])
    assert found[1, 3:] == pytest.approx([0.1, 0, 0.013333], abs=1e-4)
    assert columns.sources(features).tolist() == [0, 1, 2, 0, 2, 2]
    assert len(columns.names(features)) == 6
    assert columns.expand(("energy",), np.array([[0.5]])).tolist() == [[0.5]]
