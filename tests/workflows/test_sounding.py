"""Sound files are scored beside tables: measured, compared, never guessed at; bad ones are told and stop nothing."""

from __future__ import annotations

import io
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from analytics.live import served
from analytics.popularity import predict
from analytics.trackset import Inputs
from etl.audio import folder
from tests.analytics.trained import home_with
from tests.etl.audio.sounds import clicks, written
from tests.warehouse.homes import tiny
from warehouse.connect import Reader
from warehouse.settings import load
from warehouse.userdata import UserData
from workflows import scoring, screening, sounding
from workflows.progress import Quiet


@pytest.fixture(autouse=True)
def _threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "listeners", ThreadPoolExecutor)


@pytest.fixture
def music(tmp_path: Path) -> Path:
    root = tmp_path / "music"
    written(root / "Ada - <script>alert(1)<b> 🥁.wav", clicks(120, 10))
    written(root / "silent.wav", np.zeros(22_050 * 4, dtype=np.float32))
    (root / "text.mp3").write_text("no music")
    return root


def test_sound_is_measured_without_a_model(tmp_path: Path, music: Path) -> None:
    home = tiny(tmp_path / "home")
    settings = load({}, home=home.path)
    document = scoring.score_files(settings, [music])
    good, silent, text = document["files"]
    (row,) = good["rows"]
    assert (row["title"], row["artists"]) == ("<script>alert(1)<b> 🥁", ["Ada"])
    assert row["features"]["tempo"] == pytest.approx(120, rel=0.03)
    assert row["features"]["duration_ms"] == 10_000
    assert row["features"]["energy"] is None
    assert [(p["start"], p["end"]) for p in row["segments"]] == [(0, 5), (5, 10)]
    assert (row["genre"], row["popularity"], row["low"]) == (None, None, None)
    assert {sounding.NO_GENRE, sounding.NO_POPULARITY} <= set(good["remarks"])
    assert any(r.startswith("Not measured:") and "Energy" in r for r in good["remarks"])
    assert silent["rows"] == text["rows"] == []
    assert "silent" in silent["error"].lower()
    assert text["error"] == "text.mp3 cannot be decoded."
    assert scoring.failed(document)
    written_out = io.StringIO()
    assert scoring.write_scores(settings, [music], written_out)
    assert json.loads(written_out.getvalue()) == document


def test_nearest_are_those_of_an_independent_query(sample_home: Path, music: Path) -> None:
    (good, *_) = scoring.score_files(load({}, home=sample_home), [music])["files"]
    (row,) = good["rows"]
    names = ("tempo", "loudness")  # what of the measured is a number on a scale
    with Reader(sample_home).view() as view:
        tracks = view.frame("select * from tracks")
    there = [name for name in names if tracks[name].std(ddof=0) > 0]
    assert "tempo" in there
    units = [((tracks[n] - row["features"][n]) / tracks[n].std(ddof=0)).pow(2).fillna(1) for n in there]
    expected = (sum(units) / len(units)).pow(0.5).groupby(tracks["recording_key"]).min().nsmallest(5)
    assert [near["distance"] for near in row["nearest"]] == pytest.approx(expected.tolist(), abs=1e-4)
    own = tracks.set_index("track_id").loc[row["nearest"][0]["track_id"]]
    assert own["recording_key"] in set(expected.index)


def test_popularity_is_that_of_the_model_of_what_sound_tells(sample_csv: Path, music: Path, tmp_path: Path) -> None:
    home = home_with(tmp_path / "home", sample_csv, ("popularity",))
    (good, *_) = scoring.score_files(load({}, home=home.path), [music])["files"]
    (row,) = good["rows"]
    small = served.popularity_model(Reader(home)).by_sound
    known = [[row["features"][name] for name in small.model.features]]
    said = predict(small.model, Inputs.of_sound(np.array(known, dtype=float)))
    assert [row[name] for name in ("popularity", "low", "high")] == pytest.approx(
        [said.expected[0], said.low[0], said.high[0]], abs=1e-6
    )
    assert row["popularity_by"]["features"] == list(small.model.features)
    why = row["reasons"]["popularity"]
    assert why["base"] + sum(part["contribution"] for part in why["parts"]) == pytest.approx(
        row["popularity"], abs=1e-3
    )
    held = row["popularity_by"]["coverage"]["value"]
    assert any(f"the 80% interval held {held:.1%}" in remark for remark in good["remarks"])
    assert sounding.NO_POPULARITY not in good["remarks"]
    assert sounding.EXCERPT.format(10) in good["remarks"]


def test_a_table_stands_beside_sound_in_the_order_asked_for(sample_home: Path, music: Path, tmp_path: Path) -> None:
    table = tmp_path / "new.csv"
    table.write_text("title,energy\nA,0.5\n", encoding="utf-8")
    files = scoring.score_files(load({}, home=sample_home), [music / "text.mp3", table, tmp_path / "none.wav"])["files"]
    assert [Path(f["file"]).name for f in files] == ["text.mp3", "new.csv", "none.wav"]
    assert [len(f["rows"]) for f in files] == [0, 1, 0]
    assert "segments" not in files[1]["rows"][0]


def test_a_job_writes_what_a_page_draws_and_removes_the_files(tmp_path: Path, music: Path) -> None:
    home = tiny(tmp_path / "home")
    settings = load({}, home=home.path)
    paths, out = folder.files(music), tmp_path / "answer.json"
    assert screening.score_as_job(settings, paths, out, Quiet(), None, discard=True)  # two of them cannot be heard
    good, *bad = json.loads(out.read_text(encoding="utf-8"))["files"]
    drawn = good["rows"][0]["picture"]
    assert len(drawn["low"]) == len(drawn["high"]) == 1_000
    assert drawn["seconds"] == 10
    assert all(file["error"] for file in bad)
    assert folder.files(music) == []
    (job,) = UserData(home).jobs()
    assert (job.kind, job.state, job.found) == ("listen", "done", {"files": 3, "heard": 1})
    assert job.message == "1 of 3 sound files could be heard."


def test_a_job_that_was_stopped_leaves_no_answer_and_no_file(tmp_path: Path, music: Path) -> None:
    home = tiny(tmp_path / "home")
    number = UserData(home).start_job("listen", "Listening")
    UserData(home).cancel(number)
    paths, out = folder.files(music), tmp_path / "answer.json"
    settings = load({}, home=home.path)
    assert screening.score_as_job(settings, paths, out, Quiet(), number, discard=True) is None
    assert not out.exists()
    assert folder.files(music) == []
    found = UserData(home).job(number)
    assert found is not None
    assert found.state == "cancelled"
