"""Text in a file: which encoding it has, its head, and a plain UTF-8 copy of it for DuckDB to read."""

from __future__ import annotations

import codecs
import errno
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from etl.formats.packed import open_bytes
from warehouse.connect import Workbench
from warehouse.errors import HomeError, UnreadableInput

COPY = "incoming.txt"
_CHUNK = 1 << 22
_BOMS = {  # the longer ones first: UTF-32 begins as UTF-16 does
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    codecs.BOM_UTF8: "utf-8",
}
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
# Encodings of Python's own that no file has; some of them cannot be read piece by piece.
_NO_FILES = {
    "idna",
    "punycode",
    "undefined",
    "unicode_escape",
    "raw_unicode_escape",
    "unicode-escape",
    "raw-unicode-escape",
}
# A mark that no UTF-8 text has: it stands in the copy for what could not be decoded, so that DuckDB rejects its line.
_DAMAGED = "\udcff"
codecs.register_error("repertoire.damaged", lambda error: (_DAMAGED, _end(error)))


@dataclass(frozen=True)
class Extent:
    """Lines of a text, and how many of them are empty and at the end."""

    lines: int
    blank_end: int


def _end(error: UnicodeError) -> int:
    return int(getattr(error, "end", 0)) or 1


def known(encoding: str | None) -> str | None:
    """Python's name of an encoding, None for UTF-8. Raises UnreadableInput for one that Python does not know."""
    if not encoding:
        return None
    try:
        codec = codecs.lookup(encoding)
        "".encode(codec.name)  # refuses what is a codec and no encoding of text, such as base64
        if codec.name in _NO_FILES:
            raise LookupError(encoding)
    except (LookupError, ValueError):
        raise UnreadableInput(
            f"There is no text encoding called {encoding!r}.", "Some that exist: utf-8, latin-1, cp1252, utf-16."
        ) from None
    return None if codec.name in ("utf-8", "utf-8-sig") else codec.name


def encoding_of(path: Path, encoding: str | None) -> str | None:
    """The encoding of a file: what its byte order mark says, else the one given. Raises UnreadableInput.

    UTF-16 and UTF-32 without a mark are taken to be little-endian, as Windows writes them.
    """
    given = known(encoding)
    with open_bytes(path) as stream:
        start = stream.read(4)
    marked = next((name for mark, name in _BOMS.items() if start.startswith(mark)), None)
    if marked:
        return known(marked)
    return f"{given}-le" if given in ("utf-16", "utf-32") else given


def has_mark(path: Path) -> bool:
    """Whether a file begins with the byte order mark of UTF-8."""
    with open_bytes(path) as stream:
        return stream.read(3) == codecs.BOM_UTF8


def head(path: Path, encoding: str | None, least: int, most: int, line_feeds: int) -> tuple[str, bool]:
    """The start of a text and whether it is the whole: `least` bytes, and on to so many line feeds or `most` bytes.

    Bytes that cannot be decoded become replacement characters. Raises MissingInput, UnreadableInput.
    """
    with open_bytes(path) as stream:
        start = stream.read(least)
        while len(start) < most and start.count(b"\n") < line_feeds and (more := stream.read(least)):
            start += more
        whole = not stream.read(1)
    try:
        decoder = codecs.getincrementaldecoder(encoding or "utf-8-sig")(errors="replace")
        return decoder.decode(start, final=whole).removeprefix("\ufeff"), whole
    except (UnicodeError, ValueError) as error:
        raise UnreadableInput(f"{path} is not {encoding} text: {error}", "Name its encoding.") from error


@contextmanager
def open_text(path: Path, encoding: str | None) -> Iterator[TextIO]:
    """A file as text, each line ended by a line feed whatever ended it in the file, bad bytes as a mark."""
    with open_bytes(path) as stream:
        yield io.TextIOWrapper(stream, encoding=encoding or "utf-8-sig", errors="repertoire.damaged", newline=None)


@contextmanager
def copied(workbench: Workbench, path: Path, encoding: str | None, skip: int = 0) -> Iterator[tuple[Path, Extent]]:
    """A copy of a text in UTF-8 without its first `skip` lines, with the extent of the whole; removed at the end.

    Zero bytes and what cannot be decoded are not UTF-8 in the copy either. Raises HomeError when the disk is full.
    """
    copy = workbench.home.path / COPY
    try:
        with _made(copy) as out, open_text(path, encoding) as text:
            extent = _pour(path, text, out, skip)
        yield copy, extent
    finally:
        copy.unlink(missing_ok=True)


@contextmanager
def _made(copy: Path) -> Iterator[TextIO]:
    try:
        with copy.open("w", encoding="utf-8", errors="surrogatepass", newline="") as out:
            yield out
    except OSError as error:
        raise full_disk(copy.parent, error) from error


def _pour(path: Path, text: TextIO, out: TextIO, skip: int) -> Extent:
    lines, feeds, last = skip, 0, "\n"
    try:
        for _ in range(skip):
            text.readline()
        while chunk := text.read(_CHUNK):
            out.write(chunk.replace("\0", _DAMAGED))
            lines += chunk.count("\n")
            content = chunk.rstrip("\n")
            feeds = len(chunk) - len(content) + (0 if content else feeds)
            last = chunk[-1:]
    except (UnicodeError, ValueError) as error:
        raise UnreadableInput(f"{path} cannot be decoded: {error}", "Name its encoding.") from error
    return Extent(lines + (last != "\n"), max(feeds - 1, 0))


def full_disk(folder: Path, error: OSError) -> HomeError:
    """What to tell when `folder` cannot be written."""
    if error.errno in _FULL:
        return HomeError(f"The disk that holds {folder} is full.", "Make room and load the file again.")
    return HomeError(f"Cannot write in {folder}: {error.strerror or error}.", "Check the folder and its permissions.")
