"""/healthz says that the process lives, /readyz whether it can answer, and why not."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from flask.testing import FlaskClient

from dashboard.app import create_app
from tests.warehouse.homes import QUICK, tiny
from warehouse.connect import Reader
from warehouse.home import Home
from warehouse.userdata import UserData


def client(home: Home) -> FlaskClient:
    return create_app(Reader(home, QUICK), QUICK, UserData(home)).server.test_client()


def test_a_home_that_answers(tmp_path: Path) -> None:
    asked = client(tiny(tmp_path))
    assert [(asked.get(path).status_code, asked.get(path).text) for path in ("/healthz", "/readyz")] == [
        (200, "ok\n"),
        (200, "ready\n"),
    ]
    assert asked.get("/readyz").headers["Cache-Control"] == "no-store"


def test_nothing_published_is_alive_and_not_ready(tmp_path: Path) -> None:
    asked = client(Home(tmp_path / "empty"))
    assert asked.get("/healthz").status_code == 200
    answer = asked.get("/readyz")
    assert (answer.status_code, "Nothing has been published" in answer.text) == (503, True)
    assert "repertoire run" in answer.text


def test_damaged_user_data_is_told(tmp_path: Path) -> None:
    home = tiny(tmp_path)
    asked = client(home)
    with sqlite3.connect(home.userdata) as con:
        con.execute("drop table jobs")
        con.execute("pragma wal_checkpoint(truncate)")
    con.close()
    home.userdata.write_bytes(b"no database at all" * 500)
    answer = asked.get("/readyz")
    assert (answer.status_code, "is damaged" in answer.text) == (503, True)
    assert "repertoire restore" in answer.text
