"""The step drivers on the sample with small models: what is stored, that it adds up, and what is missing is named."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from analytics.progress import Cancelled
from analytics.training import drivers
from tests.analytics.trained import QUICK, home_with
from warehouse.connect import Workbench
from warehouse.errors import NotTrainable
from warehouse.home import Home


@pytest.fixture(scope="module")
def explained(tmp_path_factory: pytest.TempPathFactory, sample_csv: Path) -> Home:
    home = home_with(tmp_path_factory.mktemp("explained") / "home", sample_csv)
    drivers.train(home, QUICK)
    return home


def test_both_models_are_explained_for_all_and_for_their_scopes(explained: Home) -> None:
    with Workbench(explained) as workbench:
        scopes = workbench.rows("select task, scope, max(n), count(*) from raw.drivers group by all order by all")
    of_genre = {scope: n for task, scope, n, _ in scopes if task == "genre"}
    of_popularity = {scope: n for task, scope, n, _ in scopes if task == "popularity"}
    assert set(of_genre) == {"all", "ambient", "classical", "dance", "folk", "metal", "reggae"}
    assert of_genre["dance"] == 2 * len_of(explained, "dance")
    assert {"all", "Metal"} <= set(of_popularity)
    assert of_popularity["all"] == 390


def len_of(home: Home, genre: str) -> int:
    with Workbench(home) as workbench:
        return workbench.value("select count(*) from track_genres where genre = $genre", {"genre": genre})


def test_importance_is_the_mean_size_of_the_stored_contributions(explained: Home) -> None:
    with Workbench(explained) as workbench:
        found = workbench.rows(
            """select importance, mean(abs(contribution))
            from raw.drivers join raw.driver_points using (run, task, scope, feature)
            where scope = 'all' or task = 'popularity' group by task, scope, feature, importance"""
        )
    assert len(found) > 30
    assert np.allclose(*np.array(found).T)


def test_the_served_importance_lies_in_its_range(explained: Home) -> None:
    with Workbench(explained) as workbench:
        assert workbench.value("select bool_and(importance between low - 1e-9 and high + 1e-9) from raw.drivers")
        assert workbench.value("select max(high - low) from raw.drivers") > 0
        assert workbench.value("select bool_and(direction is null or abs(direction) <= 1) from raw.drivers")


def test_what_was_planted_in_the_sample_leads(explained: Home) -> None:
    """Genres differ in energy, acousticness and loudness by 0.8, 0.9 and 21 dB; key and mode are noise."""
    with Workbench(explained) as workbench:
        order = [
            name
            for (name,) in workbench.rows(
                "select feature from raw.drivers where task = 'genre' and scope = 'all' order by importance desc"
            )
        ]
    assert {"acousticness", "loudness", "energy", "tempo", "danceability"} >= set(order[:3])
    assert order.index("key") > 5


def test_beliefs_are_tested_on_the_loaded_tracks(explained: Home) -> None:
    with Workbench(explained) as workbench:
        found = dict(workbench.rows("select belief, verdict from raw.beliefs"))
    assert found["energy-loudness"] == "holds"
    assert found["tempo-2020"] == "cannot be told"
    assert found["acousticness-genre"] == "holds"


def test_the_newest_run_serves_and_says_what_it_explains(explained: Home, tmp_path: Path) -> None:
    with Workbench(explained) as workbench:
        ((run, promoted, card),) = workbench.rows(
            "select run, promoted, card from raw.model_runs where model = 'drivers'"
        )
        runs = dict(workbench.rows("select model, run from raw.model_runs where model <> 'drivers'"))
    about = json.loads(card)
    assert promoted
    assert about["run"] == run
    assert about["explains"] == runs
    assert about["data"]["tracks"] == 385  # recordings


def test_without_models_beliefs_are_tested_alone(tmp_path: Path, sample_csv: Path) -> None:
    home = home_with(tmp_path / "home", sample_csv, models=())
    first = drivers.train(home, QUICK)
    second = drivers.train(home, QUICK)
    assert "Genre is not explained: no genre model serves." in first.card["limits"]
    assert "Popularity is not explained: no popularity model serves." in first.card["limits"]
    with Workbench(home) as workbench:
        assert workbench.value("select count(*) from raw.drivers") == 0
        assert workbench.value("select count(distinct run) from raw.beliefs") == 2
        assert workbench.rows("select run from raw.model_runs where promoted") == [(second.run,)]


def test_a_home_without_tracks_is_told_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NotTrainable) as caught:
        drivers.train(Home(tmp_path), QUICK)
    assert "load" in caught.value.hint


def test_a_cancelled_run_writes_nothing(tmp_path: Path, sample_csv: Path) -> None:
    home = home_with(tmp_path / "home", sample_csv, models=())

    def stop(step: str, done: int, total: int) -> None:
        if step == "Testing beliefs":
            raise Cancelled

    with pytest.raises(Cancelled):
        drivers.train(home, QUICK, stop)
    with Workbench(home) as workbench:
        assert workbench.value("select count(*) from raw.model_runs") == 0
