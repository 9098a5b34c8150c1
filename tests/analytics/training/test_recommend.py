from __future__ import annotations

from pathlib import Path

import pytest

from analytics import training as train
from analytics.live import served
from analytics.live.recommend import Profile, recommend
from analytics.names import USUAL
from analytics.recommend import evaluate
from analytics.training import recommend as training
from tests.analytics.recommend import homes
from tests.analytics.recommend.listening import CONFIG, listening
from warehouse.build import build
from warehouse.connect import Reader, Workbench
from warehouse.errors import NotTrainable
from warehouse.publish import publish
from warehouse.queries import models
from warehouse.userdata import Said, UserData


def test_a_trained_recommender_is_stored_with_its_figures_and_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "Config", lambda threads: CONFIG)
    home = homes.home(tmp_path, trained=False)
    UserData(home).feedback.say([Said("new list", "t01", "track", "like"), Said("u00", "t02", "track", "skip")])
    (result,) = train.train(home, homes.QUICK, ["recommend"])
    assert result.promoted
    with Workbench(home, homes.QUICK) as workbench:
        build(workbench)
        publish(workbench)
    reader = Reader(home, homes.QUICK)
    assert recommend(reader, Profile({"t00": 1.0})).basis == "hybrid"
    with reader.view() as view:
        found = models.metrics(view, result.run)
        card = models.promoted_card(view, "recommend")
    assert {"repertoire", "popular", "itemknn", "als", "bpr", "ease", "content", "random"} == set(found["candidate"])
    assert {"H", "I"} == set(found["protocol"]), "listeners of 8 tracks are too small to be held out whole"
    ours = found[(found["candidate"] == "repertoire") & (found["protocol"] == "H")].set_index("metric")
    assert ours.loc["ndcg@10", "low"] <= ours.loc["ndcg@10", "value"] <= ours.loc["ndcg@10", "high"]
    assert ours.loc["ndcg@10", "n"] == homes.LISTENERS
    assert card is not None
    assert card["data"]["listeners"] == homes.LISTENERS
    assert "Too few listeners to hold out whole ones." in card["limits"]
    assert sum(card["weights"].values()) == pytest.approx(1)
    assert card["gap"] is None, "nobody gave a tag, so nothing can leak"
    assert "implicit" in card["libraries"]
    assert card["feedback"] == 2
    model = served.recommender(reader)
    assert model is not None
    learned = model.history("new list")
    assert learned is not None
    assert model.ids[learned[0]].tolist() == ["t01"], "feedback is part of what serves, as plays"
    assert served.recommender(reader) is served.recommender(reader), "read once a run"


def test_without_listening_it_is_refused(tmp_path: Path) -> None:
    home = homes.home(tmp_path, plays=False)
    with pytest.raises(NotTrainable, match="no listeners and no playlists"):
        train.train(home, homes.QUICK, ["recommend"])


def test_it_is_not_trained_unless_named() -> None:
    assert "recommend" not in USUAL
    assert [spec.name for spec in train.chosen(["recommend"])] == ["recommend"]


def test_with_and_without_told_tags_the_same_listeners_are_tested() -> None:
    taste = listening(listeners=60)
    rows = evaluate.evaluate_recommend(taste, ["H", "R"], models=["content"], config=CONFIG)
    assert {row["protocol"] for row in rows} == {"H", "R"}
    assert all(row["n"] == 60 for row in rows)


def test_protocols_answer_what_they_say() -> None:
    taste = listening(listeners=100)
    rows = evaluate.evaluate_recommend(taste, ["I", "N"], models=["popular", "content", "hybrid"], config=CONFIG)
    found = {(r["protocol"], r["model"], r["features"]): r["value"] for r in rows if r["metric"] == "recall@20"}
    cold = {model: value for (protocol, model, _), value in found.items() if protocol == "I"}
    assert set(cold) == {"random", "content", "hybrid"}
    told = {
        features: value for (protocol, model, features), value in found.items() if protocol == "N" and model == "hybrid"
    }
    assert list(told) == ["0 items told", "1 items told", "3 items told", "5 items told"]
    popular = next(value for (protocol, model, _), value in found.items() if protocol == "N" and model == "popular")
    assert told["0 items told"] == popular
    assert told["5 items told"] > popular
