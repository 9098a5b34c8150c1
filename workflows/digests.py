"""PDFs of Overview that pages ask for: what their job does, and how many are kept."""

from __future__ import annotations

from pathlib import Path

PLAN = (("Drawing the figures", 6.0), ("Writing the file", 3.0))
KEPT = 5
"""PDFs that stay: each can be made again in seconds."""


def forget_old(newest: Path) -> None:
    """Remove all but the last KEPT of the files beside one; their names are the numbers of their jobs."""
    there = sorted(
        (path for path in newest.parent.glob("*.pdf") if path.stem.isdigit()), key=lambda path: int(path.stem)
    )
    for path in there[:-KEPT]:
        path.unlink(missing_ok=True)
