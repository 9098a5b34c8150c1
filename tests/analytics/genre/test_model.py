"""The contract every model keeps, on a small catalogue: 4 genres that energy and valence, words and artists tell apart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analytics import dataset, genre, splits
from analytics.genre import FEATURE_SETS, Config, FeatureSet, GenreModel, evaluate, learning
from analytics.genre.blend import usual
from analytics.progress import Cancelled
from analytics.ragged import Floats
from analytics.trackset import Inputs, TrackSet
from tests.analytics.genre.songs import QUICK, songs

SOUND = replace(QUICK, sets="audio")


def plain(config: Config) -> genre.Blend:
    return usual(("prior", *config.parts))


@pytest.fixture(scope="module")
def data() -> TrackSet:
    return songs()


@pytest.fixture(scope="module")
def models(data: TrackSet) -> dict[FeatureSet, GenreModel]:
    return learning.fit_sets(data, splits.fold(data, "T").train, FEATURE_SETS, QUICK, "T")


@pytest.fixture(scope="module")
def model(models: dict[FeatureSet, GenreModel]) -> GenreModel:
    return models[FEATURE_SETS[-1]]


def scores(model: GenreModel, inputs: Inputs) -> Floats:
    return np.concatenate(list(genre.score(model, inputs)))


def test_probabilities_sum_to_one_whatever_the_batch(model: GenreModel, data: TrackSet) -> None:
    whole = scores(model, data.inputs())
    assert whole.shape == (600, 4)
    assert whole.sum(axis=1) == pytest.approx(np.ones(600))
    batches = list(genre.score(model, data.inputs(), batch=250))
    assert [len(b) for b in batches] == [250, 250, 100]
    assert np.concatenate(batches) == pytest.approx(whole, abs=1e-6)


def test_same_seed_same_scores(data: TrackSet, model: GenreModel) -> None:
    train = splits.fold(data, "T").train
    again, other = (genre.fit(data, train, c) for c in (QUICK, replace(QUICK, seed=1)))
    assert np.array_equal(scores(again, data.inputs()), scores(model, data.inputs()))
    assert not np.array_equal(scores(other, data.inputs()), scores(model, data.inputs()))


def test_what_is_learned_together_is_what_is_learned_alone(
    data: TrackSet, models: dict[FeatureSet, GenreModel]
) -> None:
    train = splits.fold(data, "T").train
    for name, together in models.items():
        alone = genre.fit(data, train, replace(QUICK, sets=name))
        assert np.array_equal(scores(alone, data.inputs()), scores(together, data.inputs()))


def test_each_feature_set_knows_more_and_looks_no_further(data: TrackSet, models: dict[FeatureSet, GenreModel]) -> None:
    fold = splits.fold(data, "T")
    judged = evaluate.judge_sets(models, data, fold.test)
    audio, words, artist = (float(judged[name].top1.mean()) for name in FEATURE_SETS)
    assert audio + 0.02 < words < artist - 0.05
    inputs = data.inputs(fold.test.tracks)
    nameless = replace(inputs, artists=Inputs.of_sound(inputs.X).artists)
    assert np.array_equal(scores(models["audio"], inputs), scores(models["audio"], Inputs.of_sound(inputs.X)))
    assert np.array_equal(scores(models["audio + words"], inputs), scores(models["audio + words"], nameless))
    assert not np.array_equal(scores(models[FEATURE_SETS[-1]], inputs), scores(models[FEATURE_SETS[-1]], nameless))


@pytest.mark.parametrize("protocol", ["T", "A"])
def test_permuted_labels_score_at_chance(data: TrackSet, protocol: splits.Protocol) -> None:
    order = np.random.default_rng(0).permutation(len(data))
    shuffled = dataset.relabelled(data, data.labels.take(order))
    fold = splits.fold(shuffled, protocol)
    found = learning.fit_sets(shuffled, fold.train, FEATURE_SETS, QUICK, protocol)
    judged = evaluate.judge_sets(found, shuffled, fold.test)
    # Four genres and 1.14 labels a track: an answer made blindly is right for 29%; 3 standard errors.
    chance = 0.29 + 3 * np.sqrt(0.29 * 0.71 / len(fold.test))
    assert {name: float(result.top1.mean()) < chance for name, result in judged.items()} == dict.fromkeys(found, True)


def test_no_track_and_no_artist_is_on_both_sides(data: TrackSet) -> None:
    for protocol in ("T", "A"):
        fold = splits.fold(data, protocol)
        assert not np.intersect1d(fold.train.tracks, fold.test.tracks).size
    sides = [set(data.artists.take(sample.tracks).values.tolist()) for sample in (fold.train, fold.test)]
    assert not sides[0] & sides[1]


def test_the_blend_is_learned_on_tracks_the_parts_have_not_seen(
    data: TrackSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[set[int], set[int]]] = []

    def spy(model: GenreModel, data: TrackSet, aside: splits.Sample, sets: object) -> dict[FeatureSet, genre.Blend]:
        seen.append((set(model.tracks.tolist()), set(aside.tracks.tolist())))
        return {"audio": plain(SOUND)}

    monkeypatch.setattr(learning, "learn_blends", spy)
    fold = splits.fold(data, "A")
    fitted = genre.fit(data, fold.train, SOUND, "A")
    ((learned, aside),) = seen
    artists = [set(data.artists.take(np.array(sorted(side))).values.tolist()) for side in (learned, aside)]
    assert not learned & aside
    assert not artists[0] & artists[1]
    assert set(fitted.tracks.tolist()) == set(fold.train.tracks.tolist())


def test_missing_values_are_scored_and_no_sound_at_all_says_nothing(model: GenreModel, data: TrackSet) -> None:
    found = scores(model, Inputs.of_sound(np.full((2, 5), np.nan)))
    expected = model.prior ** (model.blend.weights[0, 0] / model.blend.temperature[0])
    assert found == pytest.approx(np.tile(expected / expected.sum(), (2, 1)))
    partly = data.inputs(np.arange(50))
    for column in range(5):
        partly.X[:, column] = np.nan
        assert scores(model, partly).sum(axis=1) == pytest.approx(np.ones(50))


def test_the_more_is_missing_the_less_sure_the_answer() -> None:
    data = songs(tracks=1500)
    fitted = genre.fit(data, splits.fold(data, "T").train, replace(SOUND, epochs=20, masked=0.3))
    inputs = data.inputs(splits.fold(data, "T").test.tracks)
    blind = replace(inputs, X=np.where(np.isin(data.features, ("energy", "valence")), np.nan, inputs.X))
    known, unknown = (scores(fitted, given).max(axis=1).mean() for given in (inputs, blind))
    assert unknown < known - 0.1


def test_a_genre_that_is_not_in_training_gets_probability_zero(data: TrackSet) -> None:
    without = np.flatnonzero(~data.labels.any(np.array([False, False, True, False])))
    fitted = genre.fit(data, splits.everything(data).take(without), QUICK, blend=plain(QUICK))
    found = scores(fitted, data.inputs())
    assert (found[:, 2] == 0).all()
    assert found.sum(axis=1) == pytest.approx(np.ones(600))


def test_one_genre_left_in_training_still_answers(data: TrackSet) -> None:
    only = np.flatnonzero(data.labels.counts == 1)
    only = only[data.labels.take(only).values == 1]
    fitted = genre.fit(data, splits.everything(data).take(only), QUICK, blend=plain(QUICK))
    assert scores(fitted, data.inputs())[:, 1] == pytest.approx(np.ones(600))


def test_progress_rises_and_can_stop(data: TrackSet) -> None:
    seen: list[tuple[str, int, int]] = []

    def stop_at_last(step: str, done: int, total: int) -> None:
        seen.append((step, done, total))
        if done > total / 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        genre.fit(data, splits.everything(data), QUICK, progress=stop_at_last)
    shares = [done / total for _, done, total in seen]
    assert len(shares) > 20
    assert shares == sorted(shares)
    assert {step for step, _, _ in seen} == {"learning"}


def test_two_threads_learn_what_one_does(data: TrackSet, model: GenreModel) -> None:
    fitted = genre.fit(data, splits.fold(data, "T").train, replace(QUICK, threads=2))
    assert scores(fitted, data.inputs()) == pytest.approx(scores(model, data.inputs()), abs=1e-3)


def test_two_thousand_genres_are_learned_in_groups() -> None:
    """Trees know the most common genres apart and the rest as one; every genre still has a chance."""
    random = np.random.default_rng(0)
    data = songs(tracks=600)
    labels = np.sort(random.permutation(np.arange(600) % 300))
    wide = dataset.relabelled(data, splits.Ragged(labels, np.arange(601)))
    wide = replace(wide, label_names=tuple(f"g{i}" for i in range(300)), families=("f",) * 300)
    fitted = genre.fit(wide, splits.everything(wide), replace(QUICK, rounds=2), blend=plain(QUICK))
    assert fitted.booster.num_model_per_iteration() == 251
    found = scores(fitted, wide.inputs(np.arange(30)))
    assert found.shape == (30, 300)
    assert (found > 0).all()
