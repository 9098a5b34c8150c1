"""Playlists on the command line: made, written to a file, and judged."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from warehouse import export, export_playlist
from warehouse.connect import Reader
from warehouse.errors import MissingInput, RepertoireError
from warehouse.playlist_files import KINDS
from warehouse.settings import Settings

LISTED = 20


def make(settings: Settings, source: dict[str, Any], wishes: dict[str, Any], out: Path | None) -> dict[str, Any]:
    """A playlist as a document; written to `out` where that is given, as its ending says.

    source, wishes : fields of analytics.live.playlist.Source and Wishes that are given. Raises FilterError, NoSnapshot,
    RepertoireError for another ending or a file that cannot be written.
    """
    from analytics.live import playlist as live

    kind = out.suffix.lstrip(".").lower() if out else "csv"
    if kind not in KINDS:
        raise RepertoireError(
            f"A playlist cannot be written as {kind or 'a file without an ending'!r}.",
            f"Endings: .{', .'.join(KINDS)}.",
        )
    reader = Reader(settings.home, settings)
    sized = "tracks" in wishes or "minutes" in wishes
    found = live.make(reader, live.Source(**source), live.Wishes(**wishes), sized)
    if out is not None:
        with reader.view() as view:
            pieces = export_playlist.stream(view, kind, out.stem, live.rows(found), live.asked(found))
            export.write(out, pieces)
    return {**live.document(found), "file": str(out) if out else None}


def fit(settings: Settings, which: str, candidates: Sequence[str]) -> dict[str, Any]:
    """What holds a playlist together, as a document. which: a file, or the name or id of a playlist that was loaded.

    Raises MissingInput when there is neither, UnreadableInput, NoSnapshot.
    """
    from analytics.live import fit as live

    reader, path = Reader(settings.home, settings), Path(which)
    if path.is_file():
        given = live.pasted(reader, path.read_bytes(), path.stem)
    else:
        found = live.named(reader, which)
        if found is None:
            raise MissingInput(
                f"There is no file and no playlist {which!r}.", "repertoire fit FILE, or the name of a playlist."
            )
        given = found
    return _document(live.fit(reader, given, candidates))


def _document(found: Any) -> dict[str, Any]:
    from analytics.live import fit as live

    def rows(frame: Any) -> list[dict[str, Any]]:
        return list(frame.astype(object).where(frame.notna(), None).to_dict("records"))

    return {
        "playlist": found.given.name,
        "finding": live.finding(found),
        "n": found.n,
        "entries": found.given.entries,
        "notes": list(found.notes),
        "holds": rows(found.cohesion),
        "shared": rows(found.shared),
        "years": found.years,
        "outliers": rows(found.outliers),
        "candidates": rows(found.candidates),
        "best": rows(found.best.head(LISTED)),
    }
