"""Our own work killed at a random moment, by its seed: a child that says when it begins, and the time it takes alone."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

from tests.conftest import ROOT

KILLS = int(os.environ.get("KILLS", "0"))
"""Kills a verb that `make faults` asks for; 0 in `make test`, where each test has its own small number."""


def seeds(few: int) -> list[int]:
    """Seeds of the kills of one verb."""
    return list(range(1, (KILLS or few) + 1))


def start(code: str, *arguments: str | Path) -> subprocess.Popen[str]:
    """The victim, from the moment it begins its work: after it has printed "begins"."""
    child = subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "begins\n"
    return child


def kill(child: subprocess.Popen[str], what: str, seed: int, seconds: float) -> str:
    """kill -9 at a moment within `seconds` that the seed names; returns what the child printed until then."""
    wait = random.Random(f"{what}-{seed}").uniform(0.0, 0.95) * seconds
    time.sleep(wait)
    child.kill()
    said = child.communicate()[0]
    print(f"{what}, seed {seed}: killed after {wait:.3f} of {seconds:.3f} s")  # noqa: T201
    return said
