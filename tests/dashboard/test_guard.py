"""Strangers are refused before anything is read, on every address that changes something; every answer has the headers."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from dashboard.guard import HEADERS, READING
from tests.dashboard.pages.app_under_test import app_over

FOREIGN: dict[str, dict[str, str]] = {
    "another site": {"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"},
    "another site in an old browser": {"Origin": "http://evil.example"},
    "another port": {"Origin": "http://localhost:9000", "Sec-Fetch-Site": "same-site"},
    "a page without an origin": {"Origin": "null"},
    "typed into the address bar": {"Sec-Fetch-Site": "none"},
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A client of an application over an empty home."""
    return app_over(tmp_path_factory.mktemp("guard")).server.test_client()


@pytest.mark.parametrize("headers", FOREIGN.values(), ids=FOREIGN)
def test_another_site_changes_nothing_at_any_address(client: FlaskClient, headers: dict[str, str]) -> None:
    asked = 0
    for rule in client.application.url_map.iter_rules():
        for method in sorted(set(rule.methods or ()) - set(READING)):
            path = rule.rule.replace("<path:", "<").replace("<", "").replace(">", "")
            assert client.open(path, method=method, headers=headers).status_code == 403, (method, path)
            asked += 1
    assert asked >= 2  # callbacks and uploads at least


def test_a_page_of_ours_is_let_through(client: FlaskClient) -> None:
    ours = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert client.post("/upload?kind=nonsense", headers=ours).status_code == 400  # refused for its kind
    assert client.get("/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200  # a link somewhere else


@pytest.mark.parametrize("host", ["evil.example:8050", "127.0.0.1.evil.example", "192.168.0.9"])
def test_a_foreign_name_that_leads_here_reads_nothing(client: FlaskClient, host: str) -> None:
    answer = client.get("/_dash-layout", headers={"Host": host})
    assert (answer.status_code, "not one that Repertoire serves" in answer.text) == (403, True)


@pytest.mark.parametrize("host", ["127.0.0.1:8050", "localhost:8050", "[::1]:8050"])
def test_names_of_this_machine_are_served(client: FlaskClient, host: str) -> None:
    assert client.get("/_dash-layout", headers={"Host": host}).status_code == 200


def test_every_answer_has_the_headers(client: FlaskClient, tmp_path: Path) -> None:
    foreign = FOREIGN["another site"]
    answers = (client.get("/"), client.get("/assets/none.css"), client.post("/upload", headers=foreign))
    assert [answer.status_code for answer in answers] == [200, 404, 403]
    for answer in answers:
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
        assert "script-src 'self' 'unsafe-eval' 'sha256-" in answer.headers["Content-Security-Policy"]


def test_only_scripts_of_ours_run(client: FlaskClient) -> None:
    """Every script that stands in the page has its hash in the policy, and nothing else may run without one."""
    page = client.get("/")
    policy = dict(part.split(" ", 1) for part in page.headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'self'"
    written = re.findall(
        r"<script(?: type=\"(?:text|application)/javascript\"| id=\"_dash-renderer\"[^>]*)?>(.*?)</script>",
        page.text,
        re.DOTALL,
    )
    inline = [text for text in written if text.strip()]
    assert len(inline) == 2  # the theme before the first paint, and Dash's own
    hashes = {f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in inline}
    assert set(policy["script-src"].split()) == {"'self'", "'unsafe-eval'", *hashes}
    assert not re.search(r"<[^>]+ on\w+=", page.text)
