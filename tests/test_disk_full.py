"""A disk that fills up during load, build, publish and feedback: it is said, what is published answers, the next run succeeds."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from etl.load import LoadOptions
from tests.warehouse.homes import QUICK, tiny
from warehouse.connect import Reader
from warehouse.errors import HomeNotWritable
from warehouse.home import Home
from warehouse.settings import Settings
from warehouse.userdata import Said, UserData
from workflows import loading, publishing

SECOND = 1_000  # tracks of the file that does not fit
SIZE_MB = 48


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A small file system of its own; only root may mount one."""
    folder = tmp_path_factory.mktemp("disk")
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m", "tmpfs", str(folder)]
    if not (hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("mount")):
        pytest.skip("only root can mount a small file system")
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this machine does not let root mount a file system")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@dataclass
class Scene:
    """A home on the small disk, a file beside it on another, and how full the disk is made."""

    settings: Settings
    file: Path
    filler: Path

    @property
    def home(self) -> Home:
        return Home(self.settings.home)

    def fill(self, left: int) -> None:
        """Leave `left` bytes free."""
        free = os.statvfs(self.filler.parent).f_bavail * os.statvfs(self.filler.parent).f_frsize
        with self.filler.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, max(free - left, 1))

    def tracks(self) -> int:
        with Reader(self.home, self.settings).view() as view:
            return int(view.value("select count(*) from tracks"))

    def load(self) -> None:
        failed = loading.load_paths(self.settings, [self.file], LoadOptions(collection="second")).files[0].error
        if failed:
            raise HomeNotWritable(failed, "told in the report")


def load_build(scene: Scene) -> None:
    scene.load()
    publishing.build(scene.settings)


VERBS: dict[str, tuple[Callable[[Scene], object], Callable[[Scene], object], int]] = {
    "load": (lambda scene: None, Scene.load, 40_000),
    "build": (Scene.load, lambda scene: publishing.build(scene.settings), 100_000),
    "publish": (load_build, lambda scene: publishing.publish(scene.settings), 100_000),
    "feedback": (
        lambda scene: UserData(scene.home).feedback.say([Said("eva", "a", "track", "like")]),
        lambda scene: [
            UserData(scene.home).feedback.say([Said("eva", f"{n}-{part}", "track", "like") for part in range(50)])
            for n in range(200)
        ],
        100_000,
    ),
}


@pytest.mark.parametrize("verb", VERBS)
def test_a_disk_that_fills_up(disk: Path, tmp_path: Path, verb: str) -> None:
    before, work, left = VERBS[verb]
    home = Home(shutil.copytree(tiny(tmp_path).path, disk / verb, symlinks=True))
    second = tmp_path / "second.csv"
    rows = (f"s{n},Song {n * 7919},Artist {n % 300} {n},{n % 90},0.{n % 9}1,genre {n % 7}" for n in range(SECOND))
    second.write_text("\n".join(["track_id,title,artists,popularity,energy,genre", *rows]))
    scene = Scene(replace(QUICK, home=home.path), second, disk / "filler")
    try:
        before(scene)
        scene.fill(left)
        with pytest.raises(HomeNotWritable) as told:
            work(scene)
        assert "room" in told.value.message
        assert scene.tracks() == 3
        kept = [one.item for one in UserData(home).feedback.verdicts("eva")] if verb == "feedback" else []
        scene.filler.unlink()
        assert verb != "feedback" or len(kept) % 50 == 1  # every batch that was said to be stored, and none by halves
        work(scene)
        assert scene.tracks() == (3 + SECOND if verb == "publish" else 3)
        if verb == "build":
            publishing.publish(scene.settings)
            assert scene.tracks() == 3 + SECOND
    finally:
        scene.filler.unlink(missing_ok=True)
        shutil.rmtree(home.path, ignore_errors=True)
