"""An address that other machines can reach is not served before somebody can say who they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dashboard.address import check_access, is_within, proxies
from warehouse.errors import AddressRefused, SettingError
from warehouse.home import Home
from warehouse.settings import load
from warehouse.userdata import UserData


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"host": "0.0.0.0"}, "nobody has a password"),
        ({"host": "192.168.0.9"}, "nobody has a password"),
        ({"host": "::"}, "nobody has a password"),
        ({"host": "example"}, "nobody has a password"),
        ({"sign_in": "always"}, "nobody has a password"),
        ({"host": "0.0.0.0", "proxy_header": "X-Remote-User"}, "no proxy is said to be trusted"),
        ({"proxy_header": "X-Remote-User"}, "no proxy is said to be trusted"),
    ],
)
def test_what_is_refused(tmp_path: Path, settings: dict[str, Any], words: str) -> None:
    home = tmp_path / "home"
    with pytest.raises(AddressRefused, match=words):
        check_access(load({}, home=home, **settings))
    assert not home.exists()  # looking makes nothing
    UserData(Home(home)).users.add("Proxied", "editor")  # without a password nobody can sign in
    with pytest.raises(AddressRefused, match=words):
        check_access(load({}, home=home, **settings))


def test_what_is_served(tmp_path: Path) -> None:
    for host in ("127.0.0.1", "localhost", "::1"):
        check_access(load({}, home=tmp_path, host=host))
    behind = {"proxy_header": "X-Remote-User", "trusted_proxies": "10.0.0.5, 192.168.1.0/24,::1"}
    check_access(load({}, home=tmp_path, host="0.0.0.0", **behind))
    UserData(Home(tmp_path)).users.add("Ada", "viewer", "correct horse battery")
    check_access(load({}, home=tmp_path, host="0.0.0.0"))


def test_settings_that_mean_nothing(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="never") as told:
        check_access(load({}, home=tmp_path, sign_in="never"))
    assert told.value.hint == "It must be network or always."
    with pytest.raises(SettingError, match="TRUSTED_PROXIES"):
        check_access(load({}, home=tmp_path, proxy_header="X", trusted_proxies="proxy.example"))


def test_networks() -> None:
    networks = proxies(load({}, trusted_proxies="10.0.0.5,192.168.1.0/24,fd00::/8"))
    addresses = ("10.0.0.5", "10.0.0.6", "192.168.1.77", "fd00::1", "", "nonsense")
    assert [is_within(one, networks) for one in addresses] == [True, False, True, True, False, False]
