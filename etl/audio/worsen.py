"""Worsen: what the figures of a sound become when it is recorded worse, which a model can learn worsening from.

Each condition of each sound is described once and kept by the content of the file, so that the next training, or one that goes on
after it was stopped, describes only what is new.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, wait
from pathlib import Path
from typing import Any

import numpy as np

from etl.audio import folder
from etl.audio.folder import Progress
from warehouse import whole
from warehouse.errors import InputError

CLEAN = "clean"
SECONDS = 30.0
"""What is heard of a whole clip."""
OTHERS = 3
"""Sounds that babble is cut from: the next ones in the list, never the sound itself."""
_VERSION = 2
_WAIT = 0.5  # seconds after which whoever waits may stop the work

Copies = dict[str, dict[str, float]]


def worsen_all(
    paths: Sequence[Path], kept: Path, workers: int, pieces: bool, progress: Progress | None = None
) -> Iterator[Copies]:
    """Of every path, in order: CLEAN and each of CONDITIONS -> figures; {} for one that cannot be heard. pieces: of the five
    seconds in its middle, as segments have them ; else the 57 of its first SECONDS. kept: folder of what was measured before, and
    of what is measured now.

    `progress` is told twice a second; what it raises ends the work after the condition at hand.
    """
    kept.mkdir(parents=True, exist_ok=True)
    stop = whole.unfinished(kept / "stop")
    pool = folder.listeners(workers)
    try:
        asked = [pool.submit(worsened, path, _others(paths, i), kept, pieces, stop) for i, path in enumerate(paths)]
        for done, future in enumerate(asked):
            _wait(future, progress, done, len(paths))
            yield future.result()
        if progress:
            progress("Recording worse", len(paths), len(paths))
    finally:
        stop.touch()
        pool.shutdown(cancel_futures=True)
        stop.unlink()


def _others(paths: Sequence[Path], place: int) -> tuple[Path, ...]:
    """The next OTHERS paths in a circle, without the one at `place`."""
    count = min(OTHERS, len(paths) - 1)
    return tuple(paths[(place + step) % len(paths)] for step in range(1, count + 1))


def _wait(future: Future[Copies], progress: Progress | None, done: int, total: int) -> None:
    while not wait([future], timeout=_WAIT).done:
        if progress:
            progress("Recording worse", done, total)


def worsened(path: Path, others: Sequence[Path], kept: Path, pieces: bool, stop: Path) -> Copies:
    """One file of `worsen_all`, until the file `stop` is there. The same content is worsened in the same way."""
    sha256 = folder.content(path)
    place = kept / f"{sha256}-{folder.VERSION}.{_VERSION}-worse{'-pieces' * pieces}.json"
    known: dict[str, Any] = json.loads(place.read_text(encoding="utf-8")) if place.is_file() else {}
    return _measured(path, others, known, place, pieces, stop, zlib.crc32(sha256.encode()))


def _measured(
    path: Path, others: Sequence[Path], known: dict[str, Any], place: Path, pieces: bool, stop: Path, seed: int
) -> Copies:
    """Every condition, from `known` as far as it is there; what is new is added to `known` and kept at `place`."""
    # Imported here: the library of descriptors takes seconds that whoever only looks need not wait for.
    from etl.audio.degrade import CONDITIONS

    babble = _digest(others)
    keys = {CLEAN: CLEAN, **{c.name: f"{c.name} {babble}" if c.family == "crowd" else c.name for c in CONDITIONS}}
    if not set(keys.values()) <= set(known):
        figures_of, samples = _describer(pieces), _samples(path, pieces)
        if samples is None:
            return {}
        crowd = [heard for other in others if (heard := _samples(other, pieces)) is not None]
        for condition in (None, *CONDITIONS):
            name = condition.name if condition else CLEAN
            if keys[name] in known:
                continue
            if stop.exists():
                return {}
            generator = np.random.default_rng([seed, zlib.crc32(name.encode())])
            known[keys[name]] = figures_of(condition.make(samples, generator, crowd) if condition else samples)
            whole.write(place, json.dumps(known).encode())
    return {name: known[key] for name, key in keys.items()}


def _digest(paths: Sequence[Path]) -> str:
    return hashlib.sha256("".join(folder.content(path) for path in paths).encode()).hexdigest()[:16]


def _describer(pieces: bool) -> Callable[[Any], dict[str, float]]:
    from etl.audio import segments
    from etl.audio.descriptors import published
    from etl.audio.frames import frames

    return segments.figures_of if pieces else lambda wave: published(frames(wave))


def _samples(path: Path, pieces: bool) -> Any:
    """What is described of a file: its first SECONDS, or the five seconds in their middle; None where it cannot be heard."""
    from etl.audio import segments
    from etl.audio.decode import RATE, decode

    try:
        samples = decode(path, SECONDS).samples
    except InputError:
        return None
    size = min(len(samples), int(segments.SECONDS * RATE)) if pieces else len(samples)
    start = (len(samples) - size) // 2
    return samples[start : start + size]
