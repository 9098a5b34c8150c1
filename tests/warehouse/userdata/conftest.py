"""Every test of user data runs on a file and on a PostgreSQL server, unless it says that it is about one of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from warehouse.userdata import postgres as on_server

ON_FILE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
ON_SERVER = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)


@pytest.fixture(params=["sqlite", "postgresql"], autouse=True)
def engine(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, no_settings_from_outside: None
) -> Iterator[str]:
    """The kind of database; an empty one stands behind every home of the test."""
    if request.param == "postgresql":
        monkeypatch.setenv("REPERTOIRE_USER_DATABASE", request.getfixturevalue("postgres").fresh())
    yield str(request.param)
    on_server.close()
