"""Tags: what a sound file says of itself, read within bounds of bytes and of memory, whatever the file claims.

A tag may claim hundreds of megabytes, or hold a frame of some kilobytes that unpacks to gigabytes (zlib makes up to 1,032 times
as much). Either is read as a file without tags: its sound is heard all the same.
"""

from __future__ import annotations

import struct
import zlib
from contextvars import ContextVar
from pathlib import Path
from types import SimpleNamespace
from typing import BinaryIO

import mutagen
import mutagen.id3._frames as frames

#: What the readers of tags may read of one file; pictures are in it.
MOST_BYTES = 32 * 2**20
#: What all packed frames of one file together may unpack to.
MOST_UNPACKED = 4 * 2**20
_left: ContextVar[int] = ContextVar("unpacked of the file that is read", default=MOST_UNPACKED)
_TAGS = {"title": "title", "artists": "artist", "album": "album", "genre": "genre", "released": "date"}
_LONGEST = 500
# What the parsers of tags raise on damaged ones.
_NO_TAGS = (
    mutagen.MutagenError, OSError, ValueError, LookupError, TypeError, ArithmeticError, AttributeError, struct.error,
)  # fmt: skip


def tags_of(path: Path) -> dict[str, str]:
    """title, artists (joined by semicolons), album, genre, released, as far as the file says; what is no text is left out.

    {} for a file without tags, with damaged ones, and with ones of more than MOST_BYTES.
    """
    _left.set(MOST_UNPACKED)
    try:
        with path.open("rb") as file:
            tags = mutagen.File(fileobj=Bounded(file, MOST_BYTES), filename=path.name, easy=True)
    except _NO_TAGS:  # a file without tags is none worse
        return {}
    told = {ours: "; ".join(map(str, (tags or {}).get(theirs) or [])) for ours, theirs in _TAGS.items()}
    return {name: text.strip()[:_LONGEST] for name, text in told.items() if text.strip()}


class Bounded:
    """A file that may be read up to a number of bytes, wherever in it: what asks for more is damaged or means harm."""

    def __init__(self, file: BinaryIO, most: int) -> None:
        self._file, self._left = file, most
        self.name, self.seek, self.tell = file.name, file.seek, file.tell

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes, all without. Raises MutagenError when they are more than may still be read."""
        found = self._file.read(self._left + 1 if size < 0 else min(size, self._left + 1))
        self._left -= len(found)
        if self._left < 0:
            raise mutagen.MutagenError("The tags are too large.")
        return found


def unpacked(data: bytes) -> bytes:
    """`data` as zlib unpacks it, whole. Raises zlib.error where it is damaged, MutagenError where the file's bound is passed."""
    unpacker, left = zlib.decompressobj(), _left.get()
    found = unpacker.decompress(data, left) if left else b""
    _left.set(left - len(found))
    if len(found) == left:
        raise mutagen.MutagenError("The tags unpack to too much.")
    if not unpacker.eof:
        raise zlib.error("broken off")
    return found


# mutagen unpacks frames without a bound and has no setting for one; its reader of frames is given one that has.
frames.zlib = SimpleNamespace(decompress=unpacked, error=zlib.error)  # type: ignore[attr-defined, assignment]
