"""A playlist as a file: extended M3U8, JSPF (XSPF as JSON), a table, or a list of ids; written and read back.

The id of a track stands in an address of our own, `repertoire:track:ID`, so that a file can be read back exactly; files of
other programs are read by title and artist.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

from warehouse.errors import UnreadableInput
from warehouse.export import unguard

OURS = "repertoire:track:"
KINDS = ("csv", "m3u8", "jspf")
#: Entries that are read of a file at most.
MOST = 10_000
#: What a column is called in tables of playlists, in lower case.
_COLUMNS = {
    "id": ("track_id", "id", "track uri", "spotify - id", "spotify id", "uri"),
    "title": ("title", "track_name", "track name", "name", "track"),
    "artist": ("artists", "artist", "artist name(s)", "track_artist", "artist name", "creator"),
}
_FOREIGN = re.compile(r"^(?:spotify:track:|https?://open\.spotify\.com/(?:intl-\w+/)?track/)([0-9A-Za-z]+).*$")
_ANY_ADDRESS = re.compile(r"^\w[\w+.-]*:")


@dataclass(frozen=True)
class Entry:
    """One track of a file; what the file does not say is ''. duration_ms: None where it is not said."""

    id: str = ""
    title: str = ""
    artist: str = ""
    album: str = ""
    duration_ms: int | None = None


def m3u8(name: str, entries: Iterable[Entry], said: Mapping[str, str]) -> bytes:
    """Extended M3U in UTF-8. `said` becomes comment lines below the header: where the list is from."""
    lines = ["#EXTM3U", f"#PLAYLIST:{_line(name)}", *(f"# {_line(key)}: {_line(text)}" for key, text in said.items())]
    for one in entries:
        seconds = -1 if one.duration_ms is None else round(one.duration_ms / 1000)
        lines += [f"#EXTART:{_line(one.artist)}", f"#EXTALB:{_line(one.album)}"]
        lines += [f"#EXTINF:{seconds},{_line(one.artist)} - {_line(one.title)}", _address(one.id)]
    return ("\n".join(lines) + "\n").encode()


def jspf(name: str, entries: Iterable[Entry], said: Mapping[str, str]) -> bytes:
    """JSPF; durations in milliseconds, what is not known is left out."""
    tracks = []
    for one in entries:
        track: dict[str, Any] = {
            "title": one.title,
            "creator": one.artist,
            "album": one.album,
            "duration": one.duration_ms,
        }
        tracks.append({key: value for key, value in track.items() if value not in ("", None)})
        tracks[-1]["identifier"] = [_address(one.id)]
    note = "\n".join(f"{key}: {text}" for key, text in said.items())
    document = {"playlist": {"title": name, "creator": "Repertoire", "annotation": note, "track": tracks}}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _address(id: str) -> str:
    return OURS + quote(id, safe="")


def _line(text: str) -> str:
    return " ".join(str(text).split())


def read(content: str | bytes) -> list[Entry]:
    """The tracks of a file, in order, at most MOST. Raises UnreadableInput for what is none of the formats."""
    if isinstance(content, bytes):
        content = content.decode("utf-8-sig", errors="replace")
    text = content.lstrip("\ufeff").strip()
    if not text:
        raise UnreadableInput("The playlist is empty.", "Paste ids, or choose a CSV, M3U8 or JSPF file.")
    if text.startswith("{"):
        found = _read_jspf(text)
    elif text.startswith("#EXTM3U") or "#EXTINF" in text[:5000]:
        found = _read_m3u8(text)
    else:
        found = _read_table(text)
    return [one for one in found if one.id or one.title][:MOST]


def _id(text: str) -> str:
    """The id in an address: ours, that of a service, or the text itself; '' for an address of another kind."""
    text = text.strip()
    if text.startswith(OURS):
        return unquote(text[len(OURS) :])
    if foreign := _FOREIGN.match(text):
        return foreign[1]
    return "" if _ANY_ADDRESS.match(text) or "/" in text or "\\" in text else text


def _read_m3u8(text: str) -> list[Entry]:
    found: list[Entry] = []
    artist, album, title = "", "", ""
    length: int | None = None
    for line in (raw.strip() for raw in text.splitlines()):
        if line.startswith("#EXTART:"):
            artist = line[8:]
        elif line.startswith("#EXTALB:"):
            album = line[8:]
        elif line.startswith("#EXTINF:"):
            seconds, _, title = line[8:].partition(",")
            length = _milliseconds(seconds)
        elif line and not line.startswith("#"):
            before, dash, after = title.partition(" - ")
            if artist or title.startswith(" - "):  # the artist may hold a dash itself
                title = title.removeprefix(artist).removeprefix(" - ")
            elif dash:
                artist, title = before, after
            found.append(Entry(_id(line), title.strip(), artist.strip(), album, length))
            artist, album, title, length = "", "", "", None
    return found


def _milliseconds(seconds: str) -> int | None:
    number = re.match(r"-?\d+(\.\d+)?", seconds.strip())
    return round(float(number[0]) * 1000) if number and float(number[0]) >= 0 else None


def _read_jspf(text: str) -> list[Entry]:
    try:
        tracks = json.loads(text)["playlist"]["track"]
        return [_of_jspf(track) for track in tracks]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableInput("This is no JSPF playlist.", 'It has the form {"playlist": {"track": [...]}}.') from error


def _of_jspf(track: Mapping[str, Any]) -> Entry:
    named = track.get("identifier") or track.get("location") or []
    first = named if isinstance(named, str) else next(iter(named), "")
    title, artist, album = (str(track.get(key) or "") for key in ("title", "creator", "album"))
    length = track.get("duration")
    return Entry(_id(str(first)), title, artist, album, int(length) if isinstance(length, int | float) else None)


def _read_table(text: str) -> list[Entry]:
    """A table with known columns, or ids: one a line, or separated by commas."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("# ")]
    if not lines:
        return []
    mark = max("\t;,", key=lines[0].count)
    rows = list(csv.reader(io.StringIO("\n".join(lines)), delimiter=mark))
    places = {name: _place(rows[0], aliases) for name, aliases in _COLUMNS.items()}
    if places["id"] is None and places["title"] is None:
        return [Entry(_id(cell)) for row in rows for cell in row if cell.strip()]
    return [_of_row(row, places) for row in rows[1:]]


def _of_row(row: Sequence[str], places: Mapping[str, int | None]) -> Entry:
    id, title, artist = (_cell(row, places[name], name) for name in ("id", "title", "artist"))
    return Entry(id, title, artist)


def _place(header: Sequence[str], aliases: Sequence[str]) -> int | None:
    names = [name.strip().lower() for name in header]
    return next((names.index(alias) for alias in aliases if alias in names), None)


def _cell(row: Sequence[str], place: int | None, name: str) -> str:
    if place is None or place >= len(row):
        return ""
    return _id(row[place]) if name == "id" else unguard(row[place].strip())
