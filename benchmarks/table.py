"""One table of what was measured last (ours, peers, ratio, machine) in the README, and which figures moved beyond noise.

    python benchmarks/table.py small|full [--dry]

Noise of a figure: what chance may move it, now and then together (half of its interval, or of how far repetitions lie apart); 15%
of it where it was measured once. A machine that is slower today slows its peer too: how that moved stands behind it. What is
compared with is the table before, which stands in benchmarks/results/table-SIZE.json.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:] = [str(ROOT), *(entry for entry in sys.path if Path(entry).resolve() != ROOT / "benchmarks")]

from benchmarks.figures import FOLDER, Figure, read

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
UNKNOWN = 0.15
Before = Mapping[str, tuple[float, float, str, float | None]]
"""What was measured -> ours, what chance may move it, the peer and its figure."""


def noise(figure: Figure) -> float:
    """What chance may move a figure."""
    return UNKNOWN * abs(figure.ours) if figure.spread is None else figure.spread


def moved(figures: list[Figure], before: Before) -> list[str]:
    """In words, every figure that moved by more than its noise and that of the one before, which way, and how its peer did."""
    said = []
    for one in figures:
        if one.what not in before:
            continue
        old, old_noise, peer, theirs = before[one.what]
        change = one.ours - old
        if abs(change) > noise(one) + old_noise:
            way = "better" if (change < 0) == one.less_is_better else "worse"
            same = one.peer == peer and theirs is not None and one.theirs is not None
            beside = f"; {peer} {_step(theirs, one.theirs, one.unit)}" if same else ""
            said.append(f"{way}: {one.what}: {_step(old, one.ours, one.unit)}{beside}")
    return said


def _step(old: float, new: float, unit: str) -> str:
    share = f" ({new / old - 1:+.0%})" if old else ""
    return f"{shown(old)} to {shown(new)} {unit}{share}".replace("  ", " ").rstrip()


def shown(number: float) -> str:
    """Three digits that count."""
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"


def lines(about: Mapping[str, Any], figures: list[Figure]) -> list[str]:
    """The rows of the table for one benchmark."""
    held = about["machine"]
    where = f"{about['date']}, {held['cores']} cores, {held['memory_gb']} GB, load {held['load']}"
    rows = []
    for one in figures:
        peer = f"{one.peer}: {shown(one.theirs)}" if one.theirs is not None else ""
        ratio = f"{one.ours / one.theirs:.2f}" if one.theirs else ""
        rows.append(f"| {one.what} | {shown(one.ours)} {one.unit} | {peer} | {ratio} | {where} |".replace("  ", " "))
    return rows


def table(size: str, folder: Path = FOLDER) -> tuple[str, list[Figure]]:
    """(the table as Markdown, its figures) of all benchmarks of a size."""
    rows, figures = [], []
    for path in sorted(folder.glob(f"*-{size}.json")):
        if not path.name.startswith(("table-", ".")):
            about, found = read(path)
            rows += lines(about, found)
            figures += found
    head = ["| measured | ours | peer in the same run | ours / peer | date, machine |", "|---|---|---|---|---|"]
    return "\n".join([*head, *rows]), figures


def put(readme: str, made: str) -> str:
    """The README with this table between its marks."""
    start, rest = readme.split(BEGIN, 1)
    return f"{start}{BEGIN}\n{made}\n{END}{rest.split(END, 1)[1]}"


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("size", choices=("small", "full"))
    options.add_argument("--dry", action="store_true", help="print, change nothing")
    given = options.parse_args()
    made, figures = table(given.size)
    path, readme = FOLDER / f"table-{given.size}.json", ROOT / "README.md"
    before: Before = json.loads(path.read_text()) if path.exists() else {}
    print(made)
    print("\n".join(moved(figures, before)) or "Nothing moved beyond noise." if before else "No table to compare with.")
    if not given.dry:
        held = {one.what: (one.ours, noise(one), one.peer, one.theirs) for one in figures}
        path.write_text(json.dumps(held, indent=1) + "\n")
        readme.write_text(put(readme.read_text(encoding="utf-8"), made), encoding="utf-8")


if __name__ == "__main__":
    main()
