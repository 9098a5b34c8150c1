"""The contract that every recommender keeps, and what the blend does."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analytics import artefacts, recommend
from analytics.recommend import Recommender, blend, evaluate, holdout, hybrid, measures
from analytics.recommend import taste as tastes
from analytics.recommend.blend import Lesson
from analytics.recommend.evaluate import MODELS
from analytics.recommend.ranking import lists
from analytics.recommend.recommender import profile_row
from analytics.recommend.taste import Taste
from tests.analytics.recommend.listening import CONFIG, listening, shuffled
from warehouse.errors import BadArtefact
from warehouse.home import Home

PERSONAL = [name for name in MODELS if name != "popular"]


def _recall(name: str, taste: Taste, seed: int = 0) -> float:
    given = holdout.items_of_listeners(taste, seed)
    model = evaluate.fitted(name, given.train, CONFIG)
    found = lists(model, tastes.weighted(given.train.plays), given.held)
    each = measures.per_listener(found, given.train.heard(), given.train.shape[0])
    return float(each["recall@10"].mean())


@pytest.fixture(scope="module")
def taste() -> Taste:
    return listening(listeners=200)


@pytest.fixture(scope="module")
def served(taste: Taste) -> Recommender:
    return Recommender.of(taste, recommend.fit(taste, CONFIG))


@pytest.mark.parametrize("name", MODELS)
def test_the_same_seed_says_the_same(name: str, taste: Taste) -> None:
    one, again = (evaluate.fitted(name, taste, CONFIG).scores(tastes.weighted(taste.plays)) for _ in range(2))
    assert np.array_equal(one, again)
    assert one.shape == taste.shape
    assert np.isfinite(one).all()


@pytest.mark.parametrize("name", ["als", "bpr", "hybrid"])
def test_another_seed_says_something_else(name: str, taste: Taste) -> None:
    one, other = (
        evaluate.fitted(name, taste, replace(CONFIG, seed=seed)).scores(tastes.weighted(taste.plays)) for seed in (0, 1)
    )
    assert not np.array_equal(one, other)


@pytest.mark.parametrize("name", PERSONAL)
def test_planted_taste_is_found_and_shuffled_taste_is_not(name: str, taste: Taste) -> None:
    """10 of 80 - 9 items at random find 14% of what is held out, standard error 2.5 points over 200 listeners of 3."""
    chance = 10 / (80 - 9)
    assert _recall(name, taste) > 2 * chance
    assert abs(_recall(name, shuffled(taste)) - chance) < 0.075


def test_a_listener_is_never_answered_with_what_is_known(taste: Taste) -> None:
    profiles = tastes.weighted(taste.plays)
    held = holdout.items_of_listeners(taste, 0).held
    found = lists(evaluate.fitted("popular", taste, CONFIG), profiles, held)
    assert not found.hits.any(), "everything that is held out is in these profiles"


def test_the_blend_is_the_weighted_sum_of_standard_scores(taste: Taste, served: Recommender) -> None:
    model, profiles = served.model, tastes.weighted(taste.plays)[:5]
    expected = sum(
        weight * blend.standard(part.scores(profiles)) for weight, part in zip(model.weights, model.parts, strict=True)
    )
    assert model.scores(profiles) == pytest.approx(np.asarray(expected), abs=1e-5)
    assert model.weights.sum() == pytest.approx(1)
    assert model.learned_from == 200


def test_a_profile_that_holds_nothing_is_given_what_most_hear(served: Recommender) -> None:
    scores = served.model.scores(profile_row(80, {}))[0]
    assert np.array_equal(np.argsort(-scores, kind="stable"), np.argsort(-served.heard, kind="stable"))


def test_the_part_that_knows_gets_the_weight() -> None:
    """40 listeners with 10 candidates each: the first part ranks the held-out item first, the others say nothing of it."""
    random = np.random.default_rng(0)
    held = np.tile(np.arange(10) == 3, 40)
    columns = np.column_stack([held + random.normal(0, 0.3, 400), random.normal(0, 1, 400), np.zeros(400)])
    given = Lesson(columns, np.repeat(np.arange(40), 10), held)
    first, second, _ = blend.learn(given)
    assert first > 0.85
    assert second < 0.1


def test_quality_is_as_worked_by_hand() -> None:
    """Two listeners of three candidates: the held-out one is first of one listener and second of the other."""
    given = Lesson(np.array([[3.0], [2], [1], [3], [2], [1]]), np.repeat([0, 1], 3), np.array([1, 0, 0, 0, 1, 0], bool))
    expected = (1 + 1 / np.log2(3)) / 2 + 1
    assert blend.quality(given, np.array([1.0])) == pytest.approx(expected)


def test_too_few_listeners_weigh_the_parts_the_same() -> None:
    weights, learned_from = hybrid.learn_weights(listening(listeners=10), CONFIG)
    assert learned_from == 0
    assert weights == pytest.approx([1 / 3] * 3)


def _store(found: Recommender, home: Path, run: str = "r1") -> Any:
    text, arrays, about = recommend.pack(found)
    artefacts.save(Home(home), "recommend", run, text, arrays, {"model": about})
    return artefacts.load(Home(home), "recommend", run)


def test_a_stored_recommender_says_the_same(taste: Taste, served: Recommender, tmp_path: Path) -> None:
    again = recommend.unpack(_store(served, tmp_path))
    profiles = tastes.weighted(taste.plays)[:7]
    assert np.array_equal(again.model.scores(profiles), served.model.scores(profiles))
    assert again.model.config == served.model.config
    assert again.ids.tolist() == served.ids.tolist()
    mine, theirs = (found.history("listener 3") for found in (served, again))
    assert mine is not None
    assert theirs is not None
    assert mine[0].tolist() == theirs[0].tolist() == taste.plays[3].indices.tolist()
    assert again.history("a stranger") is None


def test_the_names_of_listeners_are_not_stored(served: Recommender, tmp_path: Path) -> None:
    stored = _store(served, tmp_path)
    assert "listener 3" not in stored.text
    assert "listener 3" not in json.dumps(stored.card)


def test_an_artefact_whose_parts_do_not_fit_is_refused(served: Recommender, tmp_path: Path) -> None:
    text, arrays, about = recommend.pack(served)
    fewer = {**arrays, "popular": arrays["popular"][:-1]}
    far = {**arrays, "plays.indices": arrays["plays.indices"] + 1_000}
    broken = ((text, fewer, about), ("{}", arrays, about), (text, arrays, {}), (text, far, about))
    for number, (words, held, told) in enumerate(broken):
        artefacts.save(Home(tmp_path), "recommend", f"r{number}", words, held, {"model": told})
        with pytest.raises(BadArtefact):
            recommend.unpack(artefacts.load(Home(tmp_path), "recommend", f"r{number}"))
