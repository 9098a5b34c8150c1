"""Files that are there whole or not at all, whoever writes the same at the same time."""

from __future__ import annotations

import secrets
from pathlib import Path


def unfinished(path: Path) -> Path:
    """A name beside `path` that nobody else takes: two threads have one process id, as have processes of two containers."""
    return path.with_name(f".{path.name}.{secrets.token_hex(6)}")


def write(path: Path, data: bytes) -> None:
    """Write a file; the last of several who write it at once wins. Raises OSError, and leaves nothing then."""
    part = unfinished(path)
    try:
        part.write_bytes(data)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
