"""Worsen: what the figures of a sound become when it is recorded worse, which a model can learn worsening from."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from etl.audio import folder
from etl.audio.folder import Progress

CLEAN = "clean"
SECONDS = 30.0
"""What is heard of a whole clip."""
_VERSION = 1

Copies = dict[str, dict[str, float]]


def worsen_all(
    paths: Sequence[Path], kept: Path, workers: int, pieces: bool, progress: Progress | None = None
) -> Iterator[Copies]:
    """Of every path, in order: CLEAN and each of CONDITIONS -> figures. pieces: of the five seconds in its middle, as segments
    have them ; else the 57 of its first SECONDS. kept: folder of what was measured before, and of what is measured now.

    Raises BadAudio and its like for what cannot be heard.
    """
    kept.mkdir(parents=True, exist_ok=True)
    with folder.listeners(workers) as pool:
        found = pool.map(partial(worsened, kept=kept, pieces=pieces), paths)
        for done, copies in enumerate(found, start=1):
            if progress:
                progress("Recording worse", done, len(paths))
            yield copies


def worsened(path: Path, kept: Path, pieces: bool) -> Copies:
    """One file of `worsen_all`. The same content is worsened in the same way."""
    sha256 = folder.content(path)
    place = kept / f"{sha256}-{folder.VERSION}.{_VERSION}-worse{'-pieces' * pieces}.json"
    if place.is_file():
        return dict(json.loads(place.read_text(encoding="utf-8")))
    found = _measured(path, pieces, zlib.crc32(sha256.encode()))
    unfinished = place.with_suffix(".part")
    unfinished.write_text(json.dumps(found), encoding="utf-8")
    unfinished.rename(place)
    return found


def _measured(path: Path, pieces: bool, seed: int) -> Copies:
    # Imported here: the library of descriptors takes seconds that whoever only looks need not wait for.
    from etl.audio import segments
    from etl.audio.decode import RATE, decode
    from etl.audio.degrade import CONDITIONS
    from etl.audio.descriptors import published
    from etl.audio.frames import frames

    samples = decode(path, SECONDS).samples
    if pieces:
        size = min(len(samples), int(segments.SECONDS * RATE))
        start = (len(samples) - size) // 2
        samples = samples[start : start + size]
    figures = segments.figures_of if pieces else lambda wave: published(frames(wave))
    found = {CLEAN: figures(samples)}
    for condition in CONDITIONS:
        generator = np.random.default_rng([seed, zlib.crc32(condition.name.encode())])
        found[condition.name] = figures(condition.make(samples, generator, ()))
    return found
