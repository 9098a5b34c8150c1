"""Files that are there whole or not at all, whoever writes the same at the same time."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def unfinished(path: Path) -> Path:
    """A name beside `path` that nobody else takes: two threads have one process id, as have processes of two containers."""
    return path.with_name(f".{path.name}.{secrets.token_hex(6)}")


@contextmanager
def writing(path: Path) -> Iterator[Path]:
    """The file to write, which becomes `path` at the end; of several at once the last wins. One that fails leaves nothing."""
    part = unfinished(path)
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def write(path: Path, data: bytes) -> None:
    """Write all of a file. Raises OSError."""
    with writing(path) as part:
        part.write_bytes(data)
