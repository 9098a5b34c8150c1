"""Made-up inputs for every parser, in a number and from a seed that are printed: `make faults` runs this.

    python tests/storm/fuzz.py --times 150 --seed 1

`times` : how many times as many inputs as `make test` has. The same seed draws the same inputs.
"""

from __future__ import annotations

import argparse
import os
import re
import secrets
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PARSERS = {
    "filters": "tests/warehouse/test_filters.py",
    "prompts": "tests/analytics/prompts/test_meaning.py",
    "words of prompts": "tests/analytics/prompts/test_lexicon.py",
    "playlist files": "tests/warehouse/test_playlist_files.py",
    "addresses of playlists": "tests/dashboard/pages/playlists/test_state.py",
    "credits of artists": "tests/etl/test_credits.py",
    "guarded cells": "tests/warehouse/test_export.py::test_guard_round_trip",
    "damaged archives": "tests/etl/test_fetch_archives.py",
    "files of any bytes": "tests/etl/test_formats_any.py",
    "damaged files, loaded": "tests/etl/test_load_mutations.py",
}
#: Those that write files or tables are slow: their share of the times.
SHARES = {"damaged archives": 0.2, "files of any bytes": 0.5, "damaged files, loaded": 0.2}
COUNTED = re.compile(r"(\d+) passing, (\d+) failing")


def run(path: str, times: int, seed: int) -> tuple[int, int, float]:
    """(inputs, exit code, seconds) of the property tests of one file; what failed is printed as pytest prints it."""
    began = time.monotonic()
    command = [sys.executable, "-m", "pytest", path, "-n", "0", "-m", "hypothesis", f"--hypothesis-seed={seed}"]
    done = subprocess.run(
        [*command, "--hypothesis-show-statistics"],
        cwd=ROOT, env={**os.environ, "FUZZ": str(times)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        print(done.stdout[-6000:], done.stderr[-2000:])
    inputs = sum(int(passed) + int(failed) for passed, failed in COUNTED.findall(done.stdout))
    return inputs, done.returncode, time.monotonic() - began


def main() -> None:
    """Run all of it, one after the other, and say how many inputs there were."""
    options = argparse.ArgumentParser()
    options.add_argument("--times", type=int, default=150)
    options.add_argument("--seed", type=int, default=secrets.randbelow(2**32))
    given = options.parse_args()
    total, failed = 0, []
    for what, path in PARSERS.items():
        inputs, code, seconds = run(path, max(round(given.times * SHARES.get(what, 1)), 2), given.seed)
        total += inputs
        failed += [what] if code else []
        print(f"{what}: {inputs:,} inputs, {'failed' if code else 'all well'}, {seconds:.0f} s", flush=True)
    print(f"{total:,} inputs from seed {given.seed}; failed: {', '.join(failed) or 'none'}")
    raise SystemExit(1 if failed else 0)


if __name__ == "__main__":
    main()
