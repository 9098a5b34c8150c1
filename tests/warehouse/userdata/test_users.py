"""Names, passwords, sessions and tries: what is kept opens nothing, and guessing is slow."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.warehouse.userdata.conftest import ON_FILE
from warehouse.errors import BadUser
from warehouse.home import Home
from warehouse.userdata import UserData, Users
from warehouse.userdata import users as module

PASSWORD = "correct horse battery"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def users(home: Home) -> Users:
    found = UserData(home).users
    found.add("Ada Lovelace", "editor", PASSWORD)
    return found


def test_a_session_is_opened_and_ended(users: Users) -> None:
    token = users.sign_in(" ada lovelace ", PASSWORD, "10.0.0.1", 1)
    assert token
    user = users.session(token)
    assert user
    assert (user.name, user.role) == ("Ada Lovelace", "editor")
    assert users.sign_in("ada lovelace", PASSWORD, "10.0.0.1", 1) != token
    users.sign_out(token)
    assert users.session(token) is None


def test_a_session_ends_by_itself_and_with_its_password_and_user(users: Users, monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = [users.sign_in("ada lovelace", PASSWORD, "10.0.0.1", hours) or "" for hours in (1, 3)]
    later = module.now() + timedelta(hours=2)
    with monkeypatch.context() as patch:
        patch.setattr(module, "now", lambda: later)
        assert [bool(users.session(token)) for token in tokens] == [False, True]
    users.set_password("Ada Lovelace", "another good one")
    assert users.session(tokens[1]) is None
    assert users.sign_in("ada lovelace", PASSWORD, "10.0.0.1", 1) is None
    token = users.sign_in("ada lovelace", "another good one", "10.0.0.1", 1) or ""
    users.set_role("ada lovelace", "viewer")
    assert (users.session(token) or users).role == "viewer"
    users.remove("ada lovelace")
    assert users.session(token) is None
    assert users.sign_in("ada lovelace", "another good one", "10.0.0.1", 1) is None


@ON_FILE
def test_nothing_kept_opens_anything(users: Users, home: Home) -> None:
    token = users.sign_in("ada lovelace", PASSWORD, "10.0.0.1", 1) or ""
    kept = b"".join(path.read_bytes() for path in home.path.glob("userdata*"))
    assert PASSWORD.encode() not in kept
    assert token.encode() not in kept
    assert b"scrypt:" in kept


def test_a_name_that_is_not_there_costs_what_a_wrong_password_costs(
    users: Users, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(module, "check_password_hash", lambda hashed, _given: bool(asked.append(hashed)))
    users.add("Proxied", "viewer")
    for name in ("ada lovelace", "nobody", "proxied"):
        assert users.sign_in(name, "wrong", "10.0.0.1", 1) is None
    assert len({hashed.split("$")[0] for hashed in asked}) == 1  # the same method and the same cost, three times
    assert len(asked) == 3


@pytest.mark.parametrize(
    ("kind", "tries"),
    [
        ("pair", [("ada lovelace", "10.0.0.1")] * 5),
        ("address", [(f"name {i}", "10.0.0.1") for i in range(20)]),
        ("name", [("ada lovelace", f"10.0.{i}.1") for i in range(50)]),
    ],
)
@ON_FILE
def test_after_too_many_tries_even_the_right_password_waits(
    users: Users, monkeypatch: pytest.MonkeyPatch, kind: str, tries: list[tuple[str, str]]
) -> None:
    assert len(tries) == module.TRIES[kind]
    with monkeypatch.context() as patch:
        patch.setattr(
            module, "check_password_hash", lambda _hashed, _given: False
        )  # the tests need not wait for scrypt
        for name, address in tries:
            assert users.sign_in(name, "wrong", address, 1) is None
    with pytest.raises(BadUser, match="Too many tries"):
        users.sign_in("ada lovelace", PASSWORD, "10.0.0.1", 1)
    if kind == "pair":
        assert users.sign_in("ada lovelace", PASSWORD, "10.0.0.2", 1)  # nobody locks another one out
    end = module.now() + module.WINDOW
    monkeypatch.setattr(module, "now", lambda: end - timedelta(minutes=1))
    with pytest.raises(BadUser, match="Too many tries"):
        users.sign_in("ada lovelace", PASSWORD, "10.0.0.1", 1)  # refused, and not counted
    monkeypatch.setattr(module, "now", lambda: end + timedelta(seconds=1))
    assert users.sign_in("ada lovelace", PASSWORD, "10.0.0.1", 1)


@pytest.mark.parametrize(
    ("name", "role", "password", "words"),
    [
        ("Bo", "viewer", "short", "10 to 200 characters"),
        ("Bo", "viewer", "x" * 201, "10 to 200 characters"),
        ("Bo", "owner", PASSWORD, "no role 'owner'"),
        ("  ", "viewer", PASSWORD, "cannot be the name"),
        ("a\x00b", "viewer", PASSWORD, "cannot be the name"),
        ("ADA  lovelace", "viewer", PASSWORD, "already"),
    ],
)
@ON_FILE
def test_what_cannot_be_a_user(users: Users, name: str, role: str, password: str, words: str) -> None:
    with pytest.raises(BadUser, match=words):
        users.add(name, role, password)
    assert [user.name for user in users.everybody()] == ["Ada Lovelace"]
