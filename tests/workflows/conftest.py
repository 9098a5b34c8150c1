"""Homes for work that spans the packages, and progress that can be looked at."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from warehouse.connect import Reader
from warehouse.settings import Settings

Value = Callable[[Settings, str], Any]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", threads=1, wait_seconds=1)


@pytest.fixture
def trained(sample_home: Path, tmp_path: Path) -> Settings:
    """A copy of the sample home, with its model, to change."""
    home = shutil.copytree(sample_home, tmp_path / "trained", symlinks=True)
    return Settings(home=home, threads=1, wait_seconds=1)


@pytest.fixture
def value() -> Value:
    """The first cell of a query on what is published."""

    def of(settings: Settings, sql: str) -> Any:
        with Reader(settings.home, settings).view() as view:
            return view.value(sql)

    return of
