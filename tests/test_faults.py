"""kill -9 at random moments of load, build, publish and train: what is published answers, and the next run works."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from analytics.names import USUAL
from etl.load import LoadOptions
from tests.conftest import ROOT
from tests.sample import TRUTH
from tests.storm.kills import seeds
from tests.warehouse.homes import tiny
from warehouse.connect import Reader, Workbench
from warehouse.home import Home
from warehouse.settings import Settings
from warehouse.userdata import UserData
from workflows import loading, publishing, training

FIRST, SECOND = TRUTH.tracks, 4000  # tracks of the two files
# Does one verb; says when it begins, so that the time of starting Python and importing is not what gets killed.
VICTIM = """
import sys
from pathlib import Path
from etl.load import LoadOptions
from warehouse.settings import Settings
from workflows import loading, publishing, training
verb, home, file = sys.argv[1:]
if verb == "train":
    import analytics.training
settings = Settings(home=Path(home), threads=1, wait_seconds=5)
print("begins", flush=True)
if verb == "load":
    loading.load_paths(settings, [Path(file)], LoadOptions(collection="second"))
else:
    {"train": training.train_as_job, "build": publishing.build, "publish": publishing.publish}[verb](settings)
print("ends", flush=True)
"""


@dataclass(frozen=True)
class Scene:
    """A home with the first file published, the second loaded where the verb needs it, and the second file."""

    home: Path
    file: Path


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory, sample_csv: Path) -> dict[str, Scene]:
    """Verb -> scene. What an earlier step did is there for the later ones."""
    folder = tmp_path_factory.mktemp("faults")
    second = folder / "second.csv"
    rows = (f"second{n},Song {n},Artist {n % 300},{n % 90},0.{n % 9}1,genre {n % 7}" for n in range(SECOND))
    second.write_text("\n".join(["track_id,title,artists,popularity,energy,genre", *rows]))
    home = folder / "load"
    settings = Settings(home=home, threads=1)
    loading.load_paths(settings, [sample_csv], LoadOptions(collection="first"))
    publishing.build(settings)
    publishing.publish(settings)
    shutil.copytree(home, folder / "train", symlinks=True)
    shutil.copytree(home, folder / "build", symlinks=True)
    settings = Settings(home=folder / "build", threads=1)
    loading.load_paths(settings, [second], LoadOptions(collection="second"))
    shutil.copytree(folder / "build", folder / "publish", symlinks=True)
    publishing.build(Settings(home=folder / "publish", threads=1))
    return {verb: Scene(folder / verb, second) for verb in ("load", "build", "publish", "train")}


def start(verb: str, home: Path, file: Path) -> subprocess.Popen[str]:
    """The victim, from the moment it begins its work."""
    command = [sys.executable, "-c", VICTIM, verb, str(home), str(file)]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "begins\n"
    return child


@pytest.fixture(scope="module")
def seconds(scenes: dict[str, Scene], tmp_path_factory: pytest.TempPathFactory) -> dict[str, float]:
    """How long every verb takes when it is left alone."""
    found = {}
    for verb, scene in scenes.items():
        home = shutil.copytree(scene.home, tmp_path_factory.mktemp("alone") / "home", symlinks=True)
        with start(verb, home, scene.file) as child:
            began = time.perf_counter()
            assert child.stdout is not None
            assert child.stdout.readline() == "ends\n"
            found[verb] = time.perf_counter() - began
    return found


def loads(home: Home) -> dict[str, tuple[int, int]]:
    """Collection -> (tracks the load says it holds, tracks that are there); one transaction or nothing."""
    with Workbench(home) as workbench:
        rows = workbench.rows(
            """select collection, rows_loaded, (select count(*) from raw.tracks where tracks.load_id = loads.load_id)
            from raw.loads as loads"""
        )
    return {collection: (told, there) for collection, told, there in rows}


@pytest.mark.parametrize("seed", seeds(2))
@pytest.mark.parametrize("verb", ["load", "build", "publish", "train"])
def test_killed_at_a_random_moment(
    scenes: dict[str, Scene], seconds: dict[str, float], tmp_path: Path, verb: str, seed: int
) -> None:
    scene = scenes[verb]
    home = Home(shutil.copytree(scene.home, tmp_path / "home", symlinks=True))
    settings = Settings(home=home.path, threads=1, wait_seconds=5)
    before = loads(home)
    wait = random.Random(f"{verb}-{seed}").uniform(0.02, 0.9) * seconds[verb]
    with start(verb, home.path, scene.file) as child:
        time.sleep(wait)
        child.kill()
    print(f"{verb} killed after {wait:.3f} of {seconds[verb]:.3f} s, exit {child.returncode}")  # noqa: T201

    with Reader(home, settings).view() as view:
        tracks = view.value("select count(*) from tracks")
        number = view.snapshot.number
        assert view.value("select count(*) from tracks join track_artists using (track_no)") >= tracks
    assert tracks == FIRST if number == 1 else tracks in (FIRST, FIRST + SECOND)
    after = loads(home)
    assert all(told == there for told, there in after.values())
    assert {name: after[name] for name in before} == before, "what was committed is still there"

    if verb == "train":
        jobs = UserData(home).jobs()
        assert all(not job.is_open for job in jobs)
        assert training.train_as_job(settings)
        assert UserData(home).jobs()[0].state == "done"
    elif verb == "load":
        report = loading.load_paths(settings, [scene.file], LoadOptions(collection="second"))
        assert not report.failed
        assert set(loads(home)) == {"first", "second"}
    publishing.build(settings)
    published = publishing.publish(settings)

    with Reader(home, settings).view() as view:
        assert view.snapshot.number == published > 1
        assert view.value("select count(*) from tracks") == (FIRST if verb == "train" else FIRST + SECOND)
        assert view.value("select count(*) from model_runs where promoted") == (len(USUAL) if verb == "train" else 0)
    left = [path.name for path in home.path.rglob("*") if path.name.startswith((".building", ".current"))]
    assert left == []
    assert not (home.path / "incoming.csv").exists()
    spilled = home.path / "spill"
    assert not spilled.exists() or list(spilled.iterdir()) == []


def test_two_loaders_at_once(tmp_path: Path) -> None:
    """Of two loads that begin together one waits for the other; both are there, whole."""
    settings = Settings(home=tiny(tmp_path).path, threads=1, wait_seconds=60)
    files = [tmp_path / f"{name}.csv" for name in ("left", "right")]
    for number, file in enumerate(files):
        rows = "".join(f"{file.stem}{n},Song {n},Artist {n % 90},{number + 50},pop\n" for n in range(SECOND))
        file.write_text(f"track_id,title,artists,popularity,genre\n{rows}")
    with ThreadPoolExecutor(2) as pool:
        reports = list(pool.map(lambda file: loading.load_paths(settings, [file], LoadOptions()), files))
    assert [report.failed for report in reports] == [[], []]
    assert sorted(loads(Home(settings.home)).values()) == [(3, 3), (SECOND, SECOND), (SECOND, SECOND)]
