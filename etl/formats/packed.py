"""A file's bytes, unpacked and bounded; its fingerprint, taken in a thread beside DuckDB's reading."""

from __future__ import annotations

import gzip
import hashlib
import io
import stat
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import IO, Any, TypeVar, cast

import duckdb
import pyarrow as pa

from etl.formats.layout import Fingerprint, Stamp
from warehouse.connect import Workbench
from warehouse.errors import MissingInput, UnreadableInput

PACKINGS = {".gz": "gzip", ".zst": "zstd"}
# A packed file may grow to this size, or to so many times its own, whichever is more.
LEAST_LIMIT = 256 << 20
MOST_GROWTH = 100
_CHUNK = 1 << 22
_BROKEN = (OSError, EOFError, zlib.error, pa.ArrowException)
T = TypeVar("T")


def packing(path: Path) -> str | None:
    """How a file is packed, in DuckDB's and Arrow's words: gzip, zstd or None."""
    return PACKINGS.get(path.suffix.lower())


def size_limit(path: Path) -> int:
    """The most bytes that a packed file may unpack to."""
    return max(LEAST_LIMIT, MOST_GROWTH * path.stat().st_size)


def stamp(path: Path) -> Stamp:
    """Size, time of change and number of a file. Raises MissingInput, UnreadableInput when it is no regular file."""
    try:
        about = path.stat()
    except FileNotFoundError:
        raise MissingInput(f"{path} does not exist.", "Check the path.") from None
    except OSError as error:
        raise _unreadable(path, error) from error
    if not stat.S_ISREG(about.st_mode):
        raise UnreadableInput(f"{path} is not a file.", "Name a file, or a folder of files.")
    return about.st_size, about.st_mtime_ns, about.st_ino


@contextmanager
def open_bytes(path: Path) -> Iterator[IO[bytes]]:
    """The file's bytes, unpacked. Raises MissingInput; UnreadableInput, also while they are read: when the file is
    damaged, or unpacks to more than `size_limit`."""
    stamp(path)
    with _Unpacked(path) as raw, io.BufferedReader(raw, 1 << 16) as stream:
        yield stream


def fingerprint(path: Path, stop: Event | None = None) -> Fingerprint:
    """Hash, size and lines of a file, in one pass; of a part of it when `stop` is set meanwhile."""
    digest, size, newlines, feeds, last, some, nulls = hashlib.sha256(), 0, 0, 0, b"\n", False, False
    line = longest = 0
    with open_bytes(path) as stream:
        while (chunk := stream.read(_CHUNK)) and not (stop and stop.is_set()):
            digest.update(chunk)
            size += len(chunk)
            newlines += chunk.count(b"\n")
            text = chunk.rstrip(b"\r\n")
            feeds = chunk.count(b"\n", len(text)) + (0 if text else feeds)
            last, some, nulls = chunk[-1:], some or bool(text), nulls or b"\0" in chunk
            # Only lines that fill several chunks are of interest: what chunks with line feeds have of them is enough.
            longest = max(longest, line := 0 if b"\n" in chunk else line + len(chunk))
    lines = newlines + (last != b"\n")
    # Of the line feeds at the end, the first ends a line with text.
    return Fingerprint(digest.hexdigest(), size, lines, max(feeds - some, 0), nulls, longest)


def beside(workbench: Workbench, path: Path, work: Callable[[], T]) -> tuple[T, Fingerprint]:
    """`work()`, which has DuckDB read the file, and the file's fingerprint, at the same time.

    A file that the fingerprint finds damaged or too large stops DuckDB; what is raised is then the fingerprint's.
    """
    done, failed = Event(), Event()
    with ThreadPoolExecutor(1) as pool:
        mark = pool.submit(_watch, workbench, path, done, failed)
        try:
            result = work()
        except duckdb.InterruptException:
            done.set()
            mark.result()
            raise
        except BaseException:
            failed.set()
            raise
        finally:
            done.set()
    return result, mark.result()


def _watch(workbench: Workbench, path: Path, done: Event, failed: Event) -> Fingerprint:
    try:
        return fingerprint(path, failed)
    except BaseException:
        # An interrupt that comes between two statements is lost: ask until the work has ended.
        while not done.wait(0.02):
            workbench.con.interrupt()
        raise


class _Unpacked(io.RawIOBase):
    """A file's bytes; errors of reading become ours here, so that errors of whoever uses the bytes do not."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._limit = size_limit(path) if packing(path) else None
        self._size = 0
        self._stream: Any = None
        try:
            self._stream = _opened(path)
        except _BROKEN as error:
            raise _unreadable(path, error) from error

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            count = cast(int, self._stream.readinto(buffer))
        except _BROKEN as error:
            raise _unreadable(self._path, error) from error
        self._size += count
        if self._limit is not None and self._size > self._limit:
            raise UnreadableInput(
                f"{self._path} unpacks to more than {self._limit >> 20:,} MB.",
                "If that is right, unpack it and load the unpacked file.",
            )
        return count

    def close(self) -> None:
        if self._stream is not None:
            self._stream.close()
        super().close()


def _opened(path: Path) -> Any:
    if packing(path) == "gzip":
        return gzip.open(path)
    if packing(path) == "zstd":
        return pa.input_stream(str(path), compression="zstd")
    return path.open("rb", buffering=0)


def _unreadable(path: Path, error: BaseException) -> UnreadableInput:
    return UnreadableInput(f"{path} cannot be read: {error}", "Check that the file is whole and readable.")
