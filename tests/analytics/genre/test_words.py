from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analytics import splits
from analytics.genre import words
from analytics.genre.lesson import Lesson, softmax
from analytics.ragged import Floats
from tests.analytics.genre.songs import QUICK, songs


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    data = songs()
    return Lesson.of(data, splits.everything(data))


def test_words_that_tell_a_genre_are_learned(lesson: Lesson) -> None:
    model = words.fit(lesson, QUICK)
    fresh = songs(seed=5)
    found = words.logs(model, fresh.inputs()).argmax(axis=1)
    first = fresh.labels.values[fresh.labels.starts[:-1]]
    spoken = words.known(fresh.inputs())
    # Half the titles are of the genre's syllables, a quarter of the others are by chance.
    assert np.mean(found[spoken] == first[spoken]) > 0.5


def test_without_words_nothing_is_said(lesson: Lesson) -> None:
    model = words.fit(lesson, QUICK)
    silent = ~words.known(lesson.inputs)
    assert silent.sum() == 30
    assert (words.logs(model, lesson.inputs)[silent] == 0).all()
    assert (words.logs(model, lesson.inputs)[~silent] != 0).any(axis=1).all()


def test_ngrams_of_fewer_than_five_tracks_do_not_count(lesson: Lesson) -> None:
    def said(times: int, title: str) -> Floats:
        titles = lesson.inputs.titles.copy()
        titles[:times] = "ωωω"
        model = words.fit(replace(lesson, inputs=replace(lesson.inputs, titles=titles)), QUICK)
        one = lesson.inputs.take(np.array([0]))
        return words.logs(model, replace(one, titles=np.array([title]), albums=np.array([""])))

    assert np.array_equal(said(4, "ωωω"), said(4, "ψψψ"))
    assert not np.array_equal(said(5, "ωωω"), said(5, "ψψψ"))


def test_weights_are_limited_when_genres_are_many(lesson: Lesson, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "MAX_WEIGHTS", 200)
    model = words.fit(lesson, QUICK)
    assert model.weights.shape == (50, 4)
    assert (np.diff(model.grams) > 0).all()


def test_a_catalogue_without_words_is_survived(lesson: Lesson) -> None:
    empty = np.full(len(lesson), "", dtype=object)
    model = words.fit(replace(lesson, inputs=replace(lesson.inputs, titles=empty, albums=empty)), QUICK)
    assert model.weights.shape == (0, 4)
    assert (words.logs(model, lesson.inputs) == 0).all()


def test_endless_titles_cost_no_more_than_long_ones(lesson: Lesson) -> None:
    model = words.fit(lesson, QUICK)
    endless = replace(lesson.inputs.take(np.array([0])), titles=np.array(["la la " * 100_000]), albums=np.array([""]))
    cut = replace(endless, titles=np.array([("la la " * 100)[: words.LONGEST]]))
    assert words.logs(model, endless) == pytest.approx(words.logs(model, cut))


def test_chances_are_near_the_shares_seen(lesson: Lesson) -> None:
    model = words.fit(lesson, replace(QUICK, words_epochs=10))
    chances = softmax(words.logs(model, lesson.inputs) + np.log(lesson.prior))
    assert chances.mean(axis=0) == pytest.approx(lesson.prior, abs=0.05)
