"""The contract every model keeps, on a small catalogue: 4 genres that energy and valence tell apart."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analytics import artefacts, dataset, genre, metrics, splits
from analytics.genre import Config, GenreModel, evaluate
from analytics.progress import Cancelled
from analytics.ragged import Floats
from analytics.trackset import Inputs, TrackSet
from tests.analytics.catalogue import frames, trackset
from warehouse.errors import BadArtefact
from warehouse.home import Home

CONFIG = Config(rounds=15, threads=1)


@pytest.fixture(scope="module")
def data() -> TrackSet:
    return trackset()


@pytest.fixture(scope="module")
def model(data: TrackSet) -> GenreModel:
    return genre.fit(data, splits.fold(data, "T").train, CONFIG)


def scores(model: GenreModel, data: TrackSet) -> Floats:
    return np.concatenate(list(genre.score(model, data.inputs())))


def test_probabilities_sum_to_one_whatever_the_batch(model: GenreModel, data: TrackSet) -> None:
    whole = scores(model, data)
    assert whole.shape == (400, 4)
    assert whole.sum(axis=1) == pytest.approx(np.ones(400))
    batches = list(genre.score(model, data.inputs(), batch=150))
    assert [len(b) for b in batches] == [150, 150, 100]
    assert np.array_equal(np.concatenate(batches), whole)


def test_same_seed_same_scores(model: GenreModel, data: TrackSet) -> None:
    again = genre.fit(data, splits.fold(data, "T").train, CONFIG)
    other = genre.fit(data, splits.fold(data, "T").train, replace(CONFIG, seed=1))
    assert np.array_equal(scores(again, data), scores(model, data))
    assert not np.array_equal(scores(other, data), scores(model, data))


def test_saved_and_loaded_same_scores(model: GenreModel, data: TrackSet, tmp_path: Path) -> None:
    text, arrays, about = genre.pack(model)
    artefacts.save(Home(tmp_path), "genre", "r1", text, arrays, {"model": about})
    loaded = genre.unpack(artefacts.load(Home(tmp_path), "genre", "r1"))
    assert np.array_equal(scores(loaded, data), scores(model, data))
    plain = ("features", "label_names", "vocabulary", "temperature", "config")
    assert [getattr(loaded, name) for name in plain] == [getattr(model, name) for name in plain]


def test_permuted_labels_score_at_chance(data: TrackSet) -> None:
    order = np.random.default_rng(0).permutation(len(data))
    shuffled = dataset.relabelled(data, data.labels.take(order))
    honest, chance = (
        evaluate.judge(genre.score(genre.fit(d, fold.train, CONFIG), d.inputs(fold.test.tracks)), fold.test, 4)
        for d in (data, shuffled)
        for fold in [splits.fold(d, "T")]
    )
    # Four genres and 1.14 labels a track: an answer made blindly is right for 29%; 80 rows, 3 standard errors.
    assert metrics.summary(chance)["top1"] < 0.29 + 0.15
    assert metrics.summary(honest)["top1"] > 0.55


def test_the_reasons_are_the_features_that_made_the_genres(model: GenreModel, data: TrackSet) -> None:
    found = [genre.reasons(model, data.inputs(np.array([i])), count=2) for i in range(1, 21)]
    first = [next(r.feature for r in reasons if r.feature != genre.NEAREST) for reasons in found]
    assert sum(name in ("energy", "valence") for name in first) > 0.9 * len(first)
    for row, reasons in zip(data.X[1:21], found, strict=True):
        assert abs(reasons[0].contribution) >= abs(reasons[1].contribution) > 0
        for reason in reasons:
            assert reason.feature == genre.NEAREST or reason.value == row[data.features.index(reason.feature)]


def test_top_is_ordered_and_never_longer_than_the_labels(model: GenreModel, data: TrackSet) -> None:
    ranked, chances = genre.top(model, data.inputs(), k=5)
    assert ranked.shape == chances.shape == (400, 4)
    assert (np.diff(chances, axis=1) <= 0).all()
    assert np.array_equal(ranked[:, 0], scores(model, data).argmax(axis=1))


def test_missing_values_are_scored(model: GenreModel) -> None:
    found = next(genre.score(model, Inputs.of_sound(np.full((1, 5), np.nan))))
    assert found.sum() == pytest.approx(1)


def test_a_genre_that_is_not_in_training_gets_probability_zero(data: TrackSet) -> None:
    without = np.flatnonzero(~data.labels.any(np.array([False, False, True, False])))
    fitted = genre.fit(data, splits.everything(data).take(without), CONFIG, temperature=1.0)
    found = scores(fitted, data)
    assert (found[:, 2] == 0).all()
    assert found.sum(axis=1) == pytest.approx(np.ones(400))


def test_one_genre_left_in_training_still_answers(data: TrackSet) -> None:
    only = np.flatnonzero(data.labels.counts == 1)
    only = only[data.labels.take(only).values == 1]
    fitted = genre.fit(data, splits.everything(data).take(only), CONFIG, temperature=1.0)
    assert scores(fitted, data)[:, 1] == pytest.approx(np.ones(400))


def test_odd_labels_and_column_names_do_not_matter(tmp_path: Path) -> None:
    names = ('a "b", [c]: {d}', "ü\u202e\t=1", "'; drop table", "☃" * 300)
    inputs, labels, people = frames(names=names)
    data = dataset.build(inputs, labels, people, "v, w", 10)
    fitted = genre.fit(data, splits.everything(data), CONFIG)
    text, arrays, about = genre.pack(fitted)
    artefacts.save(Home(tmp_path), "genre", "r1", text, arrays, {"model": about})
    assert set(genre.unpack(artefacts.load(Home(tmp_path), "genre", "r1")).label_names) == set(names)


def test_the_temperature_repairs_confidence() -> None:
    """A model made to overfit is too sure of itself: it is cooled, and its confidence then fits better."""
    data = trackset(tracks=1500)
    eager = replace(
        CONFIG,
        rounds=60,
        learning_rate=0.5,
        min_sum_hessian_in_leaf=0.1,
        lambda_l2=0,
        calibration_share=0.3,
        neighbours=0,
    )
    fold = splits.fold(data, "T")
    fitted = genre.fit(data, fold.train, eager)
    judged = [
        evaluate.judge(genre.score(m, data.inputs(fold.test.tracks)), fold.test, 4)
        for m in (fitted, replace(fitted, temperature=1.0))
    ]
    calibrated, plain = (metrics.summary(result)["ece"] for result in judged)
    assert fitted.temperature > 1
    assert calibrated < plain


def test_progress_counts_rounds_and_can_stop(data: TrackSet) -> None:
    seen: list[tuple[str, int, int]] = []

    def stop_at_five(step: str, done: int, total: int) -> None:
        seen.append((step, done, total))
        if done == 5:
            raise Cancelled

    with pytest.raises(Cancelled):
        genre.fit(data, splits.everything(data), CONFIG, progress=stop_at_five)
    assert seen == [("learning", n, 15) for n in range(1, 6)]


def test_an_artefact_whose_parts_do_not_fit_is_refused(model: GenreModel, tmp_path: Path) -> None:
    text, arrays, about = genre.pack(model)
    for run, changed, broken in (
        ("r1", {**about, "features": ["energy"]}, text),
        ("r2", {}, text),
        ("r3", about, "not a tree"),
        ("r4", {**about, "config": {"unknown": 1}}, text),
    ):
        artefacts.save(Home(tmp_path), "genre", run, broken, arrays, {"model": changed})
        with pytest.raises(BadArtefact):
            genre.unpack(artefacts.load(Home(tmp_path), "genre", run))
