"""Small homes for tests of the warehouse, made by the product's own loader."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable, Hashable
from pathlib import Path

from etl.load import LoadOptions, load
from warehouse.build import build
from warehouse.connect import Workbench
from warehouse.home import Home
from warehouse.publish import publish
from warehouse.settings import Settings

QUICK = Settings(threads=1, wait_seconds=1)
ENDLESS = "select sum(a.n * b.n) from range(10000000) a(n), range(10000000) b(n)"
TINY = "track_id,title,artists,popularity,genre\na,One,A,10,pop\nb,Two,B,20,rock\nc,Three,A;B,30,pop\n"


def load_text(workbench: Workbench, text: str, name: str = "tiny.csv", options: LoadOptions | None = None) -> int:
    """Load a text as a file; returns the load's number."""
    path = workbench.home.path.parent / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    (report,) = load(workbench, [path], options).files
    assert report.error is None, report.error
    assert report.load_id is not None
    return report.load_id


def tiny(folder: Path, text: str = TINY, settings: Settings = QUICK) -> Home:
    """A published home of three tracks."""

    def make(home: Home) -> None:
        with Workbench(home, settings) as workbench:
            load_text(workbench, text)
            build(workbench)
            publish(workbench)

    home = like(folder / "home", (text, settings), make)
    (folder / "tiny.csv").write_text(text, encoding="utf-8")
    return home


_MADE: dict[Hashable, Path] = {}


def like(path: Path, key: Hashable, make: Callable[[Home], None]) -> Home:
    """The home that `make` makes. It is made once for a key (a build takes a second); who asks gets a copy to change."""
    if key not in _MADE:
        made = Path(tempfile.mkdtemp(prefix="repertoire-tests-"))
        atexit.register(shutil.rmtree, made, ignore_errors=True)
        make(Home(made / "home"))
        _MADE[key] = made / "home"
    return Home(shutil.copytree(_MADE[key], path, symlinks=True))


def copy(home: Home, folder: Path) -> Home:
    """A copy of a home, to change."""
    return Home(shutil.copytree(home.path, folder / "copy", symlinks=True))
