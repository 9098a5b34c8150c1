"""A folder of sound becomes tracks of the catalogue and a table of descriptors."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from etl.audio import folder
from etl.load import LoadOptions
from tests.etl.audio.sounds import clicks, noise, written
from warehouse.connect import Workbench
from warehouse.home import Home
from warehouse.settings import Settings
from workflows import hearing, loading
from workflows.progress import Quiet


@pytest.fixture(autouse=True)
def _threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes of their own are for tests/etl/audio/test_folder.py; here they would only cost time."""
    monkeypatch.setattr(folder, "listeners", ThreadPoolExecutor)


@pytest.fixture(scope="module")
def music(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("music")
    written(root / "beats" / "Ada - Clicks 🥁.wav", clicks(120, 6))
    written(root / "hiss" / "<script>alert(1)<b>.flac", noise(3))
    (root / "hiss" / "bad.mp3").write_text("no music")
    return root


def test_a_folder_of_sound_becomes_tracks(music: Path, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, threads=1)
    report = loading.load_paths(settings, [music], LoadOptions(kind="audio"))
    assert [(file.kind, file.rows_loaded) for file in report.loaded] == [("tracks", 2), ("descriptors", 2)]
    (failed,) = report.failed
    assert (failed.error, failed.kind) == ("bad.mp3 cannot be decoded.", "audio")
    with Workbench(Home(settings.home), settings) as workbench:
        tracks = workbench.rows(
            "select title, artists, round(tempo), duration_ms, energy from raw.tracks order by title"
        )
        assert tracks == [
            ("<script>alert(1)<b>", "Unknown artist", tracks[0][2], 3000, None),
            ("Clicks 🥁", "Ada", pytest.approx(120, abs=4), 6000, None),
        ]
        genres = workbench.rows("select genre, vocabulary from raw.labels order by genre")
        assert [genre for genre, _ in genres] == ["beats", "hiss"]
    again = loading.load_paths(settings, [music], LoadOptions())  # recognised without being told, known by its content
    assert [file.already_loaded for file in again.loaded] == [True, True]


def test_a_stopped_load_goes_on(music: Path, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, threads=1)

    class Stops(Quiet):
        def __call__(self, step: str, done: int, total: int) -> None:
            if step == "Listening":
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        hearing.as_tables(settings, [(music, LoadOptions(kind="audio"))], Stops())
    kept = list((Home(tmp_path).sound / "heard").glob("*.json"))
    assert kept
    before = {path: path.stat().st_mtime_ns for path in kept}
    told = hearing.as_tables(settings, [(music, LoadOptions(kind="audio"))], Quiet())
    assert len(told.given) == 2
    assert {path: path.stat().st_mtime_ns for path in kept} == before


def test_three_hundred_files_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [tmp_path / "in" / f"{number:03}.wav" for number in range(300)]
    wave = noise(1.0)
    for number, path in enumerate(paths):
        written(path, wave + number / 10_000)
    monkeypatch.setattr(hearing.folder, "hear_all", lambda paths, *_: (folder.Heard(str(p), p.name) for p in paths))
    told = hearing.as_tables(Settings(home=tmp_path / "home"), [(p, LoadOptions()) for p in paths], Quiet())
    assert [options.collection for _, options in told.given] == ["in", "in"]  # one table of tracks, one of descriptors
    assert len(told.given[0][0].read_text().splitlines()) == 301


@pytest.mark.parametrize(
    ("name", "said"), [("in", "holds no sound file"), ("a.csv", "is no sound file"), ("no", "does not exist")]
)
def test_what_is_no_sound_is_told(name: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "a.csv").write_text("title,artists\na,b\n")
    report = loading.load_paths(Settings(home=tmp_path / "home"), [tmp_path / name], LoadOptions(kind="audio"))
    assert said in (report.failed[0].error or "")
    assert not report.loaded


def test_tables_are_left_as_they_are(music: Path, tmp_path: Path) -> None:
    mixed = tmp_path / "mixed"
    written(mixed / "a.wav", noise(1.0))
    (mixed / "a.csv").write_text("title,artists\na,b\n")
    given = [(mixed, LoadOptions()), (mixed / "a.csv", LoadOptions())]
    assert hearing.as_tables(Settings(home=tmp_path / "home"), given, Quiet()).given == given
