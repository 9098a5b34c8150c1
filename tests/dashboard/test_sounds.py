"""Sound files through the browser: by their names, bounded, kept only on purpose, and nothing else is given back."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dashboard import downloads, jobs, sounds
from dashboard.app import create_app
from dashboard.components import excel_url
from dashboard.urlstate import link
from etl.audio import SUFFIXES
from tests.warehouse.homes import tiny
from warehouse.connect import Reader
from warehouse.home import Home
from warehouse.settings import Settings
from warehouse.userdata import UserData

OURS = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return tiny(tmp_path)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    calls: list[tuple[Any, ...]] = []
    monkeypatch.setattr(jobs, "run", lambda _context, *given: calls.append(given))
    return calls


@pytest.fixture
def client(home: Home) -> FlaskClient:
    settings = Settings(home=home.path, upload_mb=1, wait_seconds=1)
    return create_app(Reader(home, settings), settings, UserData(home)).server.test_client()


def send(client: FlaskClient, *files: tuple[bytes, str], keep: bool = False, **headers: str) -> TestResponse:
    data = {"file": [(io.BytesIO(body), name) for body, name in files]}
    return client.post(sounds.SEND + "?keep=1" * keep, data=data, headers=headers or OURS)


def test_the_page_and_the_decoder_know_the_same_files() -> None:
    assert set(sounds.TYPES) == set(SUFFIXES)


def test_files_are_stored_apart_and_removed_unless_kept(
    client: FlaskClient, home: Home, started: list[tuple[Any, ...]]
) -> None:
    number = send(client, (b"one", "../../a 🥁.wav"), (b"two", "a 🥁.wav")).get_json()["job"]
    ((job, verb, first, second, *options),) = started
    assert (job, verb) == (number, "score")
    assert [Path(p).relative_to(home.uploads / str(number)).as_posix() for p in (first, second)] == [
        "001/a 🥁.wav",
        "002/a 🥁.wav",
    ]
    assert Path(second).read_bytes() == b"two"
    assert "--discard" in options
    assert client.get(f"/screening/sound/{number}/1").status_code == 400


def test_what_is_kept_can_be_heard_in_parts(client: FlaskClient, home: Home, started: list[tuple[Any, ...]]) -> None:
    number = send(client, (b"0123456789", "a.mp3"), keep=True).get_json()["job"]
    assert "--discard" not in started[0]
    with client.get(f"/screening/sound/{number}/1", headers={"Range": "bytes=2-4"}) as answer:
        assert (answer.status_code, answer.data, answer.mimetype) == (206, b"234", "audio/mpeg")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get(f"/screening/sound/{number}/2").status_code == 400


def test_what_cannot_be_taken_is_refused_in_words(client: FlaskClient, started: list[tuple[Any, ...]]) -> None:
    assert "no sound file" in send(client, (b"x", "<script>.html")).text
    assert "No file came" in send(client).text
    body, kind = b"x" * (2**20 + 1), "multipart/form-data; boundary=b"
    assert "larger than 1 MB" in client.post(sounds.SEND, data=body, content_type=kind, headers=OURS).text
    assert "more than the 300" in send(client, *[(b"x", "a.wav")] * 301).text
    assert send(client, (b"x", "a.wav"), Origin="http://evil.example").status_code == 403
    assert started == []


def test_only_the_last_answers_stay(client: FlaskClient, home: Home, started: list[tuple[Any, ...]]) -> None:
    for _ in range(sounds.KEPT + 2):
        send(client, (b"x", "a.wav"), keep=True)
    assert len(list((home.path / sounds.FOLDER).iterdir())) == sounds.KEPT


def test_what_was_said_of_several_files_is_one_table(client: FlaskClient, home: Home) -> None:
    row = {
        "title": "=Night",
        "artists": ["Ada", "Bo"],
        "genre": "jazz",
        "confidence": 0.7,
        "popularity": 30.0,
        "low": 2.0,
        "high": 60.0,
        "popularity_by": {"coverage": {"value": 0.79}, "tested": 900},
        "features": {"tempo": 120.5, "energy": None},
        "nearest": [{"title": "Day", "track_id": "t1", "distance": 0.2}],
    }
    files = [{"file": "/up/a 🥁.wav", "rows": [row], "remarks": ["One.", "Two."]},
             {"file": "/up/b.mp3", "rows": [], "error": "b.mp3 cannot be decoded.", "hint": "Save it again."}]  # fmt: skip
    data = UserData(home)
    number = data.start_job(sounds.KIND, "Listening")
    (home.path / sounds.FOLDER).mkdir()
    (home.path / sounds.FOLDER / f"{number}.json").write_text(json.dumps({"files": files}), encoding="utf-8")
    answer = client.get(f"{link(downloads.HEARD, job=number)}&provenance=0")
    one, other = csv.DictReader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff")))
    assert (one["file"], one["title"], one["artists"], one["tempo"]) == ("a 🥁.wav", "'=Night", "Ada; Bo", "120.5")
    assert (one["popularity"], one["low"], one["high"], one["interval_held"], one["interval_tested"]) == (
        "30", "2", "60", "0.79", "900",
    )  # fmt: skip
    assert (one["nearest_id"], one["distance"], one["remarks"], one["error"]) == ("t1", "0.2", "One. Two.", "")
    assert "energy" not in one
    assert (other["file"], other["genre"], other["error"]) == ("b.mp3", "", "b.mp3 cannot be decoded. Save it again.")
    assert "1 of 2 could be heard" in client.get(link(downloads.HEARD, job=number)).get_data(as_text=True)
    assert client.get(excel_url(link(downloads.HEARD, job=number))).data[:2] == b"PK"
    for wrong in (number + 1, "x", ""):
        assert client.get(f"{downloads.HEARD}?job={wrong}").status_code == 400
