"""A clock that somebody set."""

from __future__ import annotations

import datetime as dt

import pytest

from warehouse import publish as publishing
from warehouse.userdata import engine


def clock_at(monkeypatch: pytest.MonkeyPatch, moment: dt.datetime) -> None:
    """The clock of publishing and of user data stands at `moment`, UTC."""

    class Clock(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:
            return moment.replace(tzinfo=dt.UTC).astimezone(tz)

    monkeypatch.setattr(publishing, "datetime", Clock)
    monkeypatch.setattr(engine, "datetime", Clock)
