from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sp

from analytics.recommend import collaborative, content
from analytics.recommend import taste as tastes
from analytics.recommend.blend import standard
from analytics.recommend.collaborative import Als
from analytics.recommend.hybrid import FITS
from analytics.recommend.recommender import profile_row
from analytics.recommend.taste import Numbers
from tests.analytics.recommend.listening import CONFIG, listening


def _small() -> sp.csr_matrix:
    return sp.csr_matrix(np.array([[1.0, 1, 0, 0, 1], [1, 0, 1, 0, 0], [0, 1, 1, 0, 1]]))


def _ease_by_the_book(X: np.ndarray, penalty: float) -> np.ndarray:
    inverse = np.linalg.inv(X.T @ X + penalty * np.eye(X.shape[1]))
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0)
    return weights


def test_ease_from_the_listeners_side_is_ease() -> None:
    """Three listeners and five items: solved by 3 x 3, against the formula over 5 x 5; profiles of anybody, dislikes too."""
    taste = listening(listeners=20, items=80)
    config = replace(CONFIG, ease_side=0.0)
    found = collaborative.fit_ease(taste, config)
    assert not len(found.weights)
    strengths = tastes.weighted(taste.plays)
    weights = _ease_by_the_book(strengths.toarray(), config.ease_penalty * tastes.usual(strengths) ** 2)
    profiles = sp.vstack([strengths[:4], profile_row(80, {3: 2.0, 7: -1.0})]).tocsr()
    assert found.scores(profiles) == pytest.approx(profiles.toarray() @ weights, abs=1e-4)


def test_ease_with_fewer_items_than_listeners_is_ease_too() -> None:
    taste = listening(listeners=90, items=30, each=8)
    config = replace(CONFIG, ease_side=0.0)
    found = collaborative.fit_ease(taste, config)
    assert len(found.weights) == 30
    strengths = tastes.weighted(taste.plays)
    weights = _ease_by_the_book(strengths.toarray(), config.ease_penalty * tastes.usual(strengths) ** 2)
    assert found.scores(strengths) == pytest.approx(strengths.toarray() @ weights, abs=1e-4)


def test_ease_of_many_listeners_and_items_learns_from_a_draw_of_listeners() -> None:
    """Of 60 listeners and 80 items with 30 rows allowed: what the formula says of the 30 drawn, in their terms alone."""
    taste = listening(listeners=60, items=80)
    config = replace(CONFIG, ease_side=0.0, ease_rows=30)
    found = collaborative.fit_ease(taste, config)
    strengths = tastes.weighted(taste.plays)
    drawn = np.sort(np.random.default_rng(config.seed).permutation(60)[:30])
    assert found.inverse.shape == (30, 30)
    weights = _ease_by_the_book(strengths[drawn].toarray(), config.ease_penalty * tastes.usual(strengths) ** 2)
    assert found.scores(strengths) == pytest.approx(strengths.toarray() @ weights, abs=1e-4)
    whole = collaborative.fit_ease(taste, replace(config, ease_rows=60))
    assert whole.inverse.shape == (60, 60), "as many rows as are allowed are all learned from"


def test_marks_are_further_rows_of_ease() -> None:
    taste = listening(listeners=20)
    rows, usual = collaborative.stacked(taste, 3.0, 1_000)
    side, columns = tastes.side_rows(taste)
    assert rows.shape == (20 + len(columns), 80)
    assert rows[20:].toarray() == pytest.approx(3.0 * usual * side.T.toarray())


def test_item_knn_sums_the_cosines_of_the_nearest() -> None:
    plays = _small()
    taste = replace(listening(listeners=3, items=5, each=3), plays=plays)
    found = collaborative.fit_itemknn(taste, replace(CONFIG, neighbours=1))
    # Items 1 and 4 were heard by the same two: cosine 1. Item 0 shares one of two with each of 1, 2 and 4: 1/2, first kept.
    expected = np.zeros((5, 5))
    expected[1, 4] = expected[4, 1] = 1
    expected[0, 1] = expected[2, 0] = 0.5
    assert found.likeness.toarray() == pytest.approx(expected)
    assert found.scores(profile_row(5, {1: 2.0, 0: -1.0}))[0] == pytest.approx([1, 0, -0.5, 0, 2])


def test_a_profile_of_als_solves_its_equation() -> None:
    """One factor, two items 1 and 2, strength 3 for the first: x = 3 / (5 + 0.5 + (3 - 1) x 1), see Hu et al. (4)."""
    model = Als(np.array([[[1.0], [2.0]]], dtype=np.float32), penalty=0.5, trust=1.0)
    x = 3 / (5 + 0.5 + 2)
    assert model.scores(profile_row(2, {0: 3.0}))[0] == pytest.approx([x, 2 * x])
    disliked = model.scores(profile_row(2, {0: 3.0, 1: -2.0}))[0]
    # A disliked item adds trust and no wish: x = 3 / (5 + 0.5 + 2 x 1 + (2 - 1) x 4).
    assert disliked == pytest.approx([3 / 11.5, 6 / 11.5])


def test_the_penalty_of_als_does_not_silence_sparse_data() -> None:
    """Pairs of one play each, five items: trusted for 2 x log 2 x pairs / 5 each."""
    taste = replace(listening(listeners=3, items=5, each=3), plays=_small())
    n = _small().nnz
    config = replace(CONFIG, als_trust=2.0, als_penalty=80.0)
    assert collaborative.als_penalty(taste, config) == pytest.approx(1.25 * 2 * np.log(2) * n / 5)
    assert collaborative.als_penalty(taste, replace(config, als_penalty=0.1)) == 0.1


def test_popular_counts_listeners() -> None:
    taste = replace(listening(listeners=3, items=5, each=3), plays=_small())
    found = collaborative.fit_popular(taste, CONFIG)
    assert np.expm1(found.level) == pytest.approx([2, 2, 2, 0, 2])


@pytest.mark.parametrize("name", [name for name in FITS if name != "popular"])
def test_a_like_lifts_what_is_alike_and_a_dislike_lowers_it(name: str) -> None:
    """Item 0 is of the even group: liking it puts even items before odd ones, disliking it the other way round."""
    model = FITS[name](listening(listeners=200, items=60), CONFIG, lambda *_: None)
    even = np.arange(60) % 2 == 0

    def lead(profile: dict[int, float], of: Callable[[Numbers], Numbers] = standard) -> float:
        scores = of(model.scores(profile_row(60, profile)))[0]
        return float(scores[even][2:].mean() - scores[~even][1:].mean())

    assert lead({0: 2.0, 2: 2.0}) > 0.3
    assert lead({1: 2.0, 3: 2.0}) < -0.3
    against, with_it = ({0: 2.0, 2: 2.0, 1: sign * 2.0} for sign in (-1, 1))
    assert lead(against, np.asarray) > lead(with_it, np.asarray)


def test_features_that_listeners_keep_to_count_more() -> None:
    """Energy tells the groups apart, valence is noise in both."""
    energy, valence = content.explained(listening(listeners=200))
    assert energy > 0.4
    assert valence < 0.1


def test_an_item_nobody_heard_has_a_place_by_its_marks() -> None:
    """Of two items without listeners, the one that is tagged as what is liked. Not of EASE: to it, what many heard and
    nobody heard together with the item speaks against the item (measured as protocol I)."""
    taste = listening(listeners=200, items=60)
    cold = taste.plays.tolil()
    cold[:, [10, 11]] = 0
    cold_taste = replace(taste, plays=cold.tocsr())
    profile = profile_row(60, {0: 2.0, 2: 2.0})
    for name in ("als", "content"):
        scores = FITS[name](cold_taste, CONFIG, lambda *_: None).scores(profile)[0]
        assert scores[10] > scores[11], name
