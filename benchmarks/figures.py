"""What benchmarks measured, kept as JSON beside them: one file a benchmark and size, with the date and the machine."""

from __future__ import annotations

import json
import os
import platform
import statistics
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent / "results"


@dataclass(frozen=True)
class Figure:
    """One measured figure.

    Parameters
    ----------
    what : what was measured, on what.
    unit : s, ms, MB, events/s ...
    runs : ours, one number a repetition; one number where it was measured once, then its spread is not known.
    peer, theirs : the name of what it is compared with in the same run and its figure, where there is one.
    less_is_better : whether a smaller figure is a better one.
    """

    what: str
    unit: str
    runs: tuple[float, ...]
    peer: str = ""
    theirs: float | None = None
    less_is_better: bool = True
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def ours(self) -> float:
        """The median of the repetitions."""
        return statistics.median(self.runs)

    @property
    def spread(self) -> float | None:
        """How far chance may move it: half of its interval where it has one, else half of how far the repetitions lie apart; None
        for a figure that was measured once.
        """
        if "low" in self.more:
            return float(self.more["high"] - self.more["low"]) / 2
        return (max(self.runs) - min(self.runs)) / 2 if len(self.runs) > 1 else None


def machine() -> dict[str, Any]:
    """What the figures depend on: cores, memory, how busy the machine was, Python."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 0
    return {
        "cores": os.cpu_count(),
        "memory_gb": round(pages / 2**30),
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
        "python": platform.python_version(),
    }


def keep(benchmark: str, size: str, figures: Sequence[Figure], folder: Path = FOLDER) -> Path:
    """Write the figures of one run in place of those of the run before; the path. benchmarks/table.py compares."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{benchmark}-{size}.json"
    about = {"benchmark": benchmark, "size": size, "date": time.strftime("%Y-%m-%d"), "machine": machine()}
    path.write_text(json.dumps({**about, "figures": [asdict(one) for one in figures]}, indent=1) + "\n")
    return path


def read(path: Path) -> tuple[dict[str, Any], list[Figure]]:
    """(date, machine and the like; figures) of one file."""
    held = json.loads(path.read_text(encoding="utf-8"))
    figures = [Figure(**{**one, "runs": tuple(one["runs"])}) for one in held.pop("figures")]
    return held, figures
