from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.conftest import ROOT
from warehouse.errors import HomeBusy, HomeNotWritable
from warehouse.home import Home
from warehouse.publish import _remove_unfinished as remove_unfinished


def test_the_layout_and_nothing_else_is_made(tmp_path: Path) -> None:
    home = Home(str(tmp_path / "a" / "b"))
    home.create()
    home.create()
    assert sorted(path.name for path in home.path.iterdir()) == ["models", "snapshots"]
    assert home.workbench == tmp_path / "a" / "b" / "workbench.duckdb"
    assert home.current.parent == home.snapshots.parent == home.models.parent == home.userdata.parent == home.path


def test_many_look_at_once_whether_it_can_be_written(tmp_path: Path) -> None:
    """Threads of one process; a publish meanwhile removes what a killed process seems to have left."""
    home = Home(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        looks = [pool.submit(home.create) for _ in range(400)]
        while not all(look.done() for look in looks):
            remove_unfinished(home)
        for look in looks:
            look.result()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["models", "snapshots"]


@pytest.mark.parametrize("where", ["file", "file/inside", "file/inside/deep", "a?b"])
def test_a_home_that_cannot_be_written(tmp_path: Path, where: str) -> None:
    """Below a regular file (which stops root too); and where DuckDB would write beside the folder."""
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(HomeNotWritable) as caught:
        Home(tmp_path / where).create()
    assert str(tmp_path / where) in caught.value.message
    assert "REPERTOIRE_HOME" in caught.value.hint
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with home.writing(0):
        for wait in (0, -1):  # a negative time must not mean "for ever"
            with pytest.raises(HomeBusy, match=str(tmp_path)):
                home.writing(wait)
    with home.writing(0):
        pass


def test_whoever_waits_is_told_and_can_stop(tmp_path: Path) -> None:
    home, told = Home(tmp_path), []

    def stop(seconds: float) -> None:
        told.append(seconds)
        if len(told) == 2:
            raise InterruptedError

    with home.writing(0):
        with pytest.raises(InterruptedError):
            home.writing(60, stop)
        with pytest.raises(HomeBusy, match=r"for 0\.6 seconds"):
            home.writing(0.6, told.append)
    assert 0.4 < told[0] < told[1] < 10, "the seconds it has waited"
    with home.writing(0, told.append):
        pass


def test_the_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    code = (
        "import sys, time; from warehouse.home import Home\n"
        "with Home(sys.argv[1]).writing(1):\n print('held', flush=True)\n time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, tmp_path], cwd=ROOT, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(HomeBusy):
            Home(tmp_path).writing(0.1)
        other.kill()
        other.wait()
        with Home(tmp_path).writing(5):
            pass
