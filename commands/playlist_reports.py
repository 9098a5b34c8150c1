"""What the commands about playlists show."""

from __future__ import annotations

from typing import Any

from rich.markup import escape
from rich.table import Table

from terminal import say, show


def print_playlist(found: dict[str, Any]) -> None:
    """The playlist in its order with why each track is there; what was loosened first."""
    for sentence in (*found["loosened"], *found["notes"]):
        say(sentence)
    if not found["tracks"]:
        show("No track.")
        return
    table = Table("", "Id", "Track", "BPM", "Energy", "Length", "Why")
    for row in found["tracks"]:
        figures = [_figure(row["tempo"], "{:.0f}"), _figure(row["energy"], "{:.2f}"), _clock(row["duration_ms"])]
        cells = [str(row["position"]), row["track_id"], f"{row['title']}, {row['artists']}", *figures, row["why"]]
        table.add_row(*map(escape, cells))
    show(table)
    written = f" Written to {found['file']}." if found["file"] else ""
    show(
        f"{len(found['tracks'])} tracks, {found['minutes']:.1f} minutes, of {found['candidates']:,} candidates:"
        f" {found['made_from']}.{written}"
    )


def print_fit(found: dict[str, Any]) -> None:
    """What holds a playlist together, its outliers, candidates, and what would fit best."""
    show(f"{found['playlist']}: {found['finding']}.")
    for note in found["notes"]:
        say(note)
    if found["holds"]:
        table = Table("Feature", "n", "Spread of the catalogue's", "95%", "In random playlists", "")
        for row in found["holds"]:
            ends = [f"{row[f'{name}low']:.2f} to {row[f'{name}high']:.2f}" for name in ("", "random_")]
            holds = "holds together" if row["holds"] else ""
            table.add_row(row["feature"], str(row["n"]), f"{row['ratio']:.2f}", *ends, holds)
        show(table)
    for row in found["shared"]:
        show(f"{row['kind']} {row['name']}: {row['share']:.0%}, usual {row['usual']:.1%} (n = {found['n']})")
    for title, name in (("Stands apart", "outliers"), ("Candidate", "candidates"), ("Would fit", "best")):
        _print_tracks(title, found[name])


def _print_tracks(title: str, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    table = Table(title, "Id", "Fits better than, % of members", "Why")
    for row in rows:
        name = f"{row['title']}, {row['artists']}"
        table.add_row(*map(escape, (name, row["track_id"], _figure(row["percentile"], "{:.0f}"), row["why"])))
    show(table)


def _figure(value: float | None, pattern: str) -> str:
    return "" if value is None else pattern.format(value)


def _clock(milliseconds: float | None) -> str:
    return "" if milliseconds is None else f"{int(milliseconds) // 60_000}:{int(milliseconds) // 1000 % 60:02d}"
