"""All benchmarks, one after the other: `make bench SIZE=small` in about 12 minutes, `SIZE=full` once, resumed where it stopped.

    python benchmarks/bench.py small|full [--again]

What each prints goes to the terminal; the figures next to peers are kept in benchmarks/results, and at the end
benchmarks/table.py puts them into the README and says what moved. Steps that are done are remembered until all are.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:] = [str(ROOT), *(entry for entry in sys.path if Path(entry).resolve() != ROOT / "benchmarks")]

from benchmarks.figures import FOLDER

SMALL: tuple[tuple[str, ...], ...] = (
    ("etl", "--rows", "1000000", "--plays", "0", "--repeats", "2", "--only", "load", "--only", "pandas"),
    ("models", "--only", "repertoire", "--only", "xgboost", "--minutes", "3"),
    ("dashboard",),
    ("scale", "--events", "1000000", "--spark-up-to", "0", "--again"),
    ("load", "--seconds", "60"),
)
FULL: tuple[tuple[str, ...], ...] = (
    ("etl",),
    ("models",),
    ("models", "--scoring"),
    ("dashboard",),
    ("recommend",),
    ("map",),
    ("moods",),
    ("playlists",),
    ("movers",),
    ("forecast",),
    ("scale", "--events", "1000000", "10000000", "50000000", "100000000"),
    ("scale", "--tracks", "100000", "1000000", "5000000"),
    ("load", "--seconds", "1200", "--hostile"),
)
#: Steps that are given a home: the folder of real files that is loaded into it ("" for all), and the model that is trained.
HOMES = {
    "load": ("spotify_tracks_114k", "popularity"),
    "playlists": ("tidytuesday_songs", ""),
    "movers": ("", ""),
    "forecast": ("", ""),
}
KEEP = ("etl", "models", "dashboard", "scale")  # those that are told the size under which they keep figures


def command(step: tuple[str, ...], size: str, home: Path) -> list[str]:
    """The command line of a step."""
    name, *given = step
    told = ["--size", size] if name in KEEP and "--scoring" not in given else []
    where = ["--home", str(home)] if name in HOMES else []
    return [sys.executable, str(ROOT / "benchmarks" / f"{name}.py"), *given, *told, *where]


def prepared(folder: Path, name: str) -> Path:
    """The published home of a step, made where it is not there yet; of the demo where the real files are not."""
    data, model = HOMES[name]
    given = os.environ.get("REPERTOIRE_TEST_DATA", "")
    files = Path(given) / data
    real = bool(given) and files.is_dir()
    home = folder / ((data or "everything") if real else "demo")
    if not home.exists():
        trained = [["train", "--only", model]] if model else []
        verbs = [["load", str(files), "--publish"], *trained] if real else [["run", "--no-serve"]]
        for words in verbs:
            command = [sys.executable, "-c", "from repertoire import main; main()", *words]
            subprocess.run(command, cwd=ROOT, env={**os.environ, "REPERTOIRE_HOME": str(home)}, check=True)
    return home


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("size", choices=("small", "full"))
    options.add_argument("--again", action="store_true", help="forget what an earlier run of this size has done")
    given = options.parse_args()
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f".done-{given.size}.json"
    done = json.loads(path.read_text()) if path.exists() and not given.again else []
    with tempfile.TemporaryDirectory(prefix="repertoire-bench-") as folder:
        for step in SMALL if given.size == "small" else FULL:
            if list(step) in done:
                continue
            began = time.monotonic()
            print(f"== {' '.join(step)}", flush=True)
            home = prepared(Path(folder), step[0]) if step[0] in HOMES else Path(folder)
            subprocess.run(command(step, given.size, home), cwd=ROOT, check=True)
            print(f"== {step[0]}: {time.monotonic() - began:.0f} s", flush=True)
            done.append(list(step))
            path.write_text(json.dumps(done))
    path.unlink(missing_ok=True)
    subprocess.run([sys.executable, str(ROOT / "benchmarks" / "table.py"), given.size], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
