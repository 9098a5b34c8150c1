from __future__ import annotations

import numpy as np
import pytest

from analytics import dataset, metrics, splits
from analytics.genre import baselines, evaluate
from analytics.genre.baselines import Config, Name
from analytics.ragged import Floats
from analytics.trackset import TrackSet
from tests.analytics.catalogue import trackset


def scores(name: Name, data: TrackSet, seed: int = 0) -> Floats:
    model = baselines.fit(data, splits.fold(data, "T").train, Config(name, seed, trees=10, threads=1))
    return np.concatenate(list(baselines.score(model, data.X, batch=150)))


@pytest.mark.parametrize("name", baselines.NAMES)
def test_probabilities_and_seeds(name: Name) -> None:
    data = trackset()
    found = scores(name, data)
    assert found.sum(axis=1) == pytest.approx(np.ones(len(data)))
    assert np.array_equal(found, scores(name, data))


def test_the_majority_is_the_weighted_share_of_each_label() -> None:
    data = trackset()
    train = splits.everything(data)
    model = baselines.fit(data, train, Config("majority"))
    expected = np.zeros(4)
    for labels in (data.labels[i] for i in range(len(data))):
        expected[labels] += 1 / len(labels)
    assert next(baselines.score(model, data.X[:1]))[0] == pytest.approx(expected / len(data))


@pytest.mark.parametrize("name", ["logistic", "extra_trees"])
def test_sound_beats_the_majority_and_permuted_labels_do_not(name: Name) -> None:
    data = trackset(tracks=1000)
    order = np.random.default_rng(0).permutation(len(data))
    shuffled = dataset.relabelled(data, data.labels.take(order))
    fold = splits.fold(data, "T")
    honest, chance = (
        metrics.summary(evaluate.run_candidate(name, d, splits.fold(d, "T"))["audio"])["top1"] for d in (data, shuffled)
    )
    assert honest > 0.55
    assert chance < 0.29 + 3 * np.sqrt(0.29 * 0.71 / len(fold.test))


def test_a_column_that_is_missing_in_the_whole_fold_is_survived() -> None:
    data = trackset()
    data.X[:, 0] = np.nan
    for name in baselines.NAMES:
        assert np.isfinite(scores(name, data)).all()
