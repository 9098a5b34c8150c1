"""Two servers over one published file, which nobody may write, with their user data on one PostgreSQL server; and who leaves."""

from __future__ import annotations

import http.client
import socket
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.parse import urlencode

import pytest
from waitress import wasyncore

from dashboard.meters import Meters
from dashboard.wsgi import make_app, server_of
from tests.conftest import free_port
from tests.postgres import Server as Database
from tests.storm.readers import ASKED, TRACKS, Server, catalogue
from tests.warehouse.homes import ENDLESS, QUICK, tiny
from warehouse.connect import View
from warehouse.queries import watched
from warehouse.settings import Settings, load
from warehouse.userdata import UserData

PASSWORD = "correct horse battery"


def signed_in(server: Server) -> str:
    """The cookie of Ada, from this server."""
    con = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    form = urlencode({"name": "Ada", "password": PASSWORD})
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Origin": f"http://127.0.0.1:{server.port}",
        "Sec-Fetch-Site": "same-origin",
    }
    con.request("POST", "/sign-in", form, headers)
    answer = con.getresponse()
    assert answer.status == 302, answer.read()
    con.close()
    return (answer.getheader("Set-Cookie") or "").partition(";")[0]


def asked(server: Server, cookie: str) -> tuple[int, str]:
    con = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    con.request("GET", ASKED, headers={"Cookie": cookie})
    answer = con.getresponse()
    text = _said(answer.read().decode())
    con.close()
    return answer.status, text


def test_a_session_and_a_list_are_known_to_every_server_and_after_a_restart(tmp_path: Path, postgres: Database) -> None:
    home = tiny(tmp_path, catalogue(1))
    for path in home.snapshots.glob("*.duckdb"):
        path.chmod(0o444)
    told = {
        "REPERTOIRE_USER_DATABASE": postgres.fresh(),
        "REPERTOIRE_SECRET": "one key for both",
        "REPERTOIRE_SIGN_IN": "always",
    }
    settings = load({**told, "REPERTOIRE_HOME": str(home.path)})
    data = UserData(home, settings)
    data.users.add("Ada", "editor", PASSWORD)
    data.shortlists.add("Hits", ["t1"])
    with Server(home, **told) as first:
        cookie = signed_in(first)
        status, text = asked(first, cookie)
        assert (status, text.count("\n")) == (200, TRACKS + 1)
        assert asked(first, "repertoire=made.up")[0] in (302, 401)
        # This process is the second server, and the one that begins after the first has ended.
        assert _in_this_process(settings, cookie) == text
    assert _in_this_process(settings, cookie) == text
    assert not home.userdata.exists()


def _in_this_process(settings: Settings, cookie: str) -> str:
    """The same answer of a server that has just begun."""
    client = make_app(settings).server.test_client()
    name, _, value = cookie.partition("=")
    client.set_cookie(name, value)
    answer = client.get(ASKED)
    assert answer.status_code == 200
    return _said(answer.text)


def _said(text: str) -> str:
    """The rows and the version of the data, without the moment of asking."""
    lines = text.splitlines()
    return "\n".join(line for line in lines if not line.startswith("#") or line.startswith("# data version"))


def test_a_client_that_leaves_takes_its_question_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = replace(QUICK, home=tiny(tmp_path).path, port=free_port(), query_seconds=120)
    stopped, begun = Event(), Event()

    def endless(view: View) -> Any:
        begun.set()
        return view.value(ENDLESS)

    monkeypatch.setattr(Meters, "stopped", lambda _self, nobody_waited: stopped.set() if nobody_waited else None)
    monkeypatch.setattr(watched, "loads", endless)  # what /metrics asks first
    known: dict[int, Any] = {}
    server = server_of(make_app(settings), settings, known)
    over = Event()

    def run() -> None:
        while not over.is_set():
            wasyncore.loop(timeout=0.1, map=known, count=1, use_poll=True)
        server.close()

    thread = Thread(target=run)
    thread.start()
    with socket.create_connection(("127.0.0.1", settings.port), timeout=60) as con:
        con.sendall(b"GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert begun.wait(60)
        assert not stopped.wait(0.3), "while the client is there, it goes on"
    assert stopped.wait(60)
    over.set()
    thread.join(60)
