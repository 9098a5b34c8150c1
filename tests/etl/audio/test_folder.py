"""Folders of sound: side by side, in order, each file once, and no bad one stops the others."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from etl.audio import folder
from etl.audio.folder import Heard, files, hear, hear_all
from etl.audio.tables import track
from tests.etl.audio.sounds import noise, written


@pytest.fixture(scope="module")
def music(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two folders with a good file each, a copy of one under a name with an emoji, and three bad ones."""
    root = tmp_path_factory.mktemp("music")
    written(root / "jazz" / "01 Ada - First.wav", noise(1.5, seed=1))
    good = written(root / "rock" / "b.flac", noise(1.5, seed=2))
    (root / "rock" / "🎸 loud.flac").write_bytes(good.read_bytes())
    (root / "rock" / "text.mp3").write_text("no music")
    (root / "rock" / "empty.ogg").touch()
    written(root / "rock" / "short.wav", noise(0.1))
    (root / "rock" / "notes.txt").write_text("no sound")
    return root


def test_files_of_a_folder_are_heard_in_order(music: Path, tmp_path: Path) -> None:
    paths, seen = files(music), []
    heard = list(hear_all(paths, tmp_path, 2, lambda step, done, total: seen.append((step, done, total))))
    assert [Path(one.file) for one in heard] == paths
    assert seen == [("Listening", done, 6) for done in range(1, 7)]
    told = {Path(one.file).name: one.error for one in heard}
    assert {name for name, error in told.items() if not error} == {"01 Ada - First.wav", "b.flac", "🎸 loud.flac"}
    assert told["text.mp3"] == "text.mp3 cannot be decoded."
    assert told["empty.ogg"] == "empty.ogg is empty."
    assert "too short" in told["short.wav"]
    assert len(list(tmp_path.glob("*.json"))) == 2  # two contents
    assert all(one.hint for one in heard if one.error)


def test_a_file_that_ends_its_process_stops_no_other(
    music: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def pool(_workers: int) -> folder.ProcessPoolExecutor:
        asked.append("pool")
        return folder.ProcessPoolExecutor(1, mp_context=folder.multiprocessing.get_context("fork"))

    monkeypatch.setattr(folder, "listeners", pool)
    monkeypatch.setattr(folder, "hear", _dies_at_b)
    paths = [music / "rock" / "b.flac", music / "jazz" / "01 Ada - First.wav"]
    heard = list(hear_all([paths[1], *paths], tmp_path))
    assert [one.error for one in heard] == ["", "b.flac ended the decoder.", ""]
    assert len(asked) == 3  # of all, of the file that ended it, of what was left


def _dies_at_b(path: Path, _kept: Path, *_also: bool) -> Heard:
    if path.name == "b.flac":
        os._exit(1)
    return Heard(str(path))


def test_what_was_measured_is_not_measured_again(music: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = music / "rock" / "b.flac"
    first = hear(path, tmp_path, pieces=True)
    assert len(first.segments) == 1
    monkeypatch.setattr(folder, "_measured", None)
    assert hear(path, tmp_path, pieces=True) == first
    assert hear(music / "rock" / "🎸 loud.flac", tmp_path, pieces=True).figures == first.figures
    (kept,) = tmp_path.glob("*.json")
    kept.write_text("{")
    monkeypatch.undo()
    assert hear(path, tmp_path, pieces=True) == first


def test_names_serve_where_tags_do_not(music: Path) -> None:
    path = music / "jazz" / "01 Ada - First.wav"
    named = track(Heard(str(path), "ab" * 32), music, labelled=True)
    assert (named["artists"], named["title"], named["genre"]) == ("Ada", "First", "jazz")
    assert track(Heard(str(music / "07.wav"), "ab" * 32), music, labelled=False)["title"] == "07"
