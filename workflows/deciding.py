"""What people decided: genre tags that get another genre, or keep the one they have."""

from __future__ import annotations

import sys
from pathlib import Path

from warehouse import export, export_work
from warehouse.connect import Reader
from warehouse.home import Home
from warehouse.settings import Settings
from warehouse.userdata import UserData


def export_retags(settings: Settings, provenance: bool, raw: bool, out: Path | None) -> int:
    """Write every decision in force as CSV to a file (whole or not at all) or to standard output; how many.

    Raises NoSnapshot, RepertoireError when the file cannot be written.
    """
    decided = UserData(Home(settings.home), settings).retags.decisions()
    with Reader(settings.home, settings).view() as view:
        pieces = export_work.stream_retags(view, decided, provenance=provenance, raw=raw)
        export.write(out or sys.stdout.buffer, pieces)
    return len(decided)
