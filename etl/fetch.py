"""`repertoire fetch`: a public data set into a folder, each file checked against the registry before it has its name.

Everything happens in a hidden folder beside the files, which goes whatever happens; only checked files leave it. What
is there already and right is used again without a network, also when a person placed it.
"""

from __future__ import annotations

import csv
import hashlib
import os
import shutil
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from etl.download import Limits, download
from etl.sources import DELIMITERS, Amount, Source, SourceFile, column_digest
from warehouse.errors import HomeNotWritable, NotReached, PlaceByHand, WrongContent

Progress = Callable[[str, int, int], None]

_HIDDEN = ".fetch-"
_FORGOTTEN_SECONDS = 24 * 3600
_BLOCK = 1 << 20
_ROWS_BETWEEN = 20_000
_SPARE = 1.5  # a file may have become larger than the registry knows, but not by more than this
_BOM = "\xef\xbb\xbf"  # the mark of UTF-8, read as Latin-1
_MISSING = "is not there"
_ENCRYPTED = 1  # a bit of a zip member's flags
_UNPACKABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True)
class Fetched:
    """The files of a data set, all checked, in the order of the registry. `reused`: they were there already."""

    name: str
    paths: tuple[Path, ...]
    bytes: int
    reused: bool


def fetch(
    source: Source,
    folder: Path,
    progress: Progress | None = None,
    limits: Limits | None = None,
    again: bool = False,
) -> Fetched:
    """Bring the files of a data set into `folder`, or find them there.

    `progress(step, done, total)` counts bytes while loading and unpacking, rows while checking; what it raises ends
    the work, and nothing is left of it. again : load anew what is there.
    Raises PlaceByHand, NotReached, WrongContent, HomeNotWritable.
    """
    progress = progress or _silent
    with _usable(folder):
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        faults = _faults(source, folder, progress)
        reused = not faults and not again
        if source.by_hand and faults:
            _ask_a_person(source, folder, faults)
        if not source.by_hand and not reused:
            with tempfile.TemporaryDirectory(prefix=_HIDDEN, dir=folder) as hidden:
                _Arrival(source, folder, Path(hidden), progress, limits or Limits(), faults, again).bring()
        paths = tuple(folder / file.name for file in source.files)
        return Fetched(source.name, paths, sum(path.stat().st_size for path in paths), reused or source.by_hand)


def fault(path: Path, file: SourceFile, progress: Progress | None = None) -> str:
    """What keeps a file from being the registered one, as the end of a sentence; empty when it is right."""
    if not path.is_file():
        return _MISSING
    size = path.stat().st_size
    if file.bytes and not file.bytes.fits(size):
        return f"has {size:,} bytes instead of {file.bytes}"
    if file.sha256 and (found := _sha256(path)) != file.sha256:
        return f"has the sha256 {found} instead of {file.sha256}"
    try:
        columns, rows = _shape(path, file, progress or _silent)
    except csv.Error as error:
        return f"cannot be read as a table ({error})"
    if column_digest(columns) != file.columns:
        return f"has other columns than the registry says: {', '.join(columns)[:200]}"
    return "" if file.rows.fits(rows) else f"has {rows:,} rows instead of {file.rows}"


@dataclass(frozen=True)
class _Arrival:
    """Files on their way: from the address into the folder `hidden`, and out of it when they are found right."""

    source: Source
    folder: Path
    hidden: Path
    progress: Progress
    limits: Limits
    faults: dict[str, str]
    again: bool

    def bring(self) -> None:
        """Load, unpack, check, and only then give the files their names."""
        if self.source.archive:
            self._unpack(self._archive())
        else:
            file = self.source.files[0]
            self._load(file.name, file.bytes)
        for file in self.source.files:
            if wrong := fault(self.hidden / file.name, file, self.progress):
                raise _wrong(self.source, file.name, wrong)
        for file in self.source.files:
            _give_name(self.hidden / file.name, self.folder / file.name)

    def _archive(self) -> Path:
        """The archive a person placed, when it is right, or the one at the address."""
        name = self.source.archive
        placed = self.folder / name
        if not self.again and placed.is_file() and not _archive_fault(placed, self.source):
            return placed
        self._load(name, self.source.archive_bytes)
        if wrong := _archive_fault(self.hidden / name, self.source):
            raise _wrong(self.source, name, wrong)
        return self.hidden / name

    def _load(self, name: str, size: Amount | None) -> None:
        address, exact = self.source.address, size.value if size and not size.least else None

        def tell(done: int, total: int) -> None:
            self.progress(f"download {name}", done, total)

        try:
            download(address, self.hidden / name, _most(size, self.limits), exact, tell, self.limits)
        except NotReached as error:
            unfit = [f"{file} {wrong}" for file, wrong in self.faults.items() if wrong != _MISSING]
            there = f" In {self.folder}: {'; '.join(unfit)}." if unfit else ""
            raise NotReached(
                error.message + there,
                f"Without a network: get {name} from {address} on another machine, place it as {self.folder / name} "
                "and run the same command again; the file is checked and used.",
            ) from error

    def _unpack(self, archive: Path) -> None:
        """The registered members, and no others, under their registered names: no path of the archive is used."""
        with _readable(self.source):
            packed = zipfile.ZipFile(archive)
        with packed:
            for file in self.source.files:
                found = [m for m in packed.infolist() if PurePosixPath(m.filename).name == file.name and not m.is_dir()]
                if len(found) != 1:
                    raise _wrong(self.source, archive.name, f"holds {len(found) or 'no'} files called {file.name}")
                self._unpack_member(packed, found[0], file)

    def _unpack_member(self, packed: zipfile.ZipFile, member: zipfile.ZipInfo, file: SourceFile) -> None:
        most, done = _most(file.bytes, self.limits), 0
        if member.flag_bits & _ENCRYPTED or member.compress_type not in _UNPACKABLE:
            raise _wrong(self.source, self.source.archive, f"holds {file.name} encrypted or packed in an unusual way")
        with _readable(self.source):
            stream = packed.open(member)
        with stream, (self.hidden / file.name).open("wb") as out:
            while block := _read(stream, self.source):
                done += len(block)
                if done > most:
                    raise _wrong(self.source, self.source.archive, f"unpacks {file.name} to over {most:,} bytes")
                out.write(block)
                self.progress(f"unpack {file.name}", done, max(done, member.file_size))


def _faults(source: Source, folder: Path, progress: Progress) -> dict[str, str]:
    """File -> what is wrong with it, for those that are not there or not right."""
    found = {file.name: fault(folder / file.name, file, progress) for file in source.files}
    return {name: wrong for name, wrong in found.items() if wrong}


def _ask_a_person(source: Source, folder: Path, faults: dict[str, str]) -> None:
    """Raises PlaceByHand when files are missing, WrongContent when those there are not the registered ones."""
    missing = [name for name, wrong in faults.items() if wrong == _MISSING]
    if missing:
        raise PlaceByHand(
            f"{source.name} cannot be downloaded from here, its page asks for a login; missing: {', '.join(missing)}.",
            f"Get it from {source.address}, place {'the file' if len(missing) == 1 else 'the files'} in {folder} "
            "and run the same command again.",
        )
    wrong = "; ".join(f"{name} {what}" for name, what in faults.items())
    raise WrongContent(
        f"What lies in {folder} is not {source.name}: {wrong}.",
        f"Get it anew from {source.address}, or load the file as it is: repertoire load FILE.",
    )


def _read(stream: IO[bytes], source: Source) -> bytes:
    with _readable(source):
        return stream.read(_BLOCK)


@contextmanager
def _readable(source: Source) -> Iterator[None]:
    """What a damaged zip file raises, as WrongContent."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise _wrong(source, source.archive, f"is no readable zip file ({error})") from error


def _archive_fault(path: Path, source: Source) -> str:
    size = path.stat().st_size
    if source.archive_bytes and not source.archive_bytes.fits(size):
        return f"has {size:,} bytes instead of {source.archive_bytes}"
    if source.archive_sha256 and (found := _sha256(path)) != source.archive_sha256:
        return f"has the sha256 {found} instead of {source.archive_sha256}"
    return ""


def _shape(path: Path, file: SourceFile, progress: Progress) -> tuple[list[str], int]:
    """Column names and rows of a delimited file. Bytes are told apart as Latin-1, which never fails."""
    quoted, rows = file.delimiter == "comma", 0
    with path.open(encoding="latin-1", newline="") as text:
        if text.read(len(_BOM)) != _BOM:
            text.seek(0)
        reader = csv.reader(
            text, delimiter=DELIMITERS[file.delimiter], quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
        )
        header = [name.encode("latin-1").decode("utf-8", errors="replace") for name in next(reader, [])]
        for row in reader:
            rows += bool(row)
            if rows % _ROWS_BETWEEN == 0:
                progress(f"check {file.name}", rows, max(rows, file.rows.value))
    return header, rows


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _most(size: Amount | None, limits: Limits) -> int:
    return int(size.value * _SPARE) if size else limits.most_bytes


def _give_name(checked: Path, path: Path) -> None:
    """In one step, and on the disk before: after a power cut the name never stands for half a file."""
    with checked.open("rb+") as file:
        os.fsync(file.fileno())
    checked.replace(path)


def _sweep(folder: Path) -> None:
    """Remove what a killed process left a day ago or more; younger ones may belong to another fetch at work."""
    for hidden in folder.glob(f"{_HIDDEN}*"):
        with suppress(FileNotFoundError):  # the other fetch has finished in this moment
            if time.time() - max(path.stat().st_mtime for path in (hidden, *hidden.iterdir())) > _FORGOTTEN_SECONDS:
                shutil.rmtree(hidden)


@contextmanager
def _usable(folder: Path) -> Iterator[None]:
    """A full disk or a folder without permission, as HomeNotWritable."""
    try:
        yield
    except OSError as error:
        raise HomeNotWritable(
            f"Cannot work in {folder}: {error.strerror or error}. Nothing was kept.",
            "Make room or choose another folder with --to.",
        ) from error


def _wrong(source: Source, name: str, what: str) -> WrongContent:
    return WrongContent(
        f"{name} {what}. Nothing was kept.",
        f"Look at {source.address}: the data set may have changed since it was registered as {source.name}.",
    )


def _silent(step: str, done: int, total: int) -> None:
    """A progress callback that tells nobody."""
