from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from analytics import genre, splits
from analytics.genre import GenreModel, trees
from analytics.genre.lesson import centred
from analytics.ragged import Floats
from analytics.trackset import Inputs, TrackSet
from tests.analytics.genre.songs import QUICK, songs


@pytest.fixture(scope="module")
def data() -> TrackSet:
    return songs()


@pytest.fixture(scope="module")
def model(data: TrackSet) -> GenreModel:
    return genre.fit(data, splits.fold(data, "T").train, QUICK)


def test_all_reasons_add_up_to_the_score(model: GenreModel, data: TrackSet) -> None:
    for track in range(0, 60, 3):
        one = data.inputs(np.array([track]))
        logs = np.log(next(genre.score(model, one)))
        for label in range(4):
            found = genre.reasons(model, one, label, count=None)
            assert sum(r.contribution for r in found) == pytest.approx(centred(logs)[0, label], abs=1e-4)
            assert len(found) == 5 + 4


def test_the_first_answer_is_meant_when_none_is_named(model: GenreModel, data: TrackSet) -> None:
    one = data.inputs(np.array([7]))
    best = int(next(genre.score(model, one)).argmax())
    assert str(genre.reasons(model, one)) == str(genre.reasons(model, one, best))


def test_reasons_are_ordered_and_carry_the_values_of_their_features(model: GenreModel, data: TrackSet) -> None:
    for track in range(20):
        found = genre.reasons(model, data.inputs(np.array([track])), count=6)
        sizes = [abs(r.contribution) for r in found]
        assert sizes == sorted(sizes, reverse=True)
        for reason in found:
            if reason.feature in data.features:
                value = data.X[track, data.features.index(reason.feature)]
                assert reason.value == value or np.isnan(value)


def test_the_features_that_made_the_genres_are_the_strongest(model: GenreModel, data: TrackSet) -> None:
    strongest = []
    for track in range(1, 41):
        found = genre.reasons(model, Inputs.of_sound(data.X[[track]]), count=None)
        strongest.append(next(r.feature for r in found if r.feature in data.features))
    assert sum(name in ("energy", "valence") for name in strongest) > 0.75 * len(strongest)


def test_what_is_not_known_is_no_reason(model: GenreModel) -> None:
    found = genre.reasons(model, Inputs.of_sound(np.full((1, 5), np.nan)), count=None)
    assert {r.feature for r in found if r.contribution} == {genre.COMMON}


def test_a_genre_that_was_not_learned_has_no_reasons(model: GenreModel, data: TrackSet) -> None:
    assert genre.reasons(model, data.inputs(np.array([0])), label=99) == []


def test_contributions_of_the_trees_are_shapley_values_by_definition() -> None:
    """Against the definition: the mean over all orders of what a feature adds, a feature not yet there being averaged
    over both sides of a split by their training rows (path-dependent TreeSHAP)."""
    data = songs(tracks=200)
    model = genre.fit(data, splits.fold(data, "T").train, QUICK)
    dump = model.booster.dump_model()["tree_info"]
    row = model.wide(data.X[[5]])[0]
    width = len(row)
    found, base = trees.contributions(model.trees, model.features, data.X[[5]])
    some = dump[: 4 * 2]
    small = [_expected(t["tree_structure"], row, set(range(width))) for t in some]
    assert np.isfinite(small).all()
    place = model.trees.place[0]
    of_class = [t["tree_structure"] for t in dump if t["tree_index"] % 4 == place]
    used = sorted({f for tree in of_class for f in _used(tree)})
    values = np.zeros(width)
    orders = list(permutations(used)) if len(used) <= 5 else []
    assert orders, "the catalogue has too many columns to try every order"
    for order in orders:
        known: set[int] = set()
        before = _sum(of_class, row, known)
        for feature in order:
            known = known | {feature}
            after = _sum(of_class, row, known)
            values[feature] += (after - before) / len(orders)
            before = after
    assert found[0] == pytest.approx(values, abs=1e-6)
    assert base[0] == pytest.approx(_sum(of_class, row, set()), abs=1e-6)


def _sum(of_class: list[dict], row: Floats, known: set[int]) -> float:
    return sum(_expected(tree, row, known) for tree in of_class)


def _used(node: dict) -> set[int]:
    if "leaf_value" in node and "split_feature" not in node:
        return set()
    return {node["split_feature"]} | _used(node["left_child"]) | _used(node["right_child"])


def _expected(node: dict, row: Floats, known: set[int]) -> float:
    if "split_feature" not in node:
        return float(node["leaf_value"])
    feature = node["split_feature"]
    if feature not in known:
        sides = [node["left_child"], node["right_child"]]
        counts = [side.get("internal_count", side.get("leaf_count")) for side in sides]
        return sum(c * _expected(s, row, known) for c, s in zip(counts, sides, strict=True)) / sum(counts)
    return _expected(node["left_child"] if _left(node, row[feature]) else node["right_child"], row, known)


def _left(node: dict, value: float) -> bool:
    if node["decision_type"] == "==":
        return int(value) in {int(v) for v in str(node["threshold"]).split("||")} if not np.isnan(value) else False
    if np.isnan(value):
        return bool(node["default_left"])
    return bool(value <= node["threshold"])


def test_contributions_of_the_trees_equal_shap() -> None:
    shap = pytest.importorskip("shap")
    data = songs(tracks=200)
    model = genre.fit(data, splits.fold(data, "T").train, QUICK)
    wide = model.wide(data.X[:5])
    explained = np.asarray(shap.TreeExplainer(model.booster).shap_values(wide))
    for track in range(5):
        ours, _ = trees.contributions(model.trees, model.features, data.X[[track]])
        assert ours == pytest.approx(explained[track].T[model.trees.place], abs=1e-6)
