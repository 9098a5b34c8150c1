"""Out of fold: every tag is judged once by a model that has not seen its track; a stopped run goes on where it was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analytics import genre, popularity
from analytics import training as train
from analytics.progress import Cancelled
from analytics.training import oof
from tests.analytics.catalogue import fill, trackset
from warehouse.connect import Workbench
from warehouse.errors import NotTrainable
from warehouse.home import Home
from warehouse.settings import Settings

QUICK = Settings(threads=1, wait_seconds=1)
SIZE = {"tracks": 300, "genres": 3, "artists": 60}
COLUMNS = "track_id, fold, genre, probability, suggested, suggested_probability, second, second_probability, family"


def rows(home: Home) -> pd.DataFrame:
    with Workbench(home) as workbench:
        return workbench.frame(f"select {COLUMNS} from raw.genre_oof order by track_id, genre")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, Any]:
    home = fill(tmp_path_factory.mktemp("oof"), size=SIZE)
    (result,) = train.train(home, QUICK, ["oof"])
    return home, result


def test_every_tag_is_judged_once_and_the_run_is_promoted(whole: tuple[Home, Any]) -> None:
    home, result = whole
    found = rows(home)
    with Workbench(home) as workbench:
        labels = workbench.rows("select track_id, genre from raw.labels order by all")
    assert list(found[["track_id", "genre"]].itertuples(index=False, name=None)) == labels
    assert result.promoted
    assert set(found["fold"]) == {1, 2, 3, 4, 5}
    assert found.groupby("track_id")["fold"].nunique().max() == 1
    assert found["probability"].between(0, 1).all()
    tags = found.groupby("track_id")["genre"].agg(set)
    assert not any(new in tags[track] for track, new in zip(found["track_id"], found["suggested"], strict=True))
    assert not (home.path / "unfinished" / "oof").exists()


def test_the_card_says_how_it_was_done(whole: tuple[Home, Any]) -> None:
    card = whole[1].card
    assert [fold["trained"] + fold["tested"] for fold in card["folds"]] == [300] * 5
    assert sum(fold["tested"] for fold in card["folds"]) == 300
    assert sum(bin["n"] for bin in card["calibration"]) == 300
    assert card["protocol"] == "T"
    assert set(card["doubtful"]) == set(card["doubtful_from"]) == {"far", "sibling"}
    assert card["popularity_folds"] == [], "these tracks have no popularity"
    assert any("Popularity is not judged" in limit for limit in card["limits"])


def test_a_run_that_was_stopped_goes_on_and_ends_the_same(whole: tuple[Home, Any], tmp_path: Path) -> None:
    home = fill(tmp_path, size=SIZE)
    said: list[str] = []

    def stop(step: str, _done: int, _total: int) -> None:
        said.append(step)
        if "fold 3" in step:
            raise Cancelled

    with pytest.raises(Cancelled):
        oof.train(home, QUICK, stop)
    with Workbench(home) as workbench:
        assert workbench.value("select count(*) from raw.genre_oof") == 0, "nothing is stored of half a run"
    kept = sorted(path.stem for path in (home.path / "unfinished").rglob("*.json"))
    assert kept == ["genre-0", "genre-1"]
    again: list[str] = []
    oof.train(home, QUICK, lambda step, done, _total: again.append(step) if done else None)
    assert not any("fold 1" in step or "fold 2" in step for step in again), "what was kept is not learned again"
    pd.testing.assert_frame_equal(rows(home), rows(whole[0]))


def test_other_data_or_settings_do_not_use_old_folds() -> None:
    data, tags, heard = trackset(), genre.Config(), popularity.Config()
    first = oof.key(data, tags, heard)
    moved = replace(data, X=data.X + np.where(np.arange(len(data)) == 3, 1e-9, 0.0)[:, None])
    assert oof.key(trackset(), tags, heard) == first
    others = [
        oof.key(moved, tags, heard),
        oof.key(replace(data, families=("x",) * 4), tags, heard),
        oof.key(data, replace(tags, seed=1), heard),
        oof.key(data, tags, replace(heard, coverage=0.9)),
    ]
    assert len({first, *others}) == 5


def test_releases_of_one_recording_are_dealt_into_one_fold() -> None:
    data = trackset()
    titles = np.array([f"Song {i % 40}" if i % 2 else "" for i in range(len(data))], dtype=object)
    deck = oof.deal(replace(data, titles=titles))
    for recording in np.unique(deck.recordings):
        assert len(set(deck.folds[deck.recordings == recording])) == 1
    untitled = deck.recordings[titles == ""]
    assert len(set(untitled)) == len(untitled), "a track without a title is a recording of its own"
    same = {(a, t.casefold()) for a, t in zip(data.main_artist, titles, strict=True) if t}
    assert len(set(deck.recordings)) == len(untitled) + len(same)


def test_popularity_is_judged_where_it_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    data = trackset()
    heard = np.where(np.arange(len(data)) % 5 == 0, np.nan, np.linspace(0, 90, len(data)).round())
    deck = oof.deal(replace(data, popularity=heard))
    learned: list[np.ndarray] = []

    def fit(given: Any, train: Any, *_more: Any) -> Any:
        learned.append(train.tracks)
        return given

    def predict(_model: Any, inputs: Any) -> Any:
        n = len(inputs)
        return type("Forecast", (), dict.fromkeys(("zero", "expected", "low", "high"), np.ones(n)))

    monkeypatch.setattr(popularity, "fit", fit)
    monkeypatch.setattr(popularity, "predict", predict)
    kept = type("None kept", (), {"part": staticmethod(lambda _name, make: make())})
    parts = oof._forecasts(kept, deck, popularity.Config(), lambda *_: None)  # type: ignore[arg-type]
    tested = np.concatenate([part.tracks for part in parts])
    assert sorted(tested) == np.flatnonzero(~np.isnan(heard)).tolist()
    for part, train_side in zip(parts, learned, strict=True):
        assert not set(part.tracks) & set(train_side)
        assert not np.isnan(heard[train_side]).any()


def test_too_few_recordings_are_refused() -> None:
    data = trackset()
    with pytest.raises(NotTrainable):
        oof.deal(replace(data, titles=np.full(len(data), "one"), main_artist=np.zeros(len(data), np.int64)))
