from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.warehouse.homes import tiny
from warehouse.errors import NoSnapshot
from warehouse.settings import Settings
from warehouse.userdata import Retag, UserData
from workflows import deciding


def test_decisions_in_force_are_written(tmp_path: Path) -> None:
    home = tiny(tmp_path)
    retags = UserData(home).retags
    retags.decide([Retag("a", "tiny", "pop", "accept", "rock", "by ear"), Retag("b", "tiny", "rock", "keep")])
    retags.decide([Retag("b", "tiny", "rock", "accept", "pop")])
    out = tmp_path / "retags.csv"
    assert deciding.export_retags(Settings(home=home.path, threads=1), True, False, out) == 2
    lines = [line for line in out.read_text().splitlines(keepends=True) if not line.startswith("#")]
    found = [
        [row["track_id"], row["title"], row["decision"], row["new_genre"], row["note"]] for row in csv.DictReader(lines)
    ]
    assert found == [["b", "Two", "accept", "pop", ""], ["a", "One", "accept", "rock", "by ear"]]


def test_nothing_is_written_where_nothing_is_published(tmp_path: Path) -> None:
    out = tmp_path / "retags.csv"
    with pytest.raises(NoSnapshot):
        deciding.export_retags(Settings(home=tmp_path / "home", threads=1), True, False, out)
    assert not out.exists()
