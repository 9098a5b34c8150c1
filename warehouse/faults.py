"""What DuckDB says when a file or the memory fails it, as errors with advice. It has no kinds for most of this, only words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from warehouse.errors import (
    DamagedSnapshot,
    HomeBusy,
    HomeError,
    HomeNotWritable,
    NewerWarehouse,
    RepertoireError,
    SettingError,
    TooMuchMemory,
)

_FULL = ("no space left", "file too large", "disk quota exceeded")
_DAMAGED = ("could not read", "corrupt", "invalidated", "checksum", "failed to deserialize", "input/output error")


@contextmanager
def explained(is_served: bool = True) -> Iterator[None]:
    """Around reading what is published: too little memory and a damaged file are told with advice, faults of ours are not.

    Raises TooMuchMemory, DamagedSnapshot.
    """
    try:
        yield
    except duckdb.Error as error:
        if is_served and (told := _while_reading(error)):
            raise told from error
        raise


def _while_reading(error: duckdb.Error) -> RepertoireError | None:
    if isinstance(error, duckdb.OutOfMemoryException):
        return TooMuchMemory(
            "This question needs more memory than one may use.",
            "Narrow the filter, or allow more: REPERTOIRE_MEMORY_LIMIT.",
        )
    if any(words in str(error).lower() for words in _DAMAGED):
        return DamagedSnapshot(
            "The published file cannot be read: it was cut or overwritten.",
            "Go back to an earlier one: repertoire rollback; or publish again: repertoire publish",
        )
    return None


@contextmanager
def room_told(folder: Path) -> Iterator[None]:
    """Around writing in a home: a disk that fills up is told with advice. Raises HomeNotWritable."""
    try:
        yield
    except duckdb.Error as error:
        if any(words in str(error).lower() for words in _FULL):
            raise HomeNotWritable(
                f"There is no room left for {folder}.", "Make room and try again; nothing was changed."
            ) from error
        raise


def cannot_open(path: Path, error: duckdb.Error, hint: str) -> RepertoireError:
    """What to tell when DuckDB does not open a file; it has no kinds of error for most of this, only words."""
    words = str(error).replace(str(path), "").lower()
    if isinstance(error, (duckdb.ParserException, duckdb.SyntaxException)):
        return SettingError(
            f"The database does not accept a setting: {error}", "Check REPERTOIRE_MEMORY_LIMIT and REPERTOIRE_THREADS."
        )
    if "could not set lock" in words:
        return HomeBusy(f"Another process has {path} open.", "Wait until it has finished.")
    if "version number" in words:
        return NewerWarehouse(
            f"{path} was written by a newer version of the database engine.",
            "Upgrade Repertoire, or use another folder with REPERTOIRE_HOME.",
        )
    return HomeError(f"{path} cannot be opened: {error}", hint)
