"""Files that come through the browser: taken from a page of ours only, bounded, under a safe name, and loaded by a job."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from flask import Request
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder, TestResponse

from dashboard import jobs, uploads
from dashboard.app import create_app
from dashboard.context import Context
from dashboard.uploads import KINDS, UPLOAD, check_origin, safe_name, wishes
from etl.recognise import KINDS as KNOWN
from tests.warehouse.homes import TINY, tiny
from warehouse.connect import Reader
from warehouse.errors import UploadRefused
from warehouse.home import Home
from warehouse.settings import Settings
from warehouse.userdata import FAILED, RUNNING, UserData

OURS = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
ONE_MB = 2**20


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return tiny(tmp_path)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What jobs were started with, in place of starting them."""
    calls: list[tuple[Any, ...]] = []
    monkeypatch.setattr(jobs, "run", lambda _context, *given: calls.append(given))
    return calls


@pytest.fixture
def client(home: Home) -> FlaskClient:
    settings = Settings(home=home.path, upload_mb=1, wait_seconds=1)
    return create_app(Reader(home, settings), settings, UserData(home)).server.test_client()


def send(
    client: FlaskClient, body: bytes = TINY.encode(), headers: dict[str, str] = OURS, **about: str
) -> TestResponse:
    return client.post(UPLOAD, data=body, query_string={"name": "a.csv", **about}, headers=headers)


def left(home: Home) -> list[str]:
    return sorted(str(path.relative_to(home.uploads)) for path in home.uploads.rglob("*") if path.is_file())


def test_a_file_is_stored_and_its_job_started(client: FlaskClient, home: Home, started: list[tuple[Any, ...]]) -> None:
    answer = send(client, kind="tracks", collection="-mine", as_of="2024-05-06", modified="1700000000000")
    assert answer.status_code == 200
    (job,) = UserData(home).jobs()
    assert (answer.get_json(), job.kind, job.title, job.state) == ({"job": job.id}, "load", "Loading a.csv", RUNNING)
    path = home.uploads / str(job.id) / "a.csv"
    assert path.read_text() == TINY
    assert path.stat().st_mtime == 1_700_000_000, "the file's own time, from which its date is assumed"
    assert started == [
        (
            job.id,
            "load",
            str(path),
            "--kind=tracks",
            "--collection=-mine",
            "--as-of=2024-05-06",
            "--publish",
            "--discard",
        )
    ]


def test_what_is_not_said_is_left_to_be_found_out(client: FlaskClient, started: list[tuple[Any, ...]]) -> None:
    assert send(client, kind="auto", collection=" ", modified="long ago").status_code == 200
    assert started[0][3:] == ("--publish", "--discard")


REFUSED: dict[str, tuple[bytes, dict[str, str], str]] = {
    "empty": (b"", {}, "a.csv is empty."),
    "too large": (b"x" * (ONE_MB + 1), {}, "The file is larger than 1 MB"),
    "no such kind": (b"x", {"kind": "albums"}, "'albums'"),
    "no date": (b"x", {"as_of": "2024-13-01"}, "'2024-13-01' is not a date"),
    "a date in another form": (b"x", {"as_of": "20240501"}, "is not a date"),
}


@pytest.mark.parametrize(("body", "about", "words"), REFUSED.values(), ids=REFUSED)
def test_refused_files_leave_nothing(
    client: FlaskClient, home: Home, started: list[tuple[Any, ...]], body: bytes, about: dict[str, str], words: str
) -> None:
    answer = send(client, body, **about)
    assert (answer.status_code, answer.mimetype) == (400, "text/plain")
    message, hint = answer.get_data(as_text=True).splitlines()
    assert words in message
    assert hint
    assert (left(home), started) == ([], [])
    assert [job.state for job in UserData(home).jobs()] in ([], [FAILED])


def test_exactly_the_largest_file_is_taken(client: FlaskClient, home: Home, started: list[tuple[Any, ...]]) -> None:
    assert send(client, b"x" * ONE_MB).status_code == 200
    assert len(left(home)) == len(started) == 1


def test_a_file_that_breaks_off_is_refused(client: FlaskClient, home: Home, started: list[tuple[Any, ...]]) -> None:
    class Broken:
        def __init__(self) -> None:
            self.parts = [b"title,artists\n", b""]

        def read(self, _size: int) -> bytes:
            return self.parts.pop(0)

    context = Context(Reader(home), Settings(home=home.path), UserData(home))
    with pytest.raises(UploadRefused, match="broke off after 14 of 5,000 bytes"):
        uploads.receive(context, Broken(), 5000, wishes({"name": "a.csv"}))  # type: ignore[arg-type]
    assert (left(home), started, UserData(home).jobs()[0].state) == ([], [], FAILED)


def test_a_disk_that_cannot_be_written_is_told(client: FlaskClient, home: Home, started: list[tuple[Any, ...]]) -> None:
    home.uploads.write_text("not a folder")
    answer = send(client)
    assert answer.status_code == 400
    assert "could not be stored" in answer.get_data(as_text=True)
    assert (started, UserData(home).jobs()[0].state) == ([], FAILED)


ORIGINS: dict[str, tuple[dict[str, str], bool]] = {
    "our page": ({"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}, True),
    "our page in an old browser": ({"Origin": "http://localhost"}, True),
    "our page by address": ({"Host": "127.0.0.1:8050", "Origin": "http://127.0.0.1:8050"}, True),
    "our page by IPv6": ({"Host": "[::1]:8050", "Origin": "http://[::1]:8050"}, True),
    "another site": ({"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"}, False),
    "another port": ({"Origin": "http://localhost:9000", "Sec-Fetch-Site": "same-site"}, False),
    "a page without an origin": ({"Origin": "null", "Sec-Fetch-Site": "cross-site"}, False),
    "typed into the address bar": ({"Sec-Fetch-Site": "none"}, False),
    "nothing is said": ({}, False),
    "a foreign name that leads here": (
        {"Host": "evil.example:8050", "Origin": "http://evil.example:8050", "Sec-Fetch-Site": "same-origin"}, False,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("headers", "taken"), ORIGINS.values(), ids=ORIGINS)
def test_only_a_page_of_ours_may_send(headers: dict[str, str], taken: bool) -> None:
    asked = Request(EnvironBuilder(UPLOAD, method="POST", headers=headers).get_environ())
    if taken:
        check_origin(asked)
    else:
        with pytest.raises(UploadRefused, match="does not come from a page of Repertoire"):
            check_origin(asked)


def test_another_site_is_refused_before_anything_is_stored(client: FlaskClient, home: Home) -> None:
    assert send(client, headers={"Origin": "http://evil.example"}).status_code == 403
    assert (left(home), UserData(home).jobs()) == ([], [])


NAMES = {
    "tracks.csv": "tracks.csv",
    "../../etc/passwd": "passwd",
    "C:\\Users\\me\\tracks.csv": "tracks.csv",
    "..": "upload.csv",
    "": "upload.csv",
    ".hidden.csv": "hidden.csv",
    "a\x00b\n.csv": "ab.csv",
    "東京 😀.csv": "東京 😀.csv",
    "\u202egnp.csv": "gnp.csv",
    "-rf.csv": "-rf.csv",
    "a/": "upload.csv",
}


@pytest.mark.parametrize(("given", "name"), NAMES.items())
def test_names_are_safe_and_stay_readable(given: str, name: str) -> None:
    assert safe_name(given) == name


def test_long_names_keep_their_suffix() -> None:
    for letter in ("x", "é", "東"):
        name = safe_name(letter * 500 + ".csv.gz")
        assert name.endswith(letter + ".csv.gz")
        assert len(name.encode()) <= uploads.LONGEST_NAME


def test_what_dead_jobs_left_is_swept_and_what_is_needed_is_not(
    client: FlaskClient, home: Home, started: list[tuple[Any, ...]]
) -> None:
    data = UserData(home)
    dead, alive = data.start_job("load", "dead", pid=2**22 + 1), data.start_job("load", "alive", pid=os.getpid())
    for folder in (str(dead), str(alive), "other"):
        (home.uploads / folder).mkdir(parents=True)
        (home.uploads / folder / "x.csv").write_text("x")
    assert send(client).status_code == 200
    assert left(home) == [f"{alive}/x.csv", f"{alive + 1}/a.csv"]


def test_the_kinds_are_those_of_the_loader() -> None:
    assert tuple(KNOWN) == KINDS
