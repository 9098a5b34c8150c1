"""From a folder of labelled clips to a model that tells the genre of a file, by commands alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from analytics.audio_genre import robust
from etl.audio import degrade, folder
from tests.etl.audio.sounds import clicks, noise, tone, written
from tests.warehouse.homes import tiny
from warehouse.errors import BadAudio, NotTrainable, UnknownModel
from warehouse.settings import Settings
from workflows import lessons, scoring, sounding, training
from workflows.progress import Quiet


@pytest.fixture(autouse=True)
def _threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "listeners", ThreadPoolExecutor)
    monkeypatch.setattr(degrade, "CONDITIONS", degrade.CONDITIONS[3:4])  # each costs as much as hearing all files


@pytest.fixture(scope="module")
def music(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("music")
    for number in range(6):
        written(root / "hiss" / f"{'abcdef'[number]}.wav", noise(2, seed=number))
        written(root / "hum" / f"{'abcdef'[number]}.wav", tone(200 + 40 * number, 2))
    written(root / "hum" / "again.wav", tone(200, 2))
    written(root / "beats" / "one.wav", clicks(120, 2))
    (root / "hum" / "bad.mp3").write_text("no music")
    return root


def test_a_folder_trains_a_model_that_tells_a_file(music: Path, tmp_path: Path) -> None:
    home = tiny(tmp_path / "home")
    settings = Settings(home=home.path, threads=1)
    (row,) = scoring.score_files(settings, [music / "hiss" / "a.wav"])["files"][0]["rows"]
    assert row["genre"] is None
    (result,) = training.train(settings, ["audio"], Quiet(), [music])
    assert result.card["data"]["clips"] == 12, "the same content counts once, and what cannot be heard not at all"
    assert result.card["data"]["left_out_genres"] == {"beats": 1}
    assert {row["protocol"] for row in result.metrics} == {"C", "R"}
    assert [row["condition"] for row in result.card["worse"]] == [robust.CLEAN, "white noise 0 dB"]
    assert {row["n"] for row in result.card["worse"]} == {12}
    clean = result.card["worse"][0]
    assert clean["plain"] == 12, "files of the same name in two folders keep their genres"
    written(tmp_path / "new.wav", noise(4, seed=99))
    (file,) = scoring.score_files(settings, [tmp_path / "new.wav"])["files"]
    (row,) = file["rows"]
    assert (row["genre"], row["second"], row["sure"]) == ("hiss", "hum", row["confidence"] >= 0.5 and not row["odd"])
    assert row["confidence"] == row["top5"][0]["probability"]
    assert {piece["genre"] for piece in row["segments"]} == {"hiss"}
    assert sounding.NO_GENRE not in file["remarks"]


def test_what_cannot_be_learned_from_says_why(music: Path, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", threads=1)
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "a.mp3").write_text("no music")
    with pytest.raises(BadAudio, match="None of 1 sound files"):
        lessons.clips(settings, [tmp_path / "bad"], Quiet())
    with pytest.raises(NotTrainable, match="none has a genre"):
        lessons.clips(settings, [music / "beats" / "one.wav"], Quiet())
    with pytest.raises(UnknownModel, match="audio"):
        training.train(settings, ["genre"], Quiet(), [music])
