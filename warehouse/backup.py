"""Backup and restore: everything of a home that cannot be made again, in one tar file with the sha256 of each part.

The workbench, the snapshot that is served, the stored models, what people stored, and the tables they edited. Not in it:
earlier snapshots, fetched data sets, uploads. A backup is there whole or not at all; so is what is restored from one.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import IO, Any

from warehouse import whole
from warehouse.connect import SCHEMA_VERSION, Workbench
from warehouse.errors import BadBackup, HomeError, NewerWarehouse, NoSnapshot
from warehouse.home import Home
from warehouse.publish import current_number, link, snapshots
from warehouse.settings import Settings
from warehouse.userdata import moving

Progress = Callable[[str, int, int], None]
MANIFEST, BLOCK = "backup.json", 2**20
#: The only names that a backup may hold; whatever else stands in a file is not written anywhere.
_NAMES = re.compile(
    r"workbench\.duckdb|userdata\.sqlite|snapshots/snapshot-\d+\.duckdb|reference/[\w-]+\.csv"
    r"|models/[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*/(?:model\.txt|arrays\.npz|card\.json|manifest\.json)"
)


@dataclass(frozen=True)
class Backup:
    """What a backup says of itself. sizes in bytes, by name; made_at in UTC."""

    version: str
    schema_version: int
    made_at: str
    snapshot: int | None
    sizes: dict[str, int]
    sha256: dict[str, str]

    @property
    def bytes(self) -> int:
        """The size of all parts."""
        return sum(self.sizes.values())


def back_up(settings: Settings, target: Path, progress: Progress | None = None) -> Backup:
    """Write the backup of a home to `target`, while no other process writes to the home.

    Raises HomeBusy, HomeError when `target` exists or cannot be written, NoSnapshot when there is nothing to keep.
    """
    home = Home(settings.home)
    if target.exists():
        raise HomeError(f"{target} exists already.", "Choose another name for the backup, or remove it.")
    if not home.workbench.is_file():
        raise NoSnapshot(f"There is no warehouse in {home.path}.", "Set REPERTOIRE_HOME to the folder that holds one.")
    try:
        # Opening as the writer keeps others out and folds the log of a process that died into the file.
        with whole.writing(target) as part, Workbench(home, settings) as workbench:
            workbench.con.execute("checkpoint")
            workbench.con.close()
            with _user_data(settings) as kept:
                made = _write(home, kept, part, progress or _quiet)
    except OSError as error:
        raise HomeError(f"The backup {target} cannot be written: {error.strerror or error}.", _ROOM) from error
    return made


_ROOM = "Choose a folder that can be written and has room for the whole home."


def restore(settings: Settings, source: Path, replace: bool = False, progress: Progress | None = None) -> Backup:
    """Put what a backup holds into the home, after every part of it was checked. What it replaces is kept beside it.

    Raises BadBackup for a file that is no backup or is damaged, NewerWarehouse, HomeError when the home holds a
    warehouse and `replace` is not asked for.
    """
    home = Home(settings.home)
    if home.workbench.exists() and not replace:
        raise HomeError(
            f"{home.path} holds a warehouse already.",
            "Set REPERTOIRE_HOME to an empty folder, or add --replace: what is there is kept beside it.",
        )
    fresh = whole.unfinished(home.path.with_name(f"{home.path.name}.restoring"))
    try:
        fresh.mkdir(parents=True)
        made = _read(source, fresh, progress or _quiet)
        if made.snapshot is not None:
            link(Home(fresh), Path(f"snapshot-{made.snapshot:06d}.duckdb"))
        _swap(home, fresh, settings)
    except OSError as error:
        raise HomeError(f"{home.path} cannot be restored: {error.strerror or error}.", _ROOM) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return made


@contextmanager
def _user_data(settings: Settings) -> Iterator[Path]:
    """The file of user data, there or not: that of the home, or what a server holds, copied into one."""
    if not settings.user_database:
        yield Home(settings.home).userdata
        return
    with tempfile.TemporaryDirectory() as folder:
        moving.into_file(settings, Home(folder))
        yield Home(folder).userdata


def _quiet(_step: str, _done: int, _total: int) -> None:
    """Tell nobody."""


def _write(home: Home, kept: Path, path: Path, progress: Progress) -> Backup:
    parts = dict(_parts(home, kept))
    whole, done, sums = sum(p.stat().st_size for p in parts.values()), 0, {}
    sizes = {}
    with tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as archive:
        for name, part in parts.items():
            progress(f"Backing up {name.partition('/')[0]}", done, whole)
            with _steady(name, part) as file:
                sizes[name] = file.seek(0, os.SEEK_END)
                file.seek(0)
                summed = _Summed(file)
                archive.addfile(_entry(name, sizes[name]), summed)
                sums[name] = summed.hexdigest
            done += sizes[name]
        made = Backup(
            metadata.version("repertoire"), SCHEMA_VERSION, _now(), current_number(home), sizes, sums
        )  # fmt: skip
        text = json.dumps(asdict(made), indent=1).encode()
        archive.addfile(_entry(MANIFEST, len(text)), io.BytesIO(text))
    with path.open("rb") as file:
        os.fsync(file.fileno())
    progress("Backed up", done, done)
    return made


def _parts(home: Home, kept: Path) -> Iterator[tuple[str, Path]]:
    """(name in the backup, file) of everything that is kept."""
    yield "workbench.duckdb", home.workbench
    if kept.is_file():
        yield "userdata.sqlite", kept
    served = current_number(home)
    yield from ((f"snapshots/{path.name}", path) for number, path in snapshots(home) if number == served)
    for folder in (home.models, home.path / "reference"):
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            name = path.relative_to(home.path).as_posix()
            if _NAMES.fullmatch(name):
                yield name, path


def _steady(name: str, path: Path) -> IO[bytes]:
    """A part as it is at one moment: people may store something while SQLite's file is read."""
    if not name.endswith(".sqlite"):
        return path.open("rb")
    with closing(sqlite3.connect(path)) as con, closing(sqlite3.connect(":memory:")) as copy:
        con.backup(copy)
        # The copy is a file of its own: its log is not beside it, so it must not ask for one.
        return io.BytesIO(_without_log(copy.serialize()))


def _without_log(data: bytes) -> bytes:
    """A database that says in its header (bytes 18 and 19) that it needs no write-ahead log; source: sqlite.org/fileformat."""
    return data[:18] + b"\x01\x01" + data[20:]


class _Summed:
    """A file that is read once and summed while it is."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._sum = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self._sum.update(data)
        return data

    @property
    def hexdigest(self) -> str:
        return self._sum.hexdigest()


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = size, 0o600, int(datetime.now(UTC).timestamp())
    return entry


def _now() -> str:
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0).isoformat()


def _read(source: Path, folder: Path, progress: Progress) -> Backup:
    """Write the parts into `folder` and check each. Raises BadBackup, NewerWarehouse."""
    sums: dict[str, str] = {}
    manifest: Any = None
    whole = source.stat().st_size if source.is_file() else 0
    try:
        with tarfile.open(source, "r:") as archive:
            for entry in archive:
                progress("Restoring", archive.offset, whole)
                file = archive.extractfile(entry) if entry.isreg() else None
                if file is not None and entry.name == MANIFEST:
                    manifest = json.loads(file.read(64 * BLOCK))
                elif file is None or not _NAMES.fullmatch(entry.name) or entry.name in sums:
                    raise _bad(source, f"it holds {entry.name[:80]!r}, which no backup of ours does")
                else:
                    sums[entry.name] = _put(file, folder / entry.name)
    except (tarfile.TarError, ValueError, EOFError, FileNotFoundError, IsADirectoryError) as error:
        raise _bad(source, str(error)) from error
    return _checked(source, manifest, sums)


def _put(file: IO[bytes], target: Path) -> str:
    """Write one part, flushed to the disk; its sha256."""
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with target.open("wb") as out:
        while block := file.read(BLOCK):
            digest.update(block)
            out.write(block)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest()


def _checked(source: Path, manifest: Any, sums: dict[str, str]) -> Backup:
    try:
        made = Backup(**manifest)
        newer, told = made.schema_version > SCHEMA_VERSION, dict(made.sha256)
        served = None if made.snapshot is None else f"snapshots/snapshot-{made.snapshot:06d}.duckdb"
    except (TypeError, ValueError) as error:
        raise _bad(source, "its end, which says what it holds, is missing or damaged") from error
    if newer:
        raise NewerWarehouse(
            f"{source} holds storage version {made.schema_version}; this Repertoire knows versions up to {SCHEMA_VERSION}.",
            "Upgrade Repertoire, then restore.",
        )
    wrong = sorted(name for name in told.keys() | sums.keys() if told.get(name) != sums.get(name))
    if wrong:
        raise _bad(source, f"{wrong[0]} is not what was backed up")
    if "workbench.duckdb" not in sums or (served is not None and served not in sums):
        raise _bad(source, "the warehouse itself is missing")
    return made


def _bad(source: Path, why: str) -> BadBackup:
    return BadBackup(f"{source} cannot be restored: {why}.", "Take another backup; nothing was changed.")


def _swap(home: Home, fresh: Path, settings: Settings) -> None:
    """Put the restored folder in the home's place; what was there stays beside it, with the time in its name."""
    if not home.path.exists():
        fresh.rename(home.path)
        return
    with home.writing(settings.wait_seconds):
        if any(entry.name != "writer.lock" for entry in home.path.iterdir()):
            home.path.rename(home.path.with_name(f"{home.path.name}.before-{datetime.now(UTC):%Y%m%dT%H%M%S}"))
        else:
            shutil.rmtree(home.path)
        fresh.rename(home.path)
