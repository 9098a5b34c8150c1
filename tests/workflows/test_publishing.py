"""Build, score, publish, status."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from analytics import training as training_module
from analytics.names import USUAL
from etl.load import LoadOptions
from tests.sample import TRUTH
from tests.warehouse.homes import tiny
from tests.workflows.conftest import Value
from tests.workflows.steps import Told
from warehouse.connect import Reader
from warehouse.errors import BadArtefact
from warehouse.home import Home
from warehouse.settings import Settings
from warehouse.userdata import UserData
from workflows import loading, publishing

PLAYS = "listener,title,artist,played_at,ms_played\n" + "".join(
    f"l{n % 3},One,A,2024-01-0{1 + n % 5} 10:{n:02d}:00,200000\n" for n in range(12)
)
CHART = "chart,day,rank,title,artists\nTop,2024-01-05,1,One,A\nTop,2024-01-05,2,Two,B\n"
PLAYLISTS = "playlist_id,playlist,track_id,title,artist\np,Mine,a,One,A\np,Mine,b,Two,B\nq,Yours,a,One,A\n"


def test_status_counts_every_kind(tmp_path: Path) -> None:
    settings = Settings(home=tiny(tmp_path).path, threads=1, wait_seconds=1)
    given = {"plays": PLAYS, "charts": CHART, "playlists": PLAYLISTS}
    for kind, text in given.items():
        (tmp_path / f"{kind}.csv").write_text(text)
    files = [(tmp_path / f"{kind}.csv", LoadOptions(kind=kind)) for kind in given]
    loaded = loading.load_and_publish(settings, files)
    assert [file.error for file in loaded.report.files] == [None] * 3
    found = publishing.status(settings)
    assert {name: found[name] for name in ("tracks", "artists", "genres")} == {"tracks": 3, "artists": 2, "genres": 2}
    assert (found["plays"], found["chart_entries"], found["playlists"]) == (12, 2, 2)


def test_new_tracks_are_scored_when_they_are_published(
    trained: Settings, value: Value, tmp_path: Path, sample_csv: Path
) -> None:
    header, first = sample_csv.read_text(encoding="utf-8").splitlines()[:2]
    (tmp_path / "new.csv").write_text(f"{header}\n{first.replace('ambient0', 'brandnew')}\n")
    loading.load_paths(trained, [tmp_path / "new.csv"], LoadOptions())
    publishing.build(trained)
    publishing.publish(trained)
    new = "track_id like 'brandnew%'"
    assert value(trained, f"select count(*) from genre_predictions where {new} and rank = 1") == 1
    assert value(trained, f"select genre_confidence is not null from tracks where {new}") is True
    assert value(trained, "select count(*) from model_runs") == len(USUAL)


def test_a_model_that_cannot_score_does_not_stop_publishing(
    trained: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def damaged(*_: object, **__: object) -> int:
        raise BadArtefact("The model is damaged.", "Train it again.")

    monkeypatch.setattr(training_module, "score_missing", damaged)
    told = Told()
    number = Reader(trained.home, trained).snapshot.number
    assert publishing.publish(trained, told) == number + 1
    assert any("The model is damaged." in step for step in told.steps)


def test_artefacts_that_are_gone_do_not_stop_publishing(
    trained: Settings, value: Value, tmp_path: Path, sample_csv: Path
) -> None:
    shutil.rmtree(trained.home / "models")
    header, first = sample_csv.read_text(encoding="utf-8").splitlines()[:2]
    (tmp_path / "new.csv").write_text(f"{header}\n{first.replace('ambient0', 'brandnew')}\n")
    assert not loading.prepare(trained, [tmp_path / "new.csv"], Told()).report.failed
    assert value(trained, "select count(*) from tracks") == TRUTH.tracks + 1


def test_what_is_served_is_told(tmp_path: Path) -> None:
    settings = Settings(home=tiny(tmp_path).path, threads=1, wait_seconds=1)
    number = publishing.publish(settings)
    assert publishing.rollback(settings, None) == number - 1
    told = [line.what for line in UserData(Home(settings.home)).audit.lines(subject="snapshots")]
    assert told == [f"went back to snapshot {number - 1}", f"published snapshot {number}"]
