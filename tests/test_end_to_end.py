"""From a file to pages and back to a file, as a person does it; and what an installed wheel holds."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from etl.load import LoadOptions
from tests.conftest import ROOT, command_line, environment, free_port
from tests.sample import FORMULAS, TRUTH
from tests.source import PACKAGES
from tests.warehouse.homes import QUICK
from warehouse import features
from warehouse.connect import Reader
from warehouse.home import Home
from warehouse.settings import Settings
from warehouse.userdata import UserData
from workflows import loading, publishing


def get(port: int, path: str = "/") -> tuple[int, str]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
        return answer.status, answer.read().decode()


@contextmanager
def running(home: Path, port: int, *arguments: str | Path) -> Iterator[subprocess.Popen[str]]:
    """`repertoire` serving on `port`; ended with SIGTERM."""
    child = subprocess.Popen(
        command_line(*arguments, "--port", str(port)),
        cwd=ROOT, env=environment(home, REPERTOIRE_THREADS="1"), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        yield child
    finally:
        child.send_signal(signal.SIGTERM)
        try:
            child.communicate(timeout=30)
        finally:
            child.kill()


def until(seconds: float, ready: object) -> None:
    """Wait until `ready()` is true."""
    deadline = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


def answers(port: int) -> bool:
    try:
        return get(port)[0] == 200
    except OSError:
        return False


def test_run_serves_first_and_trains_meanwhile(tmp_path: Path, sample_csv: Path) -> None:
    home, port = tmp_path / "home", free_port()
    with running(home, port, "run", "--data", sample_csv) as child:
        until(120, lambda: answers(port) or child.poll() is not None)
        assert child.poll() is None, child.stdout and child.stdout.read()
        assert "Repertoire" in get(port)[1]
        pages = [get(port, path)[0] for path in ("/", "/discover", "/genres", "/data", "/track/na00000000000000000000")]
        assert pages == [200] * 5
        assert json.loads(get(port, "/_dash-layout")[1])
        until(120, lambda: Reader(home, QUICK).snapshot.number >= 2)
        with Reader(home, QUICK).view() as view:
            assert view.value("select count(*) from tracks") == TRUTH.tracks
            promoted = view.value("select count(*) from model_runs where promoted")
            assert promoted == view.snapshot.number - 1, "every model is published as soon as it is there"
        until(30, lambda: UserData(Home(home)).jobs()[0].state == "done")
    assert child.returncode == 0, "being asked to end is no failure"
    assert not answers(port)


def test_serving_ends_with_its_training_child(tmp_path: Path, sample_csv: Path) -> None:
    home, port = tmp_path / "home", free_port()
    with running(home, port, "run", "--data", sample_csv) as child:
        until(120, lambda: answers(port) or child.poll() is not None)
        until(60, lambda: bool(UserData(Home(home)).jobs()))
        (job,) = UserData(Home(home)).jobs()
        assert job.pid is not None
    until(30, lambda: not UserData(Home(home)).jobs()[0].is_open)
    with pytest.raises(ProcessLookupError):
        os.kill(job.pid, 0)
    with Reader(home, QUICK).view() as view:
        assert view.value("select count(*) from tracks") == TRUTH.tracks


def test_our_own_export_loads_back_identically(sample_home: Path, tmp_path: Path) -> None:
    """Every stored column of every track, titles that look like formulas included; guarded, raw, and without notes."""
    names = [f.name for f in features.stored()]
    with Reader(sample_home).view() as view:
        query = f"select {', '.join(names)}, genres, main_artist from tracks order by track_id"
        expected = view.rows(query)
    assert {title for _, title, *_ in expected} >= set(FORMULAS)
    for number, (provenance, raw) in enumerate([(True, False), (True, True), (False, False)]):
        out = tmp_path / f"export {number}.csv"
        settings = Settings(home=sample_home)  # as others read it in this process
        publishing.export_tracks(settings, "", "", ",".join([*names, "genres"]), provenance, raw, out)
        again = replace(QUICK, home=tmp_path / f"home {number}")
        report = loading.load_paths(again, [out], LoadOptions())
        assert not report.failed
        publishing.build(again)
        publishing.publish(again)
        with Reader(again.home, again).view() as view:
            assert view.rows(query) == expected, (provenance, raw)
            read = view.rows("select rows_read, rows_loaded, rows_rejected, disagreeing from loads")
            assert read == [(TRUTH.tracks, TRUTH.tracks, 0, 0)]


def test_a_wheel_holds_everything_that_is_not_python(tmp_path: Path) -> None:
    if importlib.util.find_spec("setuptools") is None:
        pytest.skip("setuptools is not installed: no wheel can be built")
    source = tmp_path / "source"
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode != 0:
        pytest.skip("not a git checkout: which files belong to the project is not known")
    files = [name for name in listed.stdout.splitlines() if not name.startswith(("tests/", "docs/"))]
    for name in files:
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((ROOT / name).read_bytes())
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--quiet"]
    subprocess.run([*command, "--wheel-dir", tmp_path, source], check=True, capture_output=True, timeout=120)
    (wheel,) = tmp_path.glob("repertoire-*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    wanted = {name for name in files if name.split("/")[0] in PACKAGES and (ROOT / name).is_file()}
    assert {name.rsplit(".")[-1] for name in wanted} >= {"py", "sql", "csv", "css", "js"}
    assert wanted - held == set()
    assert {"repertoire.py", "terminal.py"} <= held
    assert not [name for name in held if name.startswith(("tests", "docs", "benchmarks"))]
