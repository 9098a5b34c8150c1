from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from analytics import artefacts, dataset, genre, splits
from analytics.genre import FEATURE_SETS, GenreModel, learning
from analytics.trackset import TrackSet
from tests.analytics.catalogue import frames
from tests.analytics.genre.songs import QUICK, songs
from warehouse.errors import BadArtefact
from warehouse.home import Home


@pytest.fixture(scope="module")
def data() -> TrackSet:
    return songs()


@pytest.fixture(scope="module")
def models(data: TrackSet) -> dict[genre.FeatureSet, GenreModel]:
    return learning.fit_sets(data, splits.fold(data, "T").train, FEATURE_SETS, QUICK, "T")


@pytest.mark.parametrize("features", FEATURE_SETS)
def test_saved_and_loaded_same_answers(
    models: dict[genre.FeatureSet, GenreModel], features: genre.FeatureSet, data: TrackSet, tmp_path: Path
) -> None:
    model = models[features]
    text, arrays, about = genre.pack(model)
    artefacts.save(Home(tmp_path), "genre", "r1", text, arrays, {"model": about})
    loaded = genre.unpack(artefacts.load(Home(tmp_path), "genre", "r1"))
    own = np.arange(len(data))
    ours, theirs = (np.concatenate(list(genre.score(m, data.inputs(), own=own))) for m in (model, loaded))
    assert np.array_equal(ours, theirs)
    said = [genre.answer(m, data.inputs()) for m in (model, loaded)]
    for name in ("ranked", "sure", "family", "family_sure", "odd", "distance"):
        assert np.array_equal(getattr(said[0], name), getattr(said[1], name))
    plain = ("features", "label_names", "family_names", "vocabulary", "odd_from", "config")
    assert [getattr(loaded, name) for name in plain] == [getattr(model, name) for name in plain]
    one = data.inputs(np.array([3]))
    ours, theirs = ([r.contribution for r in genre.reasons(m, one, count=None)] for m in (model, loaded))
    assert ours == theirs


def test_odd_labels_and_titles_do_not_matter(tmp_path: Path) -> None:
    names = ('a "b", [c]: {d}', "ü\u202e\t=1", "'; drop table", "☃" * 300)
    inputs, labels, people = frames(names=names)
    inputs["title"] = ["\u202e" * (i % 9) + "\U0001f4a3\x00\n" + "x" * (i % 3 * 1000) for i in range(len(inputs))]
    inputs["album"] = "N/A \ufffd"
    data = dataset.build(inputs, labels, people, "v, w", 10)
    fitted = genre.fit(data, splits.everything(data), QUICK)
    text, arrays, about = genre.pack(fitted)
    artefacts.save(Home(tmp_path), "genre", "r1", text, arrays, {"model": about})
    loaded = genre.unpack(artefacts.load(Home(tmp_path), "genre", "r1"))
    assert set(loaded.label_names) == set(names)
    assert next(genre.score(loaded, data.inputs())).sum(axis=1) == pytest.approx(np.ones(400))


def test_an_artefact_whose_parts_do_not_fit_is_refused(
    models: dict[genre.FeatureSet, GenreModel], tmp_path: Path
) -> None:
    text, arrays, about = genre.pack(models["audio"])
    short = {name: array for name, array in arrays.items() if name != "network_0"}
    for run, changed, broken, numbers in (
        ("r1", {**about, "features": ["energy"]}, text, arrays),
        ("r2", {}, text, arrays),
        ("r3", about, "not a tree", arrays),
        ("r4", {**about, "config": {"unknown": 1}}, text, arrays),
        ("r5", about, text, short),
        ("r6", {**about, "label_names": ["one"]}, text, arrays),
    ):
        artefacts.save(Home(tmp_path), "genre", run, broken, numbers, {"model": changed})
        with pytest.raises(BadArtefact):
            genre.unpack(artefacts.load(Home(tmp_path), "genre", run))
