from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analytics import genre, splits
from analytics.genre import GenreModel, families
from analytics.trackset import Inputs, TrackSet
from tests.analytics.genre.songs import QUICK, songs


@pytest.fixture(scope="module")
def data() -> TrackSet:
    return songs(tracks=1200)


@pytest.fixture(scope="module")
def model(data: TrackSet) -> GenreModel:
    return genre.fit(data, splits.fold(data, "T").train, QUICK)


def test_answers_are_ordered_and_never_longer_than_the_labels(model: GenreModel, data: TrackSet) -> None:
    said = genre.answer(model, data.inputs())
    assert said.ranked.shape == said.chances.shape == (1200, 4)
    assert (np.diff(said.chances, axis=1) <= 0).all()
    whole = np.concatenate(list(genre.score(model, data.inputs())))
    assert np.array_equal(said.ranked[:, 0], whole.argmax(axis=1))
    ranked, chances = genre.top(model, data.inputs(), k=2)
    assert np.array_equal(ranked, said.ranked[:, :2])
    assert np.array_equal(chances, said.chances[:, :2])


def test_sure_means_at_least_the_stated_confidence(model: GenreModel, data: TrackSet) -> None:
    said = genre.answer(model, data.inputs())
    assert np.array_equal(said.sure, said.chances[:, 0] >= 0.5)
    assert 0.1 < said.sure.mean() < 1
    bold = replace(model, config=replace(model.config, sure_above=0.0, family_sure_above=1.01))
    said = genre.answer(bold, data.inputs())
    assert said.sure.all()
    assert not said.family_sure.any()


def test_chances_of_families_are_sums_of_their_genres(model: GenreModel, data: TrackSet) -> None:
    assert model.family_names == ("family 0", "family 1")
    said = genre.answer(model, data.inputs())
    whole = np.concatenate(list(genre.score(model, data.inputs())))
    sums = np.stack([whole[:, :2].sum(axis=1), whole[:, 2:].sum(axis=1)], axis=1)
    assert said.family_chance == pytest.approx(sums.max(axis=1))
    assert np.array_equal(said.family, sums.argmax(axis=1))
    assert np.array_equal(said.family_sure, said.family_chance >= 0.6)


def test_some_answers_are_a_family_only(model: GenreModel, data: TrackSet) -> None:
    """Where the genre is not sure the family may be."""
    sound = Inputs.of_sound(data.X)
    said = genre.answer(model, sound)
    assert (said.family_sure & ~said.sure).sum() > 20


def test_families_are_sorted_and_each_label_has_its_place() -> None:
    names, place = families.index(("b", "a", "b"))
    assert names == ("a", "b")
    assert place.tolist() == [1, 0, 1]
    assert families.chances(np.array([[0.2, 0.3, 0.5]]), place).tolist() == [[0.3, 0.7]]


def test_noise_is_odd_and_tracks_of_the_catalogue_are_not(model: GenreModel, data: TrackSet) -> None:
    fresh = genre.answer(model, data.inputs(splits.fold(data, "T").test.tracks))
    assert fresh.odd.mean() < 0.05
    random = np.random.default_rng(0)
    far = data.X[:200] * random.choice([-3, 4], (200, 5))
    assert genre.answer(model, Inputs.of_sound(far)).odd.mean() > 0.9
    assert (genre.answer(model, Inputs.of_sound(far)).distance > np.median(fresh.distance)).mean() > 0.95


def test_of_a_track_without_sound_no_distance_is_known(model: GenreModel) -> None:
    said = genre.answer(model, Inputs.of_sound(np.full((1, 5), np.nan)))
    assert np.isnan(said.distance[0])
    assert not said.odd[0]


def test_no_track_vouches_for_itself() -> None:
    """A track whose artist has no other gets nothing from the artist when it says that it was learned from."""
    data = songs(tracks=300, artists=300, faithful=0)
    model = genre.fit(data, splits.everything(data), QUICK)
    times = np.bincount(data.main_artist)
    single = np.flatnonzero(times[data.main_artist] == 1)
    assert len(single) > 3
    inside, outside = parts(model, data, single, single), parts(model, data, single, None)
    assert (inside["main"] == 0).all()
    assert (outside["main"] != 0).any(axis=1).all()
    copies = parts(model, data, single, np.full(len(single), -1))
    assert np.array_equal(copies["main"], outside["main"])
    assert np.abs(inside["near"]).max() < np.abs(outside["near"]).max()


def parts(model: GenreModel, data: TrackSet, rows: np.ndarray, own: np.ndarray | None) -> dict[str, np.ndarray]:
    from analytics.genre.model import ask

    seen = ask(model, data.inputs(rows), own)
    return dict(zip(seen.names, seen.parts, strict=True))


def test_nothing_to_answer_is_answered(model: GenreModel) -> None:
    said = genre.answer(model, Inputs.of_sound(np.empty((0, 5))))
    assert said.ranked.shape == (0, 4)
    assert said.odd.shape == (0,)
