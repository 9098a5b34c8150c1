from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from analytics import artefacts, popularity
from analytics import training as train
from analytics.live import served
from analytics.progress import Cancelled
from analytics.training import popularity as popularity_training
from tests.analytics.popularity.hits import FEATURES, catalogue
from warehouse import build, publish, store
from warehouse.connect import Reader, Workbench
from warehouse.errors import NotTrainable
from warehouse.home import Home
from warehouse.settings import Settings

QUICK = Settings(threads=1, wait_seconds=1)


def fill(home: Path, load: int = 1, tracks: int = 400, unrated: int = 20, labelled: bool = True) -> Home:
    """A home with planted tracks, the last `unrated` of them without a popularity, built."""
    made, y = catalogue(load, tracks, artists=60)
    everyone = made.inputs(0, tracks)
    ids = [f"{load}{track}" for track in made.ids]
    known = [None if i >= tracks - unrated else int(value) for i, value in enumerate(y)]
    names = [[f"artist {code}" for code in everyone.artists[i]] for i in range(tracks)]
    rows = {
        "load_id": pa.array([load] * tracks, pa.int32()),
        "track_id": ids,
        "title": everyone.titles.tolist(),
        "album": everyone.albums.tolist(),
        "artists": ["; ".join(one) for one in names],
        "artist_names": names,
        "popularity": pa.array(known, pa.int32()),
        **{name: pa.array(made.X[:, i], from_pandas=True) for i, name in enumerate(FEATURES)},
    }
    with Workbench(Home(home)) as workbench:
        store.prepare(workbench)
        about = {"load_id": load, "file": "f.csv", "collection": "c", "loaded_at": datetime(2026, 1, load)}
        store.record_load(workbench, about)
        _insert(workbench, "tracks", pa.table(rows))
        if labelled:
            genres = [made.genre_names[everyone.genres[i][0]] for i in range(tracks)]
            labels = {"load_id": rows["load_id"], "track_id": ids, "vocabulary": ["v"] * tracks, "genre": genres}
            _insert(workbench, "labels", pa.table(labels))
        build.build(workbench)
    return Home(home)


def _insert(workbench: Workbench, table: str, rows: pa.Table) -> None:
    workbench.con.register("given", rows)
    store.insert(workbench, table, "select * from given", {})
    workbench.con.unregister("given")


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = fill(tmp_path_factory.mktemp("trained"))
    train.train(home, QUICK, only=["popularity"])
    return home


@pytest.fixture
def home(trained: Home, tmp_path: Path) -> Home:
    """A copy of the trained home, to change."""
    return Home(shutil.copytree(trained.path, tmp_path / "home"))


def _run(home: Home) -> str:
    with Workbench(home) as workbench:
        return str(workbench.value("select run from raw.model_runs where model = 'popularity' and promoted"))


def test_every_track_gets_a_forecast_also_without_a_popularity(trained: Home) -> None:
    with Workbench(trained) as workbench:
        ((n, ids, least, most, wrong),) = workbench.rows(
            """select count(*), count(distinct track_id), min(low), max(high),
            count(*) filter (abs(expected - (1 - zero) * level) > 1e-6 or low > high)
            from raw.popularity_predictions"""
        )
        assert (n, ids, wrong) == (400, 400, 0)
        assert least >= 0
        assert most <= 100
        assert workbench.value("select bool_and(out_of_fold) from raw.popularity_predictions")
        unrated = workbench.value(
            "select count(*) from raw.popularity_predictions anti join (from raw.tracks where popularity is not null) "
            "using (track_id)"
        )
        assert unrated == 20


def test_forecasts_of_trained_tracks_had_not_seen_them(trained: Home) -> None:
    """By a model that had, they would be nearer: errors stored are those of the holdouts, not of the training side."""
    model = popularity.unpack(artefacts.load(trained, "popularity", _run(trained)))
    with Workbench(trained) as workbench:
        rows = workbench.rows(
            """select abs(tracks.popularity - expected) from raw.popularity_predictions
            join raw.tracks using (track_id) where tracks.popularity is not null"""
        )
        data, _ = popularity_training.rated.read(workbench)
    stored = float(np.mean([row[0] for row in rows]))
    inside = popularity.predict(model, data.data.inputs(), np.arange(len(data))).expected
    assert stored > 1.2 * float(np.abs(data.y - inside).mean())


def test_the_card_says_what_was_measured(trained: Home) -> None:
    card = artefacts.load(trained, "popularity", _run(trained)).card
    assert json.loads(json.dumps(card, allow_nan=False)) == card
    assert [one["protocol"] for one in card["holdouts"]] == ["A", "T", "R"]
    assert card["data"]["tracks"] == 380
    assert card["gap"]["gap"] == pytest.approx(card["gap"]["leaky"] - card["gap"]["honest"])
    assert {row["candidate"] for row in card["metrics"]} == {"mean", "genre mean", "linear", "repertoire"}
    for row in card["metrics"]:
        assert row["low"] <= row["high"]
    every = card["coverage"]["T"][0]
    assert every["n"] == card["holdouts"][1]["tested"]
    ours = [row for row in card["metrics"] if (row["candidate"], row["protocol"]) == ("repertoire", "T")]
    stated = [row["value"] for row in ours if row["metric"] == "coverage"]
    assert [every["coverage"]] == pytest.approx(stated)
    assert sum(one["n"] for one in card["calibration"]["T"]) == every["n"]
    assert {one["genre"] for one in card["per_genre"]} <= {f"genre {i}" for i in range(6)}
    assert any("release dates" in words for words in card["lacks"])
    assert any("Promotion" in words for words in card["limits"])
    assert sorted(card["model"]["features"]) == sorted(FEATURES)


def test_the_model_knows_what_was_planted(trained: Home) -> None:
    with Workbench(trained) as workbench:
        value = workbench.value(
            "select value from raw.model_metrics where candidate = 'repertoire' and protocol = 'T' and metric = 'r2'"
        )
    assert value > 0.3


def test_the_promoted_model_is_served(home: Home) -> None:
    with Workbench(home) as workbench:
        build.build(workbench)
        publish.publish(workbench)
    model = served.popularity_model(Reader(home.path, QUICK))
    assert model is not None
    assert sorted(model.features) == sorted(FEATURES)


def test_new_tracks_are_forecast_once(home: Home) -> None:
    fill(home.path, load=2, tracks=60, unrated=30)
    with Workbench(home) as workbench:
        assert train.score_missing(workbench) == 60
        assert train.score_missing(workbench) == 0
        assert workbench.value("select count(*) from raw.popularity_predictions") == 460
        assert (
            workbench.value("select count(*) from raw.popularity_predictions where track_id like '2%' and out_of_fold")
            == 60
        )


def test_stopping_leaves_nothing(home: Home) -> None:
    def stop(step: str, _done: int, _total: int) -> None:
        if step.startswith("Learning"):
            raise Cancelled

    with pytest.raises(Cancelled):
        train.train(home, QUICK, ["popularity"], stop)
    with Workbench(home) as workbench:
        assert workbench.value("select count(*) from raw.model_runs") == 1


def test_a_catalogue_without_genres_is_trained_on_the_rest(tmp_path: Path) -> None:
    (found,) = train.train(fill(tmp_path / "home", labelled=False), QUICK, ["popularity"])
    assert not found.refused
    assert [one["protocol"] for one in found.card["holdouts"]] == ["A", "T"]
    assert found.card["gap"] is None
    assert any(words.startswith("No genres") for words in found.card["lacks"])


def test_a_catalogue_without_popularity_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(NotTrainable, match="No track has a popularity"):
        train.train(fill(tmp_path / "home", tracks=80, unrated=80), QUICK, ["popularity"])
    with pytest.raises(NotTrainable, match="Only 30 tracks have a popularity"):
        train.train(fill(tmp_path / "few", tracks=80, unrated=50), QUICK, ["popularity"])
