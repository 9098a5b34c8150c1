"""A list of cleared tracks as people have it -> ids: one a line, or a table with a column of ids."""

from __future__ import annotations

import csv
import re

from warehouse.errors import FilterError

MOST_BYTES = 10 * 2**20
COLUMNS = ("track_id", "spotify_id", "uri", "id")
"""Headings of the column of ids, the first that is there counts."""
_LINK = re.compile(r"^(?:spotify:track:|https?://open\.spotify\.com/(?:intl-\w+/)?track/)([0-9A-Za-z]+)(?:\?.*)?$")


def read(text: str, name: str = "The list") -> list[str]:
    """Ids in their order, each once; lines that begin with # are remarks, links and URIs of Spotify are plain ids.

    Raises FilterError when no id is in it.
    """
    lines = [line for line in text.lstrip("\ufeff").splitlines() if line.strip() and not line.lstrip().startswith("#")]
    mark = max(",;\t", key=lines[0].count) if lines else ","
    rows = list(csv.reader(lines, delimiter=mark))
    head = [cell.strip().lower() for cell in rows[0]] if rows else []
    column = next((head.index(one) for one in COLUMNS if one in head), None)
    cells = [row[column or 0].strip() for row in rows[column is not None :] if len(row) > (column or 0)]
    found = list(dict.fromkeys(_LINK.sub(r"\1", cell) for cell in cells if cell))
    if not found:
        raise FilterError(f"{name[:80]} holds no track id.", "Write one id a line, or a CSV with a column track_id.")
    return found
