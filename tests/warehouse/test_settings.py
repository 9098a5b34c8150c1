from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from warehouse import settings
from warehouse.errors import SettingError
from warehouse.settings import Settings


def test_defaults_without_an_environment() -> None:
    found = settings.load({})
    assert found == Settings()
    assert (found.home, found.host, found.port) == (Path("repertoire-data"), "127.0.0.1", 8050)


def test_the_environment_is_read_and_overrides_come_on_top() -> None:
    given = {"REPERTOIRE_HOME": "/some/where", "REPERTOIRE_PORT": "9000", "REPERTOIRE_HOST": "::1", "PORT": "1"}
    found = settings.load(given, port=9001, host=None)
    assert (found.home, found.port, found.host) == (Path("/some/where"), 9001, "::1")
    assert settings.load(given).port == 9000


def test_an_empty_value_is_no_value() -> None:
    assert settings.load({"REPERTOIRE_PORT": "", "REPERTOIRE_HOME": ""}) == Settings()


@pytest.mark.parametrize("name", [f.name for f in fields(Settings) if f.type in ("int", int)])
@pytest.mark.parametrize("text", ["many", "8050.5", "80 50", "0x10"])
def test_what_is_no_whole_number_is_named(name: str, text: str) -> None:
    with pytest.raises(SettingError) as caught:
        settings.load({f"REPERTOIRE_{name.upper()}": text})
    assert f"REPERTOIRE_{name.upper()} is {text!r}" in caught.value.message
    assert caught.value.hint


def test_cores_are_the_setting_or_those_of_the_machine() -> None:
    assert Settings(threads=3).cores == 3
    assert Settings(threads=0).cores >= 1


def test_help_lists_every_setting_once() -> None:
    rows = settings.help_rows()
    assert [name for name, _, _ in rows] == [f"REPERTOIRE_{f.name.upper()}" for f in fields(Settings)]
    assert ("REPERTOIRE_PORT", "8050") in [(name, default) for name, default, _ in rows]
    assert all(text.endswith(".") for _, _, text in rows)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "65536"),
        ("HIT_THRESHOLD", "101"),
        ("KEEP_SNAPSHOTS", "0"),
        ("THREADS", "-1"),
        ("CACHE_MB", "-1"),
    ],
)
def test_numbers_outside_their_range_are_refused(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=name.lower()) as caught:
        settings.load({f"REPERTOIRE_{name}": value})
    assert caught.value.hint
