"""Folder: sound files -> rows, measured side by side, each once: what was measured is kept by the content of the file.

A file that cannot be heard is a row with its reason and stops no other, not even by ending the process that reads it.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from etl.audio import SUFFIXES, Picture, Segment
from etl.audio.tags import tags_of
from warehouse import whole
from warehouse.errors import InputError

Progress = Callable[[str, int, int], None]
#: Part of every kept answer's name: another way to measure is another answer.
VERSION = 4
_BLOCK = 2**20
_AHEAD = 4  # files a worker that are asked for before the first answer is taken


@dataclass(frozen=True)
class Heard:
    """One file: what its tags say, what was measured, or why it could not be (error, hint).

    figures: the 57 columns ; features: those of a track ; notes: sentences about what was found ; segments, picture:
    where they were asked for.
    """

    file: str
    sha256: str = ""
    tags: dict[str, str] = field(default_factory=dict)
    figures: dict[str, float] = field(default_factory=dict)
    features: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    segments: tuple[Segment, ...] = ()
    picture: Picture | None = None
    error: str = ""
    hint: str = ""


def files(folder: Path) -> list[Path]:
    """The sound files of a folder and those in it, by name. Links are not followed: they may lead in a circle."""
    return sorted(p for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file() and not p.is_symlink())


def hear_all(
    paths: Sequence[Path],
    kept: Path,
    workers: int = 1,
    progress: Progress | None = None,
    pieces: bool = False,
    picture: bool = False,
) -> Iterator[Heard]:
    """Every file, in the order of `paths`, as it comes. kept: folder of what was measured before, and of what is measured now.

    pieces, picture: also the segments, and what a page draws. `progress` is told after each file; what it raises ends the
    work, and what was measured until then is kept.
    """
    kept.mkdir(parents=True, exist_ok=True)
    left = deque(paths)
    done = 0
    while left:
        for heard in _in_one_pool(left, kept, workers, (pieces, picture)):
            done += 1
            if progress:
                progress("Listening", done, len(paths))
            yield heard


def _in_one_pool(left: deque[Path], kept: Path, workers: int, also: tuple[bool, bool]) -> Iterator[Heard]:
    """Takes from `left` until it is empty or a file has ended its process, and all of the pool with it.

    A few files a worker are asked for ahead, so that memory does not grow with their number.
    """
    pool = listeners(workers)
    asked: deque[tuple[Path, Future[Heard]]] = deque()
    try:
        while left or asked:
            while left and len(asked) < workers * _AHEAD:
                asked.append((left[0], pool.submit(hear, left[0], kept, *also)))
                left.popleft()
            path, future = asked.popleft()
            if isinstance(future.exception(), BrokenProcessPool):
                left.extendleft(p for p, _ in reversed(asked))
                yield _alone(path, kept, also)
                return
            yield _answer(path, future)
    finally:
        pool.shutdown(cancel_futures=True)


def _alone(path: Path, kept: Path, also: tuple[bool, bool]) -> Heard:
    """One file in a process of its own: it is the one that ends it, or another was."""
    with listeners(1) as pool:
        return _answer(path, pool.submit(hear, path, kept, *also))


def _answer(path: Path, future: Future[Heard]) -> Heard:
    error = future.exception()
    if error is None:
        return future.result()
    what = "ended the decoder" if isinstance(error, BrokenProcessPool) else f"stopped the decoder ({error})"
    return Heard(str(path), error=f"{path.name} {what}.", hint="It is damaged; export it again as WAV or FLAC.")


def listeners(workers: int) -> ProcessPoolExecutor:
    """Processes that listen, one thread each."""
    # Spawned: a fork of a process that has threads may hang.
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=_quietly)


def _quietly() -> None:
    """One thread, because the files are the parallel part; and nothing that a decoder's own code prints about a bad file."""
    threadpool_limits(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def hear(path: Path, kept: Path | None = None, pieces: bool = False, picture: bool = False) -> Heard:
    """One file, with `pieces` also its segments, with `picture` what a page draws.

    What is kept of the same content is not measured again. A file that cannot be heard is an answer too.
    """
    try:
        sha256 = content(path)
        place = kept / f"{sha256}-{VERSION}{'-pieces' * pieces}{'-picture' * picture}.json" if kept else None
        if place and (known := _read(place)):
            return replace(known, file=str(path))
        heard = _measured(path, sha256, pieces, picture)
    except InputError as error:
        return Heard(str(path), error=error.message, hint=error.hint)
    except OSError as error:
        return Heard(str(path), error=f"{path.name} cannot be read: {error.strerror}.", hint="Check its permissions.")
    if place:
        whole.write(place, json.dumps(asdict(heard), ensure_ascii=False).encode())
    return heard


def _measured(path: Path, sha256: str, pieces: bool, picture: bool) -> Heard:
    # Imported here: the library of descriptors takes seconds that whoever only looks need not wait for.
    from etl.audio.decode import decode
    from etl.audio.descriptors import describe, features
    from etl.audio.picture import picture as drawn
    from etl.audio.segments import segments
    from etl.audio.speech import NOTE, speech

    sound = decode(path)
    told = speech(sound.samples)
    notes = (*sound.notes, *([NOTE] if told and told.likely else []))
    heard = Heard(str(path), sha256, tags_of(path), describe(sound), features(sound), notes)
    return replace(heard, segments=tuple(segments(sound)) if pieces else (), picture=drawn(sound) if picture else None)


def content(path: Path) -> str:
    """The SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _read(place: Path) -> Heard | None:
    try:
        told = json.loads(place.read_text(encoding="utf-8"))
        pieces = tuple(Segment(**piece) for piece in told["segments"])
        drawn: dict[str, Any] = {
            name: tuple(v) if isinstance(v, list) else v for name, v in (told.get("picture") or {}).items()
        }
        picture = Picture(**drawn) if drawn else None
        return Heard(**{**told, "notes": tuple(told["notes"]), "segments": pieces, "picture": picture})
    except (OSError, ValueError, TypeError, KeyError):
        return None
