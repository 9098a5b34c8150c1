"""Answers about single tracks taken apart: they add up to what the served models say, and leave shap alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from analytics import dataset, genre, popularity
from analytics.live import explain, served
from analytics.popularity import rated
from tests.analytics.trained import QUICK, home_with
from tests.conftest import ROOT
from warehouse.connect import Reader


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory, sample_csv: Path) -> Reader:
    return Reader(home_with(tmp_path_factory.mktemp("live") / "home", sample_csv), QUICK)


@pytest.fixture(scope="module")
def track_id(reader: Reader) -> str:
    with reader.view() as view:
        return str(view.value("select track_id from tracks where genres = 'dance' order by track_id"))


def test_popularity_adds_up_to_what_is_expected(reader: Reader, track_id: str) -> None:
    found = explain.explain(reader, track_id)
    assert found is not None
    fall = found.popularity
    assert fall is not None
    assert fall.base + sum(part.contribution for part in fall.parts) == pytest.approx(fall.total)
    model = served.popularity_model(reader)
    assert model is not None
    with reader.view() as view:
        data = rated.read(view)[0].data
    # Left out of its artist's history, as in the table of predictions.
    place = np.flatnonzero(data.track_ids == track_id)
    assert fall.total == pytest.approx(popularity.predict(model, data.inputs(place), place).expected[0])
    sizes = [abs(part.contribution) for part in fall.parts]
    assert sizes == sorted(sizes, reverse=True)
    assert {"energy", "tempo"} <= {part.feature for part in fall.parts}


def test_the_duel_is_between_the_two_likeliest(reader: Reader, track_id: str) -> None:
    found = explain.explain(reader, track_id)
    assert found is not None
    duel = found.genre
    assert duel is not None
    model = served.genre_model(reader)
    assert model is not None
    with reader.view() as view:
        data = dataset.read(view)
    place = np.flatnonzero(data.track_ids == track_id)
    said = genre.answer(model, data.inputs(place), place)
    assert (duel.first, duel.second) == tuple(model.label_names[label] for label in said.ranked[0, :2])
    assert duel.chances == pytest.approx(tuple(said.chances[0, :2]))
    # Log-odds of the first against the second: what the chances say.
    assert duel.fall.total == pytest.approx(np.log(duel.chances[0] / duel.chances[1]), abs=0.02)
    assert sum(part.contribution for part in duel.fall.parts) == pytest.approx(duel.fall.total)


def test_an_unknown_track_has_no_answer(reader: Reader) -> None:
    assert explain.explain(reader, "nobody") is None


def test_the_answer_is_kept(reader: Reader, track_id: str) -> None:
    first, again = explain.explain(reader, track_id), explain.explain(reader, track_id)
    assert first is not None
    assert again is not None
    assert first.popularity is again.popularity
    assert first.genre is again.genre


def test_without_models_the_track_is_known_all_the_same(tmp_path: Path, sample_csv: Path, track_id: str) -> None:
    bare = Reader(home_with(tmp_path / "home", sample_csv, models=()), QUICK)
    found = explain.explain(bare, track_id)
    assert found is not None
    assert (found.popularity, found.genre) == (None, None)
    assert found.title


def test_serving_does_not_load_shap() -> None:
    code = "import sys, dashboard.app, analytics.live.explain; sys.exit('shap' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
