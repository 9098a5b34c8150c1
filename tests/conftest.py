"""Fixtures that tests of several packages share. Each builds the smallest thing that can be true."""

from __future__ import annotations

import gc
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings as hypothesis_settings
from sqlalchemy import Pool, event

from tests import postgres as postgres_server
from tests.sample import write_sample
from warehouse.home import Home

ROOT = Path(__file__).resolve().parent.parent
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""Where other programs hold the cores, threads that wait for each other take a hundred times as long."""
NAME = "repertoire data"  # of the sample's home: a space in the path, on purpose
WORKER = "PYTEST_XDIST_WORKER"
if WORKER in os.environ:
    os.environ.update(ONE_THREAD)  # read when numpy and LightGBM are first imported, which is after this

# The same examples in every run, and no deadline: build machines are slow at odd moments.
FUZZ = int(os.environ.get("FUZZ", "1"))
"""How many times as many made-up inputs: `make faults` asks for more, drawn from a seed that it prints (tests/storm/fuzz.py)."""
hypothesis_settings.register_profile("house", deadline=None, derandomize=True, max_examples=50)
hypothesis_settings.register_profile("faults", deadline=None, database=None, max_examples=50 * FUZZ)
hypothesis_settings.load_profile("house" if FUZZ == 1 else "faults")


@event.listens_for(Pool, "checkout")
def _no_waiting_for_the_disk(connection: object, _record: object, _proxy: object) -> None:
    """What a test writes need not outlive the machine: as on the PostgreSQL server of the tests, no commit is flushed."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("pragma synchronous = off")


FIRST = (
    "tests/test_odd_catalogues.py",
    "tests/browser/test_access.py",
    "tests/warehouse/test_build_again.py",
    "tests/etl/test_load_real_folder.py",
    "tests/browser/test_hostile_names.py",
    "tests/workflows/test_training.py",
)
"""The files that take longest: dealt first, they leave no worker alone at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow files first, the others in their order."""
    places = {ROOT / name: place for place, name in enumerate(FIRST)}
    items.sort(key=lambda item: places.get(item.path, len(FIRST)))


def pytest_collection() -> None:
    """What is imported and collected stays until the end: nobody looks for garbage in it, now or while the tests run."""
    gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


def pytest_sessionfinish() -> None:
    gc.unfreeze()  # else libraries complain at the exit that they leak


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the REPERTOIRE_* settings of whoever runs the tests out of them; REPERTOIRE_TEST_DATA stays."""
    for name in [n for n in os.environ if n.startswith("REPERTOIRE_") and n != "REPERTOIRE_TEST_DATA"]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real files that REPERTOIRE_TEST_DATA names; the test is skipped where it is not set."""
    folder = os.environ.get("REPERTOIRE_TEST_DATA")
    if not folder:
        pytest.skip("REPERTOIRE_TEST_DATA is not set: no real files to test on")
    return Path(folder)


@pytest.fixture(scope="session")
def tracks_114k(real_data: Path) -> Path:
    """The file of 114,000 rows."""
    return _existing(real_data / "spotify_tracks_114k" / "dataset.csv")


@pytest.fixture(scope="session")
def tidytuesday(real_data: Path) -> Path:
    """The file of playlist songs with 6 genres and 24 subgenres."""
    return _existing(real_data / "tidytuesday_songs" / "spotify_songs.csv")


def _existing(path: Path) -> Path:
    if not path.is_file():
        pytest.skip(f"REPERTOIRE_TEST_DATA holds no {path.parent.name}/{path.name}")
    return path


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder of one's own with what `make(folder)` puts into it.

    Of several workers the first to ask makes it, the others wait and are given a copy: they are processes of one
    machine, whose temporary folders lie side by side.
    """
    own = factory.mktemp(name)
    if WORKER not in os.environ:
        make(own)
        return own
    shared = factory.getbasetemp().parent / name
    with FileLock(f"{shared}.lock"):
        if shared.is_dir():
            return Path(shutil.copytree(shared, own, symlinks=True, dirs_exist_ok=True))
        make(own)
        shutil.copytree(own, shared, symlinks=True)
        return own


@pytest.fixture(scope="session")
def sample_csv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample file; `tests.sample.TRUTH` says what is in it. Read only."""
    return write_sample(tmp_path_factory.mktemp("sample") / "sample.csv")


Command = Callable[..., subprocess.CompletedProcess[str]]


def environment(home: Path, **more: str) -> dict[str, str]:
    """An environment with this home, one thread and no other setting of the outside."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REPERTOIRE_")}
    own = {"REPERTOIRE_HOME": str(home), "REPERTOIRE_THREADS": "1", "PYTHONUNBUFFERED": "1"}
    return {**kept, **own, **ONE_THREAD, **more}


def command_line(*arguments: str | Path) -> list[str]:
    """The command line of `repertoire` in the Python that runs the tests."""
    return [sys.executable, "-c", "from repertoire import main; main()", *map(str, arguments)]


def free_port() -> int:
    """A port that nothing listens on, and that no other worker of this run is given."""
    workers = int(os.environ.get(f"{WORKER}_COUNT", "1"))
    own = int(os.environ.get(WORKER, "gw0")[2:]) % workers  # one that replaces a worker that died has a higher number
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        if port // 2 % workers == own:  # halved, because Linux hands out odd ones first
            return port


@pytest.fixture(scope="session")
def repertoire() -> Command:
    """Run the command in a process of its own: `repertoire(home, "load", path)`. The caller judges the exit code."""

    def run(
        home: Path, *arguments: str | Path, env: Mapping[str, str] | None = None, timeout: float = 300
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command_line(*arguments),
            cwd=ROOT,
            env=environment(home, **(env or {})),
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    return run


@dataclass(frozen=True)
class Answer:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str


Cli = Callable[..., Answer]


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Cli:
    """Run a command in this process: `cli(home, "load", path)`; two seconds less than `repertoire` takes."""

    def run(home: Path | Home, *arguments: str | Path, **settings: str) -> Answer:
        monkeypatch.setattr("sys.argv", ["repertoire", *map(str, arguments)])
        path = home.path if isinstance(home, Home) else home
        monkeypatch.setenv("REPERTOIRE_HOME", str(path))
        monkeypatch.setenv("REPERTOIRE_WAIT_SECONDS", "1")
        monkeypatch.setenv("REPERTOIRE_THREADS", "1")
        for name, value in settings.items():
            monkeypatch.setenv(f"REPERTOIRE_{name.upper()}", value)
        from repertoire import main  # not above: numpy comes with it, and reads how many threads it may have

        capfd.readouterr()
        code = 0
        try:
            main()
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
        for name in settings:
            monkeypatch.delenv(f"REPERTOIRE_{name.upper()}")
        return Answer(code, *capfd.readouterr())

    return run


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory, sample_csv: Path, repertoire: Command) -> Path:
    """A home with the sample loaded, the usual models trained and everything published. Built once; read only."""

    def make(folder: Path) -> None:
        done = repertoire(folder / NAME, "run", "--data", sample_csv, "--no-serve")
        assert done.returncode == 0, f"the sample could not be built:\n{done.stdout}\n{done.stderr}"

    return made_once(tmp_path_factory, "home", make) / NAME


@pytest.fixture(scope="session")
def postgres() -> Iterator[postgres_server.Server]:
    """A PostgreSQL server of this process of tests; skipped where none is installed."""
    pytest.importorskip("psycopg", reason="psycopg is not installed: pip install 'repertoire[postgres]'")
    programs = postgres_server.programs()
    if programs is None:
        pytest.skip("no PostgreSQL server is installed: apt install postgresql")
    with postgres_server.running(programs) as server:
        yield server
