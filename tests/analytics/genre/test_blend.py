from __future__ import annotations

import numpy as np
import pytest

from analytics.genre import blend
from analytics.genre.config import PARTS
from analytics.genre.lesson import centred, shares, softmax
from analytics.ragged import Bools, Floats, Ints, Ragged

NAMES = ("prior", "trees", "network")


def drawn(n: int = 4000, seed: int = 0) -> tuple[Floats, Ragged]:
    """Scores of two parts and truth drawn from the softmax of 0.5 x the first + 1 x the second."""
    random = np.random.default_rng(seed)
    parts = centred(random.normal(0, 2, (3, n, 5)))
    parts[0] = 0
    chances = softmax(0.5 * parts[1] + parts[2])
    answers = [random.choice(5, p=row) for row in chances]
    return parts, Ragged(np.array(answers), np.arange(n + 1))


def test_weights_and_temperature_are_found_again() -> None:
    parts, truth = drawn()
    found = blend.learn(NAMES, parts, np.zeros(4000, np.int64), truth, [0])
    assert found.weights[0, 1:] == pytest.approx([0.5, 1], abs=0.1)
    assert found.temperature[0] == pytest.approx(1, abs=0.15)
    assert found.learned.tolist() == [4000, 0, 0, 0, 0, 0]


def test_parts_that_are_too_sure_are_cooled() -> None:
    parts, truth = drawn()
    found = blend.learn(NAMES, 4 * parts, np.zeros(4000, np.int64), truth, [0])
    scores = blend.scores(found, 4 * parts, np.zeros(4000, np.int64))
    confidence = softmax(scores).max(axis=1)
    hits = shares(truth, 5)[np.arange(4000), scores.argmax(axis=1)]
    assert confidence.mean() == pytest.approx(hits.mean(), abs=0.03)


def test_a_part_of_noise_gets_no_weight() -> None:
    parts, truth = drawn()
    noise = np.random.default_rng(1).normal(0, 2, parts[:1].shape)
    found = blend.learn((*NAMES, "near"), np.concatenate([parts, noise]), np.zeros(4000, np.int64), truth, [0])
    assert found.weights[0, 3] < 0.05


def test_few_tracks_leave_the_blend_as_it_is_usual() -> None:
    parts, truth = drawn(3)
    found = blend.learn(NAMES, parts, np.zeros(3, np.int64), truth, [0])
    assert found.weights[0] == pytest.approx(blend.usual(NAMES).weights[0], abs=0.25)


def flags(*values: int) -> Bools:
    return np.array(values, dtype=bool)


def test_situations_are_words_and_how_much_is_known_of_the_artist() -> None:
    found = blend.situations(flags(0, 0, 0, 1, 1, 1), np.array([0, 2, 3, 0, 1, 50]))
    assert [blend.NAMES[i] for i in found] == [
        "no words, new", "no words, few", "no words, many", "words, new", "words, few", "words, many",
    ]  # fmt: skip
    assert blend.visible(found, words=False, artists=False).tolist() == [0] * 6
    assert blend.visible(found, words=True, artists=False).tolist() == [0, 0, 0, 3, 3, 3]
    assert blend.visible(found, words=True, artists=True).tolist() == found.tolist()


def test_parts_that_have_nothing_to_say_weigh_nothing() -> None:
    names = ("prior", *PARTS["audio + words + artist"])
    random = np.random.default_rng(0)
    parts = centred(random.normal(size=(len(names), 900, 3)))
    truth = Ragged(random.integers(0, 3, 900), np.arange(901))
    where: Ints = np.repeat(np.arange(6), 150)
    found = blend.learn(names, parts, where, truth, range(6))
    weights = dict(zip(names, found.weights.T, strict=True))
    assert (weights["ngrams"][:3] == 0).all()
    assert (weights["album"][:3] == 0).all()
    assert (weights["main"][[0, 3]] == 0).all()
    assert (weights["artist_title"][[0, 1, 2, 3]] == 0).all()
    assert found.learned.tolist() == [150] * 6


def test_a_situation_without_enough_tracks_learns_from_those_of_which_more_is_known() -> None:
    names = ("prior", *PARTS["audio + words + artist"])
    random = np.random.default_rng(0)
    parts = centred(random.normal(size=(len(names), 500, 3)))
    truth = Ragged(random.integers(0, 3, 500), np.arange(501))
    found = blend.learn(names, parts, np.full(500, 5), truth, range(6))
    assert found.learned.tolist() == [500] * 6
    new = blend.learn(names, parts, np.full(500, 3), truth, range(6))
    assert new.learned.tolist() == [500, 0, 0, 500, 0, 0]
    both = blend.joined(new, found)
    assert np.array_equal(both.weights[[0, 3]], new.weights[[0, 3]])
    assert np.array_equal(both.weights[[1, 2, 4, 5]], found.weights[[1, 2, 4, 5]])
