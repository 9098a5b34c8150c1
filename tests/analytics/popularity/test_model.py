from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

from analytics import artefacts, popularity
from analytics.popularity import FEATURE_SETS, Forecast, PopularityModel, rated
from analytics.popularity.config import Config, Trees, restored, suited
from analytics.popularity.rated import Rated
from analytics.progress import Cancelled
from analytics.ragged import Ragged
from analytics.trackset import Inputs
from tests.analytics.popularity.hits import CONFIG, catalogue, hits, r2, rate, with_popularity
from warehouse.errors import BadArtefact, NotTrainable
from warehouse.home import Home

FIELDS = ("zero", "level", "expected", "low", "high", "known")


@pytest.fixture(scope="module")
def data() -> Rated:
    return hits()


@pytest.fixture(scope="module")
def model(data: Rated) -> PopularityModel:
    return popularity.fit(data.data, rated.fold(data, "T").train, CONFIG, "T")


@pytest.fixture(scope="module")
def said(data: Rated, model: PopularityModel) -> Forecast:
    return popularity.predict(model, data.data.inputs(rated.fold(data, "T").test.tracks))


def _same(one: Forecast, other: Forecast) -> None:
    for name in FIELDS:
        assert np.array_equal(getattr(one, name), getattr(other, name)), name


def test_what_was_planted_is_found(data: Rated, said: Forecast) -> None:
    """Noise of 4 points is 3% of the variance: an ideal model reaches 0.97, the mean 0."""
    y = data.y[rated.fold(data, "T").test.tracks]
    assert r2(y, said.expected) > 0.8
    assert said.zero[y == 0].min() > 0.5 > said.zero[y > 0].max()
    assert 0.7 <= np.mean((y >= said.low) & (y <= said.high)) <= 0.95


def test_expected_is_the_chance_of_not_being_at_0_times_the_level(said: Forecast) -> None:
    assert said.expected == pytest.approx((1 - said.zero) * said.level)
    assert (said.low <= said.high).all()
    assert said.low.min() >= 0
    assert said.high.max() <= 100
    assert ((said.zero >= 0) & (said.zero <= 1)).all()


@pytest.mark.parametrize("features", FEATURE_SETS)
@pytest.mark.parametrize("protocol", ["T", "A"])
def test_permuted_popularity_is_not_explained(features: str, protocol: rated.By) -> None:
    """With history as well: a track must not vouch for itself. 300 tested, standard error of R2 about 0.03."""
    data = hits()
    data = with_popularity(data, np.random.default_rng(1).permutation(data.y))
    fold = rated.fold(data, protocol)
    found = popularity.fit(data.data, fold.train, replace(CONFIG, features=features), fold.protocol)
    y = data.y[fold.test.tracks]
    assert r2(y, popularity.predict(found, data.data.inputs(fold.test.tracks)).expected) < 0.05


def test_genres_and_history_each_add(data: Rated) -> None:
    fold = rated.fold(data, "T")
    y, inputs = data.y[fold.test.tracks], data.data.inputs(fold.test.tracks)
    reached = []
    for features in FEATURE_SETS:
        found = popularity.fit(data.data, fold.train, replace(CONFIG, features=features), "T")
        reached.append(r2(y, popularity.predict(found, inputs).expected))
    audio, genres, history = reached
    assert audio < genres - 0.05
    assert genres < history - 0.2


def test_the_same_seed_says_the_same_and_another_does_not(data: Rated, model: PopularityModel) -> None:
    train, inputs = rated.fold(data, "T").train, data.data.inputs()
    again, other = (popularity.fit(data.data, train, replace(CONFIG, seed=seed), "T") for seed in (0, 1))
    _same(popularity.predict(model, inputs), popularity.predict(again, inputs))
    assert not np.array_equal(popularity.predict(other, inputs).expected, popularity.predict(model, inputs).expected)


def test_batches_say_what_the_whole_says(data: Rated, model: PopularityModel) -> None:
    inputs, own = data.data.inputs(), np.arange(len(data))
    _same(popularity.predict(model, inputs, own), popularity.predict(model, inputs, own, batch=77))
    assert len(popularity.predict(model, inputs.take(np.empty(0, np.int64)))) == 0


def test_a_stored_model_says_the_same(data: Rated, model: PopularityModel, tmp_path: Path) -> None:
    text, arrays, about = popularity.pack(model)
    artefacts.save(Home(tmp_path), "popularity", "r1", text, arrays, {"model": about})
    again = popularity.unpack(artefacts.load(Home(tmp_path), "popularity", "r1"))
    own = np.arange(len(data))
    _same(popularity.predict(model, data.data.inputs(), own), popularity.predict(again, data.data.inputs(), own))
    assert again.config == model.config


@pytest.mark.parametrize("features", FEATURE_SETS)
def test_a_stored_model_of_every_set_comes_back(data: Rated, features: str, tmp_path: Path) -> None:
    found = popularity.fit(data.data, rated.everyone(data), replace(CONFIG, features=features), "T")
    text, arrays, about = popularity.pack(found)
    artefacts.save(Home(tmp_path), "popularity", "r1", text, arrays, {"model": about})
    again = popularity.unpack(artefacts.load(Home(tmp_path), "popularity", "r1"))
    _same(popularity.predict(found, data.data.inputs()), popularity.predict(again, data.data.inputs()))


def test_an_artefact_whose_parts_do_not_fit_is_refused(model: PopularityModel, tmp_path: Path) -> None:
    text, arrays, about = popularity.pack(model)
    without = {name: array for name, array in arrays.items() if name != "context.artist_sums"}
    broken = (
        (text, arrays, {**about, "features": ["energy"]}),
        (text, arrays, {}),
        ("not json", arrays, about),
        (text, without, about),
        (json.dumps({name: ["not a tree"] for name in json.loads(text)}), arrays, about),
        (text, arrays, {**about, "config": {"unknown": 1}}),
    )
    for number, (changed, stored, card) in enumerate(broken):
        artefacts.save(Home(tmp_path), "popularity", f"r{number}", changed, stored, {"model": card})
        with pytest.raises(BadArtefact):
            popularity.unpack(artefacts.load(Home(tmp_path), "popularity", f"r{number}"))


def test_known_means_that_artist_or_album_has_other_tracks_here() -> None:
    made, y = catalogue(artists=3, tracks=300)
    data = rate(made, y)
    data.data.albums[:] = ""
    alone = np.flatnonzero(data.data.main_artist == 0)[0]
    train = rated.everyone(data).take(np.flatnonzero((data.data.main_artist != 0) | (np.arange(300) == alone)))
    model = popularity.fit(data.data, train, CONFIG, "T")
    inputs, own = data.data.inputs(), np.arange(300)
    assert popularity.predict(model, inputs).known.all()
    left_out = popularity.predict(model, inputs, own).known
    assert not left_out[alone]
    assert left_out[data.data.main_artist != 0].all()
    assert not popularity.predict(model, Inputs.of_sound(data.data.X)).known.any()


def test_a_new_artist_on_a_known_compilation_is_known(data: Rated, model: PopularityModel) -> None:
    nobody = replace(data.data.inputs(), artists=Ragged.of([[] for _ in range(len(data))]))
    said = popularity.predict(model, nobody)
    assert said.known.all()
    assert said.expected[data.y == 0].mean() < 0.3 * said.expected[data.y > 0].mean()
    assert not popularity.predict(model, replace(nobody, albums=np.full(len(data), "", dtype=object))).known.any()


def test_a_track_does_not_vouch_for_itself(data: Rated) -> None:
    """Its own popularity is left out of its artist's: the forecast of a trained track does not move with it."""
    everyone = rated.everyone(data)
    model = popularity.fit(data.data, everyone, CONFIG, "T")
    place, own = np.array([7]), np.array([7])
    inputs = data.data.inputs(place)
    moved = model.rated.copy()
    moved[7] = np.nan
    with_it = popularity.predict(replace(model, rated=moved), inputs, own).expected[0]
    without = popularity.predict(model, inputs, own).expected[0]
    assert with_it == popularity.predict(model, inputs).expected[0]
    assert with_it != without


@pytest.mark.parametrize("known", [True, False])
def test_missing_inputs_widen_the_interval(data: Rated, model: PopularityModel, known: bool) -> None:
    """On the average of tracks, whichever input goes: one feature, the genres, all of them."""
    tracks = rated.fold(data, "T").test.tracks
    inputs = data.data.inputs(tracks)
    if not known:
        inputs = replace(inputs, artists=Ragged.of([[] for _ in tracks]), albums=np.full(len(tracks), "", dtype=object))
    none = Ragged.of([[] for _ in tracks])
    whole = _width(model, inputs)
    for place in range(3):
        X = inputs.X.copy()
        X[:, place] = np.nan
        assert _width(model, replace(inputs, X=X)) >= whole - 1e-9
    nothing = replace(inputs, X=np.full_like(inputs.X, np.nan), genres=none)
    assert _width(model, replace(inputs, genres=none)) >= whole - 1e-9
    assert _width(model, nothing) > whole


def _width(model: PopularityModel, inputs: Inputs) -> float:
    found = popularity.predict(model, inputs)
    return float((found.high - found.low).mean())


def test_genres_that_training_did_not_have_are_no_genres(data: Rated, model: PopularityModel) -> None:
    inputs = data.data.inputs(np.arange(20))
    unheard = replace(inputs, genre_names=tuple(f"new {i}" for i in range(6)))
    _same(
        popularity.predict(model, unheard),
        popularity.predict(model, replace(inputs, genres=Ragged.of([[] for _ in range(20)]))),
    )


def test_genres_are_found_by_name_whatever_their_order(data: Rated, model: PopularityModel) -> None:
    inputs = data.data.inputs(np.arange(50))
    turned = Ragged(5 - inputs.genres.values, inputs.genres.starts)
    other = replace(inputs, genres=turned, genre_names=tuple(reversed(inputs.genre_names)))
    _same(popularity.predict(model, inputs), popularity.predict(model, other))


def test_nothing_at_all_is_answered(model: PopularityModel) -> None:
    found = popularity.predict(model, Inputs.of_sound(np.full((1, 3), np.nan)))
    assert 0 < found.expected[0] < 100
    assert found.high[0] - found.low[0] > 20


@pytest.mark.parametrize("protocol", ["T", "A"])
def test_no_track_at_0_leaves_the_level_alone(protocol: rated.By) -> None:
    data = hits()
    data = with_popularity(data, np.maximum(data.y, 5))
    fold = rated.fold(data, protocol)
    found = popularity.predict(popularity.fit(data.data, fold.train, CONFIG, fold.protocol), data.data.inputs())
    assert (found.zero == 0).all()
    assert np.array_equal(found.expected, found.level)


def test_one_popularity_above_0_leaves_the_chance_alone() -> None:
    data = hits()
    data = with_popularity(data, np.where(data.y > 0, 40.0, 0.0))
    model = popularity.fit(data.data, rated.everyone(data), CONFIG, "T")
    found = popularity.predict(model, data.data.inputs())
    assert found.level == pytest.approx(np.full(len(data), 40.0), abs=0.01)
    assert found.zero[data.y == 0].min() > 0.5


def test_constant_popularity_is_refused() -> None:
    data = hits()
    with pytest.raises(NotTrainable, match="different popularity"):
        popularity.fit(with_popularity(data, np.zeros(len(data))).data, rated.everyone(data), CONFIG, "T")


def test_genres_alone_are_enough(data: Rated) -> None:
    """Without any audio feature; in the set of audio alone nothing is left but the usual track."""
    bare = replace(data, data=replace(data.data, X=np.empty((len(data), 0)), features=()))
    fold = rated.fold(bare, "T")
    y, inputs = bare.y[fold.test.tracks], bare.data.inputs(fold.test.tracks)
    for features, least, most in ((FEATURE_SETS[0], -0.1, 0.01), (FEATURE_SETS[2], 0.5, 1.0)):
        model = popularity.fit(bare.data, fold.train, replace(CONFIG, features=features), "T")
        assert least < r2(y, popularity.predict(model, inputs).expected) < most


def test_progress_counts_trees_and_can_stop(data: Rated) -> None:
    seen: list[tuple[int, int]] = []

    def stop_at_five(_step: str, done: int, total: int) -> None:
        seen.append((done, total))
        if done == 5:
            raise Cancelled

    with pytest.raises(Cancelled):
        popularity.fit(data.data, rated.everyone(data), CONFIG, "T", stop_at_five)
    assert [done for done, _ in seen] == [1, 2, 3, 4, 5]
    assert {total for _, total in seen} == {2 * CONFIG.alone.bags * CONFIG.alone.rounds}


def test_settings_survive_json() -> None:
    changed = Config(seed=3, features=FEATURE_SETS[1], alone=Trees(rounds=7))
    assert restored(json.loads(json.dumps(asdict(changed)))) == changed
    assert changed.with_genres
    assert not changed.with_history


def test_deep_trees_are_trusted_as_far_as_tracks_like_the_tested_ones_are_known() -> None:
    """Every track is there three times, nearly alike, at a popularity that nothing else tells."""
    random = np.random.default_rng(1)
    made, _ = catalogue(tracks=1500, artists=1500)
    of = np.arange(1500) // 3
    sound = random.uniform(0, 1, (500, 3))[of] + random.normal(0, 1e-4, (1500, 3))
    data = rate(replace(made, X=sound), np.round(random.uniform(1, 100, 500))[of])
    config = replace(CONFIG, features=FEATURE_SETS[0])
    weights = {}
    for by in ("T", "A"):
        fold = rated.fold(data, by)  # type: ignore[arg-type]
        weights[by] = popularity.fit(data.data, fold.train, config, fold.protocol).alone.part.weights
    assert weights["A"] == (0.5, 0.5), "new artists are told by shallow trees alone"
    assert sum(weights["T"]) == pytest.approx(1)
    assert weights["T"][-1] >= 0.75
    unlike = replace(data, data=replace(data.data, X=random.uniform(0, 1, (1500, 3))))
    calm = popularity.fit(unlike.data, rated.fold(unlike, "T").train, config, "T").alone.part.weights
    assert calm == (0.5, 0.5)


def test_small_catalogues_get_smaller_trees() -> None:
    assert suited(Config(), 10_000) == Config()
    small = suited(Config(), 400)
    assert small.alone.rounds < Config().alone.rounds
    assert small.context.num_leaves < Config().context.num_leaves


def test_genres_of_one_track_are_the_same_columns_in_every_part() -> None:
    made = hits(tracks=300, artists=60)
    alone = Ragged(np.arange(300), np.arange(301))
    data = replace(made.data, labels=alone, label_names=tuple(f"genre {i}" for i in range(300)))
    model = popularity.fit(data, rated.fold(replace(made, data=data), "T").train, CONFIG)
    assert model.context is not None
    for hurdle in (model.alone, model.context):
        assert hurdle.spread.booster.num_feature() == len(hurdle.part.names) + 2
    assert np.isfinite(popularity.predict(model, data.inputs()).expected).all()
