"""Children: they get the settings of whoever starts them, print into the home, and end when they are asked to."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from tests.warehouse.homes import tiny
from warehouse import processes
from warehouse.connect import Workbench
from warehouse.settings import Settings


def test_a_child_works_in_the_home_of_its_parent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when that is named from the working folder; what the environment says does not win."""
    tiny(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("REPERTOIRE_HOME", str(tmp_path / "elsewhere"))
    child = processes.start(Settings(home=Path("home"), threads=1), "status")
    assert child.wait(60) == 0
    assert "Snapshot 1" in (tmp_path / "home" / processes.LOG).read_text()
    assert not (tmp_path / "elsewhere").exists()


def test_a_child_is_ended_and_lets_go_of_the_home(tmp_path: Path) -> None:
    home = tiny(tmp_path)
    settings = Settings(home=home.path, threads=1, wait_seconds=60)
    with Workbench(home, settings):
        child = processes.start(settings, "build", detached=True)
        time.sleep(0.3)
        assert os.getpgid(child.pid) == child.pid, "a Ctrl+C for its parent does not reach it"
        processes.stop(child)
    assert child.poll() is not None
    processes.stop(child)
    processes.stop(None)
    with Workbench(home, Settings(home=home.path, wait_seconds=1)):
        pass
