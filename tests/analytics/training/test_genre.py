from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from analytics import artefacts, dataset, genre, metrics
from analytics import training as train
from analytics.progress import Cancelled
from analytics.training.genre import honest_fold
from tests.analytics.catalogue import fill, trackset
from warehouse.connect import Workbench
from warehouse.errors import NotTrainable, UnknownModel
from warehouse.home import Home
from warehouse.settings import Settings

QUICK = Settings(threads=1, wait_seconds=1)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = fill(tmp_path_factory.mktemp("trained"))
    train.train(home, QUICK, only=["genre"])
    return home


@pytest.fixture
def home(trained: Home, tmp_path: Path) -> Home:
    """A copy of the trained home, to change."""
    return Home(shutil.copytree(trained.path, tmp_path / "home"))


def test_the_first_run_is_promoted_and_everything_is_written(trained: Home) -> None:
    with Workbench(trained) as workbench:
        ((model, run, promoted),) = workbench.rows("select model, run, promoted from raw.model_runs")
        assert (model, promoted) == ("genre", True)
        assert workbench.value("select count(*) from raw.genre_predictions") == 400 * 4
        assert (
            workbench.value("select min(n) from (select count(*) n from raw.genre_predictions group by track_id)") == 4
        )
        tested = workbench.value("select max(n) from raw.model_metrics where protocol = 'A'")
        assert round(workbench.value("select sum(n) from raw.genre_confusion")) == pytest.approx(tested, abs=3)
        assert workbench.value("select count(*) from raw.genre_report") == 4
        kinds = workbench.rows("select distinct candidate, protocol from raw.model_metrics order by all")
        answered = workbench.rows(
            "select count(*), count(distinct track_id), min(family_probability) > 0, bool_or(odd), min(distance) >= 0"
            " from raw.genre_answers"
        )
    honest = {(name, "A") for name in ("extra_trees", "logistic", "majority", "repertoire")}
    assert set(kinds) == honest | {("repertoire", "T"), ("majority", "R"), ("repertoire", "R")}
    assert answered == [(400, 400, True, True, True)]
    card = artefacts.load(trained, "genre", run).card
    assert card["run"] == run
    assert {m["metric"] for m in card["metrics"]} == {*metrics.NAMES, *metrics.FAMILY_NAMES}
    assert card["gap"]["gap"] == pytest.approx(card["gap"]["leaky"] - card["gap"]["honest"])
    assert card["data"]["tracks"] == 400
    assert card["holdouts"][0]["trained"] + card["holdouts"][0]["tested"] + card["holdouts"][0]["dropped"] == 400


def test_the_card_says_everything_a_reader_needs(trained: Home) -> None:
    with Workbench(trained) as workbench:
        card = artefacts.load(trained, "genre", workbench.value("select run from raw.model_runs")).card
    assert card["seed"] == 0
    assert len(card["data"]["fingerprint"]) == 64
    assert {"python", "lightgbm", "scikit-learn"} <= set(card["libraries"])
    assert card["seconds"] > 0
    assert [(h["protocol"], h["leaky"]) for h in card["holdouts"]] == [("A", False), ("T", False), ("R", True)]
    assert [len(card[name]) > 0 for name in ("per_genre", "calibration", "coverage", "blend", "limits")] == [True] * 5
    repertoire = {(m["protocol"], m["features"]) for m in card["metrics"] if m["candidate"] == "repertoire"}
    assert repertoire == {*(("A", name) for name in genre.FEATURE_SETS), ("T", genre.FEATURE_SETS[-1]), ("R", "audio")}
    for m in card["metrics"]:
        assert m["n"] > 0
        assert "ece" in m["metric"] or m["low"] <= m["value"] <= m["high"]
    new, known = card["situations"]
    for situation in (new, known):
        steps = situation["abstention"]
        assert steps["either"]["coverage"] == pytest.approx(steps["genre"]["coverage"] + steps["family"]["coverage"])
        assert sum(b["n"] for b in situation["calibration"]) == situation["n"]
        assert sum(b["n"] for b in situation["family_calibration"]) == situation["n"]
        accuracies = [point["accuracy"] for point in situation["coverage"]]
        assert accuracies[0] > accuracies[-1]
    learned = {row["situation"]: row["n"] for row in card["blend"]}
    assert {"words, new", "words, many"} <= set(learned)
    assert any("newcomers" in words for words in card["limits"])


def test_a_served_model_takes_a_stranger_for_one(trained: Home) -> None:
    """Weights for new artists come from the holdout of new artists, those for known ones from random tracks."""
    with Workbench(trained) as workbench:
        model = genre.unpack(artefacts.load(trained, "genre", workbench.value("select run from raw.model_runs")))
    weights = dict(zip(model.blend.names, model.blend.weights.T, strict=True))
    assert (weights["main"][[0, 3]] == 0).all()
    assert (weights["main"][[4, 5]] + weights["artists"][[4, 5]] > 0).all()
    assert model.config.sets == genre.FEATURE_SETS[-1]


def test_sure_means_at_least_the_stated_confidence(trained: Home) -> None:
    with Workbench(trained) as workbench:
        assert workbench.value("select bool_and(sure = (probability >= 0.5)) from raw.genre_predictions")
        assert workbench.value("select count(*) from raw.genre_predictions where sure and rank = 1") > 50


def test_a_later_run_waits_for_promotion(home: Home) -> None:
    (second,) = train.train(home, QUICK, only=["genre"])
    assert not second.promoted
    with Workbench(home) as workbench:
        assert workbench.value("select count(*) from raw.model_runs where promoted") == 1
        assert workbench.value("select count(distinct run) from raw.genre_predictions") == 2


def test_new_tracks_are_scored_by_the_promoted_model_without_training(home: Home) -> None:
    fill(home.path, load=2, prefix="new-", size={"seed": 3, "tracks": 30}, labelled=False)
    with Workbench(home) as workbench:
        assert train.score_missing(workbench) == 30
        assert train.score_missing(workbench) == 0
        (row,) = workbench.rows(
            "select genre, probability from raw.genre_predictions where track_id = 'new-t00003' and rank = 1"
        )
        (answers,) = workbench.rows(
            "select count(*), count(distinct track_id) from raw.genre_answers where track_id like 'new-%'"
        )
        run = workbench.value("select run from raw.model_runs")
        inputs = workbench.rows(
            "select danceability, energy, valence, tempo, key from tracks where track_id = 'new-t00003'"
        )
    model = genre.unpack(artefacts.load(home, "genre", run))
    assert model.features == ("danceability", "energy", "valence", "tempo", "key")
    # The track as the catalogue has it: it has a title and an artist that the model knows.
    with Workbench(home) as workbench:
        everything = dataset.every(workbench, model.features)
    place = everything.ids.tolist().index("new-t00003")
    one = everything.inputs(place, 1)
    assert one.X[0] == pytest.approx(np.array(inputs[0], dtype=float), nan_ok=True)
    ranked, chances = genre.top(model, one)
    assert row == (model.label_names[ranked[0, 0]], pytest.approx(chances[0, 0]))
    assert answers == (30, 30)


def test_without_a_model_nothing_is_scored(tmp_path: Path) -> None:
    home = fill(tmp_path, size={"tracks": 40})
    with Workbench(home) as workbench:
        assert train.score_missing(workbench) == 0


def test_others_can_write_while_a_model_learns(tmp_path: Path) -> None:
    home = fill(tmp_path)
    free: list[str] = []

    def look(step: str, done: int, total: int) -> None:
        if step.startswith(("Judging", "Learning", "Scoring")) and step not in free:
            with Workbench(home, QUICK):
                free.append(step)

    train.train(home, QUICK, only=["genre"], progress=look)
    assert any(step.startswith("Learning from all 400 tracks") for step in free)
    assert len(free) >= 4


def test_a_cancelled_run_writes_nothing(tmp_path: Path) -> None:
    home = fill(tmp_path)

    def stop(step: str, done: int, total: int) -> None:
        if step.startswith("Scoring"):
            raise Cancelled

    with pytest.raises(Cancelled):
        train.train(home, QUICK, only=["genre"], progress=stop)
    assert not (home.models / "genre").exists()
    with Workbench(home) as workbench:
        assert workbench.value("select count(*) from raw.model_runs") == 0


def test_a_home_without_tracks_is_told_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NotTrainable) as caught:
        train.train(Home(tmp_path), QUICK, only=["genre"])
    assert "load" in caught.value.hint
    with pytest.raises(NotTrainable, match="No track has a genre"):
        train.train(fill(tmp_path / "x", labelled=False), QUICK, only=["genre"])


def test_an_unknown_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnknownModel, match="tempo"):
        train.train(Home(tmp_path), QUICK, only=["tempo"])


def test_few_artists_fall_back_to_random_tracks(tmp_path: Path) -> None:
    assert honest_fold(trackset(artists=4), 0).protocol == "T"
    assert honest_fold(trackset(), 0).protocol == "A"


def test_the_tracks_behind_each_cell_of_the_confusion_are_kept(trained: Home) -> None:
    with Workbench(trained) as workbench:
        cells = workbench.rows("select truth, predicted, n from raw.genre_confusion where n > 0")
        behind = workbench.rows("select genre, answered, sum(weight) from raw.genre_held_out group by all")
        tested = workbench.value("select max(n) from raw.model_metrics where protocol = 'A'")
        about = workbench.rows(
            "select count(distinct track_id), min(probability) > 0, max(probability) <= 1, count(distinct run)"
            " from raw.genre_held_out"
        )
        strangers = workbench.value(
            "select count(*) from raw.genre_held_out as held anti join raw.labels as labels"
            " on labels.track_id = held.track_id and labels.genre = held.genre"
        )
    assert about == [(tested, True, True, 1)]
    assert strangers == 0  # each row stands under a true genre of its track
    assert {(t, p): pytest.approx(n) for t, p, n in cells} == {(t, p): n for t, p, n in behind}
