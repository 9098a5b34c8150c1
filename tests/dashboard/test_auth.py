"""Who is let in, and how far: signing in, roles at every address, cookies, proxies."""

from __future__ import annotations

import re
import secrets
import stat
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Barrier
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from dash import Dash
from flask.testing import FlaskClient

from dashboard.app import create_app
from dashboard.auth import SIGN_IN, SIGN_OUT, secret
from dashboard.guard import READING
from dashboard.sign_in_page import inside
from tests.dashboard.pages.app_under_test import asked
from tests.warehouse.homes import tiny
from warehouse.connect import Reader
from warehouse.home import Home
from warehouse.settings import load
from warehouse.userdata import UserData

PASSWORD = "correct horse battery"
OURS = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    made = tiny(tmp_path_factory.mktemp("auth"))
    users = UserData(made).users
    users.add("Ada", "editor", PASSWORD)
    users.add("Vera", "viewer", PASSWORD)
    users.add("Pat", "editor")
    return made


def app_of(home: Home, **settings: Any) -> Dash:
    made = load({}, home=home.path, **settings)
    return create_app(Reader(home, made), made, UserData(home))


def client_of(home: Home, **settings: Any) -> FlaskClient:
    return app_of(home, **settings).server.test_client()


@pytest.fixture(scope="module")
def app(home: Home) -> Dash:
    return app_of(home, host="0.0.0.0")


@pytest.fixture(scope="module")
def server(app: Dash) -> Any:
    return app.server


@pytest.fixture
def client(server: Any) -> FlaskClient:
    return server.test_client()


def sign_in(client: FlaskClient, name: str, password: str = PASSWORD, **more: Any) -> Any:
    return client.post(SIGN_IN, data={"name": name, "password": password, **more}, headers=OURS)


def test_a_stranger_sees_the_sign_in_page_and_nothing_else(client: FlaskClient) -> None:
    count = 0
    for rule in client.application.url_map.iter_rules():
        for method in sorted(set(rule.methods or ()) - {"HEAD", "OPTIONS"}):
            path = re.sub(r"<[^>]*>", "1", rule.rule)
            answer = client.open(path, method=method, headers=OURS)
            if path.startswith(("/assets/", "/bootstrap/static/", SIGN_IN)) or path in ("/healthz", "/readyz"):
                continue
            assert answer.status_code in (302, 401), (method, path, answer.status_code)
            assert answer.status_code == 401 or answer.location.startswith(SIGN_IN), path
            count += 1
    assert count > 20
    assert client.get("/_dash-layout").status_code == 401
    assert (client.get("/healthz").status_code, client.get("/metrics").status_code) == (200, 401)
    page = client.get("/discover?where=popularity%20%3E%2050", headers={"Accept": "text/html"}).location
    assert parse_qs(urlsplit(page).query) == {"next": ["/discover?where=popularity%20%3E%2050"]}
    assert 'name="password"' in client.get(page).text


def test_who_signs_in_is_led_on_with_a_new_session_and_out_again(client: FlaskClient) -> None:
    client.set_cookie("repertoire", "planted")
    wrong = sign_in(client, "Ada", "wrong password")
    assert (wrong.status_code, "do not fit" in wrong.text) == (401, True)
    done = sign_in(client, "Ada", next="/discover?sort=title")
    assert (done.status_code, done.location) == (302, "/discover?sort=title")
    cookie = done.headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    assert "Secure" not in cookie
    first = client.get_cookie("repertoire")
    assert first is not None
    assert client.get("/_dash-layout").status_code == 200
    assert "Set-Cookie" not in client.get("/_dash-layout").headers  # it ends when it was said to end

    sign_in(client, "Vera")
    second = client.get_cookie("repertoire")
    assert second is not None
    assert second.value != first.value
    other = client.application.test_client()
    other.set_cookie("repertoire", first.value)
    assert other.get("/_dash-layout").status_code == 401  # the session before it has ended
    assert client.post(SIGN_OUT, headers=OURS).location == SIGN_IN
    other.set_cookie("repertoire", second.value)
    assert other.get("/_dash-layout").status_code == 401  # a copy of the cookie leads nowhere


def test_a_cookie_is_secure_where_it_came_by_https(server: Any) -> None:
    secure = server.test_client()
    data = {"name": "Ada", "password": PASSWORD}
    headers = {"Origin": "https://localhost"}
    done = secure.post(SIGN_IN, data=data, headers=headers, base_url="https://localhost")
    assert "Secure" in done.headers["Set-Cookie"]


def test_a_viewer_changes_nothing_at_any_address(client: FlaskClient, home: Home) -> None:
    sign_in(client, "Vera")
    refused = 0
    for rule in client.application.url_map.iter_rules():
        for method in sorted(set(rule.methods or ()) - set(READING)):
            path = re.sub(r"<[^>]*>", "1", rule.rule)
            if path in (SIGN_IN, SIGN_OUT, "/_dash-update-component"):
                continue
            answer = client.open(path, method=method, headers=OURS)
            assert (answer.status_code, "Vera may look" in answer.text) == (403, True), path
            refused += 1
    assert refused >= 2
    assert UserData(home).jobs() == []


def test_a_viewer_who_presses_a_button_is_told_and_an_editor_is_written_down(
    app: Dash, client: FlaskClient, home: Home
) -> None:
    given = {"discover_shortlist_add__n_clicks": 1, "discover_shortlist_name__value": "Hits"}
    given |= {"discover_grid__selectedRows": [{"track_id": "a"}], "discover_state__data": {}}  # type: ignore[dict-item]
    press = asked(app, "toasts.children", "discover-shortlist-add.n_clicks", **given)
    sign_in(client, "Vera")
    told = client.post("/_dash-update-component", json=press, headers=OURS)
    assert "Vera may look at everything here and change nothing." in told.text
    assert UserData(home).shortlists.lists() == []
    sign_in(client, "Ada")
    assert "may look" not in client.post("/_dash-update-component", json=press, headers=OURS).text
    assert [one.name for one in UserData(home).shortlists.lists()] == ["Hits"]
    assert [(line.who, line.what) for line in UserData(home).audit.lines(subject="shortlists")] == [
        ("Ada", "put 1 tracks on “Hits”")
    ]


@pytest.mark.parametrize(
    "path", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:x", "", "a/b"]
)
def test_nobody_is_led_elsewhere(client: FlaskClient, path: str) -> None:
    assert inside(path) == "/"
    assert sign_in(client, "Ada", next=path).location == "/"


def test_another_site_signs_nobody_in(client: FlaskClient) -> None:
    data, foreign = {"name": "Ada", "password": PASSWORD}, {"Origin": "http://evil.example"}
    assert client.post(SIGN_IN, data=data, headers=foreign).status_code == 403


def test_guessing_is_slowed(client: FlaskClient) -> None:
    for _ in range(5):
        assert sign_in(client, "guessed", "wrong password").status_code == 401
    answer = sign_in(client, "guessed")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "900")
    assert "Too many tries" in answer.text


def test_what_was_typed_is_text(client: FlaskClient) -> None:
    typed = '/"><script>alert(1)</script>'
    for page in (client.get(SIGN_IN, query_string={"next": typed}), sign_in(client, typed, "wrong password")):
        assert "alert(1)" in page.text.replace("%281%29", "(1)")
        assert page.text.count("<script") == 1  # ours, before the first paint


def test_servers_that_start_at_once_take_one_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    together, made = Barrier(8), secrets.token_hex

    def token_hex(size: int) -> str:
        key = made(size)
        if size == 32:  # the key: everybody has found none
            together.wait(20)
        return key

    monkeypatch.setattr(secrets, "token_hex", token_hex)
    with ThreadPoolExecutor(8) as pool:
        for number in range(40):
            home = Home(tmp_path / f"{number}")
            taken = list(pool.map(partial(secret, load({}, home=home.path)), [home] * 8))
            assert len(set(taken)) == 1
            assert [p.name for p in home.path.glob("secret*")] == ["secret"]


def test_the_key_of_cookies_is_made_once_for_its_owner(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    first = secret(load({}, home=home.path), home)
    path = home.path / "secret"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert secret(load({}, home=home.path), home) == first
    assert len(first) == 64
    assert [p.name for p in home.path.glob("secret*")] == ["secret"]
    given = load({"REPERTOIRE_SECRET": "from outside"}, home=home.path)
    assert secret(given, home) == "from outside"
    assert "from outside" not in repr(given)


@pytest.mark.parametrize(
    ("came_from", "name", "status"),
    [("10.0.0.5", "Pat", 200), ("10.0.0.5", "", 401), ("10.0.0.6", "Pat", 401), ("127.0.0.1", "Pat", 401)],
)
def test_only_the_trusted_proxy_says_who_asks(home: Home, came_from: str, name: str, status: int) -> None:
    client = client_of(home, proxy_header="X-Remote-User", trusted_proxies="10.0.0.5")
    headers = {"X-Remote-User": name} if name else {}
    answer = client.get("/_dash-layout", headers=headers, environ_base={"REMOTE_ADDR": came_from})
    assert answer.status_code == status
    assert ("Pat" in answer.text) == (status == 200)
    assert client.get(SIGN_IN, environ_base={"REMOTE_ADDR": came_from}).status_code == 401


def test_a_proxy_lets_unknown_names_look(home: Home) -> None:
    client = client_of(home, proxy_header="X-Remote-User", trusted_proxies="10.0.0.0/24")
    base: dict[str, Any] = {"environ_base": {"REMOTE_ADDR": "10.0.0.9"}}
    for name, status in (("Pat", 400), ("Stranger", 403)):
        answer = client.post("/upload?kind=nonsense", headers={**OURS, "X-Remote-User": name}, **base)
        assert answer.status_code == status, name


def test_at_this_machine_nobody_has_to_say_who_they_are(home: Home) -> None:
    client = client_of(home)
    assert client.get("/_dash-layout").status_code == 200
    assert client.get(SIGN_IN).text != ""
    assert "rp-person" not in client.get("/_dash-layout").text
    assert client_of(home, sign_in="always").get("/_dash-layout").status_code == 401
