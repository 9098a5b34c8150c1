"""Folder: sound files -> rows, measured side by side, each once: what was measured is kept by the content of the file.

A file that cannot be heard is a row with its reason and stops no other, not even by ending the process that reads it.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import mutagen

from etl.audio import SUFFIXES
from warehouse.errors import InputError

Progress = Callable[[str, int, int], None]
#: Part of every kept answer's name: another way to measure is another answer.
VERSION = 1
_BLOCK = 2**20
_TAGS = {"title": "title", "artists": "artist", "album": "album", "genre": "genre", "released": "date"}
_LONGEST_TAG = 500


@dataclass(frozen=True)
class Heard:
    """One file: what its tags say, what was measured, or why it could not be (error, hint).

    figures: the 57 columns ; features: those of a track ; notes: sentences about what was found.
    """

    file: str
    sha256: str = ""
    tags: dict[str, str] = field(default_factory=dict)
    figures: dict[str, float] = field(default_factory=dict)
    features: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    error: str = ""
    hint: str = ""


def files(folder: Path) -> list[Path]:
    """The sound files of a folder and those in it, by name. Links are not followed: they may lead in a circle."""
    return sorted(p for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file() and not p.is_symlink())


def hear_all(paths: Sequence[Path], kept: Path, workers: int = 1, progress: Progress | None = None) -> Iterator[Heard]:
    """Every file, in the order of `paths`. kept: folder of what was measured before, and of what is measured now."""
    kept.mkdir(parents=True, exist_ok=True)
    found: dict[Path, Heard] = {}
    for path, heard in _side_by_side(paths, kept, workers):
        found[path] = heard
        if progress:
            progress("Listening", len(found), len(paths))
    return (found[path] for path in paths)


def _side_by_side(paths: Sequence[Path], kept: Path, workers: int) -> Iterator[tuple[Path, Heard]]:
    lost: list[Path] = []
    with _pool(workers) as pool:
        asked = {pool.submit(hear, path, kept): path for path in dict.fromkeys(paths)}
        for answer in as_completed(asked):
            heard = _answer(answer)
            if heard is None:
                lost.append(asked[answer])
            else:
                yield asked[answer], heard
    # A file that ended its process took the others with it: each gets a process of its own.
    for path in lost:
        with _pool(1) as pool:
            yield (
                path,
                _answer(pool.submit(hear, path, kept))
                or Heard(
                    str(path),
                    error=f"{path.name} ended the decoder.",
                    hint="It is damaged; export it again as WAV or FLAC.",
                ),
            )


def _answer(future: Future[Heard]) -> Heard | None:
    try:
        return future.result()
    except BrokenProcessPool:
        return None


def _pool(workers: int) -> ProcessPoolExecutor:
    # Spawned: a fork of a process that has threads may hang. One thread each: the files are the parallel part.
    return ProcessPoolExecutor(
        workers, mp_context=multiprocessing.get_context("spawn"), initializer=_one_thread, max_tasks_per_child=500
    )


def _one_thread() -> None:
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")


def hear(path: Path, kept: Path | None = None) -> Heard:
    """One file; what is kept of the same content is not measured again. A file that cannot be heard is an answer too."""
    try:
        sha256 = _sum(path)
        place = kept / f"{sha256}-{VERSION}.json" if kept else None
        if place and (known := _read(place)):
            return replace(known, file=str(path))
        heard = _measured(path, sha256)
    except InputError as error:
        return Heard(str(path), error=error.message, hint=error.hint)
    except OSError as error:
        return Heard(str(path), error=f"{path.name} cannot be read: {error.strerror}.", hint="Check its permissions.")
    if place:
        _keep(place, heard)
    return heard


def _measured(path: Path, sha256: str) -> Heard:
    # Imported here: the library of descriptors takes seconds that whoever only looks need not wait for.
    from etl.audio.decode import decode
    from etl.audio.descriptors import describe, features

    sound = decode(path)
    return Heard(str(path), sha256, tags_of(path), describe(sound), features(sound), sound.notes)


def tags_of(path: Path) -> dict[str, str]:
    """title, artists (joined by semicolons), album, genre, released, as far as the file says; what is no text is left out."""
    try:
        tags = mutagen.File(path, easy=True)
    except Exception as error:  # mutagen raises what its parsers happen to raise; a file without tags is none worse
        if isinstance(error, MemoryError):
            raise
        return {}
    told = {ours: "; ".join(map(str, (tags or {}).get(theirs) or [])) for ours, theirs in _TAGS.items()}
    return {name: text.strip()[:_LONGEST_TAG] for name, text in told.items() if text.strip()}


def _sum(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _read(place: Path) -> Heard | None:
    try:
        told = json.loads(place.read_text(encoding="utf-8"))
        return Heard(**{**told, "notes": tuple(told["notes"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _keep(place: Path, heard: Heard) -> None:
    """Whole or not at all: another process may look for the same."""
    unfinished = place.with_name(f".{place.name}.{os.getpid()}")
    unfinished.write_text(json.dumps(asdict(heard), ensure_ascii=False), encoding="utf-8")
    unfinished.rename(place)
