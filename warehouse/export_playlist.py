"""A playlist as CSV, M3U8 or JSPF: the rows on screen in their order, with where they come from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd
import pyarrow as pa

from warehouse import export, playlist_files
from warehouse.connect import View
from warehouse.errors import RepertoireError
from warehouse.playlist_files import KINDS, Entry

MEDIA = {"csv": "text/csv", "m3u8": "audio/x-mpegurl", "jspf": "application/jspf+json"}


def stream(
    view: View, kind: str, name: str, rows: pd.DataFrame, asked: Mapping[str, str], *, raw: bool = False
) -> Iterator[bytes]:
    """The file in pieces. rows: track_id, title, artists, album and duration_ms at least, in order ; asked: what the playlist was
    made from, label -> words. Raises RepertoireError for a kind that is none of KINDS."""
    if kind not in KINDS:
        raise RepertoireError(f"A playlist cannot be written as {kind!r}.", f"Kinds: {', '.join(KINDS)}.")
    if kind == "csv":
        return export.stream_table(view, pa.Table.from_pandas(rows, preserve_index=False), asked, raw=raw)
    said = export.said_of(view, asked, tuple(rows.columns), len(rows))
    made = (playlist_files.m3u8 if kind == "m3u8" else playlist_files.jspf)(name, entries(rows), said)
    return iter([made])


def entries(rows: pd.DataFrame) -> list[Entry]:
    """The rows as entries of a file."""
    return [_entry(row) for row in rows.to_dict("records")]


def _entry(row: Mapping[Any, Any]) -> Entry:
    names = ("track_id", "title", "artists", "album")
    id, title, artist, album = ("" if pd.isna(row[name]) else str(row[name]) for name in names)
    return Entry(id, title, artist, album, None if pd.isna(row["duration_ms"]) else int(row["duration_ms"]))
