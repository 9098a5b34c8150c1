"""Each request has a number, a time and one line; what strangers send makes no new series and no new line."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from dash import Dash
from flask.testing import FlaskClient

from dashboard.app import create_app
from dashboard.logs import REQUESTS
from dashboard.watching import CALLBACK, HEADER, kind
from tests.dashboard.pages.app_under_test import fire
from tests.warehouse.homes import QUICK, tiny
from warehouse.connect import Reader
from warehouse.watch import REQUEST


class Kept(logging.Handler):
    """Keeps (request, fields) of every line."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[tuple[str, dict[str, Any]]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append((REQUEST.get(), record.__dict__["fields"]))


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Dash:
    return create_app(Reader(tiny(tmp_path_factory.mktemp("watching")), QUICK), QUICK)


@pytest.fixture
def client(app: Dash) -> FlaskClient:
    return app.server.test_client()


@pytest.fixture
def kept() -> Iterator[Kept]:
    handler, level = Kept(), REQUESTS.level
    REQUESTS.addHandler(handler)
    REQUESTS.setLevel(logging.INFO)
    yield handler
    REQUESTS.removeHandler(handler)
    REQUESTS.setLevel(level)


def test_a_request_is_one_line_under_its_number(client: FlaskClient, kept: Kept) -> None:
    answers = [client.get("/healthz"), client.get("/nothing.css?where=secret"), client.post("/upload?kind=no")]
    assert [(fields["path"], fields["status"], fields["method"]) for _, fields in kept.lines] == [
        ("/healthz", 200, "GET"),
        ("/nothing.css", answers[1].status_code, "GET"),
        ("/upload", 400, "POST"),
    ]
    assert [number for number, _ in kept.lines] == [answer.headers[HEADER] for answer in answers]
    assert len({number for number, _ in kept.lines}) == 3
    assert all(fields["ms"] >= 0 for _, fields in kept.lines)
    assert "secret" not in str(kept.lines)  # what people filter for stays out of the log


def test_a_number_that_is_given_is_kept_when_it_is_plain(client: FlaskClient) -> None:
    assert client.get("/healthz", headers={HEADER: "proxy-17"}).headers[HEADER] == "proxy-17"
    for foul in ("a b", "x" * 65, "<script>", 'q"'):
        assert client.get("/healthz", headers={HEADER: foul}).headers[HEADER] != foul


def test_a_refused_stranger_is_seen_too(client: FlaskClient, kept: Kept) -> None:
    answer = client.get("/", headers={"Host": "evil.example"})
    assert (answer.status_code, kept.lines[0][1]["status"]) == (403, 403)
    assert answer.headers[HEADER]


def test_callbacks_are_known_by_what_they_write(app: Dash, client: FlaskClient, kept: Kept) -> None:
    fire(app, "page.children", "url.pathname", url__pathname="/nowhere", url__search="")
    assert "page.children" in kept.lines[-1][1]["callback"]
    for body in ({"output": "made-up.children"}, {"output": ["page"]}, {}, None):
        try:
            client.post(CALLBACK, json=body)
        except Exception:  # noqa: BLE001 - what Dash makes of it is Dash's affair; here it must not become a name
            continue
    assert {fields["callback"] for _, fields in kept.lines[1:]} <= {"other"}
    text = client.get("/metrics").text
    assert "made-up" not in text


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("/", "page"),
        ("/discover", "page"),
        (CALLBACK, "callback"),
        ("/export/tracks.csv", "export"),
        ("/assets/style.css", "asset"),
        ("/metrics", "watch"),
        ("/upload", "upload"),
    ],
)
def test_kinds(path: str, what: str) -> None:
    assert kind(path) == what
